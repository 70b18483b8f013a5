"""`modelyard experiments import-mlflow` and `export-mlflow`."""

from __future__ import annotations

from pathlib import Path

import typer

from modelyard.cli.context import show, wait, workspace
from modelyard.cli.experiments.runs import find_run
from modelyard.core.errors import InputError
from modelyard.services.experiments import exchange, export

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
    runs: list[str] = typer.Argument(..., help="Runs as EXPERIMENT:NUMBER, or EXPERIMENT for its best."),
    to: Path = typer.Option(..., help="The folder mlruns to write: a new one, or one that is there."),
) -> None:
    """Write runs as a folder that MLflow reads."""
    with workspace() as opened:
        chosen = [find_run(opened, *_named(text)).id for text in runs]
        job, _ = export.export_mlflow(opened, chosen, to)
        result = wait(opened, job).result
    show(result, result["text"])


def _named(text: str) -> tuple[str, int | None]:
    experiment, colon, number = text.rpartition(":")
    if not colon:
        return text, None
    if not number.isdigit():
        raise InputError(f"{text!r} names no run.", 'Write it as "churn:12".')
    return experiment, int(number)
