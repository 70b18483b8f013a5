"""A workspace with a small table, two runs and a model of two versions, for the tests of Models and Deployments."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.deployments import Backend, Deployment, LaunchRequest
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.services import deployments, models
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.base import Page
from modelyard.ui.toasts import Toast

ROWS = 300


def write_table(path: Path) -> None:
    """300 rows: `paid` follows `amount`; `region` has three values, `vip` is a yes or no."""
    rng = random.Random(11)
    lines = ["amount,age,region,vip,paid"]
    for _ in range(ROWS):
        amount = rng.uniform(0, 100)
        paid = str(amount + rng.gauss(0, 20) > 55).lower()
        region, vip = rng.choice(("north", "south", "east")), str(rng.random() > 0.5).lower()
        lines.append(f"{amount:.2f},{rng.randint(18, 90)},{region},{vip},{paid}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def train(folder: Path) -> Workspace:
    """A new workspace with the table and two finished runs."""
    write_table(folder / "payments.csv")
    workspace = create_workspace(folder / "payments.modelyard", role="cli", actor="Ana")
    job, _ = datasets.import_file(workspace, ImportRequest(str(folder / "payments.csv"), "payments"))
    workspace.wait(job.id, timeout=60)
    algorithms = (AlgorithmSpec("logistic_regression", {"C": 0.001}), AlgorithmSpec("logistic_regression"))
    version = datasets.versions(workspace)[0].id
    spec = ExperimentSpec("payments", version, "paid", ("amount", "age", "region", "vip"), algorithms)
    for run in experiments.start(workspace, spec)[0]:
        assert run.job_id is not None
        workspace.wait(run.job_id, timeout=120)
    return workspace


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Two finished runs and no model."""
    workspace = train(tmp_path_factory.mktemp("trained"))
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def registered(trained: Workspace) -> Workspace:
    """The same with both runs registered: payments v1 (champion) and v2."""
    runs = sorted(experiments.runs(trained), key=lambda r: r.number)
    for run, note in zip(runs, ("First", "Less regularised"), strict=True):
        job, _ = models.register(trained, run.id, "payments", note)
        trained.wait(job.id, timeout=60)
    return trained


def launch(workspace: Workspace, name: str, which: str = "champion") -> Deployment:
    """A running local process of a version."""
    version = models.find_version(workspace, "payments", which)
    job, _ = deployments.launch(workspace, LaunchRequest(name, version.id, backend=Backend.PROCESS))
    workspace.wait(job.id, timeout=60)
    return deployments.find(workspace, name)


def remove_all(workspace: Workspace) -> None:
    """Delete every deployment, so that no server outlives a test."""
    for found in deployments.deployments(workspace):
        workspace.wait(deployments.delete(workspace, found.id)[0].id, timeout=60)


def show(window: MainWindow, workspace: Workspace, page: str, target: object = None) -> Page:
    """Open the workspace in the window and go to a page."""
    workspace.runner.subscribe(window.bridge.post_job)
    workspace.subscribe(window.bridge.post_changes)
    window.set_workspace(workspace)
    window.go(page, target)
    return window.page(page)


def toasts(window: MainWindow) -> list[str]:
    """Titles and texts of the toasts on the screen."""
    found = [t for t in window.findChildren(Toast) if not t.isHidden()]
    return [text for t in found for text in (t.title.text(), t.text.text()) if text]
