"""The Monitoring stage: collect predictions, import late labels, and report traffic, drift and realised quality."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, InputError
from modelyard.core.files import replace_file
from modelyard.domain.deployments import Deployment, DeploymentState
from modelyard.domain.jobs import Job
from modelyard.domain.monitoring import Distribution, Grain, MonitoringReport
from modelyard.services import deployments, models
from modelyard.services.monitoring_counts import Tally
from modelyard.services.monitoring_report import (
    HOUR,
    Windows,
    distribution,
    drift_points,
    quality_points,
    traffic_points,
)
from modelyard.services.workspace import Workspace
from modelyard.store import models as model_store
from modelyard.store import monitoring as store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.tables.predictions import Scores

LABELS = "monitoring.labels"
FIRST_RECORDS = 64
ROWS_A_PULL = 4_000
"""Rows decoded at a time: small enough that the window's thread is never kept waiting for the interpreter."""


def collect_all(workspace: Workspace) -> Changes:
    """Pull what running deployments have logged since last time."""
    changes = Changes()
    for deployment in deployments.deployments(workspace):
        if deployment.state is DeploymentState.RUNNING:
            try:
                changes |= collect(workspace, deployment.id)[1]
            except AppError:
                continue  # it went away meanwhile; its state is observed elsewhere
    return changes


