"""What the three sources of the import dialog have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelyard.domain.data.datasets import ColumnType, ImportPreview, ReadOptions, TypeLoss


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
        self.types: dict[str, ColumnType] = {}
        self.date_formats: dict[str, str] = {}
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

    # --- types --------------------------------------------------------------------------------------------------
    def set_type(self, column: str, kind: ColumnType) -> None:
        """Read a column as another type than the detected one."""
        self.types[column] = kind
        self.date_formats.pop(column, None)
        self.changed.emit()

    def set_format(self, column: str, kind: ColumnType, pattern: str) -> None:
        """Read a column as dates that are written like the pattern."""
        self.types[column] = kind
        self.date_formats[column] = pattern
        self.changed.emit()

    def forget_types(self) -> None:
        """The columns may be others now."""
        self.types, self.date_formats = {}, {}

    def with_types(self, options: ReadOptions) -> ReadOptions:
        """The options with what was chosen for single columns."""
        return replace(options, types=dict(self.types), date_formats=dict(self.date_formats))
