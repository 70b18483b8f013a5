"""The dialog that starts an experiment, a file a part."""
