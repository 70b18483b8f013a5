"""The left side of the import dialog: the file, and how its text is read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.domain.data import ColumnType, FileFormat, ImportPreview, ReadOptions
from modelyard.ui import texts
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, Label

WIDTH = 236


class FileBox(QWidget):
    """The chosen file in the look of an input, with Change."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme().px(30))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.setSpacing(7)
        row.addWidget(IconView("file", "text3", self, size=14))
        self.name = ElidedLabel("", "body", parent=self)
        row.addWidget(self.name, 1)
        self.change = LinkButton(self.tr("Change"), self, small=True)
        self.change.setAccessibleName(self.tr("Change the file"))
        self.change.clicked.connect(self.clicked)
        row.addWidget(self.change)

    def set_path(self, path: Path | None) -> None:
        """Show a file's name."""
        self.name.setText(path.name if path else self.tr("No file yet"))
        self.name.set_tone("text" if path else "text3")
        self.name.setToolTip(str(path) if path else "")
        self.change.setText(self.tr("Change") if path else self.tr("Choose"))
        self.change.updateGeometry()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            self.clicked.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("control" if self.isEnabled() else "border-strong"), 1))
        over = self.underMouse() and self.isEnabled()
        painter.setBrush(theme().color("hover" if over else "surface" if self.isEnabled() else "surface2"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


class OptionsPanel(QFrame):
    """File, delimiter, encoding, decimal mark, header. "Detected" is the first choice of each."""

    changed = Signal()
    choose_file = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface2")
        self.setFixedWidth(min(theme().px(WIDTH), 300))
        self.types: dict[str, ColumnType] = {}
        self._header_chosen = False
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(14)
        self.file = FileBox(self)
        self.file.clicked.connect(self.choose_file)
        self.file.set_path(None)
        self.file_field = FormField(self.tr("File"), self.file, self.tr("CSV, TSV or Parquet"), self)
        column.addWidget(self.file_field)
        self.text_part = QWidget(self)
        inner = QVBoxLayout(self.text_part)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(14)
        column.addWidget(self.text_part)
        self.delimiter = Select(parent=self.text_part)
        self.encoding = Select(parent=self.text_part)
        self.decimal = Select(parent=self.text_part)
        for label, select in ((self.tr("Columns split by"), self.delimiter), (self.tr("Text encoding"), self.encoding),
                              (self.tr("Decimal mark"), self.decimal)):  # fmt: skip
            inner.addWidget(FormField(label, select, parent=self.text_part))
            select.activated.connect(self._structure_changed)
        self.header = QCheckBox(self.tr("First row has the names"), self.text_part)
        self.header.clicked.connect(self._header_clicked)
        inner.addWidget(self.header)
        self.parquet_note = Label(self.tr("A Parquet file says itself how it is to be read."), "small", "text3", self,
                                  wrap=True)  # fmt: skip
        self.parquet_note.hide()
        column.addWidget(self.parquet_note)
        column.addStretch(1)
        self.text_part.hide()
        self._fill(ReadOptions())

    # --- what is chosen -----------------------------------------------------------------------------------------
    def _delimiters(self) -> list[tuple[str, str]]:
        return [(",", self.tr("Comma")), (";", self.tr("Semicolon")), ("\t", self.tr("Tab")),
                ("|", self.tr("Vertical bar")), (" ", self.tr("Space"))]  # fmt: skip

    def _encodings(self) -> list[tuple[str, str]]:
        return [("utf-8", "UTF-8"), ("cp1252", self.tr("Windows-1252 (Western)")), ("latin-1", "Latin-1 (ISO 8859-1)"),
                ("cp1250", self.tr("Windows-1250 (Central European)")), ("cp1251", self.tr("Windows-1251 (Cyrillic)")),
                ("utf-16", "UTF-16"), ("shift_jis", "Shift JIS"), ("gb18030", "GB 18030")]  # fmt: skip

    def _decimals(self) -> list[tuple[str, str]]:
        return [(".", self.tr("Point: 10.36")), (",", self.tr("Comma: 10,36"))]

    def _fill(self, resolved: ReadOptions) -> None:
        for select, choices, value in (
            (self.delimiter, self._delimiters(), resolved.delimiter),
            (self.encoding, self._encodings(), resolved.encoding),
            (self.decimal, self._decimals(), resolved.decimal),
        ):
            if value is None or select.key():
                found = select.itemText(0) or self.tr("Detected")
            else:
                found = self.tr("{value} (detected)").format(value=dict(choices).get(value, value))
            select.set_choices([("", found), *choices])

    def options(self) -> ReadOptions:
        """What the user chose; everything else is left to detection."""
        if self.text_part.isHidden():
            return ReadOptions(types=dict(self.types))
        return ReadOptions(
            delimiter=self.delimiter.key() or None,
            encoding=self.encoding.key() or None,
            decimal=self.decimal.key() or None,
            header=self.header.isChecked() if self._header_chosen else None,
            types=dict(self.types),
        )

    def set_type(self, column: str, kind: ColumnType) -> None:
        """Read a column as another type than the detected one."""
        self.types[column] = kind
        self.changed.emit()

    # --- what is shown ------------------------------------------------------------------------------------------
    def set_file(self, path: Path) -> None:
        """Show another file and forget what was chosen for the one before."""
        self.types, self._header_chosen = {}, False
        self.header.setChecked(True)
        for select in (self.delimiter, self.encoding, self.decimal):
            select.set_key("")
        self.file.set_path(path)
        place = path.parent.name or str(path.parent)
        try:
            fact = self.tr("{size} in {folder}").format(size=texts.size(path.stat().st_size), folder=place)
        except OSError:
            fact = self.tr("In {folder}").format(folder=place)
        self.file_field.set_hint(fact)
        self.text_part.show()
        self.parquet_note.hide()

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what was detected."""
        is_text = preview.options.format is not FileFormat.PARQUET
        self.text_part.setVisible(is_text)
        self.parquet_note.setVisible(not is_text)
        if is_text:
            self._fill(preview.options)
            if not self._header_chosen:
                self.header.setChecked(bool(preview.options.header))

    @Slot()
    def _structure_changed(self) -> None:
        if self.sender() is not self.decimal:
            self.types = {}  # the columns may be others now
        self.changed.emit()

    @Slot()
    def _header_clicked(self) -> None:
        self._header_chosen = True
        self.types = {}
        self.changed.emit()
