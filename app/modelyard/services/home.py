"""What Home shows: a count a stage, what needs attention, the latest of everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from modelyard.core.words import counted
from modelyard.domain.deployments import Deployment, DeploymentState
from modelyard.domain.experiments.find import RunQuery
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.domain.jobs import JobState
from modelyard.services import activity, deployments, models
from modelyard.services.data import datasets
from modelyard.services.data import quality as data_quality
from modelyard.services.experiments import find
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace

LATEST_RUNS = 8
LOOKED_AT = 50
"""The newest runs in which failures are looked for."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Something to look at. `severity` is "bad" or "warn"; `page` and `target` say where a click leads."""

    severity: str
    title: str
    text: str
    at: datetime | None
    action: str
    page: str
    target: str


@dataclass(frozen=True, slots=True)
class StageCount:
    """One stage of the track: a figure, a grey fact beside it, and the state its circle is drawn in
    ("idle", "active", "warn", "bad")."""

    page: str
    figure: str
    fact: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class HomeSummary:
    """All of Home in one read. `experiment` names the experiment of the newest run."""

    stages: tuple[StageCount, ...]
    attention: tuple[Attention, ...]
    deployments: tuple[Deployment, ...]
    runs: tuple[Run, ...]
    run_count: int
    experiment: str
    empty: bool


def summary(workspace: Workspace) -> HomeSummary:
    """Everything Home shows except its charts."""
    ids = find.find_runs(workspace, RunQuery(nested=False)).ids
    runs = find.run_rows(workspace, ids[:LOOKED_AT])
    of_newest = (
        find.find_runs(workspace, RunQuery(experiment_id=runs[0].experiment_id, nested=False)).ids if runs else ()
    )
    deployed = deployments.deployments(workspace)
    stages = (
        _data_stage(workspace),
        _run_stage(workspace, len(ids)),
        _model_stage(workspace),
        _deployment_stage(deployed),
        _monitoring_stage(deployed),
    )
    return HomeSummary(
        stages=stages,
        attention=tuple(_attention(workspace, runs, deployed)),
        deployments=tuple(deployed),
        runs=tuple(find.run_rows(workspace, of_newest[:LATEST_RUNS])),
        run_count=len(of_newest),
        experiment=runs[0].experiment_name if runs else "",
        empty=not any(s.count for s in stages),
    )


def _data_stage(workspace: Workspace) -> StageCount:
    found = datasets.list_datasets(workspace)
    rows = sum(d.rows for d in found)
    return StageCount("data", counted(len(found), "dataset"), f"{rows:,} rows" if found else "", "idle", len(found))


def _run_stage(workspace: Workspace, count: int) -> StageCount:
    running = find.find_runs(workspace, RunQuery("state in (queued, running)", nested=False)).matched
    fact = f"{running} running" if running else ""
    return StageCount("experiments", counted(count, "run"), fact, "active" if running else "idle", count)


def _model_stage(workspace: Workspace) -> StageCount:
    found = models.models(workspace)
    versions = sum(m.versions for m in found)
    fact = counted(versions, "version") if found else ""
    return StageCount("models", counted(len(found), "model"), fact, "idle", len(found))


def _deployment_stage(deployed: list[Deployment]) -> StageCount:
    live = sum(d.state is DeploymentState.RUNNING for d in deployed)
    failed = sum(d.state is DeploymentState.FAILED for d in deployed)
    stopped = sum(d.state is DeploymentState.STOPPED for d in deployed)
    facts = [f"{stopped} stopped"] * bool(stopped) + [f"{failed} failed"] * bool(failed)
    figure = f"{live} of {len(deployed)} live" if deployed else "0 deployments"
    state = "bad" if failed else "active" if live else "idle"
    return StageCount("deployments", figure, ", ".join(facts), state, len(deployed))


def _monitoring_stage(deployed: list[Deployment]) -> StageCount:
    watched = sum(d.collected_seq > 0 for d in deployed)
    return StageCount("monitoring", f"{watched} watched", "", "active" if watched else "idle", watched)


def _failure(deployment: Deployment) -> str:
    return f"{deployment.name} {'did not start' if deployment.started_at is None else 'does not run'}"


def _attention(workspace: Workspace, runs: list[Run], deployed: list[Deployment]) -> list[Attention]:
    found = [
        Attention("bad", _failure(d), d.error, d.started_at or d.created_at, "Open", "deployments", d.id)
        for d in deployed
        if d.state is DeploymentState.FAILED
    ]
    found += [
        Attention("warn", f"{d.name} does not answer", d.address, d.started_at, "Open", "deployments", d.id)
        for d in deployed
        if d.state is DeploymentState.UNHEALTHY
    ]
    found += [
        Attention("bad", f"Run {r.number} failed", r.error, r.ended_at, "Open", "experiments", r.id)
        for r in runs
        if r.state is RunState.FAILED
    ]
    for version_id, label, broken in data_quality.failing_newest(workspace):
        word = "a quality rule" if len(broken) == 1 else f"{len(broken)} quality rules"
        text = f"{broken[0].title}: {broken[0].result.text if broken[0].result else ''}"
        at = broken[0].result.at if broken[0].result else None
        found.append(Attention("bad", f"{label} breaks {word}", text, at, "Show", "data", version_id))
    for version in datasets.versions(workspace)[:20]:
        if version.rejected:
            text = f"{version.rejected:,} of {version.rows + version.rejected:,} rows did not fit"
            title = f"{version.label} has rows left out"
            found.append(Attention("warn", title, text, version.created_at, "Show", "data", version.id))
    shown = {experiments.RUN, deployments.LAUNCH}
    for job in activity.jobs(workspace, 50):
        if job.state in (JobState.FAILED, JobState.INTERRUPTED) and job.kind not in shown:
            text = job.error.message if job.error else ""
            title = f"{job.title} {'failed' if job.state is JobState.FAILED else 'was interrupted'}"
            found.append(Attention("bad", title, text, job.ended_at, "Open", "activity", job.id))
    return found[:8]
