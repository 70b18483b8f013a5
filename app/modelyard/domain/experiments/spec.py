"""What an experiment is asked: rows, target, features and their roles, hold-out, folds, algorithms, search, limits.

Every field added after the first release has a default that means what older settings meant, so they still decode.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Task(StrEnum):
    """What kind of answer is learned. Anomaly detection and clustering have no target."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    REGRESSION = "regression"
    ANOMALY = "anomaly"
    CLUSTERING = "clustering"

    @property
    def supervised(self) -> bool:
        """Whether there is a target to learn from."""
        return self not in (Task.ANOMALY, Task.CLUSTERING)

    @property
    def classifies(self) -> bool:
        """Whether the target is a class."""
        return self in (Task.BINARY, Task.MULTICLASS)


class SplitKind(StrEnum):
    """How the hold-out rows are chosen."""

    RANDOM = "random"
    TIME = "time"
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class SplitSpec:
    """The hold-out: a share of the rows, drawn at random (stratified by a class target) or the latest by `time_column`.

    Or that of a stored split of the dataset version: `split_id` and its `name`; `test_share` is then what it has.
    """

    kind: SplitKind = SplitKind.RANDOM
    test_share: float = 0.2
    time_column: str | None = None
    split_id: str | None = None
    name: str = ""


class FoldKind(StrEnum):
    """How the training rows are divided into folds. AUTO is STRATIFIED for classes and PLAIN otherwise; TIME when the
    hold-out is by time."""

    AUTO = "auto"
    PLAIN = "plain"
    STRATIFIED = "stratified"
    GROUP = "group"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class FoldSpec:
    """Cross-validation inside the training rows. `column` is what GROUP keeps together or TIME orders by."""

    kind: FoldKind = FoldKind.AUTO
    count: int = 5
    column: str = ""


class Role(StrEnum):
    """What a feature column is to the model; without one, the column's type decides."""

    NUMERIC = "numeric"
    CATEGORY = "category"
    TEXT = "text"
    DATE = "date"
    IGNORED = "ignored"


class Missing(StrEnum):
    """What stands in for a missing number. AUTO: the median, or nothing where the algorithm takes missing values."""

    AUTO = "auto"
    MEDIAN = "median"
    MEAN = "mean"
    MOST_FREQUENT = "most_frequent"
    ZERO = "zero"


class Scaling(StrEnum):
    """How numbers are scaled. AUTO: standard where the algorithm measures distances or weights, else none."""

    AUTO = "auto"
    STANDARD = "standard"
    MIN_MAX = "min_max"
    ROBUST = "robust"
    NONE = "none"


class Encoding(StrEnum):
    """How categories become numbers. AUTO: one-hot for linear models and distances, ordinal for trees. TARGET is the
    mean target of a category, cross-fitted."""

    AUTO = "auto"
    ONE_HOT = "one_hot"
    ORDINAL = "ordinal"
    TARGET = "target"


class Selection(StrEnum):
    """How inputs are ranked to keep the best: by a linear relation with the target (F score), or by any relation, which
    takes longer (mutual information)."""

    F_SCORE = "f_score"
    MUTUAL_INFORMATION = "mutual_information"


@dataclass(frozen=True, slots=True)
class Formula:
    """A number computed from other columns of the same row, inside the model: `name` becomes one more feature."""

    name: str
    expression: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """How columns become inputs, inside the model. `missing_flags` adds a column that says where a number was missing;
    `text_words` is the most words (TF-IDF) of a text column, `text_pairs` adds pairs of words; `select` keeps the best
    inputs only, that many, ranked by `select_by`."""

    missing: Missing = Missing.AUTO
    missing_flags: bool = False
    scaling: Scaling = Scaling.AUTO
    encoding: Encoding = Encoding.AUTO
    text_words: int = 1000
    text_pairs: bool = False
    formulas: tuple[Formula, ...] = ()
    select: int | None = None
    select_by: Selection = Selection.F_SCORE


