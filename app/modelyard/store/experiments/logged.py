"""Runs that scripts and notebooks write, in the database. The statements are made once, as this runs in their loops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.core.errors import ConflictError, NotFoundError
from modelyard.domain.experiments.runs import LoggedModel, MetricPoint, RunFile, RunKind, RunState, Trial
from modelyard.store.database import Database, Write
from modelyard.store.experiments.numbers import number_from, plain_number
from modelyard.store.experiments.runs import find_experiment, next_number
from modelyard.store.experiments.trials import trial_row
from modelyard.store.tables import experiments, metric_points, run_files, run_tags, run_writers, runs, trials


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes a run: computer, process and its start (seconds since 1970), and when it last did."""

    run_id: str
    host: str
    pid: int
    process_start: float
    written_at: datetime


@dataclass(slots=True)
class Batch:
    """What a script logged since the last write of its run. `state` ends the run; a tag of None is removed.

    `points` are (key, step, seconds since 1970, value).
    """

    params: dict[str, Any] = field(default_factory=dict)
    points: list[tuple[str, int, float, float]] = field(default_factory=list)
    tags: dict[str, str | None] = field(default_factory=dict)
    files: dict[str, RunFile] = field(default_factory=dict)
    models: list[LoggedModel] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    columns: dict[str, Any] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)
    state: RunState | None = None
    error: str = ""

    def __bool__(self) -> bool:
        parts = (self.params, self.points, self.tags, self.files, self.models, self.trials, self.columns, self.state)
        return any(parts)


_ADD_RUN = sa.insert(runs)
# By the driver itself, in which a point takes a quarter of the time; times are written as `UtcDateTime` writes them.
_ADD_POINTS = f"INSERT INTO {metric_points.name} (run_id, key, step, at, value) VALUES (?, ?, ?, ?, ?)"
_ADD_WRITER = sa.insert(run_writers)
_SET = sa.update(runs).where(runs.c.id == sa.bindparam("run"))
_THERE = sa.select(runs.c.id).where(runs.c.id == sa.bindparam("run"))
_VALUES = sa.select(runs.c.params, runs.c.metrics).where(runs.c.id == sa.bindparam("run"))
_DETAILS = sa.select(runs.c.details).where(runs.c.id == sa.bindparam("run"))
_SEEN = (
    sa.update(run_writers)
    .where(run_writers.c.run_id == sa.bindparam("run"))
    .values(written_at=sa.bindparam("now", type_=run_writers.c.written_at.type))
)
_NO_WRITER = sa.delete(run_writers).where(run_writers.c.run_id == sa.bindparam("run"))
_LAST_STEPS = (
    sa.select(metric_points.c.key, sa.func.max(metric_points.c.step))
    .where(metric_points.c.run_id == sa.bindparam("run"))
    .group_by(metric_points.c.key)
)


def find_or_add_experiment(write: Write, name: str, tags: dict[str, str] | None = None) -> str:
    """The id of the experiment of that name, made when missing; tags that it lacks are added."""
    found = find_experiment(write, name)
    if found is None:
        found = clock.new_id()
        row = {"id": found, "name": name, "created_at": clock.now(), "created_by": write.actor, "tags": tags or {}}
        write.execute(sa.insert(experiments), row)
    elif tags:
        kept = write.connection.scalar(sa.select(experiments.c.tags).where(experiments.c.id == found)) or {}
        write.execute(sa.update(experiments).where(experiments.c.id == found).values(tags={**tags, **kept}))
    return found


def experiment_tags(database: Database, experiment_id: str) -> dict[str, str]:
    """The tags that an experiment had in the tool it was imported from."""
    with database.read() as connection:
        return connection.scalar(sa.select(experiments.c.tags).where(experiments.c.id == experiment_id)) or {}


def add_run(write: Write, run_id: str, experiment_id: str, values: dict[str, Any]) -> int:
    """Add a run that did not come from training here; returns its number."""
    number = next_number(write, experiment_id)
    row = {
        "id": run_id,
        "experiment_id": experiment_id,
        "number": number,
        "algorithm": "",
        "params": {},
        "metrics": {},
        "environment": {},
        "seed": 0,
        "created_by": write.actor,
        "kind": RunKind.LOGGED.value,
        **values,
    }
    write.execute(_ADD_RUN, row)
    return number


