"""What adding own code does in its child process: run the file, and say what estimator it defines."""

from __future__ import annotations

from modelyard.domain.experiments.own_code import OwnEstimator
from modelyard.domain.jobs import JobContext


def inspect(context: JobContext, source: str, name: str) -> OwnEstimator:
    """The estimator of a file whose user agreed to run it; see `training.own_code.inspect_source`."""
    from modelyard.training.own_code import inspect_source

    return inspect_source(source, name, consent=True)
