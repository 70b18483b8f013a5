"""`modelyard experiments reproduce …`: run runs again, and find out why scores differ."""

from __future__ import annotations

from pathlib import Path

import typer

from modelyard.cli.context import show, table, wait
from modelyard.cli.context import workspace as open_here
from modelyard.cli.experiments.manage import chosen
from modelyard.cli.experiments.naming import RUN_HELP, run_named
from modelyard.core.errors import InputError
from modelyard.domain.experiments.metrics import described
from modelyard.domain.experiments.reproduction import Change, MetricAgain
from modelyard.services.experiments import compare, record, report, reproduce, runs, why
from modelyard.services.workspace import Workspace

app = typer.Typer()
METRIC = typer.Option("", help="The metric; by default the one that the experiment optimises.")


@app.command("reproduce")
def reproduce_(
    run: str = typer.Argument(..., help=RUN_HELP),
    search: bool = typer.Option(False, "--search", help="Make all trials of a search again, too."),
) -> None:
    """Run a run again from its record and say whether the same came out; ends with 1 where it did not."""
    with open_here() as opened:
        (run_id,) = chosen(opened, [run], "")
        job, _ = reproduce.reproduce(opened, run_id, search)
        wait(opened, job)
        found = reproduce.reproductions(opened, run_id)[0]
    words = {True: "the same", False: "different", None: "nothing to compare"}
    lines = [f"{name}: {words[same]}" for name, same in found.verdicts().items()]
    odd = [m for m in found.metrics if not m.same]
    lines += [
        f"  {described(m.key).name}{f', fold {m.fold}' if m.fold else ''}: {m.then} then, {m.now} now" for m in odd
    ]
    lines += [f"  {_change(change)}" for change in (*found.environment, *found.packages)]
    show(found, "\n".join([*lines, found.text()]))
    if not found.exact:
        raise typer.Exit(1)


def _metric(one: MetricAgain) -> str:
    return f"{described(one.key).name}, fold {one.fold}" if one.fold else described(one.key).name


def _change(change: Change) -> str:
    return f"{change.name}: {change.then or 'nothing'} then, {change.now or 'nothing'} now"


@app.command("why")
def why_(
    first: str = typer.Argument(..., help=RUN_HELP),
    second: str = typer.Argument(..., help=RUN_HELP),
    metric: str = METRIC,
) -> None:
    """Find out why the score of the second run differs from that of the first."""
    with open_here() as opened:
        one, other = (run_named(opened, name).id for name in (first, second))
        key = metric or _usual(opened, one)
        job, _ = why.start_why(opened, one, other, key)
        wait(opened, job)
        found = why.attribution(opened, one, other, key)
    assert found is not None
    rows = [
        [
            part.name,
            f"{part.value:+.6f}",
            None if part.sure else "no more than chance",
            "; ".join(f"{f.name} {f.then or '–'} → {f.now or '–'}" for f in part.facts[:4]),
        ]
        for part in found.parts
    ]
    table(["Part", described(key).name, "", "What changed"], rows, found)
    typer.echo(found.text, err=True)


@app.command()
def significance(
    run: list[str] = typer.Argument(..., help="EXPERIMENT:NUMBER; two or more."),
    metric: str = METRIC,
) -> None:
    """Say which run is best, and whether that is more than chance."""
    if len(run) < 2:
        raise InputError("One run alone cannot be compared.", "Name two or more.")
    with open_here() as opened:
        ids = chosen(opened, run, "")
        found = compare.significance(opened, ids, metric or _usual(opened, ids[0]))
    show(found, "\n".join([found.text, *(f"  {pair.text}" for pair in found.against_best())]))


def _usual(opened: Workspace, run_id: str) -> str:
    """The metric that the run's experiment optimises, or the first that a run from outside has."""
    spec = record.spec(opened, run_id)
    return spec.metric if spec is not None else next(iter(runs.run(opened, run_id).metrics), "")


@app.command("report")
def report_(
    run: list[str] = typer.Argument(..., help="EXPERIMENT:NUMBER; several are put side by side."),
    output: Path = typer.Option(..., "--output", "-o", help="The file to write, ending in .html or .pdf."),
) -> None:
    """Write a report of one run, or of several side by side, as HTML or PDF."""
    from modelyard.charts import run_report

    with open_here() as opened:
        found = report.read_report(opened, chosen(opened, run, ""))
    written = run_report.write_report(found, output)
    show({"path": str(written)}, f"Wrote {written}")
