"""The Data stage as values and rules."""
