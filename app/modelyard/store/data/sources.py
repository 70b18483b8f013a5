"""Connections to databases and the schedule of refreshes, in the workspace's database. Passwords are not kept here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from modelyard.core.errors import NotFoundError
from modelyard.domain.data.sources import Connection, Refresh
from modelyard.domain.jobs import JobState
from modelyard.store.database import Database, Write
from modelyard.store.tables import connections, dataset_versions, datasets, jobs, refreshes


def connection_list(database: Database) -> list[Connection]:
    """Every connection, by name."""
    query = sa.select(connections).order_by(sa.func.lower(connections.c.name))
    with database.read() as opened:
        return [Connection(**row._mapping) for row in opened.execute(query)]


def connection(database: Database, connection_id: str) -> Connection:
    """One connection. Raises `NotFoundError`."""
    with database.read() as opened:
        row = opened.execute(sa.select(connections).where(connections.c.id == connection_id)).one_or_none()
    if row is None:
        raise NotFoundError(
            "This connection is not in the workspace.", "It may have been removed meanwhile; add it again."
        )
    return Connection(**row._mapping)


def name_taken(write: Write, name: str, but: str = "") -> bool:
    """Whether another connection has that name."""
    query = sa.select(sa.func.count()).where(sa.func.lower(connections.c.name) == name.lower())
    return bool(write.connection.scalar(query.where(connections.c.id != but)))


def add_connection(write: Write, added: Connection) -> None:
    """Add a connection."""
    write.execute(
        sa.insert(connections).values(
            id=added.id, name=added.name, url=added.url, created_at=added.created_at, created_by=added.created_by
        )
    )


def update_connection(write: Write, changed: Connection) -> None:
    """Change a connection's name and address."""
    statement = sa.update(connections).where(connections.c.id == changed.id)
    write.execute(statement.values(name=changed.name, url=changed.url))


def remove_connection(write: Write, connection_id: str) -> None:
    """Remove a connection."""
    write.execute(sa.delete(connections).where(connections.c.id == connection_id))


def read_from(database: Database, connection_id: str) -> list[str]:
    """The names of the datasets whose newest version came over this connection."""
    newest = (
        sa.select(dataset_versions.c.dataset_id, sa.func.max(dataset_versions.c.number).label("number"))
        .where(dataset_versions.c.deleted_at.is_(None))
        .group_by(dataset_versions.c.dataset_id)
        .subquery()
    )
    query = (
        sa.select(datasets.c.name, dataset_versions.c.source_spec)
        .join_from(dataset_versions, datasets)
        .join(
            newest,
            sa.and_(newest.c.dataset_id == dataset_versions.c.dataset_id, newest.c.number == dataset_versions.c.number),
        )
        .order_by(datasets.c.name)
    )
    with database.read() as opened:
        return [name for name, spec in opened.execute(query) if spec.get("connection_id") == connection_id]


def dataset_name(database: Database, dataset_id: str) -> str:
    """A dataset's name. Raises `NotFoundError`."""
    with database.read() as opened:
        name = opened.scalar(sa.select(datasets.c.name).where(datasets.c.id == dataset_id))
    if name is None:
        raise NotFoundError("This dataset is not in the workspace.", "It may have been deleted meanwhile.")
    return str(name)


def refresh(database: Database, dataset_id: str) -> Refresh | None:
    """When a dataset is read again by itself, if it is."""
    with database.read() as opened:
        row = opened.execute(sa.select(refreshes).where(refreshes.c.dataset_id == dataset_id)).one_or_none()
    return None if row is None else Refresh(**row._mapping)


def refresh_list(database: Database, due_at: datetime | None = None) -> list[Refresh]:
    """Every schedule, or those due by an instant; the earliest first."""
    query = sa.select(refreshes).order_by(refreshes.c.next_at, refreshes.c.dataset_id)
    if due_at is not None:
        query = query.where(refreshes.c.next_at <= due_at)
    with database.read() as opened:
        return [Refresh(**row._mapping) for row in opened.execute(query)]


def set_refresh(write: Write, dataset_id: str, minutes: int | None, next_at: datetime) -> None:
    """Set a dataset's schedule, keeping what came of the last time; without minutes, remove it."""
    if minutes is None:
        write.execute(sa.delete(refreshes).where(refreshes.c.dataset_id == dataset_id))
    elif not update_refresh(write, dataset_id, minutes=minutes, next_at=next_at):
        write.execute(sa.insert(refreshes).values(dataset_id=dataset_id, minutes=minutes, next_at=next_at))


def update_refresh(write: Write, dataset_id: str, **values: Any) -> bool:
    """Change a dataset's schedule; False when it has none."""
    return bool(write.execute(sa.update(refreshes).where(refreshes.c.dataset_id == dataset_id).values(values)).rowcount)


def take_due(write: Write, due: Refresh, next_at: datetime) -> bool:
    """Move a due refresh on to its next time; False when somebody else has done so since it was read."""
    statement = sa.update(refreshes).where(refreshes.c.dataset_id == due.dataset_id, refreshes.c.next_at == due.next_at)
    return bool(write.execute(statement.values(next_at=next_at)).rowcount)


def active_job(write: Write, kind: str, dataset_id: str) -> str | None:
    """The id of a job of that kind for the dataset that waits or runs."""
    query = sa.select(jobs.c.id).where(
        jobs.c.kind == kind,
        jobs.c.state.in_((JobState.QUEUED.value, JobState.RUNNING.value)),
        jobs.c.params["dataset_id"].as_string() == dataset_id,
    )
    return write.connection.scalar(query.limit(1))
