"""Quality rules over a table."""
