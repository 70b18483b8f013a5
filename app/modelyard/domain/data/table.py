"""Which rows of a table are looked at, in which order and with which columns; and what an export makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column rows are sorted by. Missing values come last either way."""

    column: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> SortKey:
        """`column` or, descending, `-column`."""
        return cls(text[1:], True) if text.startswith("-") else cls(text)


@dataclass(frozen=True, slots=True)
class RowQuery:
    """The rows for which the expression `where` holds ("" for all), by `sort`; ties stay as the table has them."""

    where: str = ""
    sort: tuple[SortKey, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is the table as it is stored."""
        return not self.where.strip() and not self.sort


class ExportFormat(StrEnum):
    """What a table can be exported to; the value is the file's suffix."""

    CSV = "csv"
    EXCEL = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class ExportTask:
    """The Parquet file to export, which rows and columns, and the file they go to; `temporary` is renamed to `path`."""

    parquet: str
    path: str
    temporary: str
    format: ExportFormat
    query: RowQuery
    columns: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What the user asked to export, as the job keeps it."""

    version_id: str
    path: str
    format: ExportFormat
    query: RowQuery
    columns: tuple[str, ...]
