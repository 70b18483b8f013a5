"""`modelyard experiments import-mlflow` and `export-mlflow`."""

from __future__ import annotations

from pathlib import Path

import typer

from modelyard.cli.context import show, wait, workspace
from modelyard.cli.experiments.naming import RUN_HELP, find_run, run_named
from modelyard.domain.experiments.runs import Run
from modelyard.services.experiments import exchange, export
from modelyard.services.experiments import runs as service
from modelyard.services.workspace import Workspace

app = typer.Typer()


@app.command("import-mlflow")
def import_mlflow(
    path: Path = typer.Argument(..., help="MLflow's database (mlflow.db), its folder mlruns, or the folder of one."),
) -> None:
    """Import all runs of a store of MLflow; what was imported before is brought up to date."""
    with workspace() as opened:
        job, _ = exchange.import_mlflow(opened, path)
        report = exchange.checked_report(wait(opened, job))
    counts = [f"{name}: {number:,}" for name, number in report["counts"].items() if number]
    show(report, "\n".join([report["text"], *counts, *report["problems"]]))


@app.command("export-mlflow")
def export_mlflow(
    runs: list[str] = typer.Argument(..., help=f"{RUN_HELP} EXPERIMENT alone is its best run."),
    to: Path = typer.Option(..., help="The folder mlruns to write: a new one, or one that is there."),
) -> None:
    """Write runs as a folder that MLflow reads."""
    with workspace() as opened:
        chosen = [_run(opened, text).id for text in dict.fromkeys(runs)]
        job, _ = export.export_mlflow(opened, chosen, to)
        result = wait(opened, job).result
    show(result, "\n".join([result["text"], *result["problems"]]))


def _run(opened: Workspace, text: str) -> Run:
    """A run by its name, or the best of an experiment."""
    known = any(e.name == text for e in service.experiments(opened))
    return find_run(opened, text, None) if known else run_named(opened, text)
