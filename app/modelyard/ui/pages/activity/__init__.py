"""Activity: jobs and audit log."""

from modelyard.ui.pages.activity.page import ActivityPage

__all__ = ["ActivityPage"]
