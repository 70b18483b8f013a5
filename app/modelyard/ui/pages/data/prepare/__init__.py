"""The Prepare tab: a recipe's steps, the form of one step, and what the steps make of the version shown."""

from modelyard.ui.pages.data.prepare.tab import PrepareTab

__all__ = ["PrepareTab"]
