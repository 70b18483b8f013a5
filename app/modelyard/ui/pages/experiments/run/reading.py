"""What a run's page reads first; all of it runs in a worker thread. The tabs read what is long themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.experiments.evaluation import Evaluation
from modelyard.domain.experiments.reproduction import Reproduction
from modelyard.domain.experiments.runs import Run, RunDetails, RunFile, Trial
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.services.data import datasets
from modelyard.services.experiments import find, record, reproduce, search
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run and what its page shows of it. `spec` and `version` are missing for runs from outside; `histories` are the
    metrics with more than one logged value; `predictions` says whether hold-out predictions are kept. `reproductions`
    have the newest first; `why_not_again` is why the run cannot be run again, "" where it can; `members` are the runs
    that voting or stacking puts together."""

    run: Run
    spec: ExperimentSpec | None = None
    version: DatasetVersion | None = None
    evaluation: Evaluation | None = None
    details: RunDetails = field(default_factory=RunDetails)
    tags: dict[str, str] = field(default_factory=dict)
    trials: tuple[Trial, ...] = ()
    files: tuple[RunFile, ...] = ()
    histories: tuple[str, ...] = ()
    predictions: bool = False
    reproductions: tuple[Reproduction, ...] = ()
    why_not_again: str = ""
    members: tuple[Run, ...] = ()


def read_run(workspace: Workspace, run_id: str) -> RunFacts:
    """Read a run with its settings, data and curves. Raises `NotFoundError`."""
    run = experiments.run(workspace, run_id)
    spec = record.spec(workspace, run_id)
    version = datasets.version(workspace, spec.dataset_version_id) if spec is not None else None
    return RunFacts(
        run,
        spec,
        version,
        experiments.evaluation(workspace, run_id),
        record.details(workspace, run_id),
        record.tags(workspace, run_id),
        tuple(search.trials(workspace, run_id)),
        tuple(record.files(workspace, run_id)),
        tuple(record.histories(workspace, run_id)),
        record.has_predictions(workspace, run_id),
        tuple(reproduce.reproductions(workspace, run_id)),
        reproduce.why_not(workspace, run_id),
        tuple(find.run_rows(workspace, experiments.algorithm_of(run, spec).members)) if spec is not None else (),
    )
