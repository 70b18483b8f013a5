"""What runs take beside what was said before, on the flights data, for each algorithm.

Each is a run through the service, in a workspace that has seen none: the laws alone are judged, on a quiet machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.experiments.estimate import Experience
from modelyard.domain.experiments.runs import RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, SplitSpec, Task
from modelyard.services import sample
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments.estimate import estimate
from modelyard.services.workspace import Workspace, create_workspace
from tests.bench.measure import Figure

ROWS = {"2,000": "month = 1 and day <= 3", "20,000": "month = 1 and day <= 23", "327,000": ""}
LONGEST = 240.0
"""Seconds beyond which an estimate is believed."""


def estimates(folder: Path) -> Iterator[Figure]:
    """How many times longer or shorter each run takes than was said."""
    csv = folder / "flights-estimate.csv"
    sample.write_flights_csv(csv)
    workspace = create_workspace(folder / "estimate.modelyard", role="cli", actor="bench")
    try:
        workspace.wait(datasets.import_file(workspace, ImportRequest(str(csv), "flights"))[0].id)
        binary = replace(
            sample.flights_spec(datasets.find_version(workspace, "flights").id, "estimate"), split=SplitSpec()
        )
        number = replace(binary, target="arr_delay", task=Task.REGRESSION, metric="rmse", positive=None)
        for rows, where in ROWS.items():
            for spec in (binary, number):
                yield from _algorithms(workspace, replace(spec, where=where), rows)
    finally:
        workspace.close()


def _algorithms(workspace: Workspace, spec: ExperimentSpec, rows: str) -> Iterator[Figure]:
    usable = [a for a in experiments.from_rows(spec.task) if not a.missing]
    spec = replace(spec, algorithms=tuple(AlgorithmSpec(a.key) for a in usable))
    summary = datasets.target_summary(
        workspace, spec.dataset_version_id, spec.target, spec.where, spec.positive, spec.task
    )
    columns = datasets.profile(workspace, spec.dataset_version_id).columns
    said = estimate(spec, columns, summary.rows - summary.missing, summary.distinct, Experience()).algorithms
    for one in usable:
        if said[one.key].likely > LONGEST:
            continue
        run = experiments.start(workspace, replace(spec, algorithms=(AlgorithmSpec(one.key),)))[0][0]
        workspace.wait(run.job_id or "")
        run = experiments.run(workspace, run.id)
        assert run.state is RunState.FINISHED, run.error
        assert run.started_at is not None
        assert run.ended_at is not None
        took, likely = (run.ended_at - run.started_at).total_seconds(), said[one.key].likely
        ratio = max(took, 1.0) / max(likely, 1.0)
        name = f"{one.name} on {rows} rows, {spec.task.value}"
        note = f"took {took:.1f} s, said {likely:.1f} s; the fit alone {run.fit_seconds or 0:.1f} s"
        yield Figure(name, max(ratio, 1 / ratio), "times off", 2, note=note)
