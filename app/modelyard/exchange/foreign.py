"""A run as another tool's store has it, and what is read of a store besides its runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from modelyard.domain.experiments.runs import LoggedModel, RegisteredVersion, RunInput

Point = tuple[str, int, int, float | str]
"""A metric's value: key, step, milliseconds since 1970, value (as `store.experiments.numbers.plain_number` has it)."""


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A file of a run: where it lies, and its path within the run."""

    source: str
    path: str
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class ForeignRun:
    """One run. Times are milliseconds since 1970. `lost` says what of it could not be read, and why.

    `of_model` marks the place of a registered model that no run made.
    """

    id: str
    experiment: str
    experiment_tags: dict[str, str] = field(default_factory=dict)
    name: str = ""
    status: str = ""
    user: str = ""
    started: int | None = None
    ended: int | None = None
    deleted: int | None = None
    is_deleted: bool = False
    parent: str = ""
    params: dict[str, str] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    inputs: tuple[RunInput, ...] = ()
    models: tuple[LoggedModel, ...] = ()
    files: tuple[ForeignFile, ...] = ()
    lost: tuple[str, ...] = ()
    of_model: bool = False


@dataclass(slots=True)
class RawModel:
    """A logged model as a store has it: its run (may be empty), experiment, and where its files are."""

    model: LoggedModel
    run: str
    experiment: str
    location: str


@dataclass(slots=True)
class RawVersion:
    """A version of a registered model: its run and logged model (each may be empty), and where its files are."""

    version: RegisteredVersion
    run: str
    model_id: str
    location: str


@dataclass(slots=True)
class RawRun:
    """A run before its files and models were looked up."""

    run: ForeignRun
    location: str


class Store(Protocol):
    """One store, opened for reading."""

    root: Path
    problems: list[str]
    deleted_versions: int
    """Versions of registered models that were deleted there, known once `versions` was read; they are left out."""

    def experiments(self) -> list[tuple[str, dict[str, str], bool]]:
        """Name, tags, and whether it was deleted."""

    def count(self) -> int:
        """How many runs there are."""

    def runs(self) -> Iterator[RawRun]:
        """All runs, deleted ones too, the oldest first."""

    def models(self) -> list[RawModel]:
        """All logged models."""

    def versions(self) -> list[RawVersion]:
        """All versions of registered models; one with an empty number stands for a model that has none."""

    def traces(self) -> int:
        """How many traces of language models there are, which are not read."""

    def close(self) -> None:
        """Let it go."""


def instant(milliseconds: Any) -> datetime | None:
    """Milliseconds since 1970 as an instant; None for what cannot be one."""
    try:
        return datetime.fromtimestamp(float(milliseconds) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def text(value: Any) -> str:
    """A value as text; empty for None."""
    return "" if value is None else str(value)
