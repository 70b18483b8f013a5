"""`modelyard data profile`, `correlations` and `report`: what a dataset's columns look like."""

from __future__ import annotations

from pathlib import Path

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.core.errors import InputError, NotFoundError
from modelyard.core.words import counted
from modelyard.domain.data.correlations import Measure
from modelyard.domain.data.datasets import ColumnProfile
from modelyard.domain.data.warnings import DataWarning, of_column, share
from modelyard.services.data import datasets
from modelyard.services.data import profile as service
from modelyard.services.workspace import Workspace

DATASET = typer.Argument(..., help="The dataset's name.")
VERSION = typer.Option(None, help="The version's number; the newest by default.")


def register(app: typer.Typer) -> None:
    """Add the commands to the group of the Data stage."""
    app.command()(profile)
    app.command()(correlations)
    app.command()(report)


def profile(
    dataset: str = DATASET,
    version: int | None = VERSION,
    column: str | None = typer.Option(None, help="Show everything about this column."),
    target: str = typer.Option("", help="Warn of leaks and rare classes relative to this column."),
) -> None:
    """Show the profile of a dataset's columns, and what to look at before training."""
    with workspace() as opened:
        found_version = datasets.find_version(opened, dataset, version)
        _complete(opened, found_version.id)
        if target and service.target_report(opened, found_version.id, target) is None:
            wait(opened, service.look_at_target(opened, found_version.id, target)[0])
        found = service.insight(opened, found_version.id, target)
    if column is not None:
        chosen = found.profile.column(column)
        if chosen is None:
            names = ", ".join(c.name for c in found.profile.columns[:12])
            raise NotFoundError(f"{found_version.label} has no column {column}.", f"Its columns are {names}.")
        odd = of_column(found.warnings, column)
        table(["", column], _facts(chosen), {"column": chosen, "warnings": odd})
        _say(odd)
        return
    rows = [
        [c.name, c.type.value, share(c.missing_share), f"{c.distinct:,}", c.minimum, c.maximum, _short(c.mean),
         ", ".join(dict.fromkeys(w.title for w in of_column(found.warnings, c.name))) or None]
        for c in found.profile.columns
    ]  # fmt: skip
    whole = {
        "rows": found.profile.rows,
        "columns": found.profile.columns,
        "duplicate_rows": found.profile.duplicate_rows,
        "twins": found.profile.twins,
        "warnings": found.warnings,
        "target": found.target,
    }
    table(["Column", "Type", "Missing", "Distinct", "Minimum", "Maximum", "Mean", "Warnings"], rows, whole)
    _say(found.warnings)


def _complete(opened: Workspace, version_id: str) -> None:
    """Profile a version anew where its profile is of an earlier release and may be replaced."""
    if not opened.read_only and not service.insight(opened, version_id).complete:
        wait(opened, service.complete_profile(opened, version_id)[0])


def _say(odd: tuple[DataWarning, ...]) -> None:
    from modelyard.cli.context import shared

    if not shared.json:
        for warning in odd:
            typer.echo(f"{warning.severity.value.upper():5} {warning.text} {warning.advice}")


def _short(value: float | None) -> str | None:
    return None if value is None else f"{value:,.4g}"


def _facts(c: ColumnProfile) -> list[list[object]]:
    rows: list[list[object]] = [["Type", c.type.value], ["Rows", f"{c.rows:,}"]]
    rows += [["Missing", f"{c.missing:,} ({share(c.missing_share)})"], ["Distinct", f"{c.distinct:,}"]]
    named: list[tuple[str, object]] = [("Minimum", c.minimum), ("Middle", c.middle)]
    named += [(f"Quantile {q}", v) for q, v in zip((0.01, 0.99), c.tails, strict=False)][:1]
    named += [(f"Quantile {q}", v) for q, v in zip((0.05, 0.25, 0.5, 0.75, 0.95), c.quantiles, strict=False)]
    named += [(f"Quantile {q}", v) for q, v in zip((0.01, 0.99), c.tails, strict=False)][1:]
    named += [("Maximum", c.maximum), ("Mean", c.mean), ("Standard deviation", c.std), ("Skewness", c.skewness)]
    named += [("Excess kurtosis", c.kurtosis), ("Zeros", c.zeros), ("Negative", c.negatives), ("Order", c.order.value)]
    if c.outliers is not None:
        fences = f"outside {c.outliers.low!r} to {c.outliers.high!r}"
        named += [("Outliers (1.5 IQR)", f"{c.outliers.count:,} {fences}"), ("Far out (3 IQR)", f"{c.outliers.far:,}")]
        named += [("Beyond 3 std", f"{c.outliers.beyond_z:,}")]
    if c.text is not None:
        named += [("Length", f"{c.text.shortest} to {c.text.longest}, mean {c.text.mean_length:.2f}")]
    rows += [[name, value] for name, value in named if value not in (None, "")]
    rows += [[f"Top: {value}", f"{n:,} ({share(n / c.rows)})"] for value, n in c.top]
    return rows


def correlations(
    dataset: str = DATASET,
    version: int | None = VERSION,
    measure: Measure = typer.Option(Measure.AUTO, help="How association is measured."),
    most: int = typer.Option(20, help="How many pairs to show."),
) -> None:
    """Show the pairs of columns that go together most."""
    with workspace() as opened:
        found_version = datasets.find_version(opened, dataset, version)
        found = service.correlations(opened, found_version.id)
        if found is None:
            wait(opened, service.correlate(opened, found_version.id)[0])
            found = service.correlations(opened, found_version.id)
    if found is None:
        raise InputError(f"The correlations of {found_version.label} were not kept.", "Try again.")
    rows = [
        [found.columns[pair.first], found.columns[pair.second], f"{value:.4f}", f"{pair.rows:,}"]
        for pair, value in found.strongest(measure)[:most]
    ]
    table(["First", "Second", "Strength", "Rows"], rows, found)
    if found.sampled:
        typer.echo(f"Sample of {found.rows_used:,} of {found.rows:,} rows, seed {found.seed}", err=True)


def report(
    dataset: str = DATASET,
    output: Path = typer.Option(..., "--output", "-o", help="The HTML file to write."),
    version: int | None = VERSION,
    target: str = typer.Option("", help="Look at leaks and rare classes relative to this column."),
) -> None:
    """Write the profile, warnings and correlations as one HTML file that needs nothing else."""
    from modelyard.charts.profile_report import ReportData, write_report

    with workspace() as opened:
        found_version = datasets.find_version(opened, dataset, version)
        _complete(opened, found_version.id)
        if not opened.read_only:
            if service.correlations(opened, found_version.id) is None:
                wait(opened, service.correlate(opened, found_version.id)[0])
            if target and service.target_report(opened, found_version.id, target) is None:
                wait(opened, service.look_at_target(opened, found_version.id, target)[0])
        found = service.insight(opened, found_version.id, target)
    write_report(ReportData(found.version, found.profile, found.warnings, found.correlations, found.target), output)
    show(
        {"file": str(output), "warnings": len(found.warnings)},
        f"Wrote the profile of {found_version.label} with {counted(len(found.warnings), 'warning')} to {output}",
    )
