"""Dialogs inside the window: scrim, title, body, foot (facts left, Cancel then primary right)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.labels import FittedLabel, Label


class Scrim(QWidget):
    """Dims the window and holds one overlay in its middle (or at `top` px). A click outside calls `overlay.reject`."""

    def __init__(self, window: QWidget, overlay: QWidget, *, top: int | None = None) -> None:
        super().__init__(window)
        self.overlay, self._top, self._window = overlay, top, window
        overlay.setParent(self)
        self._focus_before = QApplication.focusWidget()
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.place()
        self.show()
        self.raise_()
        overlay.show()

    def place(self) -> None:
        """Centre the overlay, keeping it inside the window."""
        overlay = self.overlay
        overlay.adjustSize()
        width = min(overlay.width(), self.width() - 40)
        layout = overlay.layout()
        wanted = overlay.height()
        if layout is not None and layout.hasHeightForWidth() and overlay.minimumHeight() != overlay.maximumHeight():
            # adjustSize() guesses the height of wrapped texts; the layout knows it
            wanted = layout.totalHeightForWidth(width)
        height = min(wanted, self.height() - 40)
        x = (self.width() - width) // 2
        y = self._top if self._top is not None else max(20, (self.height() - height) // 2)
        overlay.setGeometry(x, y, width, min(height, self.height() - y - 20))

    def close_overlay(self) -> None:
        """Take the scrim away and give the focus back."""
        if (window := self.parentWidget()) is not None:
            window.removeEventFilter(self)
        before = self._focus_before
        self._focus_before = None
        self.hide()
        self.deleteLater()
        if before is not None:
            try:
                before.setFocus()
            except RuntimeError:  # the widget went away meanwhile
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.setGeometry(self._window.rect())
            self.place()
        elif event.type() == QEvent.Type.LayoutRequest and watched is self.overlay:
            self.place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.overlay.geometry().contains(event.position().toPoint()):
            outside = getattr(self.overlay, "clicked_outside", None)
            if outside is not None:
                outside()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("scrim"))


class Dialog(QFrame):
    """The base of all dialogs. Fill `body`; call `set_primary`; override `submit` (call `accept` when done).

    Esc and Cancel call `reject`; Ctrl Enter submits. `finished` carries True when accepted.
    """

    finished = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None, *, width: int = 560, height: int | None = None,
                 head: bool = True) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("dialog")
        self.setAccessibleName(title)
        self.setFixedWidth(width)
        if height:
            self.setFixedHeight(height)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.title_label: Label | None = None
        if head:
            column.addWidget(self._build_head(title))
        self.content = QWidget(self)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(20, 16, 20, 16)
        self.body.setSpacing(12)
        column.addWidget(self.content, 1)
        column.addWidget(self._build_foot())
        self.scrim: Scrim | None = None

    def _build_head(self, title: str) -> QFrame:
        head = QFrame(self)
        head.setObjectName("dialogHead")
        head.setFixedHeight(theme().px(52))
        row = QHBoxLayout(head)
        row.setContentsMargins(19, 0, 12, 0)
        self.title_label = Label(title, "panel", parent=head)
        row.addWidget(self.title_label)
        row.addStretch(1)
        close = IconButton("x", self.tr("Close"), head, small=False)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        return head

    def _build_foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setObjectName("dialogFoot")
        foot.setFixedHeight(theme().px(56))
        self.foot = QHBoxLayout(foot)
        self.foot.setContentsMargins(19, 0, 19, 0)
        self.foot.setSpacing(8)
        self.facts = FittedLabel("", "body", "text2", foot)
        self.foot_left = QHBoxLayout()
        self.foot.addLayout(self.foot_left)
        self.foot.addWidget(self.facts)
        self.foot.addStretch(1)
        self.cancel = Button(self.tr("Cancel"), parent=foot)
        self.cancel.clicked.connect(self.reject)
        self.primary = Button(self.tr("OK"), "", "primary", foot)
        self.primary.clicked.connect(self._try_submit)
        self.primary.hide()
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.primary)
        return foot

    # --- what dialogs use ---------------------------------------------------------------------------------------
    def set_primary(self, text: str, icon: str = "", kind: str = "primary") -> None:
        """Name the button that does it; the same verb as in the title."""
        self.primary.setText(text)
        self.primary.setAccessibleName(text)
        self.primary.set_icon(icon)
        self.primary.set_kind(kind)
        self.primary.show()

    def set_facts(self, text: str, tone: str = "text2") -> None:
        """The grey sentence at the left of the foot."""
        self.facts.setText(text)
        self.facts.set_tone(tone)

    def set_reason(self, reason: str) -> None:
        """Switch the primary button off with the reason beside it, or on with an empty one."""
        self.primary.set_reason(reason)
        self.set_facts(reason)

    def submit(self) -> None:
        """Do it. Override; call `accept` when done."""
        self.accept()

    @Slot()
    def _try_submit(self) -> None:
        if self.primary.isVisibleTo(self) and self.primary.isEnabled():
            self.submit()

    @Slot()
    def accept(self) -> None:
        """Close with success."""
        self._finish(True)

    @Slot()
    def reject(self) -> None:
        """Close without doing anything."""
        self._finish(False)

    def _finish(self, accepted: bool) -> None:
        scrim, self.scrim = self.scrim, None
        self.finished.emit(accepted)
        if scrim is not None:
            scrim.close_overlay()

    def open_in(self, window: QWidget, *, top: int | None = None) -> None:
        """Show over a window, with the scrim behind."""
        self.scrim = Scrim(window, self, top=top)
        self.installEventFilter(self.scrim)
        first = self.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()

    def first_focus(self) -> QWidget | None:
        """The input that has the focus at the start; by default the first that takes any."""
        for child in self.content.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.StrongFocus == Qt.FocusPolicy.StrongFocus and child.isEnabled():
                return child
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._try_submit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        focus = QApplication.focusWidget()
        if focus is not None and focus is not self and not self.isAncestorOf(focus):
            # keep the focus inside while the dialog is open
            stops = [w for w in self.findChildren(QWidget)
                     if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.isEnabled()]  # fmt: skip
            if stops:
                stops[0 if forward else -1].setFocus(Qt.FocusReason.TabFocusReason)
        return moved
