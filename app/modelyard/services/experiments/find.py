"""Find runs: by a filter, in an order, in groups; and the filters that were saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError
from modelyard.domain.experiments import metrics
from modelyard.domain.experiments.filter.check import resolved
from modelyard.domain.experiments.filter.fields import Field, FieldType, Scope, attribute, known_field
from modelyard.domain.experiments.filter.parse import check, named, parse, speaks_of_archived
from modelyard.domain.experiments.filter.tokens import FilterError
from modelyard.domain.experiments.filter.tree import EVERYTHING, Node, tests
from modelyard.domain.experiments.find import FoundRuns, RunFields, RunGroup, RunQuery, SavedFilter
from modelyard.domain.experiments.runs import Run
from modelyard.services.experiments.runs import algorithm_names
from modelyard.services.names import check_name
from modelyard.services.workspace import Workspace
from modelyard.store.database import Write
from modelyard.store.experiments import find as store
from modelyard.store.experiments import runs as run_store


def find_runs(workspace: Workspace, query: RunQuery, fields: RunFields | None = None) -> FoundRuns:
    """The ids of the runs that pass, in order; `run_rows` reads those that are shown.

    `fields` are the names that runs have, as `run_fields` gave them; without them those in the query are looked up.
    Raises `FilterError` for what is wrong with the filter, with its place.
    """
    names = algorithm_names(workspace)
    node = _understood(workspace, query.filter, fields)
    group = _column(workspace, query.group, fields)
    archived = query.archived or speaks_of_archived(node)
    total, children = store.scope_size(workspace.database, query.experiment_id, archived)
    nested = children and query.nested and group is None
    order = store.Order(_column(workspace, query.sort, fields), query.sort_names, query.descending)
    database, scope = workspace.database, query.experiment_id
    if group is None and not nested:
        ids = store.passing(database, node, names, experiment_id=scope, archived=archived, order=order)
        return FoundRuns(ids, len(ids), total)
    hits = store.find(
        database,
        node,
        names,
        experiment_id=scope,
        archived=archived,
        order=order,
        group=group,
        metric=Field(query.metric, Scope.METRIC, FieldType.NUMBER),
        everything=nested,
    )
    return _nested(hits) if nested else _grouped(hits, query.metric, total)


def _understood(workspace: Workspace, text: str, known: RunFields | None) -> Node:
    """A filter over the names that runs have; only those in it are looked for, unless one is unknown."""
    node = parse(text)
    if node == EVERYTHING:
        return node
    fields = known or store.present(workspace.database, (f for t in tests(node) for f in _meanings(t.field)))
    try:
        return resolved(node, fields)
    except FilterError:
        return check(text, run_fields(workspace))  # says the same, and knows the nearest names


def _meanings(field: Field) -> list[Field]:
    """The names in the workspace that a name could be."""
    if field.scope is Scope.ATTRIBUTE or (field.scope is None and attribute(field.name)):
        return []
    scopes = [Scope.METRIC, Scope.PARAM] if field.scope is None else [field.scope]
    return [Field(field.name, scope) for scope in scopes]


def _column(workspace: Workspace, text: str, known: RunFields | None) -> Field | None:
    """What a list is sorted or grouped by; None for a name that no run has."""
    if not text:
        return None
    field = named(text)
    try:
        return known_field(field, known or store.present(workspace.database, _meanings(field)))
    except FilterError:
        return None if known is None else _column(workspace, text, None)  # it may have come since they were read


def _nested(hits: Sequence[store.Hit]) -> FoundRuns:
    """Children below their parents, in order; a parent that does not pass is there for its children's sake."""
    parent_of = {hit.id: hit.parent_id for hit in hits if hit.parent_id is not None}
    there = {hit.id for hit in hits}
    passed = {hit.id for hit in hits if hit.passes}
    shown = set(passed)
    for run_id in passed:
        above = parent_of.get(run_id)
        while above is not None and above in there and above not in shown:
            shown.add(above)
            above = parent_of.get(above)
    parents = {i: p for i, p in parent_of.items() if i in shown and p in shown}
    below: dict[str, list[str]] = {}
    for hit in hits:
        if hit.id in parents:
            below.setdefault(parents[hit.id], []).append(hit.id)
    ids: list[str] = []
    waiting = [hit.id for hit in reversed(hits) if hit.id in shown and hit.id not in parents]
    while waiting:
        run_id = waiting.pop()
        ids.append(run_id)
        waiting.extend(reversed(below.get(run_id, [])))
    return FoundRuns(tuple(ids), len(passed), len(hits), parents, frozenset(shown - passed))


