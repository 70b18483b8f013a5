"""The Home page: the track, what needs attention, deployments, the latest runs, a chart."""

from modelyard.ui.pages.home.page import HomePage

__all__ = ["HomePage"]
