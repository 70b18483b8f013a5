"""The Data page: datasets, their versions, rows and profiles, and the import dialog."""

from modelyard.ui.pages.data.page import DataPage

__all__ = ["DataPage"]
