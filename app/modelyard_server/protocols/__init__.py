"""The wire formats the server understands."""
