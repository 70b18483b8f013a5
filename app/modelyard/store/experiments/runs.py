"""Experiments and runs in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.core.errors import NotFoundError
from modelyard.domain.experiments.evaluation import Evaluation
from modelyard.domain.experiments.runs import Experiment, Run, RunDetails, RunKind, RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, Task
from modelyard.store.database import Database, Write
from modelyard.store.experiments.numbers import metrics_from
from modelyard.store.tables import dataset_versions, datasets, experiments, jobs, run_evaluations, run_tags, runs

_APART = ("spec", "details", "model_blob", "record_blob", "sample_blob", "predictions_blob")
_RUN_COLUMNS = [c for c in runs.c if c.name not in _APART]
_RUNS = (
    sa.select(
        *_RUN_COLUMNS,
        experiments.c.name.label("experiment_name"),
        jobs.c.fraction,
        jobs.c.text,
        sa.select(sa.type_coerce(sa.func.json_group_object(run_tags.c.key, run_tags.c.value), sa.JSON))
        .where(run_tags.c.run_id == runs.c.id)
        .scalar_subquery()
        .label("tags"),
    )
    .join_from(runs, experiments)
    .join(jobs, jobs.c.id == runs.c.job_id, isouter=True)
)
_EXPERIMENT = sa.select(experiments.c.id).where(experiments.c.name == sa.bindparam("name"))
_NUMBER = sa.select(sa.func.coalesce(sa.func.max(runs.c.number), 0) + 1).where(
    runs.c.experiment_id == sa.bindparam("experiment")
)


def batches(ids: Sequence[str], size: int = 5000) -> Iterator[Sequence[str]]:
    """Parts of many ids that one statement can hold."""
    for at in range(0, len(ids), size):
        yield ids[at : at + size]


def _found(result: sa.CursorResult[*tuple[Any, ...]], names: dict[str, str]) -> Iterator[Run]:
    keys = tuple(result.keys())  # a row's own mapping makes them anew for each
    for row in result:
        yield _run(dict(zip(keys, row, strict=True)), names)


def _run(values: dict[str, Any], names: dict[str, str]) -> Run:
    values["state"] = RunState(values["state"])
    values["task"] = Task(values["task"])
    values["kind"] = RunKind(values["kind"])
    values["metrics"] = metrics_from(values["metrics"])
    values["dataset_version_id"] = values["dataset_version_id"] or ""
    values["intervals"] = {key: (low, high) for key, (low, high) in values["intervals"].items()}
    values["progress_text"] = values.pop("text") or ""
    values["algorithm_name"] = names.get(values["algorithm"], values["algorithm"])
    return Run(**values)


def add_experiment(write: Write, spec: ExperimentSpec, actor: str) -> str:
    """Add an experiment and return its id."""
    experiment_id = clock.new_id()
    write.execute(
        sa.insert(experiments).values(
            id=experiment_id,
            name=spec.name,
            dataset_version_id=spec.dataset_version_id,
            spec=codec.to_builtins(spec),
            created_at=clock.now(),
            created_by=actor,
        )
    )
    return experiment_id


def find_experiment(write: Write, name: str) -> str | None:
    """The id of the experiment of that name."""
    return write.connection.scalar(_EXPERIMENT, {"name": name})


def next_number(write: Write, experiment_id: str) -> int:
    """The number of an experiment's next run."""
    number = write.connection.scalar(_NUMBER, {"experiment": experiment_id})
    assert isinstance(number, int)
    return number


def rename_experiment(write: Write, experiment_id: str, name: str) -> None:
    """Give an experiment another name; the settings used last take it, too."""
    spec = write.connection.scalar(sa.select(experiments.c.spec).where(experiments.c.id == experiment_id))
    values = {"name": name} | ({} if spec is None else {"spec": {**spec, "name": name}})
    write.execute(sa.update(experiments).where(experiments.c.id == experiment_id).values(**values))


