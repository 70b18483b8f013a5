"""One quality rule: what it found, the rows that fail it, and its history over the versions."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modelyard.charts import make
from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.quality import RuleResult, RuleState, RuleStatus
from modelyard.ui import texts
from modelyard.ui.pages.data.quality import words
from modelyard.ui.pages.data.quality.words import tr
from modelyard.ui.pages.data.table.rows import RowsModel, RowsTable
from modelyard.ui.save_file import ask_save
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.chart_view import ChartView
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, FittedLabel
from modelyard.ui.widgets.paged_model import PagedTableModel
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.states import EmptyState, StateStack

if TYPE_CHECKING:
    from modelyard.tables.quality.rows import FailingRows
    from modelyard.ui.pages.data.page import DataPage

HEAD = 44


class RuleDetail(QFrame):
    """The lower half of the tab. Signals ask for changes of the rule shown; `moved` carries -1 or 1."""

    edit = Signal()
    copy = Signal()
    remove = Signal()
    moved = Signal(object)

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self._page = page
        self._version: DatasetVersion | None = None
        self._status: RuleStatus | None = None
        self._shown: tuple[Any, ...] = ()
        self.model: PagedTableModel | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(self._build_bar())
        self.stack = QStackedWidget(self)
        self.rows_table = RowsTable(tr("Rows that fail the rule"), self.stack)
        self.rows_table.head.setFixedHeight(theme().px(30))  # names alone: the histograms are those of all rows
        self.rows = StateStack(self.rows_table, self.stack)
        self.rows.retry.connect(self._again)
        holder = QWidget(self.stack)
        margin = QVBoxLayout(holder)
        margin.setContentsMargins(14, 0, 14, 10)
        self.chart = ChartView(holder, submit=page.shell.bridge.query, hint=QSize(420, 160))
        self.chart.picked.connect(self._version_picked)
        margin.addWidget(self.chart)
        self.history = StateStack(holder, self.stack)
        self.history.retry.connect(self._again)
        self.stack.addWidget(self.rows)
        self.stack.addWidget(self.history)
        column.addWidget(self.stack, 1)

    def _build_head(self) -> QFrame:
        head = QFrame(self)
        head.setObjectName("bar")
        head.setFixedHeight(theme().px(HEAD))
        row = QHBoxLayout(head)
        row.setContentsMargins(20, 0, 14, 0)
        row.setSpacing(8)
        self.mark = IconView("wait", "text3", head)
        row.addWidget(self.mark)
        self.name = FittedLabel("", "strong", parent=head)
        row.addWidget(self.name)
        self.found = ElidedLabel("", "small", "text2", head)
        row.addWidget(self.found, 1)
        self.buttons: list[IconButton] = []
        for image, text, run in (
            ("chev-u", tr("Move up"), partial(self.moved.emit, -1)),
            ("chev-d", tr("Move down"), partial(self.moved.emit, 1)),
            ("edit", tr("Edit rule"), self.edit.emit),
            ("copy", tr("Duplicate rule"), self.copy.emit),
            ("trash", tr("Remove rule"), self.remove.emit),
        ):
            button = IconButton(image, text, head)
            button.clicked.connect(partial(_run, run))
            self.buttons.append(button)
            row.addWidget(button)
        return head

    def _build_bar(self) -> QWidget:
        bar = QWidget(self)
        bar.setFixedHeight(theme().px(HEAD))
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(12)
        choices = [("rows", tr("Failing rows")), ("history", tr("History"))]
        self.segment = Segment(choices, tr("What to show of the rule"), bar, small=True)
        self.segment.chosen.connect(self._side_chosen)
        row.addWidget(self.segment)
        self.fact = ElidedLabel("", "small", "text3", bar)
        row.addWidget(self.fact, 1)
        self.export_button = Button(tr("Export rows"), "export", "secondary", bar, small=True)
        self.export_button.clicked.connect(self._ask_export)
        row.addWidget(self.export_button)
        return bar

    # --- contents -----------------------------------------------------------------------------------------------
    def set_read_only(self, reason: str) -> None:
        """Switch off what would change the rule, and say why; "" switches it on."""
        for button in self.buttons:
            button.set_reason(reason)

    def show_status(self, version: DatasetVersion | None, status: RuleStatus | None) -> None:
        """Show a rule and what it found in a version."""
        self._version, self._status = version, status
        self.setVisible(status is not None)
        if status is None or version is None:
            self._shown = ()
            return
        image, tone = words.ICONS[words.state_of(status)]
        self.mark.set(image, tone)
        self.name.setText(status.title)
        result = status.result
        self.found.setText(result.text if result else tr("Not checked yet."))
        has_rows = status.rule.spec.kind.has_rows
        if not has_rows and self.segment.key() == "rows":
            self.segment.set_key("history")
        self._fill()

    def show_side(self, key: str) -> None:
        """Show the failing rows ("rows") or the history ("history")."""
        self.segment.set_key(key)
        self._side_chosen(key)

    @Slot(object)
    def _side_chosen(self, _key: object) -> None:
        self._shown = ()
        self._fill()

    @Slot()
    def _again(self) -> None:
        self._shown = ()
        self._fill()

    def _fill(self) -> None:
        """Read what the chosen side needs, unless it is there already."""
        status, version, side = self._status, self._version, self.segment.key()
        if status is None or version is None:
            return
        self.stack.setCurrentIndex(0 if side == "rows" else 1)
        wanted = (side, version.id, status)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.fact.setText("")
        self.export_button.setVisible(side == "rows" and status.rule.spec.kind.has_rows)
        self.export_button.set_reason("")
        if side == "rows":
            self._fill_rows(version, status)
        else:
            self._read_history(status)

    # --- failing rows -------------------------------------------------------------------------------------------
    def _fill_rows(self, version: DatasetVersion, status: RuleStatus) -> None:
        result = status.result
        if not status.rule.spec.kind.has_rows:
            text = tr("This rule is about the whole table. Its history shows what it found in each version.")
            self._no_rows("table", tr("No single rows fail it"), text)
        elif result is None:
            self._no_rows("wait", tr("Not checked yet"), tr("Check the rules to see the rows that fail."))
        elif result.state is RuleState.UNCHECKED:
            self._no_rows("info", tr("It cannot be checked"), result.text)
        elif not result.failing:
            self._no_rows("ok", tr("No row fails"), result.text)
        else:
            from modelyard.services.data import quality as data_quality

            self.rows.show_loading(tr("Finding the rows"))
            self._page.query(
                partial(data_quality.failing_rows, self._page.shell.workspace, version.id, status.rule.id),
                partial(self._rows_read, self._shown), key="failing",
                on_error=partial(self._rows_failed, self._shown))  # fmt: skip

    def _no_rows(self, image: str, title: str, text: str) -> None:
        self.export_button.hide()
        self.rows.show_empty(EmptyState(image, title, text, self.rows))

    def _rows_read(self, wanted: tuple[Any, ...], found: FailingRows) -> None:
        if wanted != self._shown or self._status is None:
            return
        self.model = RowsModel(self._page.shell.bridge, found.read_page, found.rows, found.columns, self)
        self.rows_table.set_model(self.model)
        for section, column in enumerate(found.columns):
            self.rows_table.setColumnWidth(section, theme().px(max(70, min(200, 26 + 8 * len(column.name)))))
        first = next((i for i, c in enumerate(found.columns) if c.name in self._status.rule.spec.columns), 0)
        if first:
            self.rows_table.scrollTo(self.model.index(0, first))
        rows = texts.counted(found.rows, tr("row"), tr("rows"))
        self.fact.setText(
            tr("The first {rows} are shown; the export has all.").format(rows=rows) if found.more else rows
        )
        self.rows.show_full()

    def _rows_failed(self, wanted: tuple[Any, ...], error: AppError) -> None:
        if wanted == self._shown:
            self.rows.show_error(tr("The rows could not be read"), error)

    @Slot()
    def _ask_export(self) -> None:
        if self._version is None or self._status is None:
            return
        name = f"{self._version.dataset_name}-v{self._version.number}-failing.csv"
        if path := ask_save(self, tr("Export rows"), name, "CSV (*.csv)"):
            self.export(path)

    def export(self, path: Path) -> None:
        """Write all rows that fail to a CSV file."""
        from modelyard.services.data import quality as data_quality

        if self._version is not None and self._status is not None:
            self.export_button.set_reason(tr("Writing the rows"))
            workspace = self._page.shell.workspace
            self._page.query(
                partial(data_quality.export_failing, workspace, self._version.id, self._status.rule.id, path),
                partial(self._exported, path), on_error=self._not_exported)  # fmt: skip

    def _exported(self, path: Path, count: int) -> None:
        self.export_button.set_reason("")
        rows = texts.counted(count, tr("row"), tr("rows"))
        self._page.shell.toast(tr("Exported {rows}").format(rows=rows), texts.home_path(path))

    @Slot(object)
    def _not_exported(self, error: AppError) -> None:
        self.export_button.set_reason("")
        self._page.shell.toast(tr("The rows were not exported"), str(error), "bad")

    # --- history ------------------------------------------------------------------------------------------------
    def _read_history(self, status: RuleStatus) -> None:
        from modelyard.services.data import quality as data_quality

        self.history.show_loading(tr("Reading the history"))
        self._page.query(partial(data_quality.history, self._page.shell.workspace, status.rule.id),
                         partial(self._history_read, self._shown), key="rule-history",
                         on_error=partial(self._history_failed, self._shown))  # fmt: skip

    def _history_read(self, wanted: tuple[Any, ...], found: list[RuleResult]) -> None:
        if wanted != self._shown or self._status is None:
            return
        self.fact.setText(texts.counted(len(found), tr("version checked"), tr("versions checked")))
        if not found:
            text = tr("Check the rules; every new version adds a point.")
            self.history.show_empty(EmptyState("wait", tr("Not checked yet"), text, self.history))
            return
        title = tr("History of {rule}").format(rule=self._status.title)
        self.chart.set_chart(make("rule_history", title, found))
        self.history.show_full()

    def _history_failed(self, wanted: tuple[Any, ...], error: AppError) -> None:
        if wanted == self._shown:
            self.history.show_error(tr("The history could not be read"), error)

    @Slot(object)
    def _version_picked(self, version_id: object) -> None:
        self._page.shell.go("data", (version_id, "quality"))


def _run(action: Any, _checked: bool = False) -> None:
    action()
