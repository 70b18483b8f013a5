"""What the Experiments page reads; all of it runs in worker threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from modelyard.domain.experiments.filter.tokens import written_name
from modelyard.domain.experiments.find import FoundRuns, JudgedRuns, RunFields, RunQuery, SavedFilter
from modelyard.domain.experiments.metrics import described
from modelyard.domain.experiments.runs import Experiment, Run, RunState, Trial
from modelyard.domain.experiments.spec import ExperimentSpec, same_question
from modelyard.services.data import datasets as data
from modelyard.services.experiments import find, outline, search
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace
from modelyard.ui.pages.experiments.facts import Parameters
from modelyard.ui.pages.experiments.runs.choice import OUTSIDE, usual_metrics, usual_order
from modelyard.ui.pages.experiments.runs.lines import first_of, lines, shown_ids

ALL = "all"
"""The experiment id that stands for the runs of all experiments."""
FIRST_ROWS = 60
BEST = 25
"""How many of the best runs are offered to compare with."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for. `sort` is a column's key, None for the usual order; `group` a name as in filters."""

    text: str = ""
    sort: str | None = None
    descending: bool = True
    group: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """The runs of an experiment, or of `ALL`, in order. `rows` are those of the first lines in view.

    `order` is the column they are sorted by and whether from the top down. `trials` are those of the search that runs,
    or else is paused, `best` the best finished run before it, `running_spec` its settings.
    """

    place: str
    asked: Asked
    order: tuple[str, bool]
    found: FoundRuns
    rows: tuple[Run, ...]
    sample: tuple[Run, ...]
    under_way: tuple[Run, ...]
    trials: Mapping[str, tuple[Trial, ...]] = field(default_factory=dict)
    best: Run | None = None
    running_spec: ExperimentSpec | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the list says besides its rows: names for columns and filters, which results can be compared."""

    fields: RunFields
    judged: Sequence[JudgedRuns]
    longest_fit: float
    filters: tuple[SavedFilter, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one reading found. `view` is list, run or compare; `chosen` are the runs it is about, `best` the best
    finished ones. `listing` is there for a list."""

    experiments: tuple[Experiment, ...]
    current: Experiment | None
    everything: bool
    datasets: int
    view: str
    chosen: tuple[Run, ...] = ()
    best: tuple[Run, ...] = ()
    listing: Listing | None = None

    @property
    def place(self) -> str:
        """The experiment's id, `ALL` for the runs of all, "" where there is none yet."""
        return ALL if self.everything else self.current.id if self.current else ""

    @property
    def target(self) -> tuple[str, ...] | None:
        """The target of the list of these runs."""
        if self.everything:
            return (ALL,)
        return ("experiment", self.current.id) if self.current else None

    @property
    def runs(self) -> int:
        """How many runs the experiment has, or all have."""
        return sum(e.runs for e in self.experiments) if self.everything else self.current.runs if self.current else 0

    @property
    def spec(self) -> ExperimentSpec | None:
        """The experiment's settings, if it has some."""
        return self.current.spec if self.current else None


def read(workspace: Workspace, place: str, target: Any, asked: Callable[[str], Asked], parameters: Parameters,
         turned: Sequence[str] = (), first_line: int = 0) -> Snapshot:  # fmt: skip
    """Read what a target asks for: None (an experiment's list), the id of an experiment or a run, ("all",),
    ("experiment", id), ("run", id), or ("compare", id, id, …). `asked(place)` is what a list was asked for before.

    Raises `NotFoundError` for a run that is gone.
    """
    known = tuple(experiments.experiments(workspace))
    parts = (target,) if isinstance(target, str) else tuple(target or ())
    if len(parts) == 1 and parts[0] != ALL:
        parts = ("experiment" if any(e.id == parts[0] for e in known) else "run", parts[0])
    view, chosen = "list", list[Run]()
    if parts and parts[0] == ALL:
        place = ALL
    elif parts and parts[0] == "experiment":
        place = parts[1]
    elif len(parts) > 1:
        view, chosen = parts[0], _chosen(workspace, parts[1:])
        owners = {run.experiment_id for run in chosen}
        place = owners.pop() if len(owners) == 1 else ALL
    current = None if place == ALL else next((e for e in known if e.id == place), known[0] if known else None)
    found = Snapshot(known, current, place == ALL, len(data.list_datasets(workspace)), view, tuple(chosen))
    if view != "list":
        return replace(found, best=best_runs(workspace, found))
    if not found.runs:
        return found
    wanted = asked(found.place)
    listing = read_list(workspace, found.place, found.spec, wanted, parameters, turned, first_line)
    return replace(found, listing=listing)