def update_spec(write: Write, experiment_id: str, spec: ExperimentSpec) -> None:
    """Remember the settings used last, to start from next time."""
    write.execute(
        sa.update(experiments)
        .where(experiments.c.id == experiment_id)
        .values(spec=codec.to_builtins(spec), dataset_version_id=spec.dataset_version_id)
    )


def add_run(
    write: Write,
    run_id: str,
    experiment_id: str,
    spec: ExperimentSpec,
    algorithm: AlgorithmSpec,
    job_id: str,
    kind: RunKind = RunKind.TRAINING,
    parent_id: str | None = None,
    name: str = "",
) -> None:
    """Add a queued run of one algorithm, or a search over its parameters."""
    write.execute(
        sa.insert(runs).values(
            id=run_id,
            experiment_id=experiment_id,
            dataset_version_id=spec.dataset_version_id,
            number=next_number(write, experiment_id),
            algorithm=algorithm.key,
            params=algorithm.params,
            spec=codec.to_builtins(spec),
            state=RunState.QUEUED.value,
            seed=spec.seed,
            created_at=clock.now(),
            created_by=write.actor,
            job_id=job_id,
            metrics={},
            environment={},
            task=spec.task.value,
            kind=kind.value,
            parent_id=parent_id,
            name=name,
        )
    )


def update_run(write: Write, run_id: str, **values: Any) -> None:
    """Set some columns of a run."""
    write.execute(sa.update(runs).where(runs.c.id == run_id).values(**values))


def set_evaluation(write: Write, run_id: str, evaluation: Evaluation) -> None:
    """Keep a run's curves, in place of older ones."""
    write.execute(sa.delete(run_evaluations).where(run_evaluations.c.run_id == run_id))
    write.execute(sa.insert(run_evaluations).values(run_id=run_id, evaluation=codec.to_builtins(evaluation)))


def experiment_list(database: Database) -> list[Experiment]:
    """Every experiment, the one with the newest run first; without those whose runs are all in the recycle bin."""
    living = sa.case((runs.c.deleted_at.is_(None), runs.c.id))
    query = (
        sa.select(
            experiments.c.id,
            experiments.c.name,
            experiments.c.spec,
            experiments.c.created_at,
            experiments.c.created_by,
            sa.func.count(living),
            datasets.c.name,
            dataset_versions.c.number,
        )
        .join_from(
            experiments, dataset_versions, experiments.c.dataset_version_id == dataset_versions.c.id, isouter=True
        )
        .join(datasets, datasets.c.id == dataset_versions.c.dataset_id, isouter=True)
        .join(runs, runs.c.experiment_id == experiments.c.id, isouter=True)
        .group_by(experiments.c.id)
        .having(sa.or_(sa.func.count(living) > 0, sa.func.count(runs.c.id) == 0))
        .order_by(sa.func.max(living).desc(), experiments.c.id.desc())
    )
    with database.read() as connection:
        return [
            Experiment(i, name, _spec(spec), at, by, count, f"{dataset} v{number}" if dataset else "")
            for i, name, spec, at, by, count, dataset, number in connection.execute(query)
        ]


def _spec(value: Any) -> ExperimentSpec | None:
    return None if value is None else codec.from_builtins(value, ExperimentSpec)


def run_list(database: Database, names: dict[str, str], experiment_id: str | None = None) -> list[Run]:
    """The runs of an experiment, or of all, newest first; `names` are the algorithms' display names by key."""
    query = _RUNS.where(runs.c.deleted_at.is_(None)).order_by(runs.c.id.desc())
    if experiment_id is not None:
        query = query.where(runs.c.experiment_id == experiment_id)
    with database.read() as connection:
        return list(_found(connection.execute(query), names))


def runs_of(database: Database, names: dict[str, str], run_ids: Sequence[str]) -> list[Run]:
    """Some runs, in the order asked for, also deleted ones; those that are not there any more are left out."""
    found: dict[str, Run] = {}
    with database.read() as connection:
        for part in batches(run_ids):
            found |= {r.id: r for r in _found(connection.execute(_RUNS.where(runs.c.id.in_(part))), names)}
    return [found[i] for i in run_ids if i in found]


