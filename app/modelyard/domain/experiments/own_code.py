"""Own code: scikit-learn estimators from Python files that somebody of the workspace read and trusts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from modelyard.domain.experiments.catalogue import ParameterInfo
from modelyard.domain.experiments.spec import Task

PREFIX = "own:"
MOST_BYTES = 1_000_000
"""A file of code is no larger than this."""


@dataclass(frozen=True, slots=True)
class OwnEstimator:
    """An estimator class that a file defines. Other text has another sha256, so it is another algorithm.

    `parameters` are made from the constructor's defaults; `text` is the first paragraph of its documentation.
    `takes_missing` and `takes_sparse` are what it says about its inputs.
    """

    name: str
    sha256: str
    tasks: frozenset[Task]
    parameters: tuple[ParameterInfo, ...] = ()
    text: str = ""
    takes_missing: bool = False
    takes_sparse: bool = False

    @property
    def key(self) -> str:
        """The algorithm's key: "own:", the class and the sha256 of the text."""
        return f"{PREFIX}{self.name}:{self.sha256}"


@dataclass(frozen=True, slots=True)
class OwnSource:
    """What a process needs to run an estimator: the class, and the text that defines it."""

    estimator: OwnEstimator
    source: str


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A file's estimator as the workspace keeps it. `added_by` read the file and agreed to run it, at `added_at`."""

    id: str
    estimator: OwnEstimator
    file_name: str
    size: int
    added_at: datetime
    added_by: str
    deleted_at: datetime | None = None
    deleted_by: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file holds, seen without running it. `classes` could be estimators; `problem` is why it cannot be used."""

    file_name: str
    source: str
    sha256: str
    size: int
    classes: tuple[str, ...] = ()
    problem: str = ""


def is_own(key: str) -> bool:
    """Whether an algorithm is own code."""
    return key.startswith(PREFIX)


def class_of(key: str) -> str:
    """The class that a key of own code names, with or without the sha256."""
    return key.removeprefix(PREFIX).partition(":")[0]


def sha_of(key: str) -> str:
    """The sha256 that a key of own code names; "" where it names only the class."""
    return key.removeprefix(PREFIX).partition(":")[2]
