"""Finding runs: what is asked for, what is found, and the names that runs know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RunFields:
    """The names that some runs know, in the order to offer them.

    `choices` are values of attributes that a person may want to write: algorithms, experiments, datasets, users.
    """

    metrics: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunQuery:
    """Which runs, and in which order.

    `sort` and `group` are names as in a filter: "started", "metrics.roc_auc", "params.depth", "tags.team"; without
    `sort` the newest come first. Runs without a value come last either way. Archived runs are left out unless
    `archived`, or the filter speaks of them. `nested` puts child runs below their parents. `metric` is what the best
    run of a group is chosen by.
    """

    filter: str = ""
    experiment_id: str | None = None
    sort: str = ""
    descending: bool = True
    group: str = ""
    metric: str = "roc_auc"
    archived: bool = False
    nested: bool = True
    sort_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunGroup:
    """Runs with one value: they are `ids[first : first + count]` of what was found. `value` None: they have none.

    `best_id` is the run with the best value of the query's metric, `best` that value; None where no run has one.
    """

    value: str | None
    first: int
    count: int
    best_id: str | None = None
    best: float | None = None


@dataclass(frozen=True, slots=True)
class FoundRuns:
    """Runs in the order to show them.

    `parents` names the parent of each run that stands below one. A parent that does not pass the filter itself is in
    `context`: it is shown for its children's sake and not counted. `matched` counts the runs that pass, `total` those
    that there are without the filter.
    """

    ids: tuple[str, ...]
    matched: int
    total: int
    parents: Mapping[str, str] = field(default_factory=dict)
    context: frozenset[str] = frozenset()
    groups: tuple[RunGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedRuns:
    """Finished runs whose metrics can be compared: they answer one question and were judged on the same rows.

    `ends` are the least and the greatest value of each metric among them.
    """

    ids: frozenset[str]
    ends: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter that was given a name."""

    id: str
    name: str
    text: str
    created_at: datetime
    created_by: str
