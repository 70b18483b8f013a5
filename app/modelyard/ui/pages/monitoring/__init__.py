"""The Monitoring page: traffic, drift against training, and realised quality once labels are in."""

from modelyard.ui.pages.monitoring.page import MonitoringPage

__all__ = ["MonitoringPage"]
