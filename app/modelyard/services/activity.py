"""Jobs and the audit log: list, look into, cancel, repeat."""

from __future__ import annotations

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError
from modelyard.domain.audit import AuditEntry
from modelyard.domain.jobs import Job, JobState, LogLine
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments import search
from modelyard.services.workspace import Workspace
from modelyard.store import audit as audit_store
from modelyard.store import jobs as job_store

REPEATED = {experiments.RUN: experiments.run_repeated, experiments.SEARCH: search.search_repeated}
"""What puts the thing a job is about back to waiting, in the write that repeats the job."""


def jobs(workspace: Workspace, limit: int = 200) -> list[Job]:
    """The newest jobs first."""
    return job_store.recent(workspace.database, limit)


def job_log(workspace: Workspace, job_id: str) -> list[LogLine]:
    """The log of a job, oldest line first."""
    return job_store.log_lines(workspace.database, job_id)


def cancel(workspace: Workspace, job_id: str) -> tuple[Job, Changes]:
    """Ask a job to stop; it does within 2 s and leaves nothing half made."""
    job = workspace.job(job_id)
    if job.state.ended:
        raise ConflictError(f"{job.title} has ended already.", "There is nothing to cancel.")
    with workspace.database.write(workspace.actor) as write:
        job_store.request_cancel(write, job_id)
        write.record("job.cancel", Kind.JOB, job_id, job.title)
    workspace.runner.wake()
    return workspace.job(job_id), write.changes


def retry(workspace: Workspace, job_id: str) -> tuple[Job, Changes]:
    """Do a job again that failed, was cancelled or interrupted."""
    job = workspace.job(job_id)
    if job.state not in (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED):
        raise ConflictError(f"{job.title} has not failed.", "Only a job that failed or stopped can be repeated.")
    with workspace.database.write(workspace.actor) as write:
        new = workspace.submit(write, job.kind, job.title, job.params, job.subject)
        if (prepare := REPEATED.get(job.kind)) is not None:
            prepare(workspace, write, new)
        write.record("job.retry", Kind.JOB, new.id, job.title, before={"job": job.id}, after={"job": new.id})
    workspace.runner.wake()
    return new, write.changes


def audit(workspace: Workspace, text: str = "", limit: int = 500, before: int | None = None) -> list[AuditEntry]:
    """The newest audit entries first; `text` must occur in action, subject or actor."""
    return audit_store.entries(workspace.database, text=text, limit=limit, before=before)
