"""How runs are called on the command line: EXPERIMENT:NUMBER, or by their ids."""

from __future__ import annotations

import re
from difflib import get_close_matches

from modelyard.core.errors import InputError, NotFoundError
from modelyard.domain.experiments.filter.tokens import quoted
from modelyard.domain.experiments.find import RunQuery
from modelyard.domain.experiments.metrics import DEFAULTS
from modelyard.domain.experiments.runs import Run
from modelyard.services.experiments import bin as run_bin
from modelyard.services.experiments import find
from modelyard.services.experiments import runs as service
from modelyard.services.workspace import Workspace

RUN_HELP = "EXPERIMENT:NUMBER, such as late-arrival:7, or a run's id."
NUMBER_HELP = "The run's number, where it is not said as EXPERIMENT:NUMBER."
_ID = re.compile(r"[0-9a-f]{6,26}")
"""An id, or enough of its beginning."""


def experiment_id(opened: Workspace, name: str) -> str:
    """The id of an experiment. Raises `NotFoundError`, with a name that is nearly the same."""
    names = {e.name: e.id for e in service.experiments(opened)}
    if name in names:
        return names[name]
    near = get_close_matches(name, names, 1)
    if any(e.experiment_name == name for e in run_bin.recycle_bin(opened)):
        hint = "It is in the recycle bin. Restore it with: modelyard experiments bin restore NAME"
    else:
        hint = f"Perhaps you mean {near[0]}." if near else "List the runs to see their experiments."
    raise NotFoundError(f"There is no experiment called {name}.", hint)


def run_named(opened: Workspace, text: str) -> Run:
    """The run that "late-arrival:7" means, or an id, or the beginning of one. Raises `NotFoundError`, `InputError`."""
    experiment, _, number = text.rpartition(":")
    if experiment and number.isdecimal():
        return find_run(opened, experiment, int(number))
    if _ID.fullmatch(text):
        return _by_id(opened, text)
    raise InputError(f"{text} names no run.", "Write EXPERIMENT:NUMBER, such as late-arrival:7.")


def _by_id(opened: Workspace, text: str) -> Run:
    found = find.run_rows(opened, find.find_runs(opened, RunQuery(f'id like "{text}%"', archived=True)).ids[:20])
    if not found:
        raise NotFoundError(f"No run has an id that begins with {text}.", "Write EXPERIMENT:NUMBER, or the whole id.")
    if len(found) > 1:
        fitting = ", ".join(called(r) for r in found[:3])
        raise InputError(f"Several runs have ids that begin with {text}.", f"Write more of it; there are {fitting}.")
    return found[0]


def called(run: Run) -> str:
    """How a run is written: late-arrival:7."""
    return f"{run.experiment_name}:{run.number}"


def one_run(opened: Workspace, text: str, number: int | None) -> Run:
    """The run that "late-arrival 7" or "late-arrival:7" means."""
    return run_named(opened, text) if number is None else find_run(opened, text, number)


def find_run(opened: Workspace, experiment: str, number: int | None) -> Run:
    """A run by number, or the best of its experiment by what that optimises. Raises `NotFoundError`."""
    wanted = f"experiment = {quoted(experiment)}" + ("" if number is None else f" and number = {number}")
    runs = find.run_rows(opened, find.find_runs(opened, RunQuery(wanted, archived=number is not None)).ids)
    found = _best(opened, experiment, runs) if number is None else next(iter(runs), None)
    if found is None:
        experiment_id(opened, experiment)
        raise _missing(opened, experiment, number)
    return found


def _best(opened: Workspace, experiment: str, runs: list[Run]) -> Run | None:
    spec = next((e.spec for e in service.experiments(opened) if e.name == experiment), None)
    metric = spec.metric if spec is not None else next(iter(runs[0].metrics), "") if runs else ""
    return service.best_run(runs, metric or DEFAULTS[runs[0].task]) if runs else None


def _missing(opened: Workspace, experiment: str, number: int | None) -> NotFoundError:
    if number is None:
        return NotFoundError(f"The experiment {experiment} has no finished run.", "Train one, or name a run.")
    hint = "List the runs to see their numbers."
    if any(e.experiment_name == experiment and number in e.numbers for e in run_bin.recycle_bin(opened)):
        hint = "It is in the recycle bin. Restore it with: modelyard experiments bin restore EXPERIMENT:NUMBER"
    return NotFoundError(f"The experiment {experiment} has no run {number}.", hint)
