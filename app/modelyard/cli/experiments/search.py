"""`modelyard experiments pause …`: searches and their trials."""

from __future__ import annotations

from typing import Any

import typer

from modelyard.cli.context import show, table
from modelyard.cli.context import workspace as open_here
from modelyard.cli.experiments.runs import as_bytes, ended, find_run
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import Limits
from modelyard.services.experiments import runs as run_service
from modelyard.services.experiments import search as service

app = typer.Typer()

EXPERIMENT = typer.Argument(..., help="The experiment's name.")
NUMBER = typer.Argument(..., help="The run's number.")


@app.command()
def trials(experiment: str = EXPERIMENT, number: int = NUMBER) -> None:
    """List the trials of a search; each that was better than all before it has a star."""
    with open_here() as opened:
        run = find_run(opened, experiment, number)
        found = service.trials(opened, run.id)
        metric = run_service.run_spec(opened, run.id).metric
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
    table(["Trial", "State", metric, "Took", "Parameters", "Why"], rows, found)


@app.command()
def pause(experiment: str = EXPERIMENT, number: int = NUMBER) -> None:
    """Let a search wait; its finished trials stay."""
    with open_here() as opened:
        run, _ = service.pause(opened, find_run(opened, experiment, number).id)
    _say(run, "pauses")


@app.command()
def resume(
    experiment: str = EXPERIMENT,
    number: int = NUMBER,
    cores: int | None = typer.Option(None, help="Processor cores it may use from now on."),
    memory: float | None = typer.Option(None, help="GB of memory it may use from now on."),
) -> None:
    """Let a search go on that was paused, was cancelled or failed, and wait for it."""
    with open_here() as opened:
        found = find_run(opened, experiment, number)
        limits = run_service.run_spec(opened, found.id).limits
        given = Limits(cores or limits.cores, as_bytes(memory) or limits.memory, limits.low_priority)
        run, _ = service.resume(opened, found.id, given)
        run = ended(opened, run)
    _say(run, run.state.value)


@app.command()
def stop(experiment: str = EXPERIMENT, number: int = NUMBER) -> None:
    """End a search; the best of its finished trials becomes the run."""
    with open_here() as opened:
        run, _ = service.stop(opened, find_run(opened, experiment, number).id)
        run = ended(opened, run)
    _say(run, run.state.value)


@app.command()
def keep_trial(
    experiment: str = EXPERIMENT,
    number: int = NUMBER,
    trial: int = typer.Argument(..., help="The trial's number."),
) -> None:
    """Train a trial's parameters as a run of its own, and wait for it."""
    with open_here() as opened:
        run, _ = service.keep_trial(opened, find_run(opened, experiment, number).id, trial - 1)
        run = ended(opened, run)
    _say(run, run.state.value)


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _say(run: Run, what: str) -> None:
    show(run, f"{run.title}: {what}")