def collect(workspace: Workspace, deployment_id: str) -> tuple[int, Changes]:
    """Pull what one deployment has logged since last time; returns the rows that were new."""
    deployment = deployments.get(workspace, deployment_id)
    total, limit = 0, FIRST_RECORDS
    with deployments.client(workspace, deployment) as client:
        position = deployment.collected_seq
        while True:
            records = client.log(position, limit)
            if not records:
                break
            rows = _keep(workspace, deployment, position, records)
            if rows is None:
                break  # another process collected the same records
            position = int(records[-1]["seq"])
            total += rows
            limit = max(1, min(2000, limit * ROWS_A_PULL // max(rows, ROWS_A_PULL // 4)))
            client.acknowledge(position)
    return total, Changes.of(Kind.MONITORING, deployment_id) if total else Changes()


def _keep(workspace: Workspace, deployment: Deployment, position: int, records: list[dict[str, Any]]) -> int | None:
    """Write one Parquet part, then commit it with the counts it adds; returns its rows.

    None when somebody else has collected these records meanwhile: the window and a command may both try.
    """
    from modelyard.tables.predictions import write_part

    version = models.version(workspace, deployment.model_version_id)
    tally = Tally(model_store.reference(workspace.database, version.id))
    monitored = [r for r in records if r.get("monitored", True)]
    tally.add(monitored)
    staged = workspace.blobs.stage(".parquet")
    first, last = int(records[0]["seq"]), int(records[-1]["seq"])
    path = workspace.predictions_dir / deployment.id / f"{first:012d}-{last:012d}.parquet"
    try:
        info = write_part(monitored, version.signature, staged) if monitored else None
        with workspace.database.bookkeeping() as write:
            if store.position(write, deployment.id) != position:
                return None
            tally.merge_into(write, deployment.id, version.id)
            if info is None:
                store.set_position(write, deployment.id, last)
                return 0
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(staged, path)
            relative = path.relative_to(workspace.path).as_posix()
            part = store.LogPart(
                deployment.id, first, last, relative, info.predictions, info.first_event, info.last_event
            )
            store.add_part(write, part)
    finally:
        staged.unlink(missing_ok=True)
    return info.predictions


def import_labels(
    workspace: Workspace,
    deployment_id: str,
    path: Path,
    id_column: str = "prediction_id",
    label_column: str | None = None,
) -> tuple[Job, Changes]:
    """Start to import true outcomes from a CSV or Parquet file; they are joined to predictions by their id.

    `label_column` defaults to the target's name.
    """
    path = path.expanduser().absolute()
    if not path.exists():
        raise InputError(f"There is no file {path}.", "Check the path.")
    deployment = deployments.get(workspace, deployment_id)
    signature = models.version(workspace, deployment.model_version_id).signature
    params = {
        "deployment_id": deployment_id,
        "path": str(path),
        "id_column": id_column,
        "label_column": label_column or signature.target,
    }
    title = f"Add labels to {deployment.name}"
    return workspace.start_job("labels.import.start", LABELS, title, params, deployment.name, after=params)


def labels_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Read the labels to a Parquet blob and commit it."""
    from modelyard.services.data.import_work import LabelsTask, read_labels

    deployment = deployments.get(workspace, params["deployment_id"])
    signature = models.version(workspace, deployment.model_version_id).signature
    staged = workspace.blobs.stage(".parquet")
    context.progress(0.1, "Reading labels")
    try:
        no, yes = signature.classes
        task = LabelsTask(params["path"], params["id_column"], params["label_column"], yes, no, str(staged))
        result = context.run_in_child(read_labels, task)
        context.check_cancelled()
        blob = workspace.blobs.adopt(staged)
    finally:
        staged.unlink(missing_ok=True)
    with workspace.database.write(context.job.created_by) as write:
        store.add_labels(write, deployment.id, blob, result.rows, result.rejected, params["path"])
        facts = {"rows": result.rows, "rejected": result.rejected, "missing": result.missing, "file": params["path"]}
        write.record("labels.import", Kind.MONITORING, deployment.id, deployment.name, after=facts)
    return {"rows": result.rows, "rejected": result.rejected, "missing": result.missing}, write.changes


def report(
    workspace: Workspace,
    deployment_id: str,
    start: datetime | None = None,
    end: datetime | None = None,
    grain: Grain = Grain.WEEK,
) -> MonitoringReport:
    """Traffic, drift and realised quality of a deployment from `start` up to `end` (UTC; all there is by default)."""
    deployment = deployments.get(workspace, deployment_id)
    version = models.version(workspace, deployment.model_version_id)
    reference = model_store.reference(workspace.database, version.id)
    empty = MonitoringReport(
        deployment_id, deployment.name, version.label, start, end, grain, training_metrics=reference.metrics
    )
    watched = period(workspace, deployment_id)
    if watched is None:
        return empty
    start, end = start or watched[0], end or watched[1]
    if end <= start:
        raise InputError("The period ends before it begins.", "Choose a later end.")
    windows = Windows.between(start, end, grain)
    first, last = windows.hours
    traffic = store.traffic_hours(workspace.database, deployment_id, first, last)
    counts = store.feature_hours(workspace.database, deployment_id, version.id, first, last)
    quality = quality_points(windows, _scores(workspace, deployment_id, windows))
    return MonitoringReport(
        deployment_id=deployment_id,
        deployment_name=deployment.name,
        model_label=version.label,
        start=start,
        end=end,
        grain=grain,
        traffic=traffic_points(windows, traffic),
        drift=drift_points(windows, reference, counts),
        quality=quality,
        score=distribution(reference.score, counts, *windows.last_weeks(4)),
        predictions=sum(p.predictions for p in quality),
        labelled=sum(p.labelled for p in quality),
        training_metrics=reference.metrics,
    )


def _scores(workspace: Workspace, deployment_id: str, windows: Windows) -> Scores:
    """The predictions in the windows, joined with the labels that have come."""
    from modelyard.tables.predictions import read_scores

    parts = [workspace.path / p.path for p in store.parts(workspace.database, deployment_id)]
    labels = [workspace.blobs.path(s.blob) for s in store.labels(workspace.database, deployment_id)]
    return read_scores(parts, labels, windows.start, windows.end)


def feature_distribution(
    workspace: Workspace, deployment_id: str, feature: str, start: datetime, end: datetime
) -> Distribution:
    """One feature ("prediction" for the score) in training and from `start` up to `end`."""
    deployment = deployments.get(workspace, deployment_id)
    reference = model_store.reference(workspace.database, deployment.model_version_id)
    bins = next((b for b in (*reference.features, reference.score) if b.feature == feature), None)
    if bins is None:
        raise InputError(f"{deployment.name} has no feature {feature!r}.", "Choose one of its features.")
    first, last = int(start.timestamp()) // HOUR, -(-int(end.timestamp()) // HOUR)
    counts = store.feature_hours(workspace.database, deployment_id, deployment.model_version_id, first, last, feature)
    return distribution(bins, counts, first, last)


def period(workspace: Workspace, deployment_id: str) -> tuple[datetime, datetime] | None:
    """From when to when (UTC, whole hours) a deployment was asked, by the events' own time; None before the first."""
    span = store.span(workspace.database, deployment_id)
    if span is None:
        return None
    return datetime.fromtimestamp(span[0] * HOUR, UTC), datetime.fromtimestamp((span[1] + 1) * HOUR, UTC)


def label_sets(workspace: Workspace, deployment_id: str) -> list[store.LabelSet]:
    """The imports of labels, oldest first."""
    return store.labels(workspace.database, deployment_id)


def recent_traffic(workspace: Workspace, deployment_id: str, hours: int = 24) -> MonitoringReport:
    """Hourly traffic up to the newest hour with any, without drift and quality: for small charts."""
    deployment = deployments.get(workspace, deployment_id)
    span = store.span(workspace.database, deployment_id)
    label = f"{deployment.model_name} v{deployment.model_version}"
    if span is None:
        return MonitoringReport(deployment_id, deployment.name, label, None, None, Grain.HOUR)
    end = datetime.fromtimestamp((span[1] + 1) * HOUR, UTC)
    windows = Windows.between(end - timedelta(hours=hours), end, Grain.HOUR)
    traffic = store.traffic_hours(workspace.database, deployment_id, *windows.hours)
    points = traffic_points(windows, traffic)
    return MonitoringReport(
        deployment_id, deployment.name, label, windows.start, windows.end, Grain.HOUR, traffic=points
    )


def to_json(report: MonitoringReport) -> dict[str, Any]:
    """The report as plain values, for `--json`."""
    value: dict[str, Any] = codec.to_builtins(report)
    return value
