"""`modelyard experiments …`, a file a part."""
