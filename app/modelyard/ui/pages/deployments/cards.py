"""The left pane of the Deployments page: a card a deployment, with what it does now and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.domain.deployments import DeploymentState, EngineStatus, ServerStats
from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.pages.deployments import words
from modelyard.ui.pages.deployments.reading import Item
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.card import Card, clear_layout
from modelyard.ui.widgets.chip import AliasTag, Chip
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, FittedLabel, Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.sparkline import Sparkline

COMPACT = 320
"""Under this width of the list, cards leave out the sparkline and the aliases."""


class DeploymentCard(Card):
    """`chosen`, `opened` (double click, Enter) and `wanted(what)`: start, use_port, choose_port, cancel, delete
    (Del)."""

    chosen = Signal()
    opened = Signal()
    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.item: Item | None = None
        self._compact = False
        self._free_port: int | None = None
        self.read_only = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.body.setContentsMargins(13, 11, 13, 11)
        self.body.setSpacing(7)
        self._build_names()
        self._build_running()
        self._build_working()
        self._build_failed()
        self._build_stopped()

    def _build_names(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        self.name = ElidedLabel("", "strong", parent=self)
        self.chip = Chip("", "neutral", self)
        first.addWidget(self.name, 1)
        first.addWidget(self.chip)
        self.body.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(6)
        self.model = FittedLabel("", "small", "text2", self)
        second.addWidget(self.model)
        self.tags = QHBoxLayout()
        self.tags.setSpacing(4)
        second.addLayout(self.tags)
        second.addStretch(1)
        self.address = Label("", "small", "accent-text", self, mono=True)
        second.addWidget(self.address)
        self.body.addLayout(second)

    def _build_running(self) -> None:
        self.running = QWidget(self)
        row = QHBoxLayout(self.running)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(12)
        self.line = Sparkline((), self.tr("Requests by the hour"), self.running, width=96, height=30)
        row.addWidget(self.line)
        left = QVBoxLayout()
        left.setSpacing(0)
        self.requests = Label("", "medium", parent=self.running)
        self.period = Label("", "caption", "text3", self.running)
        left.addWidget(self.requests)
        left.addWidget(self.period)
        row.addLayout(left)
        row.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(0)
        self.what = Label("", "small", "text2", self.running)
        self.use = Label("", "small", "text2", self.running)
        for label in (self.what, self.use):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            right.addWidget(label)
        row.addLayout(right)
        self.body.addWidget(self.running)

    def _build_working(self) -> None:
        self.working = QWidget(self)
        column = QVBoxLayout(self.working)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        self.bar = ProgressBar(None, self.working)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        self.doing = ElidedLabel("", "small", "text2", self.working)
        row.addWidget(self.doing, 1)
        self.cancel = Button(self.tr("Cancel"), "", "quiet", self.working, small=True)
        self.cancel.clicked.connect(self._cancel)
        row.addWidget(self.cancel)
        column.addLayout(row)
        self.body.addWidget(self.working)

    def _build_failed(self) -> None:
        self.failed = QWidget(self)
        column = QVBoxLayout(self.failed)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(8)
        self.reason = Note("", "bad", self.failed)
        column.addWidget(self.reason)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.repair = Button("", "play", parent=self.failed, small=True)
        self.repair.clicked.connect(self._repair)
        self.choose = Button(self.tr("Choose a port"), "", "quiet", self.failed, small=True)
        self.choose.clicked.connect(self._choose)
        row.addWidget(self.repair)
        row.addWidget(self.choose)
        row.addStretch(1)
        column.addLayout(row)
        self.body.addWidget(self.failed)

    def _build_stopped(self) -> None:
        self.stopped = QWidget(self)
        row = QHBoxLayout(self.stopped)
        row.setContentsMargins(0, 0, 0, 0)
        self.since = ElidedLabel("", "small", "text3", self.stopped)
        row.addWidget(self.since, 1)
        self.start = Button(self.tr("Start"), "play", parent=self.stopped, small=True)
        self.start.clicked.connect(self._start)
        row.addWidget(self.start)
        self.body.addWidget(self.stopped)

    # --- showing ------------------------------------------------------------------------------------------------
    def show_item(self, item: Item, free_port: int | None, stats: ServerStats | None) -> None:
        """Show a deployment as it is now."""
        self.item, self._free_port = item, free_port
        found, state = item.deployment, item.deployment.state
        self.name.setText(found.name)
        self.chip.set(words.state(state), words.CHIPS[state])
        self.model.setText(words.model(found))
        clear_layout(self.tags)
        for alias in found.aliases:
            tag = AliasTag(alias, self)
            tag.setVisible(not self._compact)
            self.tags.addWidget(tag)
        self.address.setText(found.address)
        live = state in (DeploymentState.RUNNING, DeploymentState.UNHEALTHY)
        self.address.set_tone("accent-text" if live else "text3")
        working = item.job is not None or state is DeploymentState.STARTING
        self.working.setVisible(working)
        self.running.setVisible(live and not working)
        self.failed.setVisible(state is DeploymentState.FAILED and not working)
        self.stopped.setVisible(state is DeploymentState.STOPPED and not working)
        self.what.setText(words.runs_as(found))
        self.show_use(stats)
        self._show_traffic(item)
        if item.job is not None:
            self.show_job(item.job)
        elif working:
            self.bar.set(None)
            self.doing.setText(self.tr("Starting"))
            self.cancel.hide()
        self._show_repair(item)
        self.since.setText(self.tr("Its address and log are kept"))
        for button in (self.start, self.choose):
            button.set_reason(self.read_only)
        self.setAccessibleName(f"{found.name}, {words.state(state)}, {words.model(found)}, {found.address}")
        self.setAccessibleDescription(found.error)

    def _show_traffic(self, item: Item) -> None:
        counts = [p.requests for p in item.traffic]
        self.line.setVisible(len(counts) > 1 and not self._compact)
        self.line.set([float(c) for c in counts])
        self.requests.setText(texts.counted(sum(counts), self.tr("request"), self.tr("requests")))
        self.period.setText(self.tr("in 24 h of traffic") if counts else self.tr("so far"))

    def _show_repair(self, item: Item) -> None:
        found = item.deployment
        self.reason.set(found.error or (self.tr("It stopped by itself.") if self.failed.isVisibleTo(self) else ""))
        taken = words.port_taken(found) and self._free_port is not None
        self.repair.setText(self.tr("Use port {n}").format(n=self._free_port) if taken else self.tr("Start"))
        self.repair.setAccessibleName(self.repair.text())
        self.repair.updateGeometry()
        self.repair.set_reason(self.read_only)
        self.choose.setVisible(taken)

    def set_compact(self, compact: bool) -> None:
        """Leave out what a narrow card has no room for."""
        if compact == self._compact:
            return
        self._compact = compact
        for tag in self.findChildren(AliasTag):
            tag.setVisible(not compact)
        self.line.setVisible(len(self.line.values) > 1 and not compact)

    def show_use(self, stats: ServerStats | None) -> None:
        """Show what the server uses now."""
        self.use.setText(words.use(stats) or "\u00a0")

    def show_job(self, job: Job) -> None:
        """Show how far a job is."""
        self.bar.set(job.fraction)
        self.doing.setText(self.tr("Waiting for its turn") if job.state is JobState.QUEUED else job.text or job.title)
        self.cancel.setVisible(not job.cancel_requested)
        self.cancel.set_reason(self.read_only)

    # --- clicks -------------------------------------------------------------------------------------------------
    @Slot()
    def _start(self) -> None:
        self.wanted.emit("start")

    @Slot()
    def _cancel(self) -> None:
        self.wanted.emit("cancel")

    @Slot()
    def _choose(self) -> None:
        self.wanted.emit("choose_port")

    @Slot()
    def _repair(self) -> None:
        taken = self.item is not None and words.port_taken(self.item.deployment) and self._free_port is not None
        self.wanted.emit("use_port" if taken else "start")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self.chosen.emit()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.chosen.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete and not self.read_only:
            self.wanted.emit("delete")
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        selected = bool(self.property("selected"))
        if selected or self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().color("focus" if self.hasFocus() else "accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
            if selected and self.hasFocus():
                painter.setPen(QPen(theme().color("focus"), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 6, 6)


class DeploymentList(QFrame):
    """`chosen(id)`, `opened(id)`, `wanted(id, what)`, `refreshed`, `menu_wanted(id, place)`."""

    chosen = Signal(str)
    opened = Signal(str)
    wanted = Signal(str, str)
    refreshed = Signal()
    menu_wanted = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme().px(348))
        self.read_only = ""
        self._cards: dict[str, DeploymentCard] = {}
        self._chosen = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 0, 0)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 12, 0)
        top.setSpacing(6)
        self.filter = SearchField(self.tr("Filter deployments"), self)
        self.filter.filtered.connect(self._refilter)
        self.again = IconButton("refresh", self.tr("Look again"), self, small=False, kind="secondary")
        self.again.clicked.connect(self.refreshed)
        top.addWidget(self.filter, 1)
        top.addWidget(self.again)
        column.addLayout(top)
        scroll = QScrollArea(self)
        scroll.setObjectName("canvas")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(scroll)
        inner.setObjectName("canvas")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 12, 12)
        self._column.setSpacing(12)
        self.nothing = Label("", "small", "text3", inner, wrap=True)
        self.nothing.hide()
        self._column.addWidget(self.nothing)
        self._column.addStretch(1)
        scroll.setWidget(inner)
        column.addWidget(scroll, 1)
        column.addLayout(self._build_foot())

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 12, 12)
        foot.setSpacing(8)
        foot.addWidget(IconView("engine", "text3", self))
        self.engine = ElidedLabel("", "small", "text3", self)
        foot.addWidget(self.engine, 1)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for card in self._cards.values():
            card.set_compact(self.width() < theme().px(COMPACT))

    def show_items(self, items: Sequence[Item], free_port: int | None, stats: dict[str, ServerStats]) -> None:
        """Show these deployments; cards that are known are changed in place."""
        for gone in set(self._cards) - {i.deployment.id for i in items}:
            card = self._cards.pop(gone)
            card.hide()
            card.setParent(None)
            card.deleteLater()
        for index, item in enumerate(items):
            key = item.deployment.id
            if key not in self._cards:
                self._cards[key] = self._make(key)
                self._column.insertWidget(index, self._cards[key])
            self._cards[key].show_item(item, free_port, stats.get(key))
        self._refilter()

    def _make(self, key: str) -> DeploymentCard:
        card = DeploymentCard(self)
        card.setProperty("deployment", key)
        card.read_only = self.read_only
        card.set_compact(self.width() < theme().px(COMPACT))
        card.chosen.connect(self._card_chosen)
        card.opened.connect(self._card_opened)
        card.wanted.connect(self._card_wanted)
        return card

    def cards(self) -> dict[str, DeploymentCard]:
        """The cards by deployment."""
        return dict(self._cards)

    def select(self, deployment_id: str) -> None:
        """Mark the chosen one."""
        self._chosen = deployment_id
        for key, card in self._cards.items():
            card.set_selected(key == deployment_id)
            card.update()

    def show_engine(self, status: EngineStatus) -> None:
        """Say in the foot what runs containers."""
        if status.available:
            containers = texts.counted(status.containers, self.tr("container"), self.tr("containers"))
            self.engine.setText(f"Docker {status.version}, {containers}")
            self.engine.setToolTip("")
        else:
            self.engine.setText(self.tr("Docker is not running; models run as local processes"))
            self.engine.setToolTip(f"{status.reason} {status.hint}".strip())

    # --- events -------------------------------------------------------------------------------------------------
    def _key(self) -> str:
        sender = self.sender()
        return str(sender.property("deployment")) if sender is not None else ""

    @Slot()
    def _card_chosen(self) -> None:
        self.chosen.emit(self._key())

    @Slot()
    def _card_opened(self) -> None:
        self.opened.emit(self._key())

    @Slot(str)
    def _card_wanted(self, what: str) -> None:
        self.wanted.emit(self._key(), what)

    @Slot()
    def _refilter(self, *_: object) -> None:
        wanted = self.filter.text().strip().casefold()
        shown = 0
        for card in self._cards.values():
            found = card.item.deployment if card.item else None
            hit = found is not None and wanted in f"{found.name} {words.model(found)} {found.address}".casefold()
            card.setVisible(hit)
            shown += hit
        none = bool(self._cards) and not shown
        text = self.tr("No deployment is named like “{text}”.").format(text=self.filter.text())
        self.nothing.setText(text if none else "")
        self.nothing.setVisible(none)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        widget = self.childAt(event.pos())
        while widget is not None and not isinstance(widget, DeploymentCard):
            widget = widget.parentWidget()
        if isinstance(widget, DeploymentCard):
            self.menu_wanted.emit(str(widget.property("deployment")), event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        cards = [c for c in self._cards.values() if c.isVisible()]
        at = next((i for i, c in enumerate(cards) if c.hasFocus()), -1)
        if step and at >= 0:
            card = cards[min(len(cards) - 1, max(0, at + step))]
            card.setFocus(Qt.FocusReason.TabFocusReason)
            card.chosen.emit()
            return
        super().keyPressEvent(event)
