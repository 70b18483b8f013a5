"""What the comparison reads; all of it runs in worker threads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from modelyard.domain.experiments.compare import ComparedFact, Section
from modelyard.domain.experiments.evaluation import Evaluation
from modelyard.domain.experiments.find import RunQuery
from modelyard.domain.experiments.runs import MetricPoint, Run
from modelyard.services.data import datasets as data
from modelyard.services.experiments import compare, find, record
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace

MOST_RUNS = 1000
"""Lines across parameters and results, the newest finished runs of each experiment."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Curves by run id, dataset labels by version id, differing packages, the runs around those compared, whose ids are
    `order`, how many there are that are not among them, and the metrics that the drawn runs logged by step."""

    evaluations: Mapping[str, Evaluation | None]
    datasets: Mapping[str, str]
    packages: tuple[ComparedFact, ...] = ()
    around: tuple[Run, ...] = ()
    order: tuple[str, ...] = ()
    left_out: int = 0
    histories: tuple[str, ...] = ()


def read_comparison(workspace: Workspace, runs: Sequence[Run], drawn: Collection[str]) -> Comparison:
    """Read the curves of the runs that are `drawn`, and the finished runs of all their experiments."""
    labels = {v.id: v.label for v in data.versions(workspace)}
    curves = {r.id: experiments.evaluation(workspace, r.id) for r in runs if r.id in drawn}
    logged = [key for run_id, found in curves.items() if found is None for key in record.histories(workspace, run_id)]
    ids = [r.id for r in runs]
    facts = compare.comparison(workspace, ids).facts if len(ids) > 1 else ()
    packages = tuple(f for f in facts if f.section is Section.PACKAGES and f.differs)
    around: dict[str, Run] = {r.id: r for r in runs}
    finished = set[str]()
    for experiment_id in dict.fromkeys(r.experiment_id for r in runs):
        found = find.find_runs(workspace, RunQuery('state = "finished"', experiment_id, nested=False)).ids
        finished.update(found)
        for run in find.run_rows(workspace, [i for i in found[:MOST_RUNS] if i not in around]):
            around[run.id] = run
    left_out = len(finished - around.keys())
    histories = tuple(dict.fromkeys(logged))
    return Comparison(curves, labels, packages, tuple(around.values()), tuple(ids), left_out, histories)


def read_histories(
    workspace: Workspace, run_ids: Sequence[str], metric: str
) -> tuple[str, dict[str, list[MetricPoint]]]:
    """The logged values of a metric, by run."""
    return metric, {run_id: record.points(workspace, run_id, metric) for run_id in run_ids}
