"""Go on with an import that was stopped because too many of its rows did not fit."""

from __future__ import annotations

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError
from modelyard.domain.jobs import Job
from modelyard.services.data.files import too_many_rejected
from modelyard.services.workspace import Workspace


def import_anyway(workspace: Workspace, job_id: str) -> tuple[Job, Changes]:
    """Repeat an import, whatever made it (a file, a database, a refresh), and keep aside every row that does not fit.

    Raises `ConflictError` when the job was not stopped for that.
    """
    job = workspace.job(job_id)
    why = too_many_rejected(job)
    if why is None:
        raise ConflictError(f"{job.title} was not stopped for rows that do not fit.", "Repeat it in Activity instead.")
    with workspace.database.write(workspace.actor) as write:
        new = workspace.submit(write, job.kind, job.title, {**job.params, "max_rejected": 1.0}, job.subject)
        facts = {"job": new.id, "rejected": why.rejected, "of": why.total}
        write.record("dataset.import.anyway", Kind.JOB, new.id, job.subject, before={"job": job.id}, after=facts)
    workspace.runner.wake()
    return new, write.changes
