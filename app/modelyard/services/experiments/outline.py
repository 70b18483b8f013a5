"""What a list of runs knows of runs that it does not show: those under way, the ends of metrics, a sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from modelyard.domain.experiments.find import JudgedRuns
from modelyard.domain.experiments.runs import Run
from modelyard.services.experiments.find import run_rows
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import outline as store

SAMPLE = 100


@dataclass(frozen=True, slots=True)
class Outline:
    """`sample` are the newest runs, by which columns are chosen; `under_way` those that run, wait or are paused."""

    sample: tuple[Run, ...]
    under_way: tuple[Run, ...]


def outline(workspace: Workspace, experiment_id: str | None = None, sample: tuple[Run, ...] | None = None) -> Outline:
    """The outline of an experiment's runs, or of all; a `sample` that was read before is taken as it is."""
    newest = store.newest(workspace.database, experiment_id, SAMPLE) if sample is None else []
    open_ids = store.under_way(workspace.database, experiment_id)
    known = {r.id: r for r in run_rows(workspace, list(dict.fromkeys((*newest, *open_ids))))}
    found = tuple(known[i] for i in newest if i in known) if sample is None else sample
    return Outline(found, tuple(known[i] for i in open_ids if i in known))


def judged(
    workspace: Workspace, experiment_id: str | None, metrics: Sequence[str], *, archived: bool = False
) -> tuple[list[JudgedRuns], float]:
    """(finished runs, in sets whose metrics can be compared, the seconds of their longest fit)."""
    return store.judged(workspace.database, experiment_id, metrics, archived)
