"""The dialog that asks what to export, as what, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.table import ExportFormat, RowQuery
from modelyard.ui import texts
from modelyard.ui.bridge import Bridge
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, Select

MOST = 1_048_575


class ExportDialog(Dialog):
    """Exports the rows and columns shown, or all of them. `started` carries the job."""

    started = Signal(object)

    def __init__(self, bridge: Bridge, workspace: Any, version: DatasetVersion, query: RowQuery, rows: int,
                 columns: Sequence[str], parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(QCoreApplication.translate("ExportDialog", "Export rows"), parent, width=520)
        self._bridge, self._workspace, self.version = bridge, workspace, version
        self._query, self._rows, self._columns = query, rows, list(columns)
        forms = [
            (ExportFormat.CSV.value, self.tr("CSV")),
            (ExportFormat.EXCEL.value, self.tr("Excel")),
            (ExportFormat.PARQUET.value, self.tr("Parquet")),
        ]
        self.form = Select(forms, self)
        self.form.currentIndexChanged.connect(self._form_changed)
        self.body.addWidget(FormField(self.tr("Format"), self.form, parent=self.content))
        every = self.tr("All {n} rows").format(n=f"{version.rows:,}")
        these = self.tr("The {n} rows shown").format(n=f"{rows:,}")
        self.which = Select([("shown", these), ("all", every)] if query.where.strip() else [("all", every)], self)
        self.which.currentIndexChanged.connect(self._check)
        self.rows_field = FormField(self.tr("Rows"), self.which, parent=self.content)
        self.body.addWidget(self.rows_field)
        names = [("all", self.tr("All {n} columns").format(n=f"{len(version.columns):,}"))]
        if self._columns != [c.name for c in version.columns]:
            names.insert(0, ("shown", self.tr("The {n} columns shown, in their order").format(n=len(self._columns))))
        self.names = Select(names, self)
        self.body.addWidget(FormField(self.tr("Columns"), self.names, parent=self.content))
        holder = QWidget(self.content)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = Path(folder or Path.home()) / f"{version.dataset_name}-v{version.number}.csv"
        self.path = QLineEdit(texts.home_path(start), holder)
        self.path.textChanged.connect(self._check)
        browse = Button(self.tr("Browse"), parent=holder)
        browse.clicked.connect(self._browse)
        line.addWidget(self.path, 1)
        line.addWidget(browse)
        self.file = FormField(self.tr("File"), holder, parent=self.content)
        self.path.setAccessibleName(self.tr("File"))
        self.body.addWidget(self.file)
        self.set_primary(self.tr("Export"), "export")
        self._check()

    @property
    def format(self) -> ExportFormat:
        """The format chosen."""
        return ExportFormat(str(self.form.currentData()))

    @Slot()
    def _form_changed(self) -> None:
        path = Path(self.path.text().strip() or "rows.csv")
        self.path.setText(str(path.with_suffix(f".{self.format}")))
        self._check()

    @Slot()
    def _check(self) -> None:
        rows = self._rows if self.which.currentData() == "shown" else self.version.rows
        too_many = self.format is ExportFormat.EXCEL and rows > MOST
        text = self.tr("A sheet of Excel holds 1,048,575 rows. Choose CSV or Parquet, or filter the rows first.")
        self.rows_field.set_error(text if too_many else "")
        path = self._chosen()
        there = path.is_absolute() and path.is_file()
        self.file.set_hint(self.tr("There is such a file; it will be replaced.") if there else self._note())
        self.set_reason(self.tr("Too many rows for Excel") if too_many else "")

    def _note(self) -> str:
        if self.format is ExportFormat.CSV:
            return self.tr("UTF-8 with commas. A spreadsheet may take a text such as =1+1 for a formula; Excel and "
                           "Parquet files keep it as text.")  # fmt: skip
        return ""

    def _chosen(self) -> Path:
        return Path(self.path.text().strip()).expanduser()

    @Slot()
    def _browse(self) -> None:
        kinds = {"csv": "CSV (*.csv)", "xlsx": "Excel (*.xlsx)", "parquet": "Parquet (*.parquet)"}
        options = QFileDialog.Option.DontConfirmOverwrite
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export rows"), str(self._chosen()), kinds[self.format], options=options
        )
        if name:
            path = Path(name)
            self.path.setText(str(path if path.suffix else path.with_suffix(f".{self.format}")))

    def submit(self) -> None:
        from modelyard.services.data import table as data_table

        path = self._chosen()
        if path.suffix.lower() != f".{self.format}":
            path = path.with_name(f"{path.name}.{self.format}")
        where = self._query.where if self.which.currentData() == "shown" else ""
        columns = self._columns if self.names.currentData() == "shown" else None
        self.primary.setEnabled(False)
        start = partial(
            data_table.export_table, self._workspace, self.version.id, path, where, self._query.sort, columns
        )
        self._bridge.perform(start, self._begun, self._refused, self)

    @Slot(object)
    def _begun(self, job: object) -> None:
        self.started.emit(job)
        self.accept()

    @Slot(object)
    def _refused(self, error: AppError) -> None:
        self.primary.setEnabled(True)
        self.file.set_error(f"{error.message} {error.hint}".strip())
