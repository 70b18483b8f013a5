"""Models, their versions, what a version takes and gives, and the aliases that point at one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import Task

CHAMPION = "champion"
CHALLENGER = "challenger"


@dataclass(frozen=True, slots=True)
class InputField:
    """One input column. `minimum`, `maximum` and `categories` describe what training saw; they are not enforced."""

    name: str
    type: ColumnType
    required: bool = True
    nullable: bool = True
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What a version takes and gives. `classes` are the target's values as text, for a yes/no question (no, yes); none
    where the answer is a number."""

    inputs: tuple[InputField, ...]
    target: str
    classes: tuple[str, ...]
    threshold: float = 0.5
    task: Task = Task.BINARY

    @property
    def score_column(self) -> str:
        """What the score is called beside the inputs, in the rows that a run keeps: no input has this name."""
        name = "_score"
        while any(one.name == name for one in self.inputs):
            name = f"_{name}"
        return name


@dataclass(frozen=True, slots=True)
class Parity:
    """The comparison of the fast scorer with scikit-learn: rows tried and the largest absolute difference."""

    scorer: str
    rows: int
    edge_rows: int
    max_difference: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One immutable version. `bundle_hash` names the blob (a tar of the bundle's files). `scorer` is what serves:
    "linear", "trees" or "sklearn"."""

    id: str
    model_id: str
    model_name: str
    number: int
    run_id: str
    run_number: int
    experiment_name: str
    algorithm_name: str
    bundle_hash: str
    size_bytes: int
    scorer: str
    parity: Parity
    signature: Signature
    metrics: dict[str, float]
    note: str
    author: str
    created_at: datetime
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How a person names it: "late-arrival v3"."""
        return f"{self.model_name} v{self.number}"


@dataclass(frozen=True, slots=True)
class Model:
    """A named model with versions and aliases (alias -> version number)."""

    id: str
    name: str
    created_at: datetime
    versions: int
    aliases: dict[str, int] = field(default_factory=dict)
