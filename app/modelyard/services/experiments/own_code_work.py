"""What adding own code does in its child process: run the file, and say what estimator it defines."""

from __future__ import annotations

from modelyard.domain.experiments.own_code import OwnEstimator
from modelyard.domain.jobs import JobContext


def inspect(context: JobContext, source: str, name: str) -> OwnEstimator:
    """The estimator of a file whose user agreed to run it; see `training.own_code.inspect_source`.

    Reports progress when all is imported that is not the file's own, so that its time can be measured.
    """
    import skops.io  # noqa: F401 - imported here, and with it scikit-learn

    from modelyard.training.own_code import inspect_source

    context.progress(None, "Running the file in a process of its own")
    return inspect_source(source, name, consent=True)
