"""The model card: Markdown in the house's type, as tall as its text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFont, QPalette, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFrameFormat, QTextTable
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from modelyard.ui.theme import theme


class CardView(QTextBrowser):
    """Shows Markdown; never scrolls itself, since the page around it does."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("markdown")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("QTextBrowser#markdown { border: 0; background: transparent; padding: 0; }")
        self._markdown = ""
        theme().changed.connect(self._render)

    def set_markdown(self, text: str) -> None:
        """Show another card."""
        if text != self._markdown:
            self._markdown = text
            self._render()

    def source(self) -> str:  # type: ignore[override]
        """The Markdown shown."""
        return self._markdown

    @Slot()
    def _render(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, theme().color("text2"))
        self.setPalette(palette)
        self.document().setDefaultFont(theme().font("body"))
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(18)
        self.setMarkdown(self._markdown)
        self._dress()
        self._fit()

    def _dress(self) -> None:
        """House sizes for headings, room between paragraphs, plain lines under tables; laid out once, at the end."""
        whole = QTextCursor(self.document())
        whole.beginEditBlock()
        self._dress_blocks()
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)
        whole.endEditBlock()

    def _dress_blocks(self) -> None:
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            level = block.blockFormat().headingLevel()
            shape = QTextBlockFormat(block.blockFormat())
            in_table = cursor.currentTable() is not None
            if level:
                shape.setTopMargin(0 if block.blockNumber() == 0 else 14)
                shape.setBottomMargin(4)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                text = QTextCharFormat()
                text.setFont(theme().font("panel" if level == 1 else "strong"))
                text.setForeground(theme().color("text"))
                cursor.setCharFormat(text)
            elif not in_table:
                shape.setTopMargin(0)
                shape.setBottomMargin(2 if block.textList() else 6)
            cursor = QTextCursor(block)
            cursor.setBlockFormat(shape)
            block = block.next()

    def _dress_table(self, table: QTextTable) -> None:
        shape = table.format()
        shape.setBorder(1)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(theme().color("border"))
        shape.setBorderCollapse(True)
        shape.setCellPadding(4)
        shape.setCellSpacing(0)
        shape.setTopMargin(2)
        shape.setBottomMargin(6)
        table.setFormat(shape)
        for column in range(table.columns()):
            cell = table.cellAt(0, column)
            look = cell.format()
            look.setFontWeight(QFont.Weight.Medium)
            look.setForeground(theme().color("text3"))
            cell.setFormat(look)

    def _fit(self) -> None:
        self.document().setTextWidth(max(120, self.viewport().width()))
        height = round(self.document().size().height()) + 2
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def wheelEvent(self, event: Any) -> None:
        event.ignore()
