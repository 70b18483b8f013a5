"""The Columns tab: every column's profile in a list, and one of them in full beside it."""