def _chosen(workspace: Workspace, run_ids: Sequence[str]) -> list[Run]:
    found = find.run_rows(workspace, run_ids)
    if len(found) < len(run_ids):
        there = {r.id for r in found}
        experiments.run(workspace, next(i for i in run_ids if i not in there))  # says that it is gone
    return found


def best_runs(workspace: Workspace, snapshot: Snapshot) -> tuple[Run, ...]:
    """The best finished runs of an experiment, or of all, the best first."""
    return _best(workspace, snapshot.place, usual_metrics(snapshot.chosen, snapshot.spec)[0], BEST)


def _best(workspace: Workspace, place: str, metric: str, count: int) -> tuple[Run, ...]:
    query = RunQuery('state = "finished"', _scope(place), written_name(metric, "metrics"), described(metric).greater,
                     nested=False)  # fmt: skip
    return tuple(find.run_rows(workspace, find.find_runs(workspace, query).ids[:count]))


def _scope(place: str) -> str | None:
    return None if place == ALL else place


def read_list(workspace: Workspace, place: str, spec: ExperimentSpec | None, asked: Asked, parameters: Parameters,
              turned: Sequence[str] = (), first_line: int = 0, fields: RunFields | None = None,
              sample: tuple[Run, ...] | None = None) -> Listing:  # fmt: skip
    """The runs of an experiment, or of `ALL`. `turned` as in `lines`; `first_line` is the uppermost line in view;
    `fields` are the names that its runs have, and `sample` its newest runs, where they were read before.

    Raises `FilterError` for what is wrong with the filter.
    """
    around = outline.outline(workspace, _scope(place), sample)
    usual = ("", True) if place == ALL else usual_order(around.sample, spec)
    column, descending = usual if asked.sort is None else (asked.sort, asked.descending)
    metric = usual_metrics(around.sample, spec)[0]
    scope, _, name = column.partition(".")
    query = RunQuery(asked.text, _scope(place), written_name(name, scope) if name else column, descending, asked.group,
                     metric, asked.archived,
                     sort_names=parameters.by_algorithm(name) if scope == "params" else {})  # fmt: skip
    found = find.find_runs(workspace, query, fields)
    order = (RunState.RUNNING, RunState.PAUSED, RunState.QUEUED)
    found = first_of(found, [r.id for state in order for r in around.under_way if r.state is state])
    rows = find.run_rows(workspace, shown_ids(lines(found, turned), first_line, FIRST_ROWS))
    running = next((r for state in order[:2] for r in around.under_way if r.state is state), None)
    trials = {running.id: tuple(search.trials(workspace, running.id))} if running else {}
    running_spec = _spec_of(workspace, running)
    best = _best_before(workspace, place, metric, running_spec) if running else None
    return Listing(place, asked, (column, descending), found, tuple(rows), around.sample, around.under_way, trials,
                   best, running_spec)  # fmt: skip


def _best_before(workspace: Workspace, place: str, metric: str, spec: ExperimentSpec | None) -> Run | None:
    """The best finished run that what runs now can be compared with; `spec` are its settings."""
    for run in _best(workspace, place, metric, BEST):
        own = _spec_of(workspace, run)
        if (own is spec) if own is None or spec is None else same_question(own, spec):
            return run
    return None


def _spec_of(workspace: Workspace, run: Run | None) -> ExperimentSpec | None:
    """The settings of a run that was started here; a script's has none."""
    return None if run is None or run.kind in OUTSIDE else experiments.run_spec(workspace, run.id)


def read_surroundings(workspace: Workspace, place: str, metrics: Sequence[str], archived: bool) -> Surroundings:
    """What the list of an experiment, or of `ALL`, says besides its rows; `metrics` are those it shows."""
    judged, longest = outline.judged(workspace, _scope(place), metrics, archived=archived)
    fields = find.run_fields(workspace, _scope(place))
    return Surroundings(fields, judged, longest, tuple(find.saved_filters(workspace)))
