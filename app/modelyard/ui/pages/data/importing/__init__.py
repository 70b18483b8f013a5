"""The import dialog: where the rows come from, how they are read, what would be imported."""
