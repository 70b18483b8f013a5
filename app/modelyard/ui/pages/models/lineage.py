"""The lineage strip: dataset version, run, model version, deployments, joined by the track's line; each opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from modelyard.ui import texts
from modelyard.ui.icons import paint_icon
from modelyard.ui.pages.models.reading import Lineage
from modelyard.ui.pages.models.words import roc_auc, tr
from modelyard.ui.theme import theme

HEIGHT = 44
GAP = 16
MOST = 4
"""How many deployments are drawn; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Node:
    """One box: what it says, and where a click leads."""

    icon: str
    title: str
    fact: str
    page: str
    target: Any
    tone: str = "border-strong"
    tint: str = "text2"


class NodeButton(QAbstractButton):
    """A box of the strip."""

    outer_ring = True

    def __init__(self, node: Node, parent: QWidget) -> None:
        super().__init__(parent)
        self.node = node
        self.setText(node.title)
        self.setAccessibleName(f"{node.title}. {node.fact}")
        self.setToolTip(f"{node.title}\n{node.fact}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if node.page:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setEnabled(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, node = theme().color, self.node
        painter.setPen(QPen(c(node.tone), 1))
        painter.setBrush(c("hover" if self.underMouse() and self.isEnabled() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        paint_icon(painter, node.icon, node.tint, QRectF(10, (self.height() - 16) / 2, 16, 16))
        middle, room = self.height() / 2, self.width() - 34 - 8
        first, second = theme().px(17), theme().px(15)
        self._line(painter, node.title, "small-medium", "text", QRectF(34, middle - first, room, first))
        self._line(painter, node.fact, "caption", "text3", QRectF(34, middle + 1, room, second))

    def _line(self, painter: QPainter, text: str, role: str, token: str, rect: QRectF) -> None:
        font = theme().font(role)
        painter.setFont(font)
        painter.setPen(theme().color(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)


class LineageStrip(QWidget):
    """`opened` carries (page, target)."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Lineage"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._columns: list[list[NodeButton]] = []
        self._nodes: list[list[Node]] = []

    def set(self, lineage: Lineage) -> None:
        """Draw another version's lineage."""
        nodes = columns(lineage)
        if nodes == self._nodes:
            return
        self._nodes = nodes
        for button in (b for column in self._columns for b in column):
            button.setParent(None)
            button.deleteLater()
        self._columns = [[NodeButton(n, self) for n in column] for column in nodes]
        for button in (b for column in self._columns for b in column):
            button.clicked.connect(self._clicked)
            button.show()
        self.updateGeometry()
        self._place()

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, NodeButton):
            self.opened.emit((sender.node.page, sender.node.target))

    def sizeHint(self) -> QSize:
        rows = max((len(c) for c in self._columns), default=1)
        return QSize(480, rows * theme().px(HEIGHT) + (rows - 1) * GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        count = max(1, len(self._columns))
        gap = 32 if self.width() > 560 else 18
        width = (self.width() - gap * (count - 1)) / count
        for index, column in enumerate(self._columns):
            for row, button in enumerate(column):
                top = row * (theme().px(HEIGHT) + GAP)
                button.setGeometry(round(index * (width + gap)), top, round(width), theme().px(HEIGHT))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("border-strong"), 2))
        for left, right in zip(self._columns, self._columns[1:], strict=False):
            start = left[0].geometry()
            for button in right:
                end = button.geometry()
                x0, x1 = start.right() + 1.0, float(end.left())
                y0, y1 = start.center().y() + 0.5, end.center().y() + 0.5
                path = QPainterPath()
                path.moveTo(x0, y0)
                path.cubicTo((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1)
                painter.drawPath(path)


def columns(lineage: Lineage) -> list[list[Node]]:
    """The boxes, left to right; a part that is gone says so."""
    version, run, dataset = lineage.version, lineage.run, lineage.dataset
    found: list[list[Node]] = []
    if dataset is not None:
        rows = texts.counted(dataset.rows, tr("row"), tr("rows"))
        found.append([Node("data", dataset.label, rows, "data", dataset.id)])
    else:
        found.append([Node("data", tr("Dataset"), tr("not in the workspace any more"), "", None)])
    if run is not None:
        fact = tr("ROC AUC {score}").format(score=texts.score(run.metrics.get("roc_auc"), 3))
        found.append([Node("experiments", tr("Run {n}").format(n=run.number), fact, "experiments", ("run", run.id))])
    else:
        title = tr("Run {n}").format(n=version.run_number)
        found.append([Node("experiments", title, tr("not in the workspace any more"), "", None)])
    alias = ", ".join(version.aliases)
    tone, tint = ("violet", "violet-text") if "challenger" in version.aliases else ("accent", "accent-text")
    fact = alias or tr("ROC AUC {score}").format(score=roc_auc(version))
    found.append([Node("models", version.label, fact, "models", version.id, tone, tint)])
    running = lineage.deployments
    if running:
        last = [Node("deployments", d.name, d.address, "deployments", d.id) for d in running[:MOST]]
        if len(running) > MOST:
            more = tr("{n} more").format(n=texts.count(len(running) - MOST))
            last[-1] = Node("deployments", more, tr("deployments"), "deployments", None)
        found.append(last)
    return found