def run(database: Database, names: dict[str, str], run_id: str) -> Run:
    """One run. Raises `NotFoundError`."""
    with database.read() as connection:
        row = connection.execute(_RUNS.where(runs.c.id == run_id)).one_or_none()
    if row is None:
        raise NotFoundError("This run is not in the workspace.", "List the runs to see their numbers.")
    return _run(dict(row._mapping), names)


def run_spec(database: Database, run_id: str) -> ExperimentSpec:
    """The settings a run was started with. Raises `NotFoundError`, also for a run from outside."""
    found = spec_if_any(database, run_id)
    if found is None:
        raise NotFoundError("This run is not in the workspace.", "List the runs to see their numbers.")
    return found


def spec_if_any(database: Database, run_id: str) -> ExperimentSpec | None:
    """The settings a run was started with; None of a run from outside."""
    with database.read() as connection:
        return _spec(connection.scalar(sa.select(runs.c.spec).where(runs.c.id == run_id)))


def details(database: Database, run_id: str) -> RunDetails:
    """What a run's own page shows besides its row's columns."""
    with database.read() as connection:
        value = connection.scalar(sa.select(runs.c.details).where(runs.c.id == run_id))
    return RunDetails() if value is None else codec.from_builtins(value, RunDetails)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a finished run took: the fit alone, in seconds, on so many rows and cores."""

    algorithm: str
    params: dict[str, Any]
    spec: ExperimentSpec
    seconds: float
    rows: int
    cores: int


def fitted(database: Database, limit: int) -> list[Fitted]:
    """The newest finished runs that were trained here, not archived or deleted."""
    kinds = (RunKind.TRAINING.value, RunKind.SEARCH.value)
    query = (
        sa.select(
            runs.c.algorithm, runs.c.params, runs.c.spec, runs.c.fit_seconds, runs.c.train_rows, runs.c.environment
        )
        .where(runs.c.state == RunState.FINISHED.value, runs.c.kind.in_(kinds), runs.c.deleted_at.is_(None))
        .where(runs.c.spec.is_not(None), runs.c.fit_seconds.is_not(None), runs.c.train_rows.is_not(None))
        .order_by(runs.c.id.desc())
        .limit(limit)
    )
    with database.read() as connection:
        found = connection.execute(query).all()
    return [_fitted(*row) for row in found]


def _fitted(
    key: str, params: dict[str, Any], settings: Any, seconds: float, rows: int, environment: dict[str, str]
) -> Fitted:
    spec = codec.from_builtins(settings, ExperimentSpec)
    return Fitted(key, params, spec, seconds, rows, spec.limits.cores or int(environment.get("cores") or 1))


def run_blobs(database: Database, run_id: str) -> tuple[str | None, str | None, str | None]:
    """A run's blobs: the fitted model, its monitoring reference, and the sample of hold-out rows."""
    query = sa.select(runs.c.model_blob, runs.c.record_blob, runs.c.sample_blob).where(runs.c.id == run_id)
    with database.read() as connection:
        row = connection.execute(query).one_or_none()
    return (None, None, None) if row is None else (row[0], row[1], row[2])


def predictions_blob(database: Database, run_id: str) -> str | None:
    """The blob of what a run said about its hold-out rows; None for a run from outside or of an older release."""
    with database.read() as connection:
        return connection.scalar(sa.select(runs.c.predictions_blob).where(runs.c.id == run_id))


def evaluation(database: Database, run_id: str) -> Evaluation | None:
    """A run's curves, once it has finished."""
    query = sa.select(run_evaluations.c.evaluation).where(run_evaluations.c.run_id == run_id)
    with database.read() as connection:
        value = connection.scalar(query)
    return None if value is None else codec.from_builtins(value, Evaluation)
