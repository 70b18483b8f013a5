"""Tables as files: DuckDB and Arrow read, check, profile and page through them."""
