"""What the Experiments page reads; all of it runs in worker threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modelyard.domain.experiments.runs import Experiment, Run
from modelyard.services.data import datasets as data
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace

ALL = "all"
"""The experiment id that stands for the runs of all experiments."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one reading found. `view` is list, run or compare; `chosen` are the run ids it is about."""

    experiments: tuple[Experiment, ...]
    current: Experiment | None
    everything: bool
    runs: tuple[Run, ...]
    datasets: int
    view: str
    chosen: tuple[str, ...]

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


def read(workspace: Workspace, experiment_id: str, target: Any) -> Snapshot:
    """Read what a target asks for: None (an experiment's list), the id of an experiment or a run, ("all",),
    ("experiment", id), ("run", id), or ("compare", id, id, …). Raises `NotFoundError` for a run that is gone."""
    known = tuple(experiments.experiments(workspace))
    parts = (target,) if isinstance(target, str) else tuple(target or ())
    view = "list"
    chosen: tuple[str, ...] = ()
    if len(parts) == 1 and parts[0] != ALL:
        is_experiment = any(e.id == parts[0] for e in known)
        parts = ("experiment" if is_experiment else "run", parts[0])
    if parts and parts[0] == ALL:
        experiment_id = ALL
    elif parts and parts[0] == "experiment":
        experiment_id = parts[1]
    elif len(parts) > 1:
        view, chosen = parts[0], tuple(parts[1:])
        owners = {experiments.run(workspace, run_id).experiment_id for run_id in chosen}
        experiment_id = owners.pop() if len(owners) == 1 else ALL
    everything = experiment_id == ALL
    current = next((e for e in known if e.id == experiment_id), None)
    if current is None and not everything and known:
        current = known[0]
    found = experiments.runs(workspace, None if everything else current.id if current else None)
    return Snapshot(known, current, everything, tuple(found), len(data.list_datasets(workspace)), view, chosen)
