"""The rows of an experiment ready to learn from: inputs, target, weights, hold-out and folds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import ClassWeight, ExperimentSpec, FoldKind, FoldSpec, SplitKind, Task
from modelyard.domain.jobs import JobContext
from modelyard.training.features import prepare_frame, usable_features
from modelyard.training.folds import FEWEST_FOLDS, MOST_FOLDS, Rows, dealt, forward, grouped
from modelyard.training.split import split
from modelyard.training.target import EncodedTarget, encode_target

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Problem:
    """What there is to learn from. `inputs`, `y`, `weights` and `positions` are of one length: the rows with a target.

    `features` are the columns used, in order, with their types. `y` is 0/1, class numbers in the order of `classes`, a
    quantity, or None without a target; `weights` is each row's weight or None. `train` and `test` are ascending row
    positions in `inputs`; `positions` are those rows' positions in the frame that was given.
    """

    task: Task
    inputs: pd.DataFrame
    features: dict[str, ColumnType]
    y: NDArray[Any] | None
    weights: NDArray[np.float64] | None
    classes: tuple[str, ...]
    train: NDArray[np.int64]
    test: NDArray[np.int64]
    positions: NDArray[np.int64]
    split_hash: str
    missing_target: int
    warnings: tuple[str, ...] = ()

    def target(self, rows: NDArray[np.int64]) -> NDArray[Any] | None:
        """The target of some rows; None without one."""
        return None if self.y is None else self.y[rows]

    def weight(self, rows: NDArray[np.int64]) -> NDArray[np.float64] | None:
        """The weights of some rows; None where all count the same."""
        return None if self.weights is None else self.weights[rows]


def make_problem(
    context: JobContext,
    frame: pd.DataFrame,
    columns: Mapping[str, ColumnType],
    spec: ExperimentSpec,
    hold_out: NDArray[np.bool_] | None = None,
) -> Problem:
    """Rows of `frame` as an experiment wants them learned.

    `frame` holds the rows that pass `spec.where` (the filter is not applied here), with the columns `columns` names
    and types: the target, the features, the hold-out's time column and the folds' column. For a stored split
    `hold_out` says which rows of the frame only judge.

    Raises `InputError` when the target, the features, the weights or the hold-out cannot be used.
    """
    context.progress(0.0, "Preparing rows")
    features, left_out = _features(columns, spec)
    target = _target(frame, spec)
    positions = target.keep.nonzero()[0]
    kept = frame if target.missing == 0 else frame[target.keep]
    held = None if hold_out is None else hold_out[target.keep]
    strata = target.values if spec.task.classifies else None
    train, test, split_hash = split(kept, strata, spec.split, spec.seed, held)
    inputs, features, empty = _without_empty(prepare_frame(kept, features), features, train)
    context.check_cancelled()
    return Problem(
        task=spec.task,
        inputs=inputs,
        features=features,
        y=target.values if spec.task.supervised else None,
        weights=_weights(target, train, spec),
        classes=target.classes,
        train=train,
        test=test,
        positions=positions,
        split_hash=split_hash,
        missing_target=target.missing,
        warnings=left_out + empty + _one_sided(target, train, test),
    )


def folds(problem: Problem, spec: ExperimentSpec, frame: pd.DataFrame | None = None) -> tuple[Rows, ...]:
    """Pairs of (rows to learn from, rows to judge by), ascending positions in `problem.inputs`, all training rows.

    None at all without `spec.folds`. `frame` is the one the problem was made of; folds by group or time read their
    column in it. The same problem and seed give the same folds on every machine.

    Raises `InputError` when the rows cannot be divided so.
    """
    if spec.folds is None:
        return ()
    if not FEWEST_FOLDS <= spec.folds.count <= MOST_FOLDS:
        raise InputError(
            f"There cannot be {spec.folds.count} folds.", f"Choose from {FEWEST_FOLDS} to {MOST_FOLDS} folds."
        )
    found = _divided(problem, spec, spec.folds, frame)
    return tuple((problem.train[learn], problem.train[judge]) for learn, judge in found)


def fold_rule(spec: ExperimentSpec) -> FoldSpec | None:
    """The folds of an experiment with AUTO decided, and with the column that groups or orders."""
    rule = spec.folds
    if rule is None or rule.kind is not FoldKind.AUTO:
        return rule
    if spec.split.kind is SplitKind.TIME:
        return FoldSpec(FoldKind.TIME, rule.count, spec.split.time_column or "")
    return FoldSpec(FoldKind.STRATIFIED if spec.task.classifies else FoldKind.PLAIN, rule.count)


def _divided(problem: Problem, spec: ExperimentSpec, asked: FoldSpec, frame: pd.DataFrame | None) -> tuple[Rows, ...]:
    import numpy as np

    rule = fold_rule(spec) or asked
    if rule.kind in (FoldKind.GROUP, FoldKind.TIME):
        if frame is None or rule.column not in frame.columns:
            raise InputError(
                f"The table has no column called {rule.column!r} for the folds."
                if rule.column
                else "No column is chosen for the folds.",
                "Choose a column that names the group, or the time, of a row.",
            )
        values = frame[rule.column].iloc[problem.positions[problem.train]]
        if rule.kind is FoldKind.GROUP:
            return grouped(values, rule.count, spec.seed)
        return forward(values, rule.count)
    classes = problem.target(problem.train)
    if rule.kind is FoldKind.PLAIN or not problem.task.classifies or classes is None:
        classes = np.zeros(len(problem.train), dtype=np.int8)
    return dealt(classes, rule.count, spec.seed)


def _target(frame: pd.DataFrame, spec: ExperimentSpec) -> EncodedTarget:
    """The target of every row; without a target all rows are kept."""
    import numpy as np

    if not spec.task.supervised:
        return EncodedTarget(np.zeros(len(frame), dtype=np.int8), np.ones(len(frame), dtype=bool), (), 0)
    if spec.target not in frame.columns:
        raise InputError(f"The table has no column called {spec.target!r}.", "Choose the target again.")
    return encode_target(frame[spec.target], spec.positive, spec.task)


def _features(columns: Mapping[str, ColumnType], spec: ExperimentSpec) -> tuple[dict[str, ColumnType], tuple[str, ...]]:
    """The chosen features with their types; dates left out with a sentence."""
    if spec.task.supervised and spec.target in spec.features:
        raise InputError(
            f"The target {spec.target!r} is also chosen as a feature, so the model would only copy it.",
            "Leave it out of the features.",
        )
    absent = [name for name in spec.features if name not in columns]
    if absent:
        raise InputError(f"The table has no column called {absent[0]!r}.", "Choose the features again.")
    kept, warnings = usable_features({name: columns[name] for name in spec.features}, spec.roles)
    if not kept:
        raise InputError(
            "None of the chosen columns can be learned from.",
            "Choose at least one column with numbers, text or true/false.",
        )
    return kept, warnings


def _without_empty(
    inputs: pd.DataFrame, features: dict[str, ColumnType], train: NDArray[np.int64]
) -> tuple[pd.DataFrame, dict[str, ColumnType], tuple[str, ...]]:
    """Features without a single value in the training rows left out: they teach nothing, and boosting refuses them."""
    has_value = inputs.iloc[train].notna().any()
    empty = [name for name in features if not has_value[name]]
    if not empty:
        return inputs, features, ()
    kept = {name: kind for name, kind in features.items() if name not in empty}
    if not kept:
        raise InputError("None of the chosen columns has a value in the training rows.", "Choose other features.")
    return inputs[list(kept)], kept, (f"Left out, having no values in the training rows: {', '.join(empty)}.",)


def _one_sided(target: EncodedTarget, train: NDArray[np.int64], test: NDArray[np.int64]) -> tuple[str, ...]:
    """A sentence for classes that are on one side of the hold-out only."""
    import numpy as np

    if not target.classes:
        return ()
    learned, judged = (np.bincount(target.values[rows], minlength=len(target.classes)) for rows in (train, test))
    unknown = [name for name, n in zip(target.classes, learned, strict=True) if n == 0]
    unjudged = [name for name, n in zip(target.classes, judged, strict=True) if n == 0]
    found = []
    if unknown:
        found.append(f"Only in the hold-out, so no model can learn them: {', '.join(unknown)}.")
    if unjudged:
        found.append(f"Not in the hold-out, so nothing judges them: {', '.join(unjudged)}.")
    return tuple(found)


def _weights(target: EncodedTarget, train: NDArray[np.int64], spec: ExperimentSpec) -> NDArray[np.float64] | None:
    """Each row's weight by its class. Balanced: rows / (classes × rows of the class), counted over training rows."""
    import numpy as np

    if spec.class_weight is ClassWeight.NONE:
        return None
    if not spec.task.classifies:
        raise InputError("Class weights need a target with classes.", "Choose no class weights.")
    counts = np.bincount(target.values[train], minlength=len(target.classes))
    if spec.class_weight is ClassWeight.BALANCED:
        each = len(train) / (np.count_nonzero(counts) * np.maximum(counts, 1.0))
        return np.asarray(each[target.values], dtype=np.float64)
    check_weights(spec.weights, target.classes)
    given = np.array([spec.weights.get(name, 1.0) for name in target.classes], dtype=np.float64)
    return np.asarray(given[target.values], dtype=np.float64)


def check_weights(weights: Mapping[str, float], classes: tuple[str, ...]) -> None:
    """Raises `InputError` for weights of unknown classes, or that are no positive numbers."""
    for name, weight in weights.items():
        if name not in classes:
            raise InputError(
                f"There is a weight for {name!r}, which is no value of the target.",
                f"Its values: {', '.join(classes)}.",
            )
        if not 0.0 < weight < float("inf"):
            raise InputError(f"The weight of {name!r} is {weight:g}.", "Use a number greater than 0.")
