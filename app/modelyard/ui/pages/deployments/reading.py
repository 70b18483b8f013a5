"""What the Deployments page reads of a workspace; runs in a worker thread."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelyard.core.errors import AppError, NotFoundError
from modelyard.domain.deployments import Deployment, DeploymentEvent, DeploymentState, EngineStatus
from modelyard.domain.jobs import Job
from modelyard.domain.models import ModelVersion
from modelyard.domain.monitoring import TrafficPoint
from modelyard.services import activity, deployments, models, monitoring

KINDS = (deployments.LAUNCH, deployments.STOP, deployments.RESTART, deployments.DELETE)
HOURS = 24


@dataclass(frozen=True, slots=True)
class Item:
    """One deployment with its traffic by the hour and the job that works on it."""

    deployment: Deployment
    traffic: tuple[TrafficPoint, ...]
    job: Job | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one reading found. `free_port` is one that a deployment whose port is taken could use."""

    items: tuple[Item, ...]
    versions: int
    free_port: int | None


@dataclass(frozen=True, slots=True)
class Details:
    """What only the chosen deployment shows."""

    deployment_id: str
    version: ModelVersion | None
    events: tuple[DeploymentEvent, ...]


def read(workspace: Any) -> Snapshot:
    """Every deployment, oldest first."""
    working = {
        str(job.params.get("deployment_id")): job
        for job in activity.jobs(workspace, 100)
        if job.kind in KINDS and not job.state.ended
    }
    found = deployments.deployments(workspace)
    items = tuple(Item(d, monitoring.recent_traffic(workspace, d.id, HOURS).traffic, working.get(d.id)) for d in found)
    free = None
    if any(d.state is DeploymentState.FAILED for d in found):
        try:
            free = deployments.free_port(workspace)
        except AppError:
            free = None
    return Snapshot(items, len(models.versions(workspace)), free)


def details(workspace: Any, deployment: Deployment) -> Details:
    """Events and the model version of one deployment."""
    try:
        version = models.version(workspace, deployment.model_version_id)
    except NotFoundError:
        version = None
    return Details(deployment.id, version, tuple(deployments.events(workspace, deployment.id)))


@dataclass(frozen=True, slots=True)
class LaunchChoices:
    """What can be launched, and where."""

    versions: tuple[ModelVersion, ...]
    names: frozenset[str]
    engine: EngineStatus
    free_port: int
    cores: int


def launch_choices(workspace: Any) -> LaunchChoices:
    """What the launch dialog offers."""
    import os

    names = frozenset(d.name for d in deployments.deployments(workspace))
    versions = tuple(models.versions(workspace))
    return LaunchChoices(
        versions, names, deployments.engine_status(), deployments.free_port(workspace), os.cpu_count() or 1
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a running model said to some rows: (class, probability of yes) each, and how long it took in seconds."""

    rows: tuple[Mapping[str, Any], ...]
    answers: tuple[tuple[str, float], ...]
    seconds: float


def ask(workspace: Any, deployment_id: str, rows: Sequence[Mapping[str, Any]]) -> Answer:
    """Ask without being counted in monitoring. Raises `InputError` when the model refuses the rows."""
    began = time.perf_counter()
    answers = deployments.try_it(workspace, deployment_id, rows)
    return Answer(tuple(rows), tuple(answers), time.perf_counter() - began)


def samples(workspace: Any, version_id: str, count: int = 200) -> list[dict[str, Any]]:
    """Hold-out rows of the version's run, by column."""
    columns, rows, _ = models.sample_rows(workspace, version_id, count)
    return [dict(zip(columns, row, strict=True)) for row in rows]
