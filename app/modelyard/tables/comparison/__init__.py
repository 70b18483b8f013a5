"""Two tables beside each other: columns, rows and distributions."""