def _grouped(hits: Sequence[store.Hit], metric: str, total: int) -> FoundRuns:
    """Groups in the order of their first runs; what has no value for it comes last."""
    members: dict[str | None, list[store.Hit]] = {}
    for hit in hits:
        members.setdefault(_label(hit.group), []).append(hit)
    if None in members:
        members[None] = members.pop(None)
    ids: list[str] = []
    groups = []
    judges = metrics.described(metric).judges
    for label, some in members.items():
        values = {hit.id: hit.metric for hit in some if hit.metric is not None and judges}
        best = metrics.best_of(metric, values)
        groups.append(RunGroup(label, len(ids), len(some), best, None if best is None else values[best]))
        ids += [hit.id for hit in some]
    return FoundRuns(tuple(ids), len(ids), total, groups=tuple(groups))


def _label(value: Any) -> str | None:
    return f"{value:g}" if isinstance(value, float) else None if value is None else str(value)


def run_rows(workspace: Workspace, run_ids: Sequence[str]) -> list[Run]:
    """Some runs in the order asked for, such as those that a table shows; what was deleted for ever is left out."""
    return run_store.runs_of(workspace.database, algorithm_names(workspace), run_ids)


def run_fields(workspace: Workspace, experiment_id: str | None = None) -> RunFields:
    """Every metric, parameter and tag that the runs of an experiment, or of all, have; for columns and completion."""
    return store.fields(workspace.database, algorithm_names(workspace), experiment_id)


# --- saved filters ------------------------------------------------------------------------------------------------


def saved_filters(workspace: Workspace) -> list[SavedFilter]:
    """Every saved filter, by name."""
    return store.saved_filters(workspace.database)


def save_filter(workspace: Workspace, name: str, text: str) -> tuple[SavedFilter, Changes]:
    """Keep a filter under a name; a name that is taken gets the new text. Raises `FilterError` for what is no filter.

    Names of metrics and parameters may be unknown: what runs have changes.
    """
    name, text = check_name(name, "filter"), text.strip()
    parse(text)
    with workspace.database.write(workspace.actor) as write:
        found = store.find_filter(write, name)
        filter_id = store.add_filter(write, name, text) if found is None else found.id
        if found is not None:
            store.update_filter(write, filter_id, text=text)
        before = {} if found is None else {"filter": found.text}
        _record(write, "filter.save", filter_id, name, before, {"filter": text})
        saved = store.saved_filter(write, filter_id)
    return saved, write.changes


def rename_filter(workspace: Workspace, filter_id: str, name: str) -> tuple[SavedFilter, Changes]:
    """Give a saved filter another name. Raises `ConflictError` when it is taken, `NotFoundError` when it is gone."""
    name = check_name(name, "filter")
    with workspace.database.write(workspace.actor) as write:
        before = store.saved_filter(write, filter_id)
        other = store.find_filter(write, name)
        if other is not None and other.id != filter_id:
            raise ConflictError(f"There is a filter called {name} already.", "Choose another name.")
        store.update_filter(write, filter_id, name=name)
        _record(write, "filter.rename", filter_id, name, {"name": before.name}, {"name": name})
        saved = store.saved_filter(write, filter_id)
    return saved, write.changes


def delete_filter(workspace: Workspace, filter_id: str) -> Changes:
    """Forget a saved filter. Raises `NotFoundError` when it is gone."""
    with workspace.database.write(workspace.actor) as write:
        before = store.saved_filter(write, filter_id)
        store.remove_filter(write, filter_id)
        _record(write, "filter.delete", filter_id, before.name, {"filter": before.text}, {})
    return write.changes


def _record(
    write: Write, action: str, filter_id: str, name: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    write.record(action, Kind.EXPERIMENT, filter_id, name, before, after)
