"""What a version's columns look like: the whole profile, correlations, what tells a target, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import InputError
from modelyard.domain.data.correlations import Correlations
from modelyard.domain.data.datasets import DatasetVersion, TableProfile
from modelyard.domain.data.profile import REVISION
from modelyard.domain.data.versions import check_kept
from modelyard.domain.data.warnings import DataWarning, TargetReport, warnings
from modelyard.domain.jobs import Job
from modelyard.store import insights
from modelyard.store.data import datasets as versions
from modelyard.store.data import profile as store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.services.workspace import Workspace

PROFILE = "data.profile"
CORRELATE = "data.correlate"
TARGET = "data.target"
_CORRELATIONS = "correlations"
_TARGET = "target:"


@dataclass(frozen=True, slots=True)
class Insight:
    """All that is known about a version's columns, and what follows from it.

    `correlations` is None until they were measured; `target` is about the column asked for, with the classes alone
    until it was looked at.
    """

    version: DatasetVersion
    profile: TableProfile
    correlations: Correlations | None = None
    target: TargetReport | None = None
    warnings: tuple[DataWarning, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Whether the profile has all that a profile made today has."""
        return self.profile.revision >= REVISION


def insight(workspace: Workspace, version_id: str, target: str = "") -> Insight:
    """What is known about a version, with its warnings; measures nothing. Raises `NotFoundError`."""
    profile = versions.profile(workspace.database, version_id)
    found = correlations(workspace, version_id)
    report = (target_report(workspace, version_id, target) or _at_first_sight(profile, target)) if target else None
    odd = warnings(profile, found, report)
    return Insight(versions.version(workspace.database, version_id), profile, found, report, odd)


def whole_insight(workspace: Workspace, version_id: str, target: str = "") -> Insight:
    """What is known about a version after all of it was found out: waits for the jobs that takes.

    For a worker thread. Where nothing may be written, what is known already.
    """
    found = insight(workspace, version_id, target)
    if workspace.read_only or found.version.purged_at is not None:
        return found
    if not found.complete:
        workspace.wait(complete_profile(workspace, version_id)[0].id)
    if found.correlations is None:
        workspace.wait(correlate(workspace, version_id)[0].id)
    if target and target_report(workspace, version_id, target) is None:
        workspace.wait(look_at_target(workspace, version_id, target)[0].id)
    return insight(workspace, version_id, target)


def _at_first_sight(profile: TableProfile, target: str) -> TargetReport | None:
    """What the profile alone tells of a target: its classes, where they are few."""
    column = profile.column(target)
    if column is None:
        return None
    return TargetReport(target, "", classes=column.top if len(column.top) == column.distinct else ())


def correlations(workspace: Workspace, version_id: str) -> Correlations | None:
    """A version's correlations, if they were measured."""
    return insights.of_versions.get(workspace.database, version_id, _CORRELATIONS, Correlations)


def target_report(workspace: Workspace, version_id: str, target: str) -> TargetReport | None:
    """What tells a target column, if it was looked at."""
    return insights.of_versions.get(workspace.database, version_id, _TARGET + target, TargetReport)


def complete_profile(workspace: Workspace, version_id: str) -> tuple[Job, Changes]:
    """Start to profile a version anew, as one made by an older release lacks figures."""
    version = _with_rows(workspace, version_id)
    return _submit(workspace, PROFILE, f"Profile {version.label}", {"version_id": version_id}, version)


def profile_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Profile a version in a child and keep the result; the old profile stays until then."""
    from modelyard.services.data.profile_work import profile

    version = _with_rows(workspace, params["version_id"])
    found = context.run_in_child(profile, str(workspace.blobs.path(version.content_hash)))
    with workspace.database.write(context.job.created_by) as write:
        store.set_profile(write, version.id, found)
        write.record("dataset.profile", Kind.DATASET, version.dataset_id, version.label)
    return {"version_id": version.id, "dataset_id": version.dataset_id}, write.changes


def correlate(workspace: Workspace, version_id: str) -> tuple[Job, Changes]:
    """Start to measure how a version's columns go together."""
    version = _with_rows(workspace, version_id)
    return _submit(workspace, CORRELATE, f"Correlations of {version.label}", {"version_id": version_id}, version)


def correlate_job(
    context: RunnerContext, workspace: Workspace, params: dict[str, Any]
) -> tuple[dict[str, Any], Changes]:
    """Measure all pairs in a child and keep them."""
    from modelyard.services.data.profile_work import correlations as measure

    version = _with_rows(workspace, params["version_id"])
    found = context.run_in_child(measure, str(workspace.blobs.path(version.content_hash)))
    with workspace.database.write(context.job.created_by) as write:
        insights.of_versions.set(write, version.id, _CORRELATIONS, found)
        facts = {"pairs": len(found.pairs), "rows": found.rows_used}
        write.record("dataset.correlate", Kind.DATASET, version.dataset_id, version.label, after=facts)
    return {"version_id": version.id, "dataset_id": version.dataset_id, **facts}, write.changes


def look_at_target(workspace: Workspace, version_id: str, target: str) -> tuple[Job, Changes]:
    """Start to find out how well each column alone tells a target. Raises `InputError` for an unknown column."""
    version = _with_rows(workspace, version_id)
    if target not in {c.name for c in version.columns}:
        listed = ", ".join(c.name for c in version.columns[:12])
        raise InputError(f"{version.label} has no column {target}.", f"Its columns are {listed}.")
    params = {"version_id": version_id, "target": target}
    return _submit(workspace, TARGET, f"What tells {target} in {version.label}", params, version)


def target_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Look at a target in a child and keep what was found."""
    from modelyard.services.data.profile_work import TargetTask
    from modelyard.services.data.profile_work import target as look

    version = _with_rows(workspace, params["version_id"])
    path = str(workspace.blobs.path(version.content_hash))
    found = context.run_in_child(look, TargetTask(path, version.columns, params["target"]))
    with workspace.database.write(context.job.created_by) as write:
        insights.of_versions.set(write, version.id, _TARGET + params["target"], found)
        facts = {"target": params["target"], "measure": found.measure}
        write.record("dataset.target", Kind.DATASET, version.dataset_id, version.label, after=facts)
    return {"version_id": version.id, "dataset_id": version.dataset_id, **facts}, write.changes


def _with_rows(workspace: Workspace, version_id: str) -> DatasetVersion:
    version = versions.version(workspace.database, version_id)
    check_kept(version)
    return version


def _submit(
    workspace: Workspace, kind: str, title: str, params: dict[str, Any], version: DatasetVersion
) -> tuple[Job, Changes]:
    return workspace.start_job(f"{kind}.start", kind, title, params, version.dataset_name, label=version.label)
