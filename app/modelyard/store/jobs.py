"""Jobs and their logs in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.core.errors import NotFoundError
from modelyard.domain.jobs import Job, JobError, JobState, LogLine
from modelyard.store.database import Database, Write
from modelyard.store.tables import job_log, jobs


def _job(row: sa.Row[*tuple[Any, ...]]) -> Job:
    values = dict(row._mapping)
    values["state"] = JobState(values["state"])
    values["error"] = codec.from_builtins(values["error"], JobError) if values["error"] else None
    return Job(**values)


def add(write: Write, job: Job) -> None:
    """Add a job inside the transaction of the action that wants it."""
    write.execute(
        sa.insert(jobs).values(
            id=job.id,
            kind=job.kind,
            title=job.title,
            state=job.state.value,
            params=job.params,
            created_at=job.created_at,
            created_by=job.created_by,
            text=job.text,
            result={},
            subject=job.subject,
        )
    )


def recent(database: Database, limit: int = 200) -> list[Job]:
    """The newest jobs first."""
    with database.read() as connection:
        return [_job(r) for r in connection.execute(sa.select(jobs).order_by(jobs.c.id.desc()).limit(limit))]


def log_lines(database: Database, job_id: str, limit: int = 2000) -> list[LogLine]:
    """The last lines of a job's log, oldest first."""
    query = sa.select(job_log.c.at, job_log.c.text).where(job_log.c.job_id == job_id)
    with database.read() as connection:
        rows = connection.execute(query.order_by(job_log.c.id.desc()).limit(limit)).fetchall()
    return [LogLine(at, text) for at, text in reversed(rows)]


class SqlJobStore:
    """The runner's view of the jobs table; see `domain.jobs.JobStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, job_id: str) -> Job:
        """One job. Raises `NotFoundError`."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.id == job_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no job {job_id}.", "List the jobs to see their ids.")
        return _job(row)

    def _in_state(self, state: JobState) -> list[Job]:
        query = sa.select(jobs).where(jobs.c.state == state.value).order_by(jobs.c.id)
        with self._database.read() as connection:
            return [_job(r) for r in connection.execute(query)]

    def queued(self) -> Sequence[Job]:
        """The jobs that wait, oldest first."""
        return self._in_state(JobState.QUEUED)

    def running(self) -> Sequence[Job]:
        """The jobs marked as running."""
        return self._in_state(JobState.RUNNING)

    def start(self, job_id: str, pid: int) -> bool:
        """Mark a waiting job as running; False when it waits no longer."""
        with self._database.bookkeeping() as write:
            done = write.execute(
                sa.update(jobs)
                .where(jobs.c.id == job_id, jobs.c.state == JobState.QUEUED.value)
                .values(state=JobState.RUNNING.value, started_at=clock.now(), pid=pid)
            )
        return done.rowcount == 1

    def progress(self, job_id: str, fraction: float | None, text: str) -> None:
        """Keep how far a job is."""
        with self._database.bookkeeping() as write:
            write.execute(sa.update(jobs).where(jobs.c.id == job_id).values(fraction=fraction, text=text))

    def log(self, job_id: str, text: str) -> None:
        """Add one line to a job's log."""
        with self._database.bookkeeping() as write:
            write.execute(sa.insert(job_log).values(job_id=job_id, at=clock.now(), text=text))

    def end(self, job_id: str, state: JobState, result: dict[str, Any], error: JobError | None) -> None:
        """Mark a job as ended."""
        values: dict[str, Any] = {"state": state.value, "ended_at": clock.now(), "result": result}
        values["error"] = codec.to_builtins(error) if error else None
        if state is JobState.SUCCEEDED:
            values["fraction"] = 1.0
        with self._database.bookkeeping() as write:
            write.execute(sa.update(jobs).where(jobs.c.id == job_id).values(values))

    def cancel_requests(self) -> Sequence[str]:
        """The ids of jobs that are running or waiting and that somebody asked to stop."""
        states = (JobState.QUEUED.value, JobState.RUNNING.value)
        query = sa.select(jobs.c.id).where(jobs.c.cancel_requested, jobs.c.state.in_(states))
        with self._database.read() as connection:
            return list(connection.scalars(query))


def request_cancel(write: Write, job_id: str) -> None:
    """Ask a job to stop."""
    write.execute(sa.update(jobs).where(jobs.c.id == job_id).values(cancel_requested=True))


def set_params(write: Write, job_id: str, params: dict[str, Any]) -> None:
    """Change what a job was asked."""
    write.execute(sa.update(jobs).where(jobs.c.id == job_id).values(params=params))
