"""Shows a chart: drawn away from the window's thread, sharp on every screen, usable by mouse, keyboard and reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QToolTip, QWidget

from modelyard.charts import Chart, Interaction, ValueAxis
from modelyard.charts.regions import neighbour, region_at
from modelyard.core.errors import AppError
from modelyard.ui.theme import theme

# submit(work, on_done, on_error, owner, key=...): `Bridge.query` is one. It runs `work` in a worker thread and hands
# the result to `on_done` in the window's thread, unless `owner` is gone or a newer one with the same key was asked for.
Submit = Callable[..., Any]

RESIZE_PAUSE_MS = 60


class ChartView(QWidget):
    """A chart of `modelyard.charts`. matplotlib is loaded when the first one becomes visible, by a worker.

    `picked` carries the key of the region that was clicked, or chosen with the arrow keys and Enter. `value_changed`
    carries the value while the chart's line is dragged; the page then sets the chart anew. `failed` carries an
    `AppError` when an export went wrong. Without `submit` everything is drawn at once, in the window's thread.
    """

    picked = Signal(object)
    value_changed = Signal(object)
    failed = Signal(object)
    drawn = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, submit: Submit | None = None, hint: QSize | None = None
    ) -> None:
        super().__init__(parent)
        self._submit = submit
        self._hint = hint or QSize(360, 240)
        self._chart: Chart | None = None
        self._image: Any = None
        self._interaction = Interaction()
        self._current = -1
        self._drag: float | None = None
        self._asked: tuple[Any, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RESIZE_PAUSE_MS)
        self._timer.timeout.connect(self._render)
        self.setMinimumSize(48, 20)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        theme().changed.connect(self._render)

    # --- what pages use ---------------------------------------------------------------------------------------------
    @property
    def chart(self) -> Chart | None:
        """What is shown."""
        return self._chart

    @property
    def busy(self) -> bool:
        """Whether a newer picture is on its way."""
        return bool(self._asked) or self._timer.isActive()

    def set_chart(self, chart: Chart | None) -> None:
        """Show another chart; the old picture stays until the new one is drawn. None clears."""
        self._chart = chart
        self._current = -1
        self.setAccessibleName(chart.name if chart else "")
        self.setAccessibleDescription(chart.description if chart else "")
        if chart is None:
            self._image, self._interaction, self._asked = None, Interaction(), ()
            self.update()
            return
        self._render()

    def save_as(self, path: Path) -> None:
        """Write the chart to a .png, .svg or .pdf file, at its present size."""
        chart, size, name = self._chart, self.size(), theme().name
        if chart is None:
            return

        def work() -> None:
            from modelyard.charts.render import save

            save(chart, path, size.width(), size.height(), name)

        self._run(work, None, "")

    def export_csv(self, path: Path) -> None:
        """Write the chart's numbers to a CSV file."""
        if self._chart is None:
            return
        text = self._chart.table().to_csv()
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            self.failed.emit(
                AppError(self.tr("{0} cannot be written: {1}.").format(path, reason), self.tr("Choose another folder."))
            )

    def copy(self) -> None:
        """Put the picture on the clipboard, on the theme's surface colour."""
        if self._image is not None:
            solid = self._image.copy()
            solid.fill(theme().color("surface"))
            painter = QPainter(solid)
            painter.drawImage(0, 0, self._image)
            painter.end()
            QGuiApplication.clipboard().setImage(solid)

    def show_table(self) -> None:
        """Open the chart's numbers as a table, in a dialog over the window."""
        if self._chart is not None:
            from modelyard.ui.widgets.chart_table import ChartTable

            ChartTable(self._chart, self.export_csv, self.window()).open_in(self.window())

    # --- drawing ----------------------------------------------------------------------------------------------------
    @Slot()
    def _render(self) -> None:
        """Ask for a picture of the present chart, size and theme, unless hidden: showing asks again."""
        if self._chart is None or not self.isVisible() or self.width() < 8 or self.height() < 8:
            return
        chart, name, ratio = self._chart, theme().name, self.devicePixelRatioF()
        scale, width, height = theme().scale, self.width(), self.height()
        asked = (chart, width, height, name, ratio, scale)
        self._asked = asked

        def work() -> Any:
            from modelyard.ui.widgets.chart_image import render

            return asked, render(chart, width, height, name, ratio, scale)

        self._run(work, self._show, f"chart-{id(self)}")

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None] | None, key: str) -> None:
        if self._submit is not None:
            self._submit(work, done, self._fail, self, key=key)
            return
        try:
            result = work()
        except AppError as error:
            self._fail(error)
            return
        if done is not None:
            done(result)

    @Slot(object)
    def _show(self, answer: Any) -> None:
        asked, rendered = answer
        if asked != self._asked:
            return
        self._asked = ()
        self._image, self._interaction = rendered.image, rendered.interaction
        usable = self._interaction.regions or self._interaction.axis
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if usable else Qt.FocusPolicy.TabFocus)
        self._drag = None
        self.update()
        self.drawn.emit()

    @Slot(object)
    def _fail(self, error: Any) -> None:
        self._asked = ()
        self.failed.emit(error)

    def sizeHint(self) -> QSize:
        return self._hint

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._render()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._image is None:
            self._render()
        else:
            self._timer.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._render()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is not None:
            size = self._image.deviceIndependentSize()
            if abs(size.width() - self.width()) <= 1 and abs(size.height() - self.height()) <= 1:
                painter.drawImage(0, 0, self._image)
            else:  # until the picture of the new size is there
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(QRectF(self.rect()), self._image)
        if self._drag is not None and self._interaction.axis is not None:
            self._paint_drag(painter, self._interaction.axis)
        if self.hasFocus() and 0 <= self._current < len(self._interaction.regions):
            region = self._interaction.regions[self._current]
            painter.setPen(QPen(theme().color("focus"), 2))
            painter.drawRect(QRectF(region.left, region.top, region.width, region.height))
        elif self.hasFocus():
            painter.setPen(QPen(theme().color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_drag(self, painter: QPainter, axis: ValueAxis) -> None:
        """The line under the pointer, at once; the figure follows."""
        assert self._drag is not None
        x = axis.left + (self._drag - axis.low) / (axis.high - axis.low) * (axis.right - axis.left)
        painter.setPen(QPen(theme().color("accent"), 1.5))
        painter.drawLine(QPointF(x, 4), QPointF(x, self.height() - 24))

    # --- mouse ------------------------------------------------------------------------------------------------------
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            i = region_at(self._interaction.regions, event.pos().x(), event.pos().y())
            if i >= 0:
                QToolTip.showText(event.globalPos(), self._interaction.regions[i].text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return super().mousePressEvent(event)
        if self._interaction.axis is not None:
            self._drag_to(event.position().x())
            return None
        i = region_at(self._interaction.regions, event.position().x(), event.position().y())
        if i < 0:
            return super().mousePressEvent(event)
        self._current = i
        self.update()
        self.picked.emit(self._interaction.regions[i].key)
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        axis = self._interaction.axis
        if axis is not None:
            inside = axis.left <= event.position().x() <= axis.right
            self.setCursor(Qt.CursorShape.SplitHCursor if inside else Qt.CursorShape.ArrowCursor)
            if event.buttons() & Qt.MouseButton.LeftButton:
                self._drag_to(event.position().x())
        super().mouseMoveEvent(event)

    def _drag_to(self, x: float) -> None:
        axis = self._interaction.axis
        if axis is not None:
            share = (x - axis.left) / max(axis.right - axis.left, 1.0)
            self._set_value(axis, axis.low + share * (axis.high - axis.low))

    def _set_value(self, axis: ValueAxis, value: float) -> None:
        """Move to the nearest step of the axis and say so."""
        steps = round((value - axis.low) / axis.step)
        value = round(min(max(axis.low + steps * axis.step, axis.low), axis.high), 9)
        if value != (axis.value if self._drag is None else self._drag):
            self._drag = value
            self.update()
            self.value_changed.emit(value)

    # --- keyboard ---------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, axis = event.key(), self._interaction.axis
        moves = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if axis is not None and key in moves:
            dx, dy = moves[Qt.Key(key)]
            present = axis.value if self._drag is None else self._drag
            self._set_value(axis, present + (dx - dy) * axis.step)
        elif self._interaction.regions and key in moves:
            self._step(*moves[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current >= 0:
            self.picked.emit(self._interaction.regions[self._current].key)
        elif key == Qt.Key.Key_Menu:
            self._menu(self.mapToGlobal(self.rect().center()))
        else:
            super().keyPressEvent(event)

    def _step(self, dx: int, dy: int) -> None:
        """Go to the nearest region in a direction and read it out."""
        regions = self._interaction.regions
        self._current = neighbour(regions, self._current, dx, dy)
        region = regions[self._current]
        self.setAccessibleDescription(region.text)
        corner = self.mapToGlobal(QPoint(round(region.left), round(region.top + region.height)))
        QToolTip.showText(corner, region.text, self)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._chart is not None:
            self.setAccessibleDescription(self._chart.description)
        self.update()

    # --- menu -------------------------------------------------------------------------------------------------------
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu(event.globalPos())

    def _menu(self, at: QPoint) -> None:
        if self._chart is not None:
            menu = self.build_menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def build_menu(self) -> QMenu:
        """The chart's context menu."""
        menu = QMenu(self)
        menu.addAction(self.tr("Copy picture"), self.copy)
        menu.addAction(self.tr("Show as table"), self.show_table)
        menu.addSeparator()
        menu.addAction(self.tr("Save as PNG…"), self._ask_png)
        menu.addAction(self.tr("Save as SVG…"), self._ask_svg)
        menu.addAction(self.tr("Save as PDF…"), self._ask_pdf)
        menu.addAction(self.tr("Export CSV…"), self._ask_csv)
        return menu

    @Slot()
    def _ask_png(self) -> None:
        self._ask("png", self.save_as)

    @Slot()
    def _ask_svg(self) -> None:
        self._ask("svg", self.save_as)

    @Slot()
    def _ask_pdf(self) -> None:
        self._ask("pdf", self.save_as)

    @Slot()
    def _ask_csv(self) -> None:
        self._ask("csv", self.export_csv)

    def _ask(self, kind: str, use: Callable[[Path], None]) -> None:
        """Ask where to, then do it. The dialog is the system's own and asks before it overwrites."""
        if self._chart is None:
            return
        dialog = QFileDialog(self, self.tr("Save chart"), f"{self._chart.name}.{kind}", f"{kind.upper()} (*.{kind})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._use = use
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    @Slot(str)
    def _chosen(self, path: str) -> None:
        self._use(Path(path))
