"""The Data stage in the database: rows to domain objects and back."""
