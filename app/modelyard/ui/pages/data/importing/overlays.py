"""What the import dialog opens over itself, and how it fades while an import runs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from modelyard.domain.data.datasets import ColumnType, ImportProblem
from modelyard.ui.pages.data.importing.date_formats import PatternDialog
from modelyard.ui.pages.data.importing.lines_dialog import LinesDialog

if TYPE_CHECKING:
    from modelyard.ui.pages.data.importing.dialog import ImportDialog
    from modelyard.ui.pages.data.importing.source_panel import SourcePanel

FADED = 0.55
TIMES = ("%H", "%I", "%M", "%S", "%T")


def show_lines(dialog: ImportDialog, problem: ImportProblem) -> None:
    """Show the lines that a problem is about."""
    call = dialog.panel.lines(problem.lines)
    if call is not None:
        shown = LinesDialog(problem)
        shown.open_in(dialog.window())
        dialog.bridge.query(call, shown.show_lines, shown.show_failed, shown, key="lines")


def ask_pattern(dialog: ImportDialog, column: str) -> None:
    """Ask how the dates of a column are written, and read it so."""
    panel = dialog.panel
    asked = PatternDialog(column, panel.choices.date_formats.get(column, ""))
    asked.chosen.connect(partial(_pattern_chosen, panel, column))
    asked.open_in(dialog.window())


def _pattern_chosen(panel: SourcePanel, column: str, pattern: str) -> None:
    timed = any(part in pattern for part in TIMES)
    panel.set_type(column, ColumnType.DATETIME if timed else ColumnType.DATE, pattern)


def fade(content: QWidget, on: bool) -> None:
    """Draw the content pale while it cannot be changed."""
    if on and content.graphicsEffect() is None:
        effect = QGraphicsOpacityEffect(content)
        effect.setOpacity(FADED)
        content.setGraphicsEffect(effect)
    elif not on and content.graphicsEffect() is not None:
        content.setGraphicsEffect(None)  # type: ignore[arg-type]
