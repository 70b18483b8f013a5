"""What a list of runs needs to know of runs that it does not read: the newest, those under way, the ends of metrics."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from modelyard.domain.experiments.filter.fields import Field, FieldType, Scope
from modelyard.domain.experiments.runs import RunState
from modelyard.store.database import Database
from modelyard.store.experiments.filter_sql import metric_value
from modelyard.store.tables import runs

_UNDER_WAY = tuple(s.value for s in (RunState.RUNNING, RunState.QUEUED, RunState.PAUSED))


def _there(experiment_id: str | None) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [runs.c.deleted_at.is_(None)]
    return found if experiment_id is None else [*found, runs.c.experiment_id == experiment_id]


def newest(database: Database, experiment_id: str | None, limit: int) -> list[str]:
    """The ids of the newest runs of an experiment, or of all."""
    query = sa.select(runs.c.id).where(*_there(experiment_id)).order_by(runs.c.id.desc()).limit(limit)
    with database.read() as connection:
        return list(connection.scalars(query))


def under_way(database: Database, experiment_id: str | None) -> list[str]:
    """The ids of the runs that run, wait or are paused, newest first."""
    query = sa.select(runs.c.id).where(*_there(experiment_id), runs.c.state.in_(_UNDER_WAY))
    with database.read() as connection:
        return list(connection.scalars(query.order_by(runs.c.id.desc())))


def extremes(
    database: Database, experiment_id: str | None, metrics: Sequence[str]
) -> tuple[dict[str, tuple[float, float]], float]:
    """(least and greatest value of each metric that finished runs have, their longest fit in seconds)."""
    values = [metric_value(Field(key, Scope.METRIC, FieldType.NUMBER)) for key in metrics]
    ends = [end for value in values for end in (sa.func.min(value), sa.func.max(value))]
    query = sa.select(sa.func.max(runs.c.fit_seconds), *ends)
    query = query.where(*_there(experiment_id), runs.c.state == RunState.FINISHED.value)
    with database.read() as connection:
        row = connection.execute(query).one()
    pairs = zip(metrics, zip(row[1::2], row[2::2], strict=True), strict=True)
    return {key: (low, high) for key, (low, high) in pairs if low is not None}, row[0] or 0.0
