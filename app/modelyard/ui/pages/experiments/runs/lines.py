"""What stands on which line of the list: runs, child runs below their parents, heads of groups; what is folded away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from modelyard.domain.experiments.find import FoundRuns, RunGroup


@dataclass(frozen=True, slots=True)
class GroupHead:
    """The line above a group of runs; `ids` are its runs, `best_id` the one with the best value `best`."""

    id: str
    value: str | None
    ids: tuple[str, ...]
    best_id: str | None
    best: float | None
    open: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands that has a parent or children: how deep, and whether its children are shown."""

    depth: int
    children: int
    open: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """The keys of all lines in order, the heads among them, and the places of runs in a family."""

    keys: tuple[str, ...] = ()
    heads: Mapping[str, GroupHead] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


def lines(found: FoundRuns, turned: Collection[str]) -> Lines:
    """The lines of what was found. `turned` are the heads and parents whose fold arrow was clicked.

    Groups are open at first. Children are folded away at first, unless their parent is there for their sake only.
    """
    if found.groups:
        return _grouped(found, turned)
    if not found.parents:
        return Lines(found.ids)
    children: dict[str, int] = {}
    for one in found.parents.values():
        children[one] = children.get(one, 0) + 1
    keys: list[str] = []
    places: dict[str, Place] = {}
    shut: set[str] = set()  # whose children do not show
    for run_id in found.ids:
        parent = found.parents.get(run_id)
        above = places[parent].depth + 1 if parent is not None else 0
        opened = (run_id in found.context) != (run_id in turned)
        if parent is not None or run_id in children:
            places[run_id] = Place(above, children.get(run_id, 0), opened)
        hidden = parent is not None and parent in shut
        if hidden or (run_id in children and not opened):
            shut.add(run_id)
        if not hidden:
            keys.append(run_id)
    return Lines(tuple(keys), places=places)


def _grouped(found: FoundRuns, turned: Collection[str]) -> Lines:
    keys: list[str] = []
    heads: dict[str, GroupHead] = {}
    for group in found.groups:
        head = _head(found, group, turned)
        heads[head.id] = head
        keys.append(head.id)
        if head.open:
            keys += head.ids
    return Lines(tuple(keys), heads)


def _head(found: FoundRuns, group: RunGroup, turned: Collection[str]) -> GroupHead:
    key = "group" if group.value is None else f"group:{group.value}"
    ids = found.ids[group.first : group.first + group.count]
    return GroupHead(key, group.value, ids, group.best_id, group.best, key not in turned)


def first_of(found: FoundRuns, ids: Sequence[str]) -> FoundRuns:
    """The same with some runs, and what stands below them, above all others in the order given; groups stay."""
    if found.groups or not ids:
        return found
    place = {run_id: number for number, run_id in enumerate(ids)}
    above: dict[str, int] = {}
    for run_id in found.ids:
        parent = found.parents.get(run_id)
        above[run_id] = above[parent] if parent is not None else place.get(run_id, len(ids))
    return replace(found, ids=tuple(sorted(found.ids, key=above.__getitem__)))


def shown_ids(lines_shown: Lines, first: int, count: int) -> Sequence[str]:
    """The runs on some lines, without heads of groups."""
    return [k for k in lines_shown.keys[max(0, first) : max(0, first) + count] if k not in lines_shown.heads]
