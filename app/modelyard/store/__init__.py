"""The workspace on disk: SQLite rows and content-addressed files. The only importer of SQLAlchemy and Alembic."""
