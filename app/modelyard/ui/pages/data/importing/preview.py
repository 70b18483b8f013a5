"""The middle of the import dialog: how many rows, the first of them, and what is wrong with the file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import FileFormat, ImportPreview, TypeLoss
from modelyard.ui import texts
from modelyard.ui.pages.data.importing.problems import ProblemList
from modelyard.ui.pages.data.importing.source_panel import SourcePanel
from modelyard.ui.pages.data.importing.table import PreviewTable
from modelyard.ui.widgets.labels import FittedLabel, Line
from modelyard.ui.widgets.pane_head import PaneHead

FIRST_ROWS = 500
SAMPLE_BYTES = 2 << 20
"""Up to this size all of a file was looked at for its types."""


class PreviewPane(QFrame):
    """Head, table and problems of a preview."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = PaneHead(self.tr("Preview"), self)
        self.fact = FittedLabel("", "small", "text3", self)
        self.source_fact = FittedLabel("", "small", "text3", self)
        head.left.addWidget(self.fact)
        head.right.addWidget(self.source_fact)
        column.addWidget(head)
        self.table = PreviewTable(self)
        column.addWidget(self.table, 1)
        column.addWidget(Line(self))
        self._shown: ImportPreview | None = None
        self.problems = ProblemList(self)
        column.addWidget(self.problems)

    def show_preview(self, preview: ImportPreview, panel: SourcePanel, losses: Sequence[TypeLoss] = ()) -> None:
        """Show another preview, or the same once it is known what the chosen types would lose."""
        self.problems.show_preview(preview, losses, panel.choices.settled(), panel.by_column())
        if preview is self._shown:
            return
        self._shown = preview
        own, database = preview.options.format in (FileFormat.PARQUET, FileFormat.FEATHER), panel.key == "database"
        self.table.show_preview(preview, editable=panel.by_column(), typed=not own, formats=not own and not database)
        self.fact.setText(self._size(preview))
        if database:
            self.source_fact.setText(self.tr("Types are the database's"))
        elif own:
            self.source_fact.setText(self.tr("Types are the file's own"))
        elif preview.row_count_exact and preview.file_size <= SAMPLE_BYTES:
            self.source_fact.setText(self.tr("Types were detected from the whole file"))
        else:
            self.source_fact.setText(self.tr("Types were detected from the beginning of the file"))

    def _size(self, preview: ImportPreview) -> str:
        out = len(preview.options.leave_out)
        columns = texts.counted(len(preview.columns) - out, self.tr("column"), self.tr("columns"))
        columns += self.tr(", {n} left out").format(n=f"{out:,}") if out else ""
        if preview.row_count is None:
            return columns
        if len(preview.rows) < FIRST_ROWS:
            return f"{texts.counted(preview.row_count, self.tr('row'), self.tr('rows'))}, {columns}"
        about = "" if preview.row_count_exact else self.tr("about") + " "
        text = self.tr("first {shown} of {about}{rows} rows, {columns}")
        shown, rows = f"{len(preview.rows):,}", f"{preview.row_count:,}"
        return text.format(shown=shown, about=about, rows=rows, columns=columns)

    def outcome(self, preview: ImportPreview) -> tuple[str, str]:
        """What importing would do: how many rows, and how many are left out ("" for none)."""
        if preview.row_count is None:
            return "", ""
        aside, more = self.problems.left_out()
        exact = preview.row_count_exact and not more
        rows = max(0, preview.row_count - aside)
        count = f"{rows:,}" if exact else self.tr("About {n}").format(n=f"{rows:,}")
        text = self.tr("{n} rows will be imported").format(n=count)
        if not aside:
            return text, ""
        kept = self.tr("{n} left out") if exact else self.tr("at least {n} left out")
        return f"{text},", kept.format(n=f"{aside:,}")
