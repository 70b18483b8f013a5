"""What was observed of deployments: log parts, hourly traffic and feature counts, labels. Hours count from 1970."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from modelyard.core import clock
from modelyard.store.database import Database, Write
from modelyard.store.tables import deployments, feature_counts, label_sets, log_parts, traffic


@dataclass(frozen=True, slots=True)
class LogPart:
    """One Parquet file of collected predictions; `path` is relative to the workspace."""

    deployment_id: str
    first_seq: int
    last_seq: int
    path: str
    rows: int
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class TrafficHour:
    """One hour's traffic; `latency` is a packed count vector over the latency cells."""

    hour: int
    requests: int
    rows: int
    errors: int
    latency: bytes


@dataclass(frozen=True, slots=True)
class FeatureHours:
    """Hours (since 1970, ascending) with traffic, and one feature's counts over its bins in each, as int64 bytes."""

    hours: list[int] = field(default_factory=list)
    counts: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LabelSet:
    """One import of labels: a Parquet blob of prediction ids and labels."""

    id: str
    deployment_id: str
    blob: str
    rows: int
    rejected: int
    source: str
    created_at: datetime
    created_by: str


def add_part(write: Write, part: LogPart) -> None:
    """Name a part that is on disk already, and move the deployment's position past it."""
    write.execute(
        sa.insert(log_parts).values(
            deployment_id=part.deployment_id,
            first_seq=part.first_seq,
            last_seq=part.last_seq,
            path=part.path,
            rows=part.rows,
            start=part.start,
            end=part.end,
        )
    )
    set_position(write, part.deployment_id, part.last_seq)


def set_position(write: Write, deployment_id: str, seq: int) -> None:
    """Remember the last record that was collected."""
    write.execute(sa.update(deployments).where(deployments.c.id == deployment_id).values(collected_seq=seq))


def position(write: Write, deployment_id: str) -> int | None:
    """The last record that was collected; None when the deployment is gone."""
    return write.connection.scalar(sa.select(deployments.c.collected_seq).where(deployments.c.id == deployment_id))


def parts(database: Database, deployment_id: str) -> list[LogPart]:
    """The collected parts, oldest first."""
    query = sa.select(log_parts).where(log_parts.c.deployment_id == deployment_id).order_by(log_parts.c.first_seq)
    with database.read() as connection:
        return [LogPart(**r._mapping) for r in connection.execute(query)]


def stored_traffic(write: Write, deployment_id: str, hours: Iterable[int]) -> dict[int, TrafficHour]:
    """The rows of some hours, by hour."""
    query = sa.select(traffic).where(traffic.c.deployment_id == deployment_id, traffic.c.hour.in_(list(hours)))
    return {r.hour: TrafficHour(r.hour, r.requests, r.rows, r.errors, r.latency) for r in write.execute(query)}


def put_traffic(write: Write, deployment_id: str, rows: Iterable[TrafficHour]) -> None:
    """Store hours, in place of what is there."""
    for row in rows:
        key = (traffic.c.deployment_id == deployment_id, traffic.c.hour == row.hour)
        write.execute(sa.delete(traffic).where(*key))
        write.execute(
            sa.insert(traffic).values(
                deployment_id=deployment_id,
                hour=row.hour,
                requests=row.requests,
                rows=row.rows,
                errors=row.errors,
                latency=row.latency,
            )
        )


def stored_counts(
    write: Write, deployment_id: str, version_id: str, hours: Iterable[int]
) -> dict[tuple[int, str], bytes]:
    """The counts of some hours, by hour and feature."""
    table = feature_counts
    query = sa.select(table.c.hour, table.c.feature, table.c.counts).where(
        table.c.deployment_id == deployment_id, table.c.model_version_id == version_id, table.c.hour.in_(list(hours))
    )
    return {(row.hour, row.feature): row.counts for row in write.execute(query)}


def put_counts(write: Write, deployment_id: str, version_id: str, counts: Mapping[tuple[int, str], bytes]) -> None:
    """Store counts by hour and feature, in place of what is there."""
    if not counts:
        return
    rows = [
        {"deployment_id": deployment_id, "model_version_id": version_id, "hour": h, "feature": f, "counts": c}
        for (h, f), c in counts.items()
    ]
    table = feature_counts
    write.execute(
        sa.delete(table).where(
            table.c.deployment_id == sa.bindparam("d"),
            table.c.model_version_id == sa.bindparam("v"),
            table.c.hour == sa.bindparam("h"),
            table.c.feature == sa.bindparam("f"),
        ),
        [{"d": deployment_id, "v": version_id, "h": h, "f": f} for h, f in counts],
    )
    write.execute(sa.insert(table), rows)


def traffic_hours(database: Database, deployment_id: str, start: int, end: int) -> list[TrafficHour]:
    """Traffic of the hours from `start` up to, not including, `end`."""
    table = traffic
    query = sa.select(table.c.hour, table.c.requests, table.c.rows, table.c.errors, table.c.latency).where(
        table.c.deployment_id == deployment_id, table.c.hour >= start, table.c.hour < end
    )
    with database.read() as connection:
        return [TrafficHour(*r) for r in connection.execute(query.order_by(table.c.hour))]


def feature_hours(
    database: Database, deployment_id: str, version_id: str, start: int, end: int, feature: str | None = None
) -> dict[str, FeatureHours]:
    """Counts of the hours from `start` up to, not including, `end`, of one feature or of all, by feature.

    Some 10,000 rows a year and feature: read one by one, so that no pile of objects has to be looked through later.
    """
    table = feature_counts
    query = sa.select(table.c.hour, table.c.feature, table.c.counts).where(
        table.c.deployment_id == deployment_id,
        table.c.model_version_id == version_id,
        table.c.hour >= start,
        table.c.hour < end,
    )
    if feature is not None:
        query = query.where(table.c.feature == feature)
    found: dict[str, FeatureHours] = {}
    with database.read() as connection:
        for hour, name, counts in connection.execute(query.order_by(table.c.hour)):
            one = found.setdefault(name, FeatureHours())
            one.hours.append(hour)
            one.counts.append(counts)
    return found


def span(database: Database, deployment_id: str) -> tuple[int, int] | None:
    """The first and the last hour with traffic; None without any."""
    query = sa.select(sa.func.min(traffic.c.hour), sa.func.max(traffic.c.hour)).where(
        traffic.c.deployment_id == deployment_id
    )
    with database.read() as connection:
        first, last = connection.execute(query).one()
    return None if first is None else (int(first), int(last))


def add_labels(write: Write, deployment_id: str, blob: str, rows: int, rejected: int, source: str) -> str:
    """Name a blob of labels and return the set's id."""
    set_id = clock.new_id()
    write.execute(
        sa.insert(label_sets).values(
            id=set_id,
            deployment_id=deployment_id,
            blob=blob,
            rows=rows,
            rejected=rejected,
            source=source,
            created_at=clock.now(),
            created_by=write.actor,
        )
    )
    return set_id


def labels(database: Database, deployment_id: str) -> list[LabelSet]:
    """The label sets of a deployment, oldest first."""
    query = sa.select(label_sets).where(label_sets.c.deployment_id == deployment_id).order_by(label_sets.c.id)
    with database.read() as connection:
        return [LabelSet(**r._mapping) for r in connection.execute(query)]
