"""What of the quality rules is seen beside every tab: the chips in the head and the section of the right panel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.quality import QualityReport, RuleState, RuleStatus
from modelyard.ui import texts
from modelyard.ui.icons import paint_icon
from modelyard.ui.pages.data.quality import words
from modelyard.ui.pages.data.quality.words import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import IconButton, LinkButton
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.chip import Chip
from modelyard.ui.widgets.keys import KeyButton
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.side_panel import PanelSection

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage

TAB = "quality"
CHIPS = 5
SHOWN = 8
NOTE_KINDS = {RuleState.WARN: "warn", RuleState.FAIL: "bad", RuleState.UNCHECKED: "plain"}


class RuleRow(KeyButton):
    """One rule in the panel: icon, name, figure. A click opens it."""

    def __init__(self, status: RuleStatus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = status
        figure = words.figure(status)
        self.setAccessibleName(f"{status.title}: {words.state_text(status.result)}, {figure}")
        found = status.result.text if status.result else tr("Not checked yet")
        self.setToolTip(f"{status.title}\n{found}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, theme().px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, theme().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), theme().color("hover"))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme().color("border"))
        state = words.state_of(self.status)
        name, tone = words.ICONS[state]
        middle = self.height() / 2
        paint_icon(painter, name, tone, QRectF(14, middle - 8, 16, 16))
        broken = state in (RuleState.WARN, RuleState.FAIL)
        painter.setFont(theme().font("small-strong" if broken else "small"))
        painter.setPen(theme().color(tone if broken else "text3"))
        figure = words.figure(self.status)
        width = painter.fontMetrics().horizontalAdvance(figure)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(0, 0, self.width() - 14, self.height()), flags, figure)
        painter.setFont(theme().font("body"))
        painter.setPen(theme().color("text"))
        room = self.width() - 40 - 14 - width - 10
        text = painter.fontMetrics().elidedText(self.status.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(40, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, text)


class RulesSection(PanelSection):
    """The section "Quality rules". `opened` carries a rule's id, `add` asks for a new one."""

    opened = Signal(object)
    add = Signal()
    suggest = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Quality rules"), "", parent, padding=0)
        self.body.setSpacing(0)
        self.add_button = IconButton("plus", tr("Add a quality rule"), self)
        self.add_button.clicked.connect(self.add)
        self.head_actions.addWidget(self.add_button)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.body.addLayout(self.rows)
        self._none = QWidget(self)
        line = QHBoxLayout(self._none)
        line.setContentsMargins(14, 0, 14, 12)
        line.setSpacing(6)
        line.addWidget(Label(tr("No rules yet."), "small", "text3", self._none))
        self.suggest_link = LinkButton(tr("Suggest rules"), self._none, small=True)
        self.suggest_link.clicked.connect(self.suggest)
        line.addWidget(self.suggest_link)
        line.addStretch(1)
        self.body.addWidget(self._none)
        holder = QVBoxLayout()
        holder.setContentsMargins(14, 10, 14, 12)
        self.note = Note("", "warn", self)
        self.note.label.setFont(theme().font("small"))
        holder.addWidget(self.note)
        self._holder = QWidget(self)
        self._holder.setLayout(holder)
        self.body.addWidget(self._holder)
        self.more = LinkButton("", self, small=True)
        self.more.clicked.connect(partial(self.opened.emit, ""))
        below = QHBoxLayout()
        below.setContentsMargins(14, 6, 14, 0)
        below.addWidget(self.more)
        below.addStretch(1)
        self.body.insertLayout(1, below)
        self.show_report(None)

    def show_report(self, report: QualityReport | None) -> None:
        """Show the rules; None while they are read."""
        clear_layout(self.rows)
        statuses = report.statuses if report else ()
        shown = sorted(statuses, key=_rank)[:SHOWN] if len(statuses) > SHOWN else statuses
        for status in shown:
            row = RuleRow(status, self)
            row.clicked.connect(partial(self._open, status.rule.id))
            self.rows.addWidget(row)
        rest = len(statuses) - len(shown)
        self.more.setText(tr("{n} more").format(n=f"{rest:,}"))
        self.more.setVisible(bool(rest))
        checked = report.checked_at if report else None
        self.fact.setText(tr("checked {when}").format(when=texts.when(checked)) if checked else "")
        self._none.setVisible(report is not None and not statuses)
        worst = report.worst if report else None
        text = words.sentence(worst) if worst is not None else ""
        kind = NOTE_KINDS.get(worst.result.state, "warn") if worst is not None and worst.result is not None else "warn"
        self.note.set(text, kind)
        self._holder.setVisible(bool(text))

    def _open(self, rule_id: str, _checked: bool = False) -> None:
        self.opened.emit(rule_id)


def _rank(status: RuleStatus) -> int:
    """Broken rules first, where not all can be shown."""
    order = {RuleState.FAIL: 0, RuleState.WARN: 1, RuleState.UNCHECKED: 2, None: 3, RuleState.PASS: 4}
    return order[words.state_of(status)]


class QualityBoard(QWidget):
    """Reads the rules of the version shown, for chips, panel and tab. `loaded` carries the report. It is not seen."""

    loaded = Signal(object)
    failed = Signal(object)

    def __init__(self, page: DataPage, chips: QHBoxLayout, head: QWidget) -> None:
        super().__init__(page)
        self.hide()
        self._page = page
        self.section: RulesSection | None = None
        self.report: QualityReport | None = None
        self._version_id = ""
        self.chips = [Chip("", "ok", head) for _ in range(CHIPS)]
        for chip in self.chips:
            chip.hide()
            chips.addWidget(chip)

    def show_version(self, version: DatasetVersion | None) -> None:
        """Read the rules of a version; what is shown stays while it is the same version."""
        if version is None or version.id != self._version_id:
            self.report = None
            self._show(None)
        self._version_id = version.id if version else ""
        self.read()

    @Slot()
    def read(self) -> None:
        """Read again what belongs to the version shown."""
        from modelyard.services.data import quality as data_quality

        if self._version_id:
            self._page.query(partial(data_quality.report, self._page.shell.workspace, self._version_id), self._loaded,
                             key="quality", on_error=self._failed)  # fmt: skip

    @Slot(object)
    def _failed(self, error: Any) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _loaded(self, report: QualityReport) -> None:
        if report.version_id != self._version_id:
            return
        if report != self.report:
            self.report = report
            self._show(report)
        self.loaded.emit(report)

    def _show(self, report: QualityReport | None) -> None:
        found = words.chips(report) if report else []
        count = len(report.statuses) if report else 0
        self._page.tabs.bar.set_count(TAB, f"{count:,}" if count else "")
        for i, chip in enumerate(self.chips):
            text, kind = found[i] if i < len(found) else ("", "ok")
            chip.set(text, kind)
        if self.section is not None:
            self.section.show_report(report)
