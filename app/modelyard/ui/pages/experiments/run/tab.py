"""The tabs of a run's page: made when first needed, filled when seen, there where the run has something for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chart_card import ChartCard
from modelyard.ui.widgets.chart_view import ChartView
from modelyard.ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from modelyard.ui.pages.experiments.run.view import RunView


class RunTab(QWidget):
    """A tab about the run shown. It is told of a run at once, but fills itself only when it is in front.

    `view` gives it the shell, what every tab may need, and `facts`.
    """

    key = ""

    def __init__(self, view: RunView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.shell = view.shell
        self.facts: RunFacts | None = None
        self._stale = False

    @staticmethod
    def title() -> str:
        """The tab's text."""
        raise NotImplementedError

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        """Whether the run has something for this tab."""
        raise NotImplementedError

    @staticmethod
    def count(facts: RunFacts) -> str:
        """A count beside the tab's text; "" for none."""
        return ""

    def show_facts(self, facts: RunFacts) -> None:
        """Another run is shown, or the same one after a change."""
        self.facts = facts
        self.mark_stale()

    def mark_stale(self) -> None:
        """What is shown is no longer true: fill the tab again, now if it is in front, else when it comes there."""
        self._stale = True
        self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        if self._stale and self.isVisible() and self.facts is not None:
            self._stale = False
            self.refresh(self.facts)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bring_up_to_date()

    def refresh(self, facts: RunFacts) -> None:
        """Show what belongs to `facts`. Override."""

    # --- what tabs are made of ----------------------------------------------------------------------------------
    def query(self, fn: Callable[[], Any], on_done: Callable[[Any], None], key: str,
              on_error: Callable[[Any], None] | None = None) -> None:  # fmt: skip
        """Read in a worker thread; the newest question under a key wins."""
        self.shell.bridge.query(fn, on_done, on_error, self, key=f"{self.key}-{key}")

    def shows(self, run_id: str) -> bool:
        """Whether an answer about a run is still wanted."""
        return self.facts is not None and self.facts.run.id == run_id

    def column(self, spacing: int = 12) -> tuple[QWidget, QVBoxLayout]:
        """A page to put cards on, with the margins of this page."""
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 16, 16)
        column.setSpacing(spacing)
        return inner, column

    def scrolling(self, inner: QWidget) -> QScrollArea:
        """The page with a scroll bar where it is too long."""
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        return scroll

    def fill(self, content: QWidget) -> None:
        """Put the whole content into the tab."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(content)

    def chart(self, title: str, parent: QWidget, hint: QSize | None = None, height: int = 236) -> ChartCard:
        """A card for one chart."""
        card = ChartCard(title, parent, submit=self.shell.bridge.query, hint=hint)
        card.setMinimumHeight(theme().px(height))
        card.failed.connect(self._chart_failed)
        return card

    def chart_view(self, parent: QWidget) -> ChartView:
        """A chart without a card of its own."""
        view = ChartView(parent, submit=self.shell.bridge.query, hint=QSize(280, 200))
        view.failed.connect(self._chart_failed)
        return view

    @Slot(object)
    def _chart_failed(self, error: Any) -> None:
        self.shell.toast(error.message, error.hint, "bad")


AnyTab = TypeVar("AnyTab", bound=RunTab)


class RunTabs(Tabs):
    """The tabs of a run, each made when it first comes to the front."""

    def __init__(self, view: RunView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._kinds: dict[str, type[RunTab]] = {}
        self._made: dict[str, RunTab] = {}

    def add_kind(self, kind: type[RunTab]) -> None:
        """Add a tab."""
        self._kinds[kind.key] = kind
        self.add_later(kind.key, kind.title(), partial(self._make, kind))

    def set_side(self, panel: QWidget) -> None:
        """Put a panel at the right of all pages."""
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.stack, 1)
        row.addWidget(panel)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(row, 1)

    def _make(self, kind: type[RunTab]) -> RunTab:
        tab = self._made[kind.key] = kind(self._view, self)
        if self._view.facts is not None:
            tab.show_facts(self._view.facts)
        return tab

    def tab(self, kind: type[AnyTab]) -> AnyTab:
        """The tab of a kind, made now if it was not needed yet."""
        found = self.widget(kind.key)
        assert isinstance(found, kind)
        return found

    def made(self) -> list[RunTab]:
        """The tabs that were needed so far."""
        return list(self._made.values())

    def show_facts(self, facts: RunFacts) -> None:
        """Tell all tabs of a run; those it has nothing for are hidden."""
        shown = {key for key, kind in self._kinds.items() if kind.wanted(facts)}
        if self.key() not in shown:
            self.set_key(next(key for key in self._kinds if key in shown))
        for key, kind in self._kinds.items():
            self.bar.set_visible(key, key in shown)
            self.bar.set_count(key, kind.count(facts))
        for tab in self.made():
            tab.show_facts(facts)
