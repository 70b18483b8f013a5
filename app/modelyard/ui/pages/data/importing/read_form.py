"""How a file is read: every option with what was detected, only those that apply to its format."""

from __future__ import annotations

import codecs

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import ColumnType, FileFormat, ImportPreview, ReadOptions
from modelyard.ui.pages.data.importing import date_formats
from modelyard.ui.pages.data.importing.fields import Choice, Fold
from modelyard.ui.widgets.form_field import FormField, NumberBox, Select
from modelyard.ui.widgets.labels import Label

TEXT = (FileFormat.CSV,)
MAX_HEADER_ROW = 1_000_000


class ReadForm(QWidget):
    """The options of one file. `changed(keeps columns)` when one was set by hand."""

    changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None, *, file: bool = True) -> None:
        super().__init__(parent)
        self._file = file
        self._header_chosen = False
        self.format: FileFormat | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        self._build_choices()
        self.sheet = Select(parent=self)
        self.sheet.activated.connect(self._columns_changed)
        self.sheet_field = FormField(self.tr("Sheet"), self.sheet, parent=self)
        self.header = QCheckBox(self.tr("First row has the names"), self)
        self.header.clicked.connect(self._header_clicked)
        for widget in (self.sheet_field, self.delimiter, self.encoding, self.decimal, self.dates, self.header):
            column.addWidget(widget)
        self.own_note = Label("", "small", "text3", self, wrap=True)
        column.addWidget(self.own_note)
        self.more = Fold(self.tr("More options"), self)
        column.addWidget(self.more)
        self.header_row = NumberBox(0, 0, MAX_HEADER_ROW, self.more.inner)
        self.header_row.setSpecialValueText(self.tr("Detected"))
        self.header_row.valueChanged.connect(self._header_row_changed)
        self.row_field = FormField(self.tr("Names are in row"), self.header_row, parent=self.more.inner)
        self.nulls = QLineEdit(self.more.inner)
        self.nulls.setPlaceholderText(self.tr("NA, n/a, NULL and the like"))
        self.nulls.textEdited.connect(self._values_changed)
        hint = self.tr("Separated by commas; they replace the usual ones.")
        self.nulls_field = FormField(self.tr("Words for missing"), self.nulls, hint, self.more.inner)
        for widget in (self.thousands, self.quote, self.row_field, self.nulls_field, self.kind):
            self.more.body.addWidget(widget)
        self.forget()

    def _build_choices(self) -> None:
        tr = self.tr
        self.delimiter = Choice(tr("Columns split by"), [
            (",", tr("Comma")), (";", tr("Semicolon")), ("\t", tr("Tab")), ("|", tr("Vertical bar")),
            (" ", tr("Space")),
        ], self, own=tr("One letter, such as ^"), check=self._check_letter)  # fmt: skip
        self.delimiter.edit.setMaxLength(1)
        self.encoding = Choice(tr("Text encoding"), [
            ("utf-8", "UTF-8"), ("cp1252", tr("Windows-1252 (Western)")), ("latin-1", "Latin-1 (ISO 8859-1)"),
            ("cp1250", tr("Windows-1250 (Central European)")), ("cp1251", tr("Windows-1251 (Cyrillic)")),
            ("utf-16", "UTF-16"), ("shift_jis", "Shift JIS"), ("gb18030", "GB 18030"),
        ], self, own=tr("Name, such as cp437"), check=self._check_encoding)  # fmt: skip
        self.decimal = Choice(tr("Decimal mark"), [(".", tr("Point: 10.36")), (",", tr("Comma: 10,36"))], self)
        self.dates = Choice(tr("Dates"), [(p, date_formats.example(p)) for p in date_formats.PRESETS], self,
                            own=tr("Pattern, such as %d %b %y"), check=date_formats.check,
                            describe=date_formats.example)  # fmt: skip
        more = self
        self.thousands = Choice(tr("Thousands"), [
            ("", tr("None: 10360")), (",", tr("Comma: 10,360")), (".", tr("Point: 10.360")), ("'", tr("Mark: 10'360")),
            (" ", tr("Space: 10 360")),
        ], more)  # fmt: skip
        self.quote = Choice(tr("Quote"), [('"', tr('Double: "')), ("'", tr("Single: '")), ("", tr("None"))], more)
        self.kind = Choice(tr("File format"), [
            ("csv", tr("Delimited text")), ("json", "JSON"), ("excel", tr("Spreadsheet")), ("parquet", "Parquet"),
            ("feather", "Feather"),
        ], more)  # fmt: skip
        for choice in (self.delimiter, self.encoding, self.quote, self.kind):
            choice.changed.connect(self._columns_changed)
        for choice in (self.decimal, self.dates, self.thousands):
            choice.changed.connect(self._values_changed)

    def _check_letter(self, text: str) -> str:
        return "" if len(text) == 1 and text not in "\r\n\"'" else self.tr("Give one letter that is no quote.")

    def _check_encoding(self, text: str) -> str:
        try:
            codecs.lookup(text.strip())
        except LookupError:
            return self.tr("There is no encoding {name}.").format(name=text)
        return ""

    # --- what is chosen -----------------------------------------------------------------------------------------
    def options(self) -> ReadOptions:
        """What the user chose; everything else is left to detection. Types and formats of columns are not here."""
        kind = self.kind.value()
        is_text, is_sheet = self.format in (None, *TEXT), self.format is FileFormat.EXCEL
        words = tuple(w.strip() for w in self.nulls.text().split(",") if w.strip())
        row = self.header_row.value() or None
        header = None
        if (is_text or is_sheet) and (self._header_chosen or row):
            header = bool(row) or self.header.isChecked()
        return ReadOptions(
            format=FileFormat(kind) if kind else None,
            delimiter=self.delimiter.value() if is_text else None,
            quote=self.quote.value() if is_text else None,
            encoding=self.encoding.value() if is_text else None,
            decimal=self.decimal.value() if is_text else None,
            thousands=self.thousands.value() if is_text else None,
            date_format=self.dates.value() if self._has_dates() else None,
            header=header,
            header_row=row if is_text or is_sheet else None,
            null_values=words or None,
            sheet=(self.sheet.key() or None) if is_sheet else None,
        )

    def set_options(self, options: ReadOptions) -> None:
        """Choose what the options name."""
        self.format = options.format
        self.delimiter.set_value(options.delimiter)
        self.encoding.set_value(options.encoding)
        self.decimal.set_value(options.decimal)
        self.dates.set_value(options.date_format)
        self.thousands.set_value(options.thousands)
        self.quote.set_value(options.quote)
        self.kind.set_value(options.format.value if options.format else None)
        self._header_chosen = options.header is not None
        self.header.setChecked(options.header is not False)
        self._set_row(options.header_row or 0)
        self.nulls.setText(", ".join(options.null_values or ()))
        if options.sheet:
            self.sheet.set_choices([(options.sheet, options.sheet)])
            self.sheet.set_key(options.sheet)

    def _set_row(self, row: int) -> None:
        self.header_row.blockSignals(True)
        self.header_row.setValue(row)
        self.header_row.blockSignals(False)

    def _has_dates(self) -> bool:
        return self.format in (None, *TEXT, FileFormat.JSON)

    # --- what is shown ------------------------------------------------------------------------------------------
    def forget(self) -> None:
        """Another file: leave everything to detection."""
        for choice in (self.delimiter, self.encoding, self.decimal, self.dates, self.thousands, self.quote, self.kind):
            choice.forget()
        self.nulls.clear()
        self._set_row(0)
        self.header_row.setSpecialValueText(self.tr("Detected"))
        self._header_chosen = False
        self.header.setChecked(True)
        self.sheet.set_choices([])
        self.format = None
        self._show_fields()

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what was detected."""
        found = preview.options
        self.format = found.format or FileFormat.CSV
        self.delimiter.show_detected(found.delimiter)
        self.encoding.show_detected(found.encoding)
        self.decimal.show_detected(found.decimal)
        dated = any(c.type in (ColumnType.DATE, ColumnType.DATETIME) for c in preview.columns)
        self.dates.show_detected(found.date_format or (date_formats.ISO if dated else None))
        self.thousands.show_detected(found.thousands)
        self.quote.show_detected(found.quote)
        self.kind.show_detected(self.format.value)
        if not self._header_chosen and not self.header_row.value():
            self.header.setChecked(bool(found.header))
        if found.header_row:
            self.header_row.setSpecialValueText(self.tr("{n} (detected)").format(n=found.header_row))
        self._show_fields()

    def show_sheets(self, names: tuple[str, ...], chosen: str | None) -> None:
        """Offer a spreadsheet's sheets."""
        self.sheet.set_choices([(n, n) for n in names])
        if chosen and not self.sheet.key():
            self.sheet.set_key(chosen)
        self.sheet_field.setEnabled(len(names) > 1)

    def _show_fields(self) -> None:
        kind = self.format
        is_text, is_sheet = kind in (None, *TEXT), kind is FileFormat.EXCEL
        for widget in (self.delimiter, self.decimal, self.thousands, self.quote):
            widget.setVisible(is_text)
        self.encoding.setVisible(is_text and self._file)
        self.kind.setVisible(self._file)
        self.dates.setVisible(self._has_dates())
        self.header.setVisible(is_text or is_sheet)
        self.row_field.setVisible(is_text or is_sheet)
        self.sheet_field.setVisible(is_sheet)
        self.nulls_field.setVisible(kind not in (FileFormat.PARQUET, FileFormat.FEATHER))
        note = ""
        if kind in (FileFormat.PARQUET, FileFormat.FEATHER):
            name = "Parquet" if kind is FileFormat.PARQUET else "Feather"
            note = self.tr("A {format} file says itself how it is to be read.").format(format=name)
        self.own_note.setText(note)
        self.own_note.setVisible(bool(note))

    # --- changes ------------------------------------------------------------------------------------------------
    @Slot()
    def _columns_changed(self) -> None:
        self.changed.emit(False)

    @Slot()
    def _values_changed(self) -> None:
        self.changed.emit(True)

    @Slot()
    def _header_clicked(self) -> None:
        self._header_chosen = True
        if not self.header.isChecked():
            self._set_row(0)
        self.changed.emit(False)

    @Slot()
    def _header_row_changed(self) -> None:
        if self.header_row.value():
            self.header.setChecked(True)
        self.changed.emit(False)