def set_writer(write: Write, writer: Writer) -> None:
    """Remember who writes a run. Raises `ConflictError` when somebody does already."""
    try:
        write.execute(_ADD_WRITER, _as_row(writer))
    except sa.exc.IntegrityError as error:
        raise ConflictError(
            "Another process writes this run.", "End it there first, or start a nested run.", str(error)
        ) from error


def _as_row(writer: Writer) -> dict[str, Any]:
    return {name: getattr(writer, name) for name in Writer.__slots__}


def write_batch(write: Write, writer: Writer, batch: Batch, last_steps: dict[str, int]) -> None:
    """Add a batch to its run. `last_steps` holds the highest step a metric has so far, and is brought up to date.

    Raises `NotFoundError` when the run was removed meanwhile, `ConflictError` when a parameter has another value.
    """
    values = {**batch.columns, **_presence(write, writer, batch)}
    if batch.params or batch.points:
        params, metrics = _kept(write, _VALUES, writer.run_id)
        if batch.params:
            values["params"] = _params(params, batch.params)
        if batch.points:
            values["metrics"] = _last_values(metrics, batch, last_steps)
            write.connection.exec_driver_sql(_ADD_POINTS, _point_rows(writer.run_id, batch.points))
    set_tags(write, writer.run_id, batch.tags)
    set_files(write, writer.run_id, batch.files.values())
    add_trials(write, writer.run_id, batch.trials)
    if batch.models or batch.packages:
        values["details"] = _with_models(write, writer.run_id, batch)
    if values:
        write.execute(_SET, {"run": writer.run_id, **values})


def _presence(write: Write, writer: Writer, batch: Batch) -> dict[str, Any]:
    """Say that the run is being written, or no more; returns what of its row changes by that."""
    run = {"run": writer.run_id}
    if batch.state is not None:
        if not write.execute(_NO_WRITER, run).rowcount:
            check_there(write, writer.run_id)
        return {"state": batch.state.value, "ended_at": clock.now(), "error": batch.error}
    if write.execute(_SEEN, {**run, "now": clock.now()}).rowcount:
        return {}
    # somebody took the process for dead: it lives
    check_there(write, writer.run_id)
    set_writer(write, writer)
    return {"state": RunState.RUNNING.value, "ended_at": None, "error": ""}


def check_there(write: Write, run_id: str) -> None:
    """Raises `NotFoundError` when a run was removed for good."""
    _kept(write, _THERE, run_id)


def _kept(write: Write, what: sa.Select[Any], run_id: str) -> Any:
    """The row of some columns of a run. Raises `NotFoundError` when the run was removed for good."""
    row = write.connection.execute(what, {"run": run_id}).one_or_none()
    if row is None:
        raise NotFoundError("This run was removed from the workspace.", "Start another one.")
    return row


def _params(known: dict[str, Any], fresh: dict[str, Any]) -> dict[str, Any]:
    params = dict(known)
    for key, value in fresh.items():
        if key in params and params[key] != value:
            raise ConflictError(
                f"The parameter {key} is {params[key]!r} already, and cannot become {value!r}.",
                "A run has one value a parameter. Log what changes as a metric, or start another run.",
            )
        params[key] = value
    return params


def _last_values(known: dict[str, Any], batch: Batch, last_steps: dict[str, int]) -> dict[str, Any]:
    metrics = dict(known)
    for key, step, _, value in batch.points:
        if step >= last_steps.get(key, step):
            last_steps[key] = step
            metrics[key] = plain_number(value)
    return metrics


def _point_rows(run_id: str, points: Iterable[tuple[str, int, float, float]]) -> list[tuple[Any, ...]]:
    def written(at: float) -> str:
        return datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    return [(run_id, key, step, written(at), None if value != value else value) for key, step, at, value in points]


def set_tags(write: Write, run_id: str, tags: Mapping[str, str | None]) -> None:
    """Give a run tags, in place of older values; a tag of None is removed."""
    if not tags:
        return
    write.execute(sa.delete(run_tags).where(run_tags.c.run_id == run_id, run_tags.c.key.in_(list(tags))))
    rows = [{"run_id": run_id, "key": key, "value": value} for key, value in tags.items() if value is not None]
    if rows:
        write.execute(sa.insert(run_tags), rows)


