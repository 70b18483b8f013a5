"""The Deployments page."""

from modelyard.ui.pages.deployments.page import DeploymentsPage

__all__ = ["DeploymentsPage"]
