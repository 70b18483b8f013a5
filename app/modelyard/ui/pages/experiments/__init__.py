"""The Experiments page: runs in a table, one run, runs side by side, and the dialog that starts new ones."""

from modelyard.ui.pages.experiments.page import ExperimentsPage

__all__ = ["ExperimentsPage"]
