"""What the columns of a table look like, alone and together."""
