"""Reading a dataset's source again: when asked, and by a schedule."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, ConflictError, InputError, NotFoundError
from modelyard.domain.data.datasets import DatasetVersion, ImportRequest
from modelyard.domain.data.sources import DatabaseRequest, Refresh, RefreshRequest, Source, SourceKind
from modelyard.domain.jobs import Job, JobError, JobState
from modelyard.services.data import datasets
from modelyard.services.data import sources as data_sources
from modelyard.services.workspace import Workspace
from modelyard.store.data import sources as store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.store.database import Write

REFRESH = "data.refresh"
NOTE = "Refreshed"
TICK_SECONDS = 20.0
"""What a schedule usually is; any whole number of minutes from 1 on is allowed."""
MOST_MINUTES = 10 * 366 * 24 * 60


def refresh(workspace: Workspace, dataset_id: str) -> tuple[Job, Changes]:
    """Start to read the source of a dataset's newest version again, the same way.

    What comes is a new version, or nothing where the rows are what a version has already. Raises `InputError` where the
    source cannot be read again, `ConflictError` while the dataset is being refreshed.
    """
    request = _request(workspace, dataset_id)
    with workspace.database.write(workspace.actor) as write:
        if store.active_job(write, REFRESH, dataset_id):
            raise ConflictError(f"{request.dataset} is being refreshed already.", "Wait until that is done.")
        job = _submit(workspace, write, request)
    workspace.runner.wake()
    return job, write.changes


def refresh_source(workspace: Workspace, dataset_id: str) -> Source:
    """The source that a refresh would read. Raises `InputError` with the reason where there is none."""
    version = _newest(workspace, dataset_id)
    source = _source(version)
    if source.kind is SourceKind.CLIPBOARD:
        raise InputError(f"{version.label} was pasted from the clipboard.", "Paste the new rows as a new version.")
    if source.kind is SourceKind.RECIPE:
        raise InputError(
            f"{version.label} was made by a recipe.", "Refresh what the recipe reads, then apply it again."
        )
    if source.kind is SourceKind.DATABASE:
        store.connection(workspace.database, source.connection_id)
    elif not source.path:
        raise InputError(f"It is not known what file {version.label} came from.", "Import a new version of it.")
    return source


def set_refresh(workspace: Workspace, dataset_id: str, minutes: int | None) -> tuple[Refresh | None, Changes]:
    """Have a dataset refreshed every so many minutes, for the first time when they have passed; None: no more.

    Raises `InputError` where the source cannot be read again.
    """
    name = store.dataset_name(workspace.database, dataset_id)
    if minutes is not None:
        if minutes < 1:
            raise InputError(f"{minutes} minutes is too often.", "Choose at least one minute.")
        if minutes > MOST_MINUTES:
            raise InputError(f"{minutes:,} minutes is too seldom.", "Choose at most ten years.")
        refresh_source(workspace, dataset_id)
    before = store.refresh(workspace.database, dataset_id)
    next_at = clock.now() + timedelta(minutes=minutes or 0)
    with workspace.database.write(workspace.actor) as write:
        store.set_refresh(write, dataset_id, minutes, next_at)
        facts = {"minutes": before.minutes if before else None}, {"minutes": minutes}
        write.record("dataset.schedule", Kind.DATASET, dataset_id, name, before=facts[0], after=facts[1])
    return store.refresh(workspace.database, dataset_id), write.changes


def refresh_of(workspace: Workspace, dataset_id: str) -> Refresh | None:
    """When a dataset is refreshed by itself, and what came of the last time."""
    return store.refresh(workspace.database, dataset_id)


def refreshes(workspace: Workspace) -> list[Refresh]:
    """Every schedule, the next one first."""
    return store.refresh_list(workspace.database)


def submit_due(workspace: Workspace, now: datetime | None = None) -> tuple[list[Job], Changes]:
    """Start every refresh that is due, each once however often it was missed, and move it on to its next time.

    Several processes may do this at the same time: the first to move a refresh on starts it.
    """
    now = now or clock.now()
    jobs, changes = [], Changes()
    for due in store.refresh_list(workspace.database, now):
        job, made = _submit_one(workspace, due, now)
        changes |= made
        if job is not None:
            jobs.append(job)
    if jobs:
        workspace.runner.wake()
    return jobs, changes


def tick(workspace: Workspace) -> Changes:
    """What the owner of the background work does every `TICK_SECONDS`."""
    return submit_due(workspace)[1]


def next_time(due: datetime, minutes: int, now: datetime) -> datetime:
    """The first time after `now` among `due` plus whole periods."""
    period = timedelta(minutes=minutes)
    missed = max(0, (now - due) // period)
    return due + period * (missed + 1)


def _submit_one(workspace: Workspace, due: Refresh, now: datetime) -> tuple[Job | None, Changes]:
    error: AppError | None = None
    request: RefreshRequest | None = None
    try:
        request = _request(workspace, due.dataset_id)
    except AppError as problem:
        error = problem
    with workspace.database.write(workspace.actor) as write:
        name = request.dataset if request else store.dataset_name(workspace.database, due.dataset_id)
        if not store.take_due(write, due, next_time(due.next_at, due.minutes, now)):
            write.recorded = True  # somebody else has it, nothing was written
            return None, Changes()
        if error is not None or request is None:
            text = str(error)
            store.update_refresh(write, due.dataset_id, last_at=now, last_result="failed", last_error=text)
            write.record("dataset.refresh.failed", Kind.DATASET, due.dataset_id, name, after={"error": text})
            return None, write.changes
        if store.active_job(write, REFRESH, due.dataset_id):
            write.record("dataset.refresh.skip", Kind.DATASET, due.dataset_id, name)
            return None, write.changes
        job = _submit(workspace, write, request)
    return job, write.changes


def _submit(workspace: Workspace, write: Write, request: RefreshRequest) -> Job:
    job = workspace.submit(write, REFRESH, f"Refresh {request.dataset}", codec.to_builtins(request), request.dataset)
    write.record("dataset.refresh.start", Kind.JOB, job.id, request.dataset)
    return job


def refresh_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Read the source as an import does, and keep with the schedule what came of it."""
    request = codec.from_builtins(params, RefreshRequest)
    source = request.source
    if source.kind is SourceKind.DATABASE:
        wanted = DatabaseRequest(source, request.dataset, NOTE, request.max_rejected)
        result, changes = data_sources.import_database_job(context, workspace, codec.to_builtins(wanted))
    else:
        file = ImportRequest(source.path, request.dataset, source.options, NOTE, request.max_rejected)
        result, changes = datasets.import_job(context, workspace, codec.to_builtins(file))
    outcome, why = "unchanged" if result["unchanged"] else "new", ""
    if result["number"] != result["newest"]:
        outcome, why = "older", f"The rows are those of v{result['number']}; the newest version is v{result['newest']}."
    with workspace.database.bookkeeping() as write:
        store.update_refresh(write, request.dataset_id, last_at=clock.now(), last_result=outcome, last_error=why)
    return result, changes | Changes.of(Kind.DATASET, request.dataset_id)


