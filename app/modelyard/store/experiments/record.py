"""Parts of a run's record that only its own page asks for."""

from __future__ import annotations

import sqlalchemy as sa

from modelyard.core import codec
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.store.database import Database
from modelyard.store.tables import metric_points, runs


def spec(database: Database, run_id: str) -> ExperimentSpec | None:
    """The settings a run was started with; None of a run from outside."""
    with database.read() as connection:
        value = connection.scalar(sa.select(runs.c.spec).where(runs.c.id == run_id))
    return None if value is None else codec.from_builtins(value, ExperimentSpec)


def histories(database: Database, run_id: str) -> list[str]:
    """The metrics of which more than one value was logged, by name."""
    key = metric_points.c.key
    query = sa.select(key).where(metric_points.c.run_id == run_id).group_by(key).having(sa.func.count() > 1)
    with database.read() as connection:
        return list(connection.scalars(query.order_by(key)))
