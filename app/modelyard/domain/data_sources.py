"""Where a dataset's rows come from, so that they can be read again: files by name or pattern, or a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from modelyard.domain.data import ReadOptions


class SourceKind(StrEnum):
    """What kind of thing a source is."""

    FILE = "file"
    PATTERN = "pattern"
    CLIPBOARD = "clipboard"
    DATABASE = "database"
    RECIPE = "recipe"

    @property
    def refreshable(self) -> bool:
        """Whether it can be read again."""
        return self not in (SourceKind.CLIPBOARD, SourceKind.RECIPE)


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from.

    FILE and PATTERN have `path` and `options`; DATABASE has `connection_id` and either `table` or `query`.

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

    `last_result` is "", "new", "unchanged", "failed" or "stopped" (too many rows did not fit).
    """

    dataset_id: str
    minutes: int
    next_at: datetime
    last_at: datetime | None = None
    last_result: str = ""
    last_error: str = ""
