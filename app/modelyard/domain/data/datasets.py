"""Datasets: columns, versions, what an import reads and keeps aside, and the profile of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from modelyard.domain.data.profile import Order, Outliers, TextTraits


class ColumnType(StrEnum):
    """What a column holds. Stored as Parquet BOOLEAN, INT64, DOUBLE, VARCHAR, DATE, TIMESTAMP (UTC), TIME."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"

    @property
    def numeric(self) -> bool:
        """Whether arithmetic makes sense on it."""
        return self in (ColumnType.INTEGER, ColumnType.NUMBER)


TYPE_WORDS = {
    ColumnType.BOOLEAN: "yes or no",
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a number",
    ColumnType.TEXT: "text",
    ColumnType.DATE: "a date",
    ColumnType.DATETIME: "a date and time",
    ColumnType.TIME: "a time of day",
}
"""What a column of each type is, in a sentence."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name and type."""

    name: str
    type: ColumnType


MAX_REJECTED = 0.1
"""The share of rows that may be kept aside in the window and on the command line unless somebody says otherwise."""


class FileFormat(StrEnum):
    """The file formats that can be imported. CSV is any delimited text; JSON is a list of objects or one a line."""

    CSV = "csv"
    PARQUET = "parquet"
    EXCEL = "excel"
    JSON = "json"
    FEATHER = "feather"


class Misfit(StrEnum):
    """What becomes of a value that does not fit its column's type: its row is kept aside, or it alone is missing."""

    ASIDE = "aside"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a file. None means "detect"; a preview returns the same with every None resolved.

    `types` overrides the detected type of a column, by its final name. `null_values` are the words for "missing".
    `quote` is "" for a file without quoting, `thousands` "" for numbers without a separator. `date_format` is a
    `strptime` pattern for dates that are not ISO 8601, `date_formats` the same for single columns, by final name.
    `sheet` is an Excel sheet's name. `header_row` is the 1-based row (Excel) or line (CSV) the names stand in, what
    is above it is passed over; `header` False means that there is no such row. `misfits` says of single columns what
    becomes of values that do not fit (else `Misfit.ASIDE`), `missing_words` which texts mean "missing" in one column
    only, `leave_out` names columns that are not imported; all by final name.
    """

    format: FileFormat | None = None
    delimiter: str | None = None
    quote: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    header: bool | None = None
    null_values: tuple[str, ...] | None = None
    thousands: str | None = None
    date_format: str | None = None
    date_formats: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
    header_row: int | None = None
    types: dict[str, ColumnType] = field(default_factory=dict)
    misfits: dict[str, Misfit] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    missing_words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def set_missing(self, column: str) -> bool:
        """Whether values of a column that do not fit become missing, and their rows stay."""
        return self.misfits.get(column) is Misfit.MISSING and column not in self.leave_out


class ProblemKind(StrEnum):
    """What a problem is about, where something can be chosen about it; `NOTE` is everything else."""

    NOTE = "note"
    FAULTS = "faults"
    MISFITS = "misfits"
    EMPTY = "empty"
    ODD = "odd"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Something the preview noticed. `severity` is "bad" where rows are lost, else "warn".

    `lines` are 1-based line numbers in the file; `words` are the texts of an odd value, as the file has them.
    """

    severity: str
    title: str
    text: str
    column: str | None = None
    lines: tuple[int, ...] = ()
    kind: ProblemKind = ProblemKind.NOTE
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What would be imported: resolved options, detected columns, the first rows, what looks wrong.

    Columns that are left out are still among the `columns` and in the `rows`: `options.leave_out` names them.
    `rows` holds display values (str, int, float, bool, date, datetime or None), one tuple a row.
    `row_count` is an estimate unless `row_count_exact`. `files` are the paths that are read as one table.
    """

    options: ReadOptions
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    file_size: int
    row_count: int | None
    row_count_exact: bool
    problems: tuple[ImportProblem, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of the file that did not fit: its 1-based line, the column when one is to blame, why, and its text.

    `file` is the name of its file where several were read as one table, else "". With `set_missing` the row was kept,
    and only the value of its column, which is then the `text`, became missing.
    """

    line: int
    column: str | None
    reason: str
    text: str
    file: str = ""
    set_missing: bool = False


@dataclass(frozen=True, slots=True)
class LostValue:
    """A value that does not fit: its 1-based line (row in a sheet), its text; its file where there are several."""

    line: int
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class TypeLoss:
    """What reading a column as another type would lose: `lost` of the `checked` rows would be kept aside.

    `exact` when the whole file was looked at, else only its first `checked` rows were. At most five `examples`.
    """

    column: str
    kind: ColumnType
    lost: int
    checked: int
    exact: bool
    examples: tuple[LostValue, ...] = ()


