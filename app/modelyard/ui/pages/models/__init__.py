"""The Models page."""

from modelyard.ui.pages.models.page import ModelsPage

__all__ = ["ModelsPage"]
