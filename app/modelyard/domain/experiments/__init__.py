"""The Experiments stage as values and rules."""
