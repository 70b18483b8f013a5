"""`modelyard data …`, a file a part."""