def refresh_undone(workspace: Workspace, job: Job, state: JobState, error: JobError | None) -> Changes:
    """Keep with the schedule why a refresh did not end well.

    One that Modelyard's end interrupted is due again, once: it may be what ended Modelyard, and would do so for ever.
    """
    request = codec.from_builtins(job.params, RefreshRequest)
    if state is JobState.CANCELLED:
        return Changes()
    text = "" if error is None else f"{error.message} {error.hint}".strip()
    stopped = error is not None and error.details.startswith('{"rejected"')
    values: dict[str, Any] = {"last_at": clock.now(), "last_result": "stopped" if stopped else "failed"}
    before = store.refresh(workspace.database, request.dataset_id)
    if state is JobState.INTERRUPTED and before is not None and before.last_result != "failed":
        values["next_at"] = min(before.next_at, clock.now())
    with workspace.database.bookkeeping() as write:
        found = store.update_refresh(write, request.dataset_id, **values, last_error=text)
    return Changes.of(Kind.DATASET, request.dataset_id) if found else Changes()


def _request(workspace: Workspace, dataset_id: str) -> RefreshRequest:
    source = refresh_source(workspace, dataset_id)
    name = store.dataset_name(workspace.database, dataset_id)
    return RefreshRequest(dataset_id, name, source)


def _newest(workspace: Workspace, dataset_id: str) -> DatasetVersion:
    kept = (v for v in datasets.versions(workspace, dataset_id) if v.deleted_at is None and v.purged_at is None)
    version = max(kept, key=lambda v: v.number, default=None)
    if version is None:
        name = store.dataset_name(workspace.database, dataset_id)
        raise NotFoundError(f"{name} has no version.", "Restore one, or import it again.")
    return version


def _source(version: DatasetVersion) -> Source:
    """Where a version's rows came from; versions of before schema 2 have only the file's path."""
    if version.source_spec:
        return codec.from_builtins(version.source_spec, Source)
    return Source(SourceKind.FILE, version.source, version.read_options)
