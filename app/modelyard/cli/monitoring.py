"""`modelyard monitoring …`: collect, add labels, report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.core.errors import InputError
from modelyard.domain.monitoring import Grain, MonitoringReport, Verdict
from modelyard.services import deployments
from modelyard.services import monitoring as service

app = typer.Typer(help="Watch running models.", no_args_is_help=True)

NAME = typer.Argument(..., help="The deployment's name.")


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a date.", "Write it like 2013-04-01 or 2013-04-01T08:00.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@app.command()
def collect(name: str = NAME) -> None:
    """Pull what a running deployment has logged."""
    with workspace() as opened:
        rows, _ = service.collect(opened, deployments.find(opened, name).id)
    show({"rows": rows}, f"{rows:,} new predictions")


@app.command()
def labels(
    name: str = NAME,
    file: Path = typer.Argument(..., help="A CSV or Parquet file of prediction ids and true outcomes."),
    id_column: str = typer.Option("prediction_id", help="The column of prediction ids."),
    label_column: str = typer.Option("", help="The column of outcomes; by default the target's name."),
) -> None:
    """Add true outcomes; they join predictions by their id."""
    with workspace() as opened:
        found = deployments.find(opened, name)
        job, _ = service.import_labels(opened, found.id, file, id_column, label_column or None)
        result = wait(opened, job).result
    show(result, f"{result['rows']:,} labels added, {result['rejected']:,} did not fit")


@app.command()
def report(
    name: str = NAME,
    since: str = typer.Option("", help="Begin of the period (UTC), for example 2013-04-01."),
    until: str = typer.Option("", help="End of the period (UTC)."),
    grain: Grain = typer.Option(Grain.WEEK, help="The length of a window: hour, day or week."),
) -> None:
    """Report traffic, drift and realised quality over time."""
    with workspace() as opened:
        found = deployments.find(opened, name)
        result = service.report(opened, found.id, _instant(since), _instant(until), grain)
    rows = [_row(result, index) for index in range(len(result.traffic))]
    headings = ["Window", "Requests", "Rows", "Errors", "p95 ms", "Drifted", "Worst", "PSI", "Labelled", "ROC AUC"]
    table(headings, rows, service.to_json(result))


def _row(result: MonitoringReport, index: int) -> list[object]:
    traffic = result.traffic[index]
    points = [p for p in result.drift if p.start == traffic.start and p.psi is not None]
    worst = max(points, key=lambda p: p.psi or 0.0, default=None)
    quality = next((q for q in result.quality if q.start == traffic.start), None)
    return [
        f"{traffic.start:%Y-%m-%d %H:%M}" if result.grain is Grain.HOUR else f"{traffic.start:%Y-%m-%d}",
        f"{traffic.requests:,}",
        f"{traffic.rows:,}",
        f"{traffic.errors:,}",
        None if traffic.p95 is None else f"{traffic.p95 * 1000:.1f}",
        sum(p.verdict is Verdict.ALERT for p in points),
        worst.feature if worst else None,
        f"{worst.psi:.3f}" if worst else None,
        f"{quality.coverage:.0%}" if quality else None,
        f"{quality.roc_auc:.4f}" if quality and quality.roc_auc is not None else None,
    ]
