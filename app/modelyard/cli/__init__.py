"""The command line: every service function without a window."""
