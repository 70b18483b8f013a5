"""Runs that were imported from another tool, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from modelyard.domain.experiments.runs import RunKind
from modelyard.store.database import Database, Write
from modelyard.store.experiments.numbers import number_from
from modelyard.store.tables import metric_points, run_tags, runs

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Origin:
    """A run that is here from an import: its id, the hash of its record then, and its parent's id in that tool."""

    run_id: str
    digest: str
    parent: str


def origins(database: Database, tool: str) -> dict[str, Origin]:
    """The runs imported from a tool, by their ids there; those in the recycle bin, too."""
    origin = runs.c.details["origin"]
    parent = run_tags.alias()
    query = (
        sa.select(origin["id"].as_string(), runs.c.id, origin["digest"].as_string(), parent.c.value)
        .join_from(
            runs, parent, sa.and_(parent.c.run_id == runs.c.id, parent.c.key == "mlflow.parentRunId"), isouter=True
        )
        .where(runs.c.kind == RunKind.IMPORTED.value, origin["tool"].as_string() == tool)
    )
    with database.read() as connection:
        return {there: Origin(here, digest, above or "") for there, here, digest, above in connection.execute(query)}


def last_values(points: Sequence[tuple[str, int, int, float | str]]) -> dict[str, float | str]:
    """Each metric's value at its highest step, of several there the latest, as `runs.metrics` keeps it."""
    last: dict[str, tuple[tuple[int, int], float | str]] = {}
    for key, step, at, value in points:
        if key not in last or (step, at) >= last[key][0]:
            last[key] = ((step, at), value)
    return {key: value for key, (_, value) in last.items()}


def renew(write: Write, run_id: str, values: dict[str, Any]) -> None:
    """Bring a run up to date with the tool. What people do here stays: the bin, the note, where they wrote one."""
    kept = write.connection.execute(sa.select(runs.c.note, runs.c.deleted_at).where(runs.c.id == run_id)).one()
    fresh = {k: v for k, v in values.items() if k not in ("deleted_at", "deleted_by", "created_at")}
    fresh["note"] = kept.note or values["note"]
    write.execute(sa.update(runs).where(runs.c.id == run_id).values(**fresh))


def set_points(write: Write, run_id: str, points: Sequence[tuple[str, int, int, float | str]]) -> None:
    """Set a run's metric values in place of older ones."""
    write.execute(sa.delete(metric_points).where(metric_points.c.run_id == run_id))
    rows = []
    for key, step, at, stored in points:
        value = number_from(stored)
        instant = _EPOCH + timedelta(milliseconds=max(at, 0))
        kept = None if value != value else value
        rows.append({"run_id": run_id, "key": key, "step": step, "at": instant, "value": kept})
    if rows:
        write.execute(sa.insert(metric_points), rows)


def set_parent(write: Write, run_id: str, parent_id: str) -> None:
    """Put a run below another."""
    write.execute(sa.update(runs).where(runs.c.id == run_id).values(parent_id=parent_id))
