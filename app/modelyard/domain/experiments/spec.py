"""What an experiment is asked: rows, target, features, hold-out, algorithms."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SplitKind(StrEnum):
    """How the hold-out rows are chosen."""

    RANDOM = "random"
    TIME = "time"
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class SplitSpec:
    """The hold-out: a share of the rows, drawn at random (stratified by the target) or the latest by `time_column`.

    Or that of a stored split of the dataset version: `split_id` and its `name`; `test_share` is then what it has.
    """

    kind: SplitKind = SplitKind.RANDOM
    test_share: float = 0.2
    time_column: str | None = None
    split_id: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class AlgorithmSpec:
    """An algorithm of the catalogue with the parameters that differ from its defaults."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExperimentSpec:
    """Everything that decides an experiment's outcome.

    `positive` is the target value that counts as "yes", as text; None picks it (true, 1, yes, or the rarer class).
    `where` is a row filter in SQL, for example "month <= 3".
    """

    name: str
    dataset_version_id: str
    target: str
    features: tuple[str, ...]
    algorithms: tuple[AlgorithmSpec, ...]
    split: SplitSpec = field(default_factory=SplitSpec)
    where: str = ""
    positive: str | None = None
    seed: int = 0
    metric: str = "roc_auc"


@dataclass(frozen=True, slots=True)
class TargetSummary:
    """What a target column looks like. `classes` are (value as text, rows); `problem` is why it cannot be learned."""

    rows: int
    missing: int
    classes: tuple[tuple[str, int], ...]
    positive: str | None
    problem: str = ""
