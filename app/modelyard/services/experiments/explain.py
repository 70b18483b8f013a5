"""Looking closer at a finished run in jobs whose results are kept: segments, dependence, the learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.versions import check_kept
from modelyard.domain.experiments.evaluation import Dependence, LearningCurve
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.segments import Segments
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.domain.jobs import Job
from modelyard.services.data import datasets
from modelyard.services.experiments import explain_work as work
from modelyard.services.experiments import judge, runs
from modelyard.services.workspace import Workspace
from modelyard.store import insights
from modelyard.store.data import datasets as version_store
from modelyard.store.experiments import runs as run_store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext

EXPLAIN = "experiments.explain"
LEARNING = "experiments.learning"
MOST_VALUES = 30
"""A column with more different values says little as segments."""


# --- segments -----------------------------------------------------------------------------------------------------
def segments(workspace: Workspace, run_id: str, columns: Sequence[str]) -> tuple[Segments, ...] | None:
    """Quality by each of these columns; None unless all were looked at."""
    metric = runs.run_spec(workspace, run_id).metric
    found = [insights.of_runs.get(workspace.database, run_id, _segments(c, metric), Segments) for c in columns]
    return None if None in found else tuple(one for one in found if one is not None)


def start_segments(workspace: Workspace, run_id: str, columns: Sequence[str]) -> tuple[Job, Changes]:
    """Start to look at quality by some columns of the dataset, which need not be features.

    Raises `InputError` for an unknown column.
    """
    run, spec = runs.run(workspace, run_id), runs.run_spec(workspace, run_id)
    known = {c.name for c in datasets.version(workspace, spec.dataset_version_id).columns}
    if unknown := [name for name in columns if name not in known]:
        raise InputError(f"The table has no column called {unknown[0]!r}.", "Choose one of its columns.")
    title = f"Segments of {run.title}"
    return _submit(workspace, EXPLAIN, title, {"run_id": run_id, "segments": list(columns)}, run)


def segment_columns(workspace: Workspace, run_id: str) -> tuple[list[str], list[str]]:
    """(the columns to begin with, all columns that segments can be made of), the run's features first.

    Those to begin with are the first two features of text or yes/no with a few values, else another such column.
    """
    spec = runs.run_spec(workspace, run_id)
    version = datasets.version(workspace, spec.dataset_version_id)
    profile = version_store.profile(workspace.database, version.id)
    distinct = {c.name: c.distinct for c in profile.columns}
    types = {c.name: c.type for c in version.columns if c.name != spec.target}
    ordered = [n for n in spec.features if n in types] + [n for n in types if n not in spec.features]
    usable = [n for n in ordered if types[n] is not ColumnType.TEXT or 1 < (distinct.get(n) or 0) <= MOST_VALUES * 10]
    plain = (ColumnType.TEXT, ColumnType.BOOLEAN)
    few = [n for n in usable if types[n] in plain and 1 < (distinct.get(n) or 0) <= MOST_VALUES]
    begin = [n for n in few if n in spec.features][:2] or few[:1] or usable[:1]
    return begin, usable


# --- dependence ---------------------------------------------------------------------------------------------------
def dependence(workspace: Workspace, run_id: str, feature: str) -> Dependence | None:
    """The partial dependence on a feature, if it was measured; without points where it has none."""
    evaluation = runs.evaluation(workspace, run_id)
    kept = evaluation.dependence if evaluation is not None else ()
    known = next((d for d in kept if d.feature == feature), None)
    return known or insights.of_runs.get(workspace.database, run_id, _dependence(feature), Dependence)


def start_dependence(workspace: Workspace, run_id: str, feature: str) -> tuple[Job, Changes]:
    """Start to measure the partial dependence on a feature. Raises `InputError` for an unknown one."""
    run, spec = runs.run(workspace, run_id), runs.run_spec(workspace, run_id)
    if feature not in spec.features:
        raise InputError(f"{run.title} has no feature {feature}.", f"Its features are {', '.join(spec.features)}.")
    title = f"Dependence of {run.title} on {feature}"
    return _submit(workspace, EXPLAIN, title, {"run_id": run_id, "dependence": feature}, run)


# --- learning curve -----------------------------------------------------------------------------------------------
def learning_curve(workspace: Workspace, run_id: str) -> LearningCurve | None:
    """The learning curve of a run, if it was measured."""
    evaluation = runs.evaluation(workspace, run_id)
    return None if evaluation is None else evaluation.learning


def start_learning_curve(workspace: Workspace, run_id: str) -> tuple[Job, Changes]:
    """Start to fit a run's algorithm to growing shares of its training rows."""
    run = runs.run(workspace, run_id)
    return _submit(workspace, LEARNING, f"Learning curve of {run.title}", {"run_id": run_id}, run)


# --- the jobs -----------------------------------------------------------------------------------------------------
def explain_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Find out what is asked in a child, and keep it with the run."""
    run_id = params["run_id"]
    run, spec = runs.run(workspace, run_id), runs.run_spec(workspace, run_id)
    found: dict[str, Any] = {}
    if "dependence" in params:
        found[_dependence(params["dependence"])] = _measure(context, workspace, run, spec, params["dependence"])
    for number, column in enumerate(columns := params.get("segments", [])):
        context.check_cancelled()
        context.progress(number / len(columns), f"Looking at {column}")
        key = _segments(column, spec.metric)
        found[key] = judge.segments(workspace, run_id, column, spec.metric, context)
    with workspace.database.write(context.job.created_by) as write:
        for key, value in found.items():
            insights.of_runs.set(write, run_id, key, value)
        write.record("run.explain", Kind.JOB, context.job.id, run.title, after={"found": sorted(found)})
    return {"run_id": run_id}, write.changes


def learning_job(
    context: RunnerContext, workspace: Workspace, params: dict[str, Any]
) -> tuple[dict[str, Any], Changes]:
    """Measure a learning curve in a child, and keep it with the run."""
    _, changes = judge.learning_curve(workspace, params["run_id"], context)
    return {"run_id": params["run_id"]}, changes


def _measure(context: RunnerContext, workspace: Workspace, run: Run, spec: ExperimentSpec, feature: str) -> Dependence:
    version = datasets.version(workspace, spec.dataset_version_id)
    check_kept(version)
    model = run_store.run_blobs(workspace.database, run.id)[0]
    if model is None:
        raise InputError(f"{run.title} kept no model.", "Train it again.")
    with runs.train_task(workspace, spec, version, runs.algorithm_of(run, spec)) as (task, _):
        return context.run_in_child(work.dependence, task, str(workspace.blobs.path(model)), feature)


def _segments(column: str, metric: str) -> str:
    return f"segments:{metric}:{column}"


def _dependence(feature: str) -> str:
    return f"dependence:{feature}"


def _submit(workspace: Workspace, kind: str, title: str, params: dict[str, Any], run: Run) -> tuple[Job, Changes]:
    return workspace.start_job(f"{kind}.start", kind, title, params, run.experiment_name, label=run.title)
