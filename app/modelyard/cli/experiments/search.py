"""`modelyard experiments pause …`: searches and their trials."""

from __future__ import annotations

from typing import Any

import typer

from modelyard.cli.context import show, table
from modelyard.cli.context import workspace as open_here
from modelyard.cli.experiments.naming import NUMBER_HELP, RUN_HELP, one_run
from modelyard.cli.experiments.runs import as_bytes, ended
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import Limits
from modelyard.services.experiments import record
from modelyard.services.experiments import search as service

app = typer.Typer()

RUN = typer.Argument(..., help=RUN_HELP)
NUMBER = typer.Argument(None, help=NUMBER_HELP)


@app.command()
def trials(run: str = RUN, number: int | None = NUMBER) -> None:
    """List the trials of a search; each that was better than all before it has a star."""
    with open_here() as opened:
        of = one_run(opened, run, number)
        found = service.trials(opened, of.id)
        spec = record.spec(opened, of.id)
        metric = "" if spec is None else spec.metric
    best = {n for n, _ in service.best_so_far(metric, found)}
    rows = [
        [
            f"{t.number + 1}{' *' if t.number in best else ''}",
            t.state.value,
            None if t.value is None else f"{t.value:.4f}",
            f"{t.seconds:.1f} s",
            ", ".join(f"{name}={_short(value)}" for name, value in t.params.items()),
            t.text or None,
        ]
        for t in found
    ]
    table(["Trial", "State", metric or "Score", "Took", "Parameters", "Why"], rows, found)


@app.command()
def pause(run: str = RUN, number: int | None = NUMBER) -> None:
    """Let a search wait; its finished trials stay."""
    with open_here() as opened:
        found, _ = service.pause(opened, one_run(opened, run, number).id)
    _say(found, "pauses")


@app.command()
def resume(
    run: str = RUN,
    number: int | None = NUMBER,
    cores: int | None = typer.Option(None, help="Processor cores it may use from now on."),
    memory: float | None = typer.Option(None, help="GB of memory it may use from now on."),
) -> None:
    """Let a search go on that was paused, was cancelled or failed, and wait for it."""
    with open_here() as opened:
        found = one_run(opened, run, number)
        spec = record.spec(opened, found.id)
        limits = Limits() if spec is None else spec.limits
        given = Limits(cores or limits.cores, as_bytes(memory) or limits.memory, limits.low_priority)
        resumed, _ = service.resume(opened, found.id, given)
        resumed = ended(opened, resumed)
    _say(resumed, resumed.state.value)


@app.command()
def stop(run: str = RUN, number: int | None = NUMBER) -> None:
    """End a search; the best of its finished trials becomes the run."""
    with open_here() as opened:
        found, _ = service.stop(opened, one_run(opened, run, number).id)
        found = ended(opened, found)
    _say(found, found.state.value)


@app.command()
def keep_trial(
    run: str = RUN,
    number: int = typer.Argument(..., help="The trial's number; before it the run's, where that is not said."),
    trial: int | None = typer.Argument(None, help="The trial's number after a run's number."),
) -> None:
    """Train a trial's parameters as a run of its own, and wait for it."""
    with open_here() as opened:
        found = one_run(opened, run, None if trial is None else number)
        kept, _ = service.keep_trial(opened, found.id, (number if trial is None else trial) - 1)
        kept = ended(opened, kept)
    _say(kept, kept.state.value)


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _say(run: Run, what: str) -> None:
    show(run, f"{run.title}: {what}")