@dataclass(frozen=True, slots=True)
class TooManyRejected:
    """Why an import was stopped: `rejected` of `total` rows did not fit, more than the share `allowed`."""

    rejected: int
    total: int
    allowed: float
    reasons: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import made: row counts, columns, how many rows were kept aside, values by column that became missing."""

    rows: int
    columns: tuple[Column, ...]
    rejected: int
    size_bytes: int
    rejected_reasons: dict[str, int] = field(default_factory=dict)
    set_missing: dict[str, int] = field(default_factory=dict)


def emptied_lines(counts: Mapping[str, int]) -> list[str]:
    """A sentence for each column about its values that became missing."""
    return [
        f"1 value of {column} did not fit and is missing."
        if count == 1
        else f"{count:,} values of {column} did not fit and are missing."
        for column, count in counts.items()
    ]


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts over `len(edges) - 1` bins; for dates the edges are seconds since 1970."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column's summary. `quantiles` are at 0.05, 0.25, 0.5, 0.75, 0.95 by linear interpolation, `tails` at 0.01
    and 0.99.

    `minimum`, `maximum` and `middle` (the lower of two middle values) are text for all but numbers; a number's middle
    is its median. `std` divides by n - 1; `skewness` and `kurtosis` (of a normal distribution 0) are the unbiased
    estimates. `top` are the most frequent values as display text, with counts. `sentinels` are values that probably
    stand for "missing", with counts. What is not defined, or was not asked of a version of before, is None.
    """

    name: str
    type: ColumnType
    rows: int
    missing: int
    distinct: int
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    mean: float | None = None
    std: float | None = None
    quantiles: tuple[float, ...] = ()
    top: tuple[tuple[str, int], ...] = ()
    histogram: Histogram | None = None
    tails: tuple[float, ...] = ()
    zeros: int | None = None
    negatives: int | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    middle: str | None = None
    order: Order = Order.NONE
    outliers: Outliers | None = None
    text: TextTraits | None = None
    sentinels: tuple[tuple[str, int], ...] = ()

    @property
    def present(self) -> int:
        """Rows that have a value."""
        return self.rows - self.missing

    @property
    def missing_share(self) -> float:
        """Missing cells as a share of all rows, 0 to 1."""
        return self.missing / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class TableProfile:
    """The profile of a whole table.

    `duplicate_rows` counts rows that equal an earlier one; `twins` are pairs of columns that are equal in every row.
    A profile whose `revision` is older than `data_profile.REVISION` lacks what later ones have.
    """

    rows: int
    columns: tuple[ColumnProfile, ...]
    duplicate_rows: int | None = None
    twins: tuple[tuple[str, str], ...] = ()
    revision: int = 1

    def column(self, name: str) -> ColumnProfile | None:
        """The profile of one column, if the table has it."""
        return next((c for c in self.columns if c.name == name), None)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a table, from `offset` on. Values are Python objects; None is missing."""

    offset: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A named table with immutable versions."""

    id: str
    name: str
    description: str
    created_at: datetime
    latest_version: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a version was made from: the version before it, the recipe that made it, the versions the recipe read.

    All are ids; "" where there is none. `restored_from` names the version whose content was brought back.
    """

    parent_id: str = ""
    recipe_version_id: str = ""
    input_ids: tuple[str, ...] = ()
    restored_from: str = ""


@dataclass(frozen=True, slots=True)
class DatasetVersion:
    """One immutable version. `content_hash` is the sha256 of its Parquet file, which is also its blob's name.

    `source` is a line for people, such as a path; `source_spec` (see `data_sources.Source`) can be read again.
    `set_missing` counts, by column, the values that did not fit and became missing. A version with `deleted_at` is in
    the recycle bin; with `purged_at` its rows are gone, and only its facts are kept for the runs that used it.
    """

    id: str
    dataset_id: str
    dataset_name: str
    number: int
    content_hash: str
    rows: int
    columns: tuple[Column, ...]
    size_bytes: int
    source: str
    source_size: int
    note: str
    author: str
    created_at: datetime
    rejected: int
    rejected_blob: str | None
    rejected_reasons: dict[str, int]
    read_options: ReadOptions
    lineage: Lineage = field(default_factory=Lineage)
    source_spec: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    deleted_at: datetime | None = None
    deleted_by: str = ""
    purged_at: datetime | None = None
    set_missing: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How a person names it: "flights v3"."""
        return f"{self.dataset_name} v{self.number}"


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the user asked to import. `path` is a file or a pattern such as /data/flights_*.csv.

    An existing `dataset` name makes a new version of it. The import stops when more than the share `max_rejected` of
    the rows (0 to 1) does not fit.
    """

    path: str
    dataset: str
    options: ReadOptions = field(default_factory=ReadOptions)
    note: str = ""
    max_rejected: float = 1.0
