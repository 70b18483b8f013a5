"""Where a dataset's rows come from, so that they can be read again: files by name or pattern, or a database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from modelyard.domain.data.datasets import MAX_REJECTED, ReadOptions


class SourceKind(StrEnum):
    """What kind of thing a source is."""

    FILE = "file"
    PATTERN = "pattern"
    CLIPBOARD = "clipboard"
    DATABASE = "database"
    RECIPE = "recipe"


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from.

    FILE and PATTERN have `path` and `options`; DATABASE has `connection_id` and either `table` (see `TableName.text`)
    or `query`; of its `options` only `types`, `misfits` and `leave_out` count.

    A RECIPE is read again by applying the recipe of the version's lineage. A clipboard has only its `options`.
    """

    kind: SourceKind = SourceKind.FILE
    path: str = ""
    options: ReadOptions = field(default_factory=ReadOptions)
    connection_id: str = ""
    table: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """A database that can be read. `url` is SQLAlchemy's, without the password, which the system's keyring keeps."""

    id: str
    name: str
    url: str
    created_at: datetime
    created_by: str = ""


@dataclass(frozen=True, slots=True)
class Refresh:
    """When a dataset is read again by itself: every `minutes`, the next time at `next_at`; what came of the last time.

    `last_result` is "", "new", "unchanged", "older" (the rows are those of a version before the newest), "failed" or
    "stopped" (too many rows did not fit); `last_error` says why it is one of the last three.
    """

    dataset_id: str
    minutes: int
    next_at: datetime
    last_at: datetime | None = None
    last_result: str = ""
    last_error: str = ""


class DatabaseKind(StrEnum):
    """The databases that can be read. MYSQL is MariaDB too."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    MYSQL = "mysql"


@dataclass(frozen=True, slots=True)
class TableName:
    """A table or view of a database. `kind` is "table" or "view"; `rows` is the database's estimate, None without."""

    schema: str
    name: str
    kind: str = "table"
    rows: int | None = None

    @property
    def text(self) -> str:
        """Its name for people and for `Source.table`: shop.orders, each part quoted where it must be."""
        return ".".join(_quoted(part) for part in (self.schema, self.name) if part)


def parse_table(text: str) -> TableName:
    """The table that `TableName.text` names. Raises `ValueError` where the text is no name."""
    parts = re.findall(r'"(?:[^"]|"")*"|[^."]+', text.strip())
    if not 1 <= len(parts) <= 2 or ".".join(parts) != text.strip():
        raise ValueError(text)
    names = [p[1:-1].replace('""', '"') if p.startswith('"') else p for p in parts]
    return TableName(names[0] if len(names) == 2 else "", names[-1])


def _quoted(name: str) -> str:
    return name if not re.search(r'[."]', name) else '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class DatabaseRequest:
    """What the user asked to import from a database; see `data.ImportRequest`."""

    source: Source
    dataset: str
    note: str = ""
    max_rejected: float = 1.0


@dataclass(frozen=True, slots=True)
class RefreshRequest:
    """A refresh's job: the dataset, by id and by name, the source as it was when the refresh was asked for."""

    dataset_id: str
    dataset: str
    source: Source
    max_rejected: float = MAX_REJECTED