class ClassWeight(StrEnum):
    """How much a row's class counts. BALANCED: each class the same in sum. CUSTOM: by `ExperimentSpec.weights`."""

    NONE = "none"
    BALANCED = "balanced"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class AlgorithmSpec:
    """An algorithm of the catalogue, or own code (see `own_code`), with the parameters that differ from its defaults.

    `members` are the finished runs (ids) that voting and stacking put together.
    """

    key: str
    params: dict[str, Any] = field(default_factory=dict)
    members: tuple[str, ...] = ()


class SearchMethod(StrEnum):
    """How trials are chosen: TPE learns from those before; HALVING tries many on few rows and goes on with the best."""

    TPE = "tpe"
    RANDOM = "random"
    GRID = "grid"
    HALVING = "halving"


@dataclass(frozen=True, slots=True)
class SearchRange:
    """The values a search tries for one parameter: `choices`, or from `low` to `high`, evenly or, with `log`, in
    powers. With none of these it is `open`: whoever wants to search the parameter has to say from where to where."""

    low: float | None = None
    high: float | None = None
    log: bool = False
    choices: tuple[Any, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it says no values."""
        return not self.choices and self.low is None and self.high is None


@dataclass(frozen=True, slots=True)
class SearchSpec:
    """A search for the best parameters of each chosen algorithm, judged by cross-validation.

    `trials` and `minutes` are the budget of one algorithm; `ranges` (algorithm -> parameter -> range) differ from the
    catalogue's. `prune` stops a trial that is hopeless after some folds; `keep_trials` trains each finished trial as a
    run of its own.
    """

    method: SearchMethod = SearchMethod.TPE
    trials: int = 40
    minutes: float | None = None
    prune: bool = True
    keep_trials: bool = False
    ranges: dict[str, dict[str, SearchRange]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use: processor cores (None: all), memory in bytes (None: no ceiling), and how willingly it
    yields."""

    cores: int | None = None
    memory: int | None = None
    low_priority: bool = False


@dataclass(frozen=True, slots=True)
class ExperimentSpec:
    """Everything that decides an experiment's outcome.

    `target` is empty where the task has none. `positive` is the target value that counts as "yes", as text; None picks
    it (true, 1, yes, or the rarer class). `where` is a row filter in SQL, for example "month <= 3". `roles` holds those
    features whose role differs from their type's. `weights` are by class as text. `folds` None means no
    cross-validation, which a search needs.
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
    task: Task = Task.BINARY
    roles: dict[str, Role] = field(default_factory=dict)
    preparation: Preparation = field(default_factory=Preparation)
    class_weight: ClassWeight = ClassWeight.NONE
    weights: dict[str, float] = field(default_factory=dict)
    folds: FoldSpec | None = None
    search: SearchSpec | None = None
    limits: Limits = field(default_factory=Limits)


def same_question(one: ExperimentSpec, other: ExperimentSpec) -> bool:
    """Whether two experiments ask the same of the same rows and are judged on the same, so that their metrics can be
    compared."""

    def asked(spec: ExperimentSpec) -> tuple[object, ...]:
        chance = spec.seed if spec.split.kind is SplitKind.RANDOM else None
        return spec.dataset_version_id, spec.target, spec.positive, spec.task, spec.where, spec.split, chance

    return asked(one) == asked(other)


@dataclass(frozen=True, slots=True)
class NumberSummary:
    """A quantity to predict: its least, greatest and mean value; `quantiles` are (share, value) of 5 to 95 %.
    `infinite` counts rows whose value is no finite number, which cannot be learned."""

    minimum: float
    maximum: float
    mean: float
    quantiles: tuple[tuple[float, float], ...]
    infinite: int = 0


@dataclass(frozen=True, slots=True)
class TargetSummary:
    """What a target column looks like. `classes` are (value as text, rows) of the 20 most frequent values, `distinct`
    how many there are. `task` is the one it was looked at for: what was asked for, else what fits it, if any does.
    `numbers` is there for numbers; `problem` is why it cannot be learned."""

    rows: int
    missing: int
    classes: tuple[tuple[str, int], ...]
    positive: str | None
    problem: str = ""
    task: Task | None = None
    distinct: int = 0
    numbers: NumberSummary | None = None
