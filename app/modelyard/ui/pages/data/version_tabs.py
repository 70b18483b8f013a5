"""What the tabs of the Data page that stand on their own have in common: one version at a time, read when seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from modelyard.core.changes import Changes
from modelyard.domain.data.datasets import DatasetVersion, TableProfile
from modelyard.domain.jobs import Job

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage


class VersionTab(QWidget):
    """A tab about the version shown. `page` gives it the shell, the workspace, `query` and `perform`.

    It is told of a version at once, but reads nothing until `refresh` is called: that is when it is in front and
    something changed since it last was.
    """

    key = ""

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.version: DatasetVersion | None = None
        self.profile: TableProfile | None = None
        self._stale = True

    @property
    def title(self) -> str:
        """The tab's text."""
        raise NotImplementedError

    def set_count(self, text: str) -> None:
        """Show a count beside the tab's text; "" for none."""
        self.page.tabs.bar.set_count(self.key, text)

    def set_shown(self, shown: bool) -> None:
        """Show or hide the tab itself."""
        self.page.tabs.bar.set_visible(self.key, shown)

    def show_version(self, version: DatasetVersion, profile: TableProfile) -> None:
        """Another version is shown, or the same one after a change."""
        self.version, self.profile = version, profile
        self.mark_stale()

    def mark_stale(self) -> None:
        """What is shown is no longer true; it is read again now if the tab is in front, else when it comes there."""
        self._stale = True
        self.bring_up_to_date()

    def bring_up_to_date(self) -> None:
        """Read again if something changed and the tab is in front."""
        if self._stale and self.isVisible() and self.version is not None:
            self._stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.bring_up_to_date()

    def refresh(self) -> None:
        """Read and show what belongs to `self.version`. Override."""

    def on_changes(self, changes: Changes) -> None:
        """Something was written while the page is in front; call `mark_stale` if it concerns this tab."""

    def on_job(self, job: Job) -> None:
        """A job of the workspace changed; for tabs that start some."""
