"""A filter's field: completes, colours words, remembers what was asked before, underlines a mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTextCharFormat,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.table_model import Index

KEPT = 20
PAUSE = 250
NARROW, WIDE = 290, 520
ICONS = {"column": "columns", "value": "tag", "function": "num", "word": "more", "history": "wait"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may be put in; `fact` is shown beside it.

    `kind` is "column", "value", "function", "word" or "history".
    """

    text: str
    kind: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What fits at a place: the candidates, and the letters from `start` to `end` that one of them replaces."""

    start: int
    end: int
    candidates: tuple[Candidate, ...] = ()


def nothing(_text: str, cursor: int) -> Completion:
    """No candidates, as long as nobody says what fits."""
    return Completion(cursor, cursor)


class _Line(QStyledItemDelegate):
    """A candidate's text at the left, its fact in grey at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        candidate: Candidate = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        table = self.parent()
        chosen = isinstance(table, QTableWidget) and index.row() == table.currentRow()
        if chosen:
            painter.fillRect(rect, theme().color("accent-soft"))
        paint_icon(painter, ICONS[candidate.kind], "text3", QRect(rect.x() + 8, rect.y() + 6, 14, 14).toRectF())
        metrics = QFontMetrics(theme().font("small"))
        painter.setFont(theme().font("small"))
        painter.setPen(theme().color("text3"))
        inner = rect.adjusted(30, 0, -10, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, candidate.fact)
        painter.setPen(theme().color("text"))
        room = inner.width() - metrics.horizontalAdvance(candidate.fact) - 10
        text = metrics.elidedText(candidate.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class Candidates(QTableWidget):
    """The list under the field. It never takes the focus; `chosen` carries the candidate."""

    chosen = Signal(object)

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(0, 1, field.window())
        self._field = field
        self.setObjectName("dialog")
        self.setAccessibleName(self.tr("What fits here"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setItemDelegate(_Line(self))
        self.cellClicked.connect(self._clicked)
        self.hide()

    def show_lines(self, lines: Sequence[Candidate]) -> None:
        """Show candidates under the field; none hides the list."""
        if not lines:
            self.hide()
            return
        height = theme().px(26)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            item = QTableWidgetItem(line.text)
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.setItem(row, 0, item)
        self.setCurrentCell(-1, -1)
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        place = self._field.mapTo(window, QPoint(0, self._field.height() + 3))
        room = window.height() - place.y() - 8
        self.setGeometry(place.x(), place.y(), max(self._field.width(), 280), min(room, height * len(lines) + 2))
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Choose the next or the former line; past the ends none is chosen."""
        row = self.currentRow() + by
        row = -1 if row >= self.rowCount() else self.rowCount() - 1 if row < -1 else row
        self.setCurrentCell(row, 0)
        self.viewport().update()

    def current(self) -> Candidate | None:
        """The chosen line."""
        item = self.item(self.currentRow(), 0) if self.isVisible() and self.currentRow() >= 0 else None
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    @Slot(int, int)
    def _clicked(self, row: int, _column: int) -> None:
        item = self.item(row, 0)
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


class FilterField(SearchField):
    """`filtered` carries the expression after a pause, or at once on Enter. Esc closes the list, then clears.

    Down in an empty field shows what was asked for before (`history`, newest first; the caller keeps it). `complete`
    says what fits at a place of the text; `colours` which letters have which colour, as (start, length, token).
    """

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(hint, parent, icon_name="filter", small=True)
        self._pause.setInterval(PAUSE)
        self.history: list[str] = []
        self.complete: Callable[[str, int], Completion] = nothing
        self.colours: Callable[[str], Sequence[tuple[int, int, str]]] | None = None
        self._mark: tuple[int, int] | None = None
        self._completion = Completion(0, 0)
        self.list = Candidates(self)
        self.list.chosen.connect(self._take)
        self.destroyed.connect(self.list.deleteLater)
        self._offer = QTimer(self)
        self._offer.setSingleShot(True)
        self._offer.setInterval(60)
        self._offer.timeout.connect(self._show_candidates)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._fit)
        self.textChanged.connect(self._colour)
        theme().changed.connect(self._colour)
        self._fit()

    @Slot()
    def _colour(self, *_: object) -> None:
        """Colour the words. A line edit takes formats only the way input methods bring them."""
        if self.colours is None:
            return
        kind, made = QInputMethodEvent.AttributeType.TextFormat, []
        for start, length, token in self.colours(self.text()):
            look = QTextCharFormat()
            look.setForeground(theme().color(token))
            made.append(QInputMethodEvent.Attribute(kind, start - self.cursorPosition(), length, look))
        QApplication.sendEvent(self, QInputMethodEvent("", made))

    @Slot()
    def _fit(self) -> None:
        """As wide as the design has it, and wider for a long expression where there is room."""
        wanted = self.fontMetrics().horizontalAdvance(self.text()) + theme().px(70)
        self.setMaximumWidth(max(theme().px(NARROW), min(theme().px(WIDE), wanted)))

    # --- what is wrong ------------------------------------------------------------------------------------------
    def set_error(self, text: str, start: int | None = None, end: int | None = None) -> None:
        """Draw the red border and underline the letters that are wrong; an empty text takes both away."""
        self._mark = None if not text or start is None else (start, end if end is not None else len(self.text()))
        self.setAccessibleDescription(text)
        if bool(self.property("invalid")) != bool(text):
            self.setProperty("invalid", bool(text))
            self.style().unpolish(self)
            self.style().polish(self)
        self.update()

    @property
    def mark(self) -> tuple[int, int] | None:
        """The letters underlined."""
        return self._mark

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._mark is None or not self.text():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("bad"), 1.2))
        metrics, text = self.fontMetrics(), self.text()
        # Qt does not say how far the text is scrolled, but where its cursor stands
        shift = self.cursorRect().center().x() - metrics.horizontalAdvance(text[: self.cursorPosition()])
        left = shift + metrics.horizontalAdvance(text[: self._mark[0]])
        right = shift + metrics.horizontalAdvance(text[: max(self._mark)])
        base = (self.height() + metrics.height()) / 2 - 1
        painter.setClipRect(QRect(26, 0, self.width() - 50, self.height()))
        steps = max(2, int((right - left) / 3) + 1)
        painter.drawPolyline(QPolygonF([QPointF(left + 3 * i, base + (i % 2) * 2) for i in range(steps)]))

    # --- completing ---------------------------------------------------------------------------------------------
    @Slot(str)
    def _edited(self, _text: str) -> None:
        self._offer.start()

    @Slot()
    def _show_candidates(self) -> None:
        if not self.hasFocus():
            return
        self._completion = self.complete(self.text(), self.cursorPosition())
        self.list.show_lines(self._completion.candidates)

    def _show_history(self) -> None:
        self._completion = Completion(0, len(self.text()))
        self.list.show_lines([Candidate(text, "history") for text in self.history])
        self.list.step(1)

    @Slot(object)
    def _take(self, candidate: Candidate) -> None:
        text, found = self.text(), self._completion
        made = candidate.text
        space = " " if candidate.kind in ("word", "column") and found.end == len(text) else ""
        self.setText(text[: found.start] + made + space + text[found.end :])
        self.setCursorPosition(found.start + len(made) + len(space))
        self.list.hide()
        self._offer.stop()
        self.setFocus()
        if candidate.kind == "history":
            self._send()

    def reset(self) -> None:
        """Empty the field without telling anybody."""
        self.show_text("")

    def show_text(self, text: str) -> None:
        """Show an expression that is in force already."""
        self._sent = text
        before = self.blockSignals(True)
        self.setText(text)
        self.blockSignals(before)
        self._clear.setVisible(bool(text))
        self._fit()
        self._colour()
        self._pause.stop()
        self.list.hide()
        self.set_error("")

    def remember(self, text: str) -> None:
        """Put an expression that worked first in the history."""
        self.history = [text, *(t for t in self.history if t != text)][:KEPT]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.list.isVisible():
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.step(1 if key == Qt.Key.Key_Down else -1)
                return
            if key == Qt.Key.Key_Escape:
                self.list.hide()
                return
            current = self.list.current()
            if current is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(current)
                return
        elif key == Qt.Key.Key_Down:
            if self.text():
                self._show_candidates()
            elif self.history:
                self._show_history()
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._offer.stop()
            self.list.hide()
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab takes the line that is chosen, or the only one; else it moves on as everywhere
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            current = self.list.current()
            if current is None and self.list.isVisible():
                self.list.step(1)
                current = self.list.current()
            if current is not None:
                self._take(current)
                return True
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.list.hide()
        return super().event(event)
