"""The Splits tab: stored splits of a dataset version, and the dialog that makes one."""
