"""Schema upgrades, oldest first."""
