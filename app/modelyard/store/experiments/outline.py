"""What a list of runs needs to know of runs that it does not read: the newest, those under way, the ends of metrics."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlalchemy as sa

from modelyard.domain.experiments.filter.fields import Field, FieldType, Scope
from modelyard.domain.experiments.find import JudgedRuns
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


def judged(
    database: Database, experiment_id: str | None, metrics: Sequence[str], archived: bool
) -> tuple[list[JudgedRuns], float]:
    """(finished runs, in sets that can be compared, the seconds of their longest fit). On which rows runs from outside
    were judged nobody knows, so those of an experiment are a set of their own."""
    values = [metric_value(Field(key, Scope.METRIC, FieldType.NUMBER)) for key in metrics]
    ends = [end for value in values for end in (sa.func.min(value), sa.func.max(value))]
    question = sa.func.json_extract(runs.c.spec, "$.target", "$.positive", "$.where")
    rows = sa.case((runs.c.split_hash == "", runs.c.experiment_id), else_=runs.c.data_hash + runs.c.split_hash)
    query = sa.select(sa.func.max(runs.c.fit_seconds), sa.func.json_group_array(runs.c.id), *ends)
    query = query.where(*_there(experiment_id), runs.c.state == RunState.FINISHED.value).group_by(rows, question)
    if not archived:
        query = query.where(runs.c.archived_at.is_(None))
    found, longest = [], 0.0
    with database.read() as connection:
        for fit, ids, *some in connection.execute(query):
            pairs = zip(metrics, zip(some[::2], some[1::2], strict=True), strict=True)
            known = {key: (low, high) for key, (low, high) in pairs if low is not None}
            found.append(JudgedRuns(frozenset(json.loads(ids)), known))
            longest = max(longest, fit or 0.0)
    return found, longest
