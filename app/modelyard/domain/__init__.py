"""Frozen dataclasses, enums and rules; one file a stage; no input or output."""
