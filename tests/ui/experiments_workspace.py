"""A workspace with a small table, three finished runs and one that failed, for the tests of the Experiments page."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.experiments import ExperimentsPage

ROWS = 300
DAYS = 28


def write_table(path: Path) -> None:
    """300 rows: `paid` follows `amount`, `settled` is `paid` in other words, `day` tells the time."""
    rng = random.Random(7)
    lines = ["amount,age,region,day,settled,constant,paid"]
    for row in range(ROWS):
        amount = rng.uniform(0, 100)
        paid = "" if row % 60 == 59 else str(amount + rng.gauss(0, 25) > 55).lower()
        settled = {"true": "1", "false": "0", "": "0"}[paid]
        region = rng.choice(("north", "south", "east"))
        lines.append(f"{amount:.2f},{rng.randint(18, 90)},{region},2024-02-{1 + row % DAYS:02d},{settled},5,{paid}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def spec_for(version_id: str, *algorithms: AlgorithmSpec, where: str = "") -> ExperimentSpec:
    """The question the runs of these tests ask."""
    return ExperimentSpec("payments", version_id, "paid", ("amount", "age", "region"), algorithms, where=where)


def import_table(folder: Path) -> Workspace:
    """A new workspace in a folder, with the table in it."""
    write_table(folder / "payments.csv")
    workspace = create_workspace(folder / "payments.modelyard", role="cli", actor="Ana")
    job, _ = datasets.import_file(workspace, ImportRequest(str(folder / "payments.csv"), "payments"))
    workspace.wait(job.id, timeout=60)
    return workspace


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace that holds the table and nothing else; tests that start runs take one of their own."""
    workspace = import_table(tmp_path_factory.mktemp("experiments"))
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def trained(imported: Workspace) -> Workspace:
    """The same with runs 1 to 3 finished and run 4 failed."""
    version = datasets.versions(imported)[0].id
    algorithms = (
        AlgorithmSpec("baseline"),
        AlgorithmSpec("logistic_regression", {"C": 1.0}),
        AlgorithmSpec("logistic_regression", {"C": 0.01}),
    )
    started, _ = experiments.start(imported, spec_for(version, *algorithms))
    one_class = spec_for(version, AlgorithmSpec("random_forest"), where="settled = 1")
    failing, _ = experiments.start(imported, one_class)
    for run in started:
        assert run.job_id is not None
        imported.wait(run.job_id, timeout=120)
    with pytest.raises(AppError, match="only one value"):
        imported.wait(str(failing[0].job_id), timeout=60)
    return imported


def show(window: MainWindow, workspace: Workspace, target: object = None) -> ExperimentsPage:
    """Open the workspace in the window and go to its experiments."""
    workspace.runner.subscribe(window.bridge.post_job)
    workspace.subscribe(window.bridge.post_changes)
    window.set_workspace(workspace)
    window.go("experiments", target)
    page = window.page("experiments")
    assert isinstance(page, ExperimentsPage)
    return page
