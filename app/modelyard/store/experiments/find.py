"""Which runs pass a filter, in which order, and the names that runs know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.core.errors import NotFoundError
from modelyard.domain.experiments.filter.fields import Field, Scope
from modelyard.domain.experiments.filter.tree import Node
from modelyard.domain.experiments.find import RunFields, SavedFilter
from modelyard.domain.experiments.metrics import METRICS
from modelyard.domain.experiments.runs import RunDetails
from modelyard.store.database import Database, Write
from modelyard.store.experiments.filter_sql import condition, grouping, has_name, metric_value, ordering
from modelyard.store.experiments.runs import batches
from modelyard.store.tables import dataset_versions, datasets, experiments, run_filters, run_tags, runs

_KNOWN = {m.key: position for position, m in enumerate(METRICS)}


def _scope(experiment_id: str | None, archived: bool = True) -> list[sa.ColumnElement[bool]]:
    """The runs that are there at all."""
    found: list[sa.ColumnElement[bool]] = [runs.c.deleted_at.is_(None)]
    if experiment_id is not None:
        found.append(runs.c.experiment_id == experiment_id)
    if not archived:
        found.append(runs.c.archived_at.is_(None))
    return found


class Hit(NamedTuple):
    """A run of the scope: whether it passes, its group's value and its metric's, where they were asked for."""

    id: str
    parent_id: str | None
    passes: bool
    group: Any = None
    metric: float | None = None


def scope_size(database: Database, experiment_id: str | None, archived: bool) -> tuple[int, bool]:
    """How many runs there are without a filter, and whether any of them has a parent."""
    query = sa.select(sa.func.count(), sa.func.count(runs.c.parent_id)).where(*_scope(experiment_id, archived))
    with database.read() as connection:
        count, children = connection.execute(query).one()
    return count, children > 0


class Order(NamedTuple):
    """In which order runs are asked for: by a field, newest first without one; `names` as in `RunQuery.sort_names`."""

    field: Field | None
    names: Mapping[str, str]
    descending: bool

    def of(self, names: Mapping[str, str]) -> list[sa.ColumnElement[Any]]:
        """The columns to sort by; runs that are alike stand newest first."""
        found = list(ordering(self.field, names, self.descending, self.names))
        return [*found, runs.c.id.desc() if found or self.descending else runs.c.id.asc()]


def passing(
    database: Database, node: Node, names: Mapping[str, str], *, experiment_id: str | None, archived: bool, order: Order
) -> tuple[str, ...]:
    """The ids of the runs of the scope that pass, in order."""
    query = sa.select(runs.c.id).where(*_scope(experiment_id, archived), condition(node, names))
    with database.read() as connection:
        return tuple(connection.scalars(query.order_by(*order.of(names))).all())


def find(
    database: Database,
    node: Node,
    names: Mapping[str, str],
    *,
    experiment_id: str | None,
    archived: bool,
    order: Order,
    group: Field | None,
    metric: Field,
    everything: bool,
) -> list[Hit]:
    """The runs of the scope that pass, or with `everything` all of them, in order."""
    passes = condition(node, names)
    columns: list[sa.ColumnElement[Any]] = [runs.c.id, runs.c.parent_id, passes if everything else sa.literal(True)]
    if group is not None:
        columns += [grouping(group, names), metric_value(metric)]
    query = sa.select(*columns).where(*_scope(experiment_id, archived)).order_by(*order.of(names))
    if not everything:
        query = query.where(passes)
    with database.read() as connection:
        return [Hit(*row) for row in connection.execute(query)]


def present(database: Database, fields: Iterable[Field]) -> RunFields:
    """Which of some metrics, parameters and tags any run has."""
    found: dict[Scope, list[str]] = {Scope.METRIC: [], Scope.PARAM: [], Scope.TAG: []}
    asked = dict.fromkeys(fields)
    if not asked:
        return RunFields()
    with database.read() as connection:
        for field in asked:
            assert field.scope is not None
            query = sa.select(sa.literal(1)).select_from(runs).where(*_scope(None), has_name(field)).limit(1)
            if connection.scalar(query):
                found[field.scope].append(field.name)
    return RunFields(tuple(found[Scope.METRIC]), tuple(found[Scope.PARAM]), tuple(found[Scope.TAG]))


def fields(database: Database, names: Mapping[str, str], experiment_id: str | None = None) -> RunFields:
    """Every name that the runs of an experiment, or of all, know; known metrics come first."""
    scope = _scope(experiment_id)
    metrics, params = (sa.func.json_each(c).table_valued("key") for c in (runs.c.metrics, runs.c.params))
    label = datasets.c.name + sa.literal(" v") + sa.cast(dataset_versions.c.number, sa.Text)
    used = sa.select(runs.c.dataset_version_id).where(*scope).distinct()
    queries = (
        sa.select(metrics.c.key).join_from(runs, metrics, sa.true()).where(*scope).distinct(),
        sa.select(params.c.key).join_from(runs, params, sa.true()).where(*scope).distinct(),
        sa.select(run_tags.c.key).where(run_tags.c.run_id.in_(sa.select(runs.c.id).where(*scope))).distinct(),
        sa.select(runs.c.algorithm).where(*scope).distinct(),
        sa.select(runs.c.created_by).where(*scope).distinct(),
        sa.select(label).join_from(dataset_versions, datasets).where(dataset_versions.c.id.in_(used)),
        sa.select(experiments.c.name),
    )
    with database.read() as connection:
        by_metric, by_param, tags, keys, users, data, all_experiments = (
            sorted((t for t in connection.scalars(q) if t), key=lambda t: (t.casefold(), t)) for q in queries
        )
    return RunFields(
        metrics=tuple(sorted(by_metric, key=lambda key: _KNOWN.get(key, len(_KNOWN)))),
        params=tuple(by_param),
        tags=tuple(tags),
        choices={
            "algorithm": tuple(names.get(key, key) for key in keys),
            "experiment": tuple(all_experiments),
            "dataset": tuple(data),
            "user": tuple(users),
        },
    )


def details_of(database: Database, run_ids: Sequence[str]) -> dict[str, RunDetails]:
    """What is recorded of some runs besides the lists' columns."""
    with database.read() as connection:
        return {
            run_id: codec.from_builtins(details, RunDetails)
            for part in batches(run_ids)
            for run_id, details in connection.execute(sa.select(runs.c.id, runs.c.details).where(runs.c.id.in_(part)))
        }


