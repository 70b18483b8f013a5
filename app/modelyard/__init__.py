"""Modelyard: a desktop workbench for machine-learning operations."""

__version__ = "0.1.0"
