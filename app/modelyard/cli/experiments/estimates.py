"""How long runs will take, as `modelyard experiments run` says it."""

from __future__ import annotations

import typer

from modelyard.cli.context import table
from modelyard.domain.experiments.estimate import A_FEW, AT_ONCE, Estimate, rounded, together
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.services.experiments import runs
from modelyard.services.experiments.estimate import estimate_of
from modelyard.services.workspace import Workspace


def print_estimate(opened: Workspace, spec: ExperimentSpec) -> None:
    """A table: each algorithm with its time and its range, and all of them."""
    found = estimate_of(opened, spec)
    names = runs.algorithm_names(opened)
    rows = [
        [names[key], _about(span.likely), _between(span.low, span.high), found.searches.get(key)]
        for key, span in found.algorithms.items()
    ]
    whole = found.total
    rows.append(["All", _about(whole.likely), _between(whole.low, whole.high), found.trials or None])
    table(["Algorithm", "Time", "In most cases", "Trials"], rows, found)


def say_estimate(opened: Workspace, spec: ExperimentSpec) -> None:
    """One line beside the output, where it is worth one."""
    found: Estimate = estimate_of(opened, spec)
    word, _, _ = together(found.total.low, found.total.high)
    if word not in (AT_ONCE, A_FEW):
        cores = f"{found.cores} core{'s' if found.cores != 1 else ''}"
        typer.echo(f"This takes {_between(found.total.low, found.total.high)} on {cores}.", err=True)


def _about(seconds: float) -> str:
    word, number = rounded(seconds)
    return word if word in (AT_ONCE, A_FEW) else "about " + word.format(n=number)


def _between(low: float, high: float) -> str:
    word, least, most = together(low, high)
    if word in (AT_ONCE, A_FEW):
        return word
    return ("about " if least == most else f"{least} to ") + word.format(n=most)