# --- saved filters ------------------------------------------------------------------------------------------------


def saved_filters(database: Database) -> list[SavedFilter]:
    """Every saved filter, by name."""
    with database.read() as connection:
        rows = connection.execute(sa.select(run_filters)).all()
    return sorted((SavedFilter(**row._mapping) for row in rows), key=lambda f: (f.name.casefold(), f.name))


def saved_filter(write: Write, filter_id: str) -> SavedFilter:
    """One saved filter. Raises `NotFoundError`."""
    row = write.connection.execute(sa.select(run_filters).where(run_filters.c.id == filter_id)).one_or_none()
    if row is None:
        raise NotFoundError("This filter is not saved any more.", "Look again at the saved filters.")
    return SavedFilter(**row._mapping)


def find_filter(write: Write, name: str) -> SavedFilter | None:
    """The saved filter of that name."""
    row = write.connection.execute(sa.select(run_filters).where(run_filters.c.name == name)).one_or_none()
    return None if row is None else SavedFilter(**row._mapping)


def add_filter(write: Write, name: str, text: str) -> str:
    """Keep a filter under a new name and return its id."""
    filter_id = clock.new_id()
    write.execute(
        sa.insert(run_filters).values(
            id=filter_id, name=name, text=text, created_at=clock.now(), created_by=write.actor
        )
    )
    return filter_id


def update_filter(write: Write, filter_id: str, **values: str) -> None:
    """Change a saved filter's name or text."""
    write.execute(sa.update(run_filters).where(run_filters.c.id == filter_id).values(**values))


def remove_filter(write: Write, filter_id: str) -> None:
    """Forget a saved filter."""
    write.execute(sa.delete(run_filters).where(run_filters.c.id == filter_id))
