"""What is read for a report of runs; `charts/run_report` writes it as HTML or PDF."""

from __future__ import annotations

from collections.abc import Sequence

from modelyard.core import clock
from modelyard.core.words import counted
from modelyard.domain.experiments.metrics import DEFAULTS
from modelyard.domain.experiments.report import RunReport
from modelyard.domain.experiments.runs import MetricPoint, Run
from modelyard.services.experiments import compare, judge, record, runs
from modelyard.services.workspace import Workspace

MOST_LOGGED_RUNS, MOST_HISTORIES = 12, 12
"""Histories are read of so many runs, and of so many metrics."""


def read_report(workspace: Workspace, run_ids: Sequence[str]) -> RunReport:
    """Everything a report of one run or several shows, for a worker. Raises `NotFoundError` for one that is gone."""
    found = compare.facts_of(workspace, run_ids)
    names = judge.called(found.runs)
    first = found.runs[0]
    spec = record.spec(workspace, first.id)
    metric = spec.metric if spec is not None and spec.metric in first.metrics else DEFAULTS[first.task]
    if metric not in first.metrics and first.metrics:
        metric = next(iter(first.metrics))
    alone = len(found.runs) == 1
    several = {r.experiment_name for r in found.runs}
    title = first.label.capitalize() if alone else f"{counted(len(found.runs), 'run')} of {', '.join(sorted(several))}"
    notes = [f"{names[r.id]}: {text}" for r in found.runs for text in record.details(workspace, r.id).warnings]
    evaluations = tuple(runs.evaluation(workspace, r.id) for r in found.runs)
    logged = [r for r, known in zip(found.runs, evaluations, strict=True) if known is None][:MOST_LOGGED_RUNS]
    return RunReport(
        title,
        found.runs,
        tuple(names[r.id] for r in found.runs),
        evaluations,
        found.facts,
        metric,
        clock.now(),
        None if alone else compare.significance(workspace, [r.id for r in found.runs], metric),
        tuple(notes),
        _histories(workspace, logged),
    )


def _histories(workspace: Workspace, logged: Sequence[Run]) -> dict[str, dict[str, list[MetricPoint]]]:
    """The first metrics that some runs logged by step, with all their values."""
    names = dict.fromkeys(key for run in logged for key in record.histories(workspace, run.id))
    return {key: {run.id: record.points(workspace, run.id, key) for run in logged}
            for key in list(names)[:MOST_HISTORIES]}  # fmt: skip
