"""Looking closer at finished runs: real differences, segments, the worst rows, gain, the learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import InputError, NotFoundError
from modelyard.domain.data.versions import check_kept
from modelyard.domain.experiments.evaluation import Curve, LearningCurve
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.segments import Segments, WorstRows
from modelyard.domain.experiments.significance import Differences
from modelyard.domain.experiments.spec import Task
from modelyard.domain.jobs import JobContext
from modelyard.services.data import datasets
from modelyard.services.experiments import judge_work as work
from modelyard.services.experiments import runs
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import runs as store

WORST_ROWS = 50


def differences(workspace: Workspace, run_ids: Sequence[str], metric: str, context: JobContext) -> Differences:
    """Whether each pair of runs differs really on their common hold-out rows. Takes about a second.

    Raises `InputError` where they were judged on other rows, or by another metric than can be compared.
    """
    found = [runs.run(workspace, run_id) for run_id in run_ids]
    files = {r.id: _predictions(workspace, r) for r in found}
    one: Differences = workspace.runner.children.run(
        work.differences, (files, metric, found[0].seed if found else 0, called(found)), context
    )
    return one


def called(found: Sequence[Run]) -> dict[str, str]:
    """What sentences call some runs, by id: the experiment is named only where there are several."""
    alone = len({one.experiment_id for one in found}) == 1
    return {r.id: f"Run {r.number}" if alone else r.title for r in found}


def segments(workspace: Workspace, run_id: str, column: str, metric: str, context: JobContext) -> Segments:
    """How a run does on the hold-out rows of each value, or range, of any column of its table."""
    found = runs.run(workspace, run_id)
    if column not in {c.name for c in datasets.version(workspace, found.dataset_version_id).columns}:
        raise InputError(f"The table has no column called {column!r}.", "Choose one of its columns.")
    arguments = (_predictions(workspace, found), _table(workspace, found), column, metric, found.seed)
    one: Segments = workspace.runner.children.run(work.segments, arguments, context)
    return one


def worst_rows(workspace: Workspace, run_id: str, context: JobContext, count: int = WORST_ROWS) -> WorstRows:
    """The hold-out rows a run is most wrong about, the worst first, with all columns of its table."""
    found = runs.run(workspace, run_id)
    arguments = (_predictions(workspace, found), _table(workspace, found), count)
    one: WorstRows = workspace.runner.children.run(work.worst_rows, arguments, context)
    return one


def gain(workspace: Workspace, run_id: str, context: JobContext) -> Curve:
    """The gain curve of a run that answers a yes/no question; lift is y / x."""
    found = runs.run(workspace, run_id)
    if found.task is not Task.BINARY:
        raise InputError("Only a yes/no question has a gain curve.", "Choose a run whose target has two values.")
    one: Curve = workspace.runner.children.run(work.gain, (_predictions(workspace, found),), context)
    return one


def learning_curve(workspace: Workspace, run_id: str, context: JobContext) -> tuple[LearningCurve, Changes]:
    """Fit a finished run's algorithm to growing shares of its training rows, and keep the curve with the run.

    Takes about twice as long as the run. Raises `CancelledError`.
    """
    found = runs.run(workspace, run_id)
    known = store.evaluation(workspace.database, run_id)
    if known is None:
        raise InputError(f"Run {found.number} has not finished.", "Choose a finished run.")
    spec = runs.run_spec(workspace, run_id)
    version = datasets.version(workspace, found.dataset_version_id)
    check_kept(version)
    with runs.train_task(workspace, spec, version, runs.algorithm_of(found, spec)) as (task, _):
        curve: LearningCurve = workspace.runner.children.run(work.learning_curve, (task,), context)
    with workspace.database.write(workspace.actor) as write:
        store.set_evaluation(write, run_id, replace(known, learning=curve))
        write.record("run.learning_curve", Kind.RUN, run_id, found.title, after={"rows": list(curve.rows)})
    return curve, write.changes


def _predictions(workspace: Workspace, run: Run) -> str:
    blob = store.predictions_blob(workspace.database, run.id)
    if blob is None:
        raise NotFoundError(f"Run {run.number} kept no predictions.", "Train it again, then compare.")
    return str(workspace.blobs.path(blob))


def _table(workspace: Workspace, run: Run) -> str:
    version = datasets.version(workspace, run.dataset_version_id)
    check_kept(version)
    return str(workspace.blobs.path(version.content_hash))
