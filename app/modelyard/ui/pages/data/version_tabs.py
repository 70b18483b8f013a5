"""The tabs of the Data page that are about one version: made when first needed, read when seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from modelyard.core.changes import Changes
from modelyard.domain.data.datasets import DatasetVersion, TableProfile
from modelyard.ui.widgets.tabs import Tabs

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

    @staticmethod
    def title() -> str:
        """The tab's text."""
        raise NotImplementedError

    def set_count(self, text: str) -> None:
        """Show a count beside the tab's text; "" for none."""
        self.page.tabs.bar.set_count(self.key, text)

    def shows(self, version_id: str) -> bool:
        """Whether an answer about a version is still wanted."""
        return self.version is not None and self.version.id == version_id

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


AnyTab = TypeVar("AnyTab", bound=VersionTab)


class VersionTabs(Tabs):
    """Tabs of which all but the first few are a `VersionTab`, each made when it first comes to the front."""

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._made: dict[str, VersionTab] = {}
        self._shown: tuple[DatasetVersion, TableProfile] | None = None

    def add_kind(self, kind: type[VersionTab]) -> None:
        """Add a tab."""
        self.add_later(kind.key, kind.title(), partial(self._make, kind))

    def _make(self, kind: type[VersionTab]) -> VersionTab:
        tab = self._made[kind.key] = kind(self._page, self)
        if self._shown is not None:
            tab.show_version(*self._shown)
        return tab

    def tab(self, kind: type[AnyTab]) -> AnyTab:
        """The tab of a kind, made now if it was not needed yet."""
        found = self.widget(kind.key)
        assert isinstance(found, kind)
        return found

    def bring(self, kind: type[AnyTab]) -> AnyTab:
        """Bring the tab of a kind to the front."""
        self.set_key(kind.key)
        return self.tab(kind)

    def made(self) -> list[VersionTab]:
        """The tabs that were needed so far."""
        return list(self._made.values())

    def show_version(self, version: DatasetVersion, profile: TableProfile) -> None:
        """Tell all tabs of another version, or of the same one after a change."""
        self._shown = version, profile
        for tab in self.made():
            tab.show_version(version, profile)

    def on_changes(self, changes: Changes) -> None:
        """Tell all tabs of what was written."""
        for tab in self.made():
            tab.on_changes(changes)

    def mark_stale(self, kind: type[VersionTab]) -> None:
        """What a tab shows is no longer true."""
        if (tab := self._made.get(kind.key)) is not None:
            tab.mark_stale()
