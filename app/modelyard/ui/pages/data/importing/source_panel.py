"""What the three sources of the import dialog have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelyard.domain.data.datasets import ColumnType, ImportPreview, ImportProblem, TypeLoss
from modelyard.ui.pages.data.importing.column_choices import ColumnChoices


@dataclass(frozen=True, slots=True)
class Order:
    """Everything an import is told besides its source."""

    dataset: str
    note: str
    max_rejected: float


Start = Callable[[], tuple[Any, Any]]
"""A service function that starts one import: returns (job, changes)."""


class SourcePanel(QWidget):
    """A source's inputs. `changed` asks for another preview, `typed` for one after a pause; `renamed` when the
    proposal for the dataset's name may be another."""

    changed = Signal()
    typed = Signal()
    renamed = Signal()
    key = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = ColumnChoices()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(14)

    # --- what a source says of itself ---------------------------------------------------------------------------
    def missing(self) -> str:
        """What has to be chosen before anything can be read; empty when nothing has."""
        return ""

    def read(self, limit: int) -> Callable[[], ImportPreview] | None:
        """What reads the preview, in a worker thread; None while something is missing."""
        raise NotImplementedError

    def losses(self) -> Callable[[], Sequence[TypeLoss]] | None:
        """What counts the rows that the chosen types would lose, in a worker thread; None when it is not known."""
        return None

    def lines(self, numbers: Sequence[int]) -> Callable[[], Sequence[tuple[str, str]]] | None:
        """What reads these lines of the source as (line, text), in a worker thread; None where there are none."""
        return None

    def starts(self, workspace: Any, order: Order) -> list[Start]:
        """What starts the import; several when each file becomes a dataset of its own."""
        raise NotImplementedError

    def proposal(self) -> str:
        """A name for the dataset; "" while nothing is chosen."""
        return ""

    def label(self) -> str:
        """The source as the loading and error states name it."""
        return ""

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what was detected."""

    def wake(self) -> None:
        """The source comes to the front."""

    # --- single columns -----------------------------------------------------------------------------------------
    def by_column(self) -> bool:
        """Whether something can be chosen for single columns."""
        return True

    def set_type(self, column: str, kind: ColumnType, pattern: str = "") -> None:
        """Read a column as another type than the detected one, its dates written like the pattern."""
        self.choices.set_type(column, kind, pattern)
        self.changed.emit()

    def set_left_out(self, column: str, out: bool) -> None:
        """Leave a column out, or bring it back."""
        self.choices.set_left_out(column, out)
        self.changed.emit()

    def settle(self, problem: ImportProblem, choice: str, kind: ColumnType) -> None:
        """Take what was chosen about a problem of a column that is read as `kind` now."""
        self.choices.settle(problem, choice, kind)
        self.changed.emit()
