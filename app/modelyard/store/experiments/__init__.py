"""The Experiments stage in the database: rows to domain objects and back."""
