"""Whether an experiment's settings can work, before anything is read."""

from __future__ import annotations

from dataclasses import replace

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.splits import SplitMethod
from modelyard.domain.experiments.metrics import DEFAULTS, metrics_of
from modelyard.domain.experiments.spec import ClassWeight, ExperimentSpec, FoldKind, FoldSpec, SplitKind, Task
from modelyard.services.data import splits as data_splits
from modelyard.services.workspace import Workspace
from modelyard.training.folds import FEWEST_FOLDS, MOST_FOLDS


def check_spec(version: DatasetVersion, spec: ExperimentSpec) -> None:
    """Raises `InputError` for settings that cannot be learned from, whatever the rows hold."""
    names = {c.name for c in version.columns}
    if not spec.algorithms:
        raise InputError("No algorithm is chosen.", "Choose at least one.")
    if not spec.features:
        raise InputError("No feature is chosen.", "Choose at least one column to learn from.")
    for name in (*((spec.target,) if spec.task.supervised else ()), *spec.features):
        if name not in names:
            raise InputError(f"{version.label} has no column called {name!r}.", "Choose the columns again.")
    if spec.task.supervised and spec.target in spec.features:
        raise InputError(
            f"The target {spec.target!r} is also chosen as a feature, so the model would only copy it.",
            "Leave it out of the features.",
        )
    usual = [m.key for m in metrics_of(spec.task)]
    if spec.metric not in usual:
        raise InputError(f"The metric {spec.metric!r} is not one of this task.", f"Choose one of: {', '.join(usual)}.")
    if spec.class_weight is not ClassWeight.NONE and not spec.task.classifies:
        raise InputError("Class weights need a target with classes.", "Choose no class weights.")
    if not 0.01 <= spec.split.test_share <= 0.9:
        raise InputError(f"{spec.split.test_share:.0%} cannot be the share of test rows.", "Use 1 % to 90 %.")
    if spec.split.kind is SplitKind.TIME and spec.split.time_column not in names:
        raise InputError("A hold-out by time needs a time column.", "Choose one, or split at random.")
    _check_folds(spec, names)


def _check_folds(spec: ExperimentSpec, names: set[str]) -> None:
    rule = spec.folds
    if rule is None:
        return
    if not FEWEST_FOLDS <= rule.count <= MOST_FOLDS:
        raise InputError(f"There cannot be {rule.count} folds.", f"Choose from {FEWEST_FOLDS} to {MOST_FOLDS} folds.")
    if rule.kind in (FoldKind.GROUP, FoldKind.TIME) and rule.column not in names:
        raise InputError(
            f"Folds by {rule.kind.value} need a column of the table.",
            "Choose the one that names the group or the time.",
        )


def decided(workspace: Workspace, spec: ExperimentSpec) -> ExperimentSpec:
    """The settings with what is left to Modelyard decided: the task's metric, and folds that follow a stored split.

    Rows that a split keeps together by group or divides by time must not be torn apart by folds.
    """
    known = {m.key for m in metrics_of(spec.task)}
    if spec.metric not in known and spec.metric == DEFAULTS[Task.BINARY]:
        spec = replace(spec, metric=DEFAULTS[spec.task])
    folds = spec.folds or (FoldSpec() if spec.search is not None else None)
    if folds is not None and folds.kind is FoldKind.AUTO and spec.split.kind is SplitKind.STORED:
        rule = data_splits.split(workspace, spec.split.split_id or "").definition
        kind = {SplitMethod.GROUP: FoldKind.GROUP, SplitMethod.TIME: FoldKind.TIME}.get(rule.method)
        if kind is not None:
            folds = replace(folds, kind=kind, column=rule.column)
    return replace(spec, folds=folds)
