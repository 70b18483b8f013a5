"""`modelyard demo`: one model's whole life on the flights data, each step with its time."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer

from modelyard.cli.context import shared, show, wait
from modelyard.core.errors import AppError, ConflictError
from modelyard.domain.data.datasets import DatasetVersion, ImportRequest
from modelyard.domain.deployments import Backend, Deployment, LaunchRequest
from modelyard.domain.experiments.runs import Run
from modelyard.domain.models import ModelVersion
from modelyard.domain.monitoring import Grain, MonitoringReport, Verdict
from modelyard.services import deployments, models, monitoring, sample
from modelyard.services.data import datasets
from modelyard.services.experiments import reproduce
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import INFO_FILE, Workspace, create_workspace, open_workspace, read_info

NAME = "Flights demo"
LATE_LABELS = (("labels-apr-to-sep.csv", "month BETWEEN 4 AND 9"), ("labels-oct-to-nov.csv", "month BETWEEN 10 AND 11"))
PARITY_ROWS = 2000


@dataclass(slots=True)
class Journal:
    """The steps so far, with their seconds."""

    steps: list[tuple[str, float]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def step(self, title: str) -> Iterator[list[str]]:
        """Time one step; what is put into the list is printed behind it."""
        notes: list[str] = []
        began = time.perf_counter()
        if not shared.json:
            typer.echo(f"{len(self.steps) + 1:2}. {title} … ", nl=False)
        yield notes
        seconds = time.perf_counter() - began
        self.steps.append((title, round(seconds, 3)))
        if not shared.json:
            typer.echo(f"{seconds:.1f} s. {'. '.join(notes)}")


def demo(
    folder: Path = typer.Argument(None, help="The workspace to make; by default Modelyard/flights-demo.modelyard."),
    backend: Backend | None = typer.Option(None, help="docker or process; by default docker where it answers."),
    days: int = typer.Option(0, help="Replay only the first days of live traffic; all by default."),
) -> None:
    """Import, train, register, launch, replay nine months of traffic, add late labels, report: on NYC flights 2013."""
    folder = (folder or Path.home() / "Modelyard" / "flights-demo.modelyard").expanduser()
    began = time.perf_counter()
    _remove_earlier(folder)
    journal = Journal()
    with journal.step(f"Make the workspace {folder}"):
        workspace = create_workspace(folder, NAME, role="cli")
        workspace.runner.children.warm()
    try:
        _journey(workspace, journal, backend, days)
    finally:
        workspace.close()
    journal.facts["seconds"] = round(time.perf_counter() - began, 1)
    _summary(folder, journal)


def _remove_earlier(folder: Path) -> None:
    """Remove the workspace of an earlier demo with its containers; nothing else."""
    if not folder.exists():
        return
    if not (folder / INFO_FILE).exists() or read_info(folder).name != NAME:
        raise ConflictError(f"{folder} exists and was not made by the demo.", "Name another folder.")
    earlier = open_workspace(folder, role="cli")
    try:
        for deployment in deployments.deployments(earlier):
            job, _ = deployments.delete(earlier, deployment.id)
            earlier.wait(job.id)
    finally:
        earlier.close()
    shutil.rmtree(folder)


def _journey(workspace: Workspace, journal: Journal, backend: Backend | None, days: int) -> None:
    version = _import(workspace, journal)
    best = _train(workspace, journal, version)
    model = _register(workspace, journal, best)
    deployment = _launch(workspace, journal, model, backend)
    _compare(workspace, journal, deployment, model)
    _replay(workspace, journal, deployment, version, days)
    _labels(workspace, journal, deployment, version)
    _report(workspace, journal, deployment)
    _reproduce(workspace, journal)


def _import(workspace: Workspace, journal: Journal) -> DatasetVersion:
    csv = workspace.path / "flights.csv"
    sample.write_flights_csv(csv)
    with journal.step(f"Import and profile {csv.name} ({csv.stat().st_size / 1e6:.0f} MB)") as notes:
        job, _ = datasets.import_file(workspace, ImportRequest(str(csv), "flights", note="NYC flights 2013"))
        version = datasets.version(workspace, wait(workspace, job).result["version_id"])
        notes.append(f"{version.rows:,} rows, {len(version.columns)} columns, {version.rejected:,} kept aside")
    journal.facts |= {"rows": version.rows, "rejected": version.rejected}
    return version


def _train(workspace: Workspace, journal: Journal, version: DatasetVersion) -> Run:
    with journal.step("Train four algorithms on January to March") as notes:
        started, _ = experiments.start(workspace, sample.flights_spec(version.id))
        for run in started:
            assert run.job_id is not None
            wait(workspace, workspace.job(run.job_id))
        ended = [experiments.run(workspace, run.id) for run in started]
        best = experiments.best_run(ended)
        if best is None:
            raise AppError("No run finished.", "Look at the activity list.")
        notes.append(", ".join(f"{r.algorithm_name} {r.metrics['roc_auc']:.3f}" for r in ended))
    journal.facts["roc_auc"] = {r.algorithm: r.metrics["roc_auc"] for r in ended}
    return best


def _register(workspace: Workspace, journal: Journal, best: Run) -> ModelVersion:
    with journal.step(f"Register run {best.number}, {best.algorithm_name.lower()}") as notes:
        job, _ = models.register(workspace, best.id, "late-arrival")
        version = models.version(workspace, wait(workspace, job).result["version_id"])
        notes.append(f"{version.size_bytes / 1e6:.1f} MB, scorer {version.scorer}")
        notes.append(f"differs from scikit-learn by at most {version.parity.max_difference:.1e}")
    journal.facts |= {"scorer": version.scorer, "parity": version.parity.max_difference}
    return version


def _launch(workspace: Workspace, journal: Journal, model: ModelVersion, backend: Backend | None) -> Deployment:
    with journal.step(f"Launch {model.label}") as notes:
        job, _ = deployments.launch(workspace, LaunchRequest("late-arrival-live", model.id, backend=backend))
        result = wait(workspace, job).result
        deployment = deployments.get(workspace, result["deployment_id"])
        where = "container" if deployment.backend is Backend.DOCKER else "local process"
        notes.append(f"{where} at {deployment.url}, first answer after {result['seconds']:.2f} s")
    journal.facts |= {"backend": deployment.backend.value, "url": deployment.url, "launch_seconds": result["seconds"]}
    return deployment


def _compare(workspace: Workspace, journal: Journal, deployment: Deployment, model: ModelVersion) -> None:
    with journal.step(f"Compare {PARITY_ROWS:,} served predictions with scikit-learn's") as notes:
        columns, rows, scores = models.sample_rows(workspace, model.id, PARITY_ROWS)
        with deployments.client(workspace, deployment) as client:
            answers = client.predict(columns, rows, monitor=False)
        worst = max(abs(a[1] - s) for a, s in zip(answers, scores, strict=True))
        if worst > 1e-12:
            raise AppError(f"The container's answers differ by up to {worst:.1e}.", "This is a bug; report it.")
        notes.append(f"largest difference {worst:.1e}")
    journal.facts["served_difference"] = worst


def _replay(workspace: Workspace, journal: Journal, deployment: Deployment, version: DatasetVersion, days: int) -> None:
    where = sample.LIVE + (f" AND time_hour < TIMESTAMP '2013-04-01 05:00' + INTERVAL {days} DAY" if days else "")
    with journal.step("Replay April to December as live traffic") as notes:
        job, _ = sample.replay(workspace, deployment.id, version.id, where=where)
        result = wait(workspace, job).result
        monitoring.collect(workspace, deployment.id)
        notes.append(f"{result['rows']:,} predictions in {result['requests']:,} requests")
    journal.facts |= {"predictions": result["rows"], "requests": result["requests"]}


def _labels(workspace: Workspace, journal: Journal, deployment: Deployment, version: DatasetVersion) -> None:
    with journal.step("Let the true labels arrive late") as notes:
        total = 0
        for name, where in LATE_LABELS:
            file = workspace.path / name
            sample.write_labels_csv(workspace, version.id, file, f"({sample.LIVE}) AND {where}")
            job, _ = monitoring.import_labels(workspace, deployment.id, file)
            total += wait(workspace, job).result["rows"]
        notes.append(f"{total:,} labels, none yet for December")
    journal.facts["labels"] = total


def _report(workspace: Workspace, journal: Journal, deployment: Deployment) -> None:
    with journal.step("Report drift and realised quality, draw the charts") as notes:
        found = monitoring.report(workspace, deployment.id, grain=Grain.WEEK)
        charts = workspace.path / "charts"
        _draw(found, charts)
        drifted = sorted({p.feature for p in found.drift if p.verdict is Verdict.ALERT})
        notes.append(f"{found.labelled:,} of {found.predictions:,} predictions have a label")
    months = monitoring.report(workspace, deployment.id, grain=Grain.WEEK)
    realised = [q.roc_auc for q in months.quality if q.roc_auc is not None]
    journal.facts |= {
        "labelled": found.labelled,
        "watched": found.predictions,
        "drifted": drifted,
        "training_roc_auc": found.training_metrics.get("roc_auc"),
        "realised_roc_auc": [min(realised), max(realised)] if realised else None,
        "charts": str(charts),
    }


def _reproduce(workspace: Workspace, journal: Journal) -> None:
    with journal.step("Run every run again from its record") as notes:
        made = experiments.runs(workspace)
        for run in made:
            job, _ = reproduce.reproduce(workspace, run.id)
            wait(workspace, job)
            found = reproduce.reproductions(workspace, run.id)[0]
            if not found.exact:
                raise AppError(f"Run {run.number} did not come out as it was: {found.text()}", "Report it.")
        notes.append(f"All {len(made)} came out bit for bit the same")
    journal.facts["reproduced"] = len(made)


def _draw(report: MonitoringReport, folder: Path) -> None:
    from modelyard.charts.report import save_report

    folder.mkdir(exist_ok=True)
    save_report(report, folder)


def _summary(folder: Path, journal: Journal) -> None:
    facts = journal.facts
    if shared.json:
        show({"workspace": str(folder), "steps": dict(journal.steps), **facts})
        return
    lines = [
        "",
        f"Done in {facts['seconds']:.0f} s.",
        f"  Rows watched        {facts['watched']:,} in {facts['requests']:,} requests, {facts['labelled']:,} labelled",
        f"  ROC AUC at training {facts['training_roc_auc']:.3f}",
    ]
    if facts["realised_roc_auc"]:
        low, high = facts["realised_roc_auc"]
        lines.append(f"  Realised, per week  {low:.3f} to {high:.3f}")
    lines += [
        f"  Drifted features    {', '.join(facts['drifted']) or 'none'}",
        f"  Running at          {facts['url']} ({facts['backend']})",
        f"  Charts              {facts['charts']}",
        f"  Look at it          modelyard open {folder}",
    ]
    typer.echo("\n".join(lines))
    sys.stdout.flush()