def set_files(write: Write, run_id: str, files: Iterable[RunFile]) -> None:
    """Add files to a run; a file of the same path is replaced."""
    rows = [{"run_id": run_id, "path": f.path, "blob": f.blob, "size": f.size} for f in files]
    if rows:
        mine = run_files.c.run_id == run_id
        there = sa.delete(run_files).where(mine, run_files.c.path == sa.bindparam("there"))
        write.execute(there, [{"there": row["path"]} for row in rows])
        write.execute(sa.insert(run_files), rows)


def add_trials(write: Write, run_id: str, found: Sequence[Trial]) -> None:
    """Add the trials of a search that a script ran, numbered after those that are there."""
    if not found:
        return
    first = write.connection.scalar(
        sa.select(sa.func.coalesce(sa.func.max(trials.c.number) + 1, 0)).where(trials.c.run_id == run_id)
    )
    rows = [trial_row(run_id, replace(trial, number=first + position)) for position, trial in enumerate(found)]
    write.execute(sa.insert(trials), rows)


def _with_models(write: Write, run_id: str, batch: Batch) -> dict[str, Any]:
    details: dict[str, Any] = dict(write.connection.scalar(_DETAILS, {"run": run_id}) or {})
    fresh = {model.path for model in batch.models}
    kept = [m for m in details.get("models", []) if m["path"] not in fresh]
    details["models"] = [*kept, *(codec.to_builtins(m) for m in batch.models)]
    details["packages"] = {**details.get("packages", {}), **batch.packages}
    return details


def last_steps(database: Database, run_id: str) -> dict[str, int]:
    """The highest step of each metric of a run."""
    with database.read() as connection:
        rows = connection.execute(_LAST_STEPS, {"run": run_id}).all()
    return {key: step for key, step in rows}  # noqa: C416 - a row is no tuple to mypy


def writers(database: Database) -> list[Writer]:
    """Who writes which run at this moment."""
    with database.read() as connection:
        return [Writer(**row._mapping) for row in connection.execute(sa.select(run_writers))]


def abandon(write: Write, run_id: str, written_at: datetime) -> bool:
    """Mark a run as failed whose process is gone, unless it wrote meanwhile; returns whether it was marked."""
    gone = sa.delete(run_writers).where(run_writers.c.run_id == run_id, run_writers.c.written_at == written_at)
    if not write.execute(gone).rowcount:
        return False
    write.execute(
        sa.update(runs)
        .where(runs.c.id == run_id)
        .values(state=RunState.FAILED.value, ended_at=written_at, error="Its process ended without ending the run.")
    )
    return True


def histories(database: Database, run_id: str) -> list[str]:
    """The metrics of which more than one value was logged, by name."""
    key = metric_points.c.key
    query = sa.select(key).where(metric_points.c.run_id == run_id).group_by(key).having(sa.func.count() > 1)
    with database.read() as connection:
        return list(connection.scalars(query.order_by(key)))


def points(database: Database, run_id: str, key: str = "") -> list[MetricPoint]:
    """The logged values of a run's metrics, or of one, by metric and step."""
    query = sa.select(metric_points).where(metric_points.c.run_id == run_id)
    if key:
        query = query.where(metric_points.c.key == key)
    with database.read() as connection:
        rows = connection.execute(query.order_by(metric_points.c.key, metric_points.c.step, metric_points.c.id))
        return [MetricPoint(r.key, r.step, r.at, number_from(r.value)) for r in rows]


def tags(database: Database, run_id: str) -> dict[str, str]:
    """A run's tags."""
    query = sa.select(run_tags.c.key, run_tags.c.value).where(run_tags.c.run_id == run_id).order_by(run_tags.c.key)
    with database.read() as connection:
        rows = connection.execute(query).all()
    return {key: value for key, value in rows}  # noqa: C416 - a row is no tuple to mypy


def files(database: Database, run_id: str) -> list[RunFile]:
    """A run's files, by path."""
    query = sa.select(run_files.c.path, run_files.c.blob, run_files.c.size).where(run_files.c.run_id == run_id)
    with database.read() as connection:
        return [RunFile(*row) for row in connection.execute(query.order_by(run_files.c.path))]
