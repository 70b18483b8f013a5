"""The real window on the flights data, driven through a model's whole life with its event loop running."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from modelyard.core.settings import Settings
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.deployments import Deployment, LaunchRequest
from modelyard.domain.experiments.runs import RunState
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.domain.jobs import Job
from modelyard.services import sample
from modelyard.ui.application import Starter, make_application
from modelyard.ui.bridge import Bridge
from modelyard.ui.main_window import MainWindow


def wait_until(condition: Callable[[], Any], timeout: float = 60.0, what: str = "", every: int = 10) -> None:
    """Run the event loop until something holds; it is looked at `every` so many milliseconds."""
    if condition():
        return
    loop, found = QEventLoop(), []
    deadline = time.monotonic() + timeout

    def look() -> None:
        if condition():
            found.append(True)
        if found or time.monotonic() > deadline:
            loop.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(every)
    loop.exec()
    timer.stop()
    if not found:
        raise TimeoutError(f"{what or condition} did not come true within {timeout:.0f} s")


class FlightsWindow:
    """The application as `run_window` makes it, on a workspace of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = Settings(theme="light", path=folder / "settings.json")
        self.app: QApplication = make_application(["modelyard"], settings)
        self.bridge = Bridge(self.app)
        self.window = MainWindow(self.bridge, settings)
        self.window.resize(1440, 900)
        self.starter = Starter(self.window, self.bridge, None)
        self.window.after_first_paint = self.starter.run
        self.window.on_close = self.starter.stop
        self.problems: list[Any] = []
        self.bridge.crashed.connect(self.problems.append)
        self.bridge.failed.connect(self.problems.append)
        self.window.go("home")
        self.window.show()
        wait_until(lambda: hasattr(self.starter, "sampler"), 20, "the first paint")

    @property
    def workspace(self) -> Any:
        """The open workspace."""
        return self.window.workspace

    def create(self) -> None:
        """Make a workspace and warm its child process, as training would find it."""
        self.window.workspaces.open(self.folder / "flights.modelyard", create=True)
        wait_until(lambda: self.window.workspace is not None, 30, "an open workspace")

    def settle(self, seconds: float = 0.5) -> None:
        """Wait until no question of the window is unanswered, and a moment longer."""
        until = [time.monotonic() + seconds]

        def quiet() -> bool:
            if self.bridge.pending:
                until[0] = time.monotonic() + seconds
            return time.monotonic() > until[0]

        wait_until(quiet, 60, "an idle window")

    def perform(self, call: Callable[[], Any], timeout: float = 60.0) -> Any:
        """Do something as a click would, in a worker thread; returns what came back."""
        answers: list[Any] = []
        self.bridge.perform(call, answers.append, answers.append, self.window)
        wait_until(lambda: answers or self.problems, timeout, "an answer")
        if self.problems or isinstance(answers[0], BaseException):
            raise self.problems[0] if self.problems else answers[0]
        return answers[0]

    def ask(self, call: Callable[[], Any], timeout: float = 60.0) -> Any:
        """Read something in a worker thread; returns it."""
        answers: list[Any] = []
        self.bridge.query(call, answers.append, answers.append, self.window)
        wait_until(lambda: answers, timeout, "an answer")
        if isinstance(answers[0], BaseException):
            raise answers[0]
        return answers[0]

    def job(self, call: Callable[[], Any], timeout: float = 180.0) -> Job:
        """Start a job and wait until it has ended well and the pages have taken it in."""
        job = self.perform(call)
        return self.ended(job.id, timeout)

    def ended(self, job_id: str, timeout: float = 180.0) -> Job:
        """Wait for a job; raises when it did not end well."""
        seen: dict[str, Job] = {}

        def hear(job: Any) -> None:
            seen[job.id] = job

        self.bridge.job_event.connect(hear)
        try:
            found = self.workspace.job(job_id)
            wait_until(lambda: found.state.ended or (job_id in seen and seen[job_id].state.ended), timeout, "the job")
        finally:
            self.bridge.job_event.disconnect(hear)
        job: Job = self.workspace.job(job_id)
        if job.error is not None:
            raise RuntimeError(f"{job.title}: {job.error.message} {job.error.details}")
        return job

    # --- the stages ---------------------------------------------------------------------------------------------
    def import_flights(self, csv: Path, name: str = "flights") -> str:
        """Import and profile on the Data page; returns the version's id."""
        from modelyard.services.data import datasets

        self.window.go("data")
        job = self.job(lambda: datasets.import_file(self.workspace, ImportRequest(str(csv), name)))
        page: Any = self.window.page("data")
        wait_until(lambda: page.version is not None and page.detail_states.currentWidget() is not None, 30)
        self.settle()
        return str(job.result["version_id"])

    def train(self, spec: ExperimentSpec) -> list[Any]:
        """Train every algorithm of a spec on the Experiments page; returns the runs."""
        from modelyard.services.experiments import runs as experiments

        self.window.go("experiments")
        started = self.perform(lambda: experiments.start(self.workspace, spec))
        for run in started:
            self.ended(run.job_id, 300)
        self.settle()
        runs = [experiments.run(self.workspace, r.id) for r in started]
        assert all(r.state is RunState.FINISHED for r in runs), [(r.algorithm, r.error) for r in runs]
        return runs

    def register(self, run_id: str, name: str = "late-arrival") -> str:
        """Register a run on the Models page; returns the model version's id."""
        from modelyard.services import models

        self.window.go("models")
        job = self.job(lambda: models.register(self.workspace, run_id, name))
        self.settle()
        return str(job.result["version_id"])

    def launch(self, model_version_id: str, name: str = "late-arrival-live") -> Deployment:
        """Launch a version in a container on the Deployments page."""
        from modelyard.services import deployments

        self.window.go("deployments")
        request = LaunchRequest(name, model_version_id)
        job = self.job(lambda: deployments.launch(self.workspace, request))
        self.settle()
        return deployments.get(self.workspace, job.result["deployment_id"])

    def replay(self, deployment_id: str, version_id: str, where: str = sample.LIVE) -> int:
        """Send live traffic and wait until the window's own collector has kept all of it; returns the rows."""
        from modelyard.services import monitoring

        self.window.go("monitoring", deployment_id)
        job = self.job(lambda: sample.replay(self.workspace, deployment_id, version_id, where=where), 400)
        rows = int(job.result["rows"])
        self.bridge.perform(lambda: monitoring.collect(self.workspace, deployment_id))
        page: Any = self.window.page("monitoring")
        wait_until(
            lambda: (
                page.report is not None
                and page.report.deployment_id == deployment_id
                and page.report.predictions >= rows
            ),
            120,
            "the collected predictions",
        )
        self.settle()
        return rows

    def labels(self, deployment_id: str, version_id: str, where: str = sample.LIVE) -> int:
        """Add the true outcomes; returns how many."""
        from modelyard.services import monitoring

        file = self.folder / "labels.csv"
        self.ask(lambda: (sample.write_labels_csv(self.workspace, version_id, file, where),))
        job = self.job(lambda: monitoring.import_labels(self.workspace, deployment_id, file))
        page: Any = self.window.page("monitoring")
        wait_until(lambda: page.report.labelled > 0, 60, "the realised quality")
        self.settle()
        return int(job.result["rows"])

    def report(self) -> Any:
        """Read the whole report anew, with its charts; returns it."""
        self.window.go("monitoring")
        page: Any = self.window.page("monitoring")
        page.reload()
        self.settle()
        return page.report

    def close(self) -> None:
        """Delete the deployments, close the window, wait for its threads."""
        from modelyard.services import deployments

        if self.workspace is not None:
            for found in deployments.deployments(self.workspace):
                self.workspace.wait(deployments.delete(self.workspace, found.id)[0].id, timeout=60)
        self.window.setProperty("closing", True)
        self.window.close()
        self.bridge.deleteLater()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
