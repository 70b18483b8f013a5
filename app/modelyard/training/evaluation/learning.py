"""The learning curve: how good a model gets from how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelyard.domain.experiments.evaluation import LearningCurve
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.domain.jobs import JobContext, Part
from modelyard.training.evaluation.metrics import score_model
from modelyard.training.evaluation.tasks import drawn
from modelyard.training.features import make_pipeline
from modelyard.training.fit import fit_model
from modelyard.training.problem import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
JUDGED_ROWS = 20_000
"""Training rows that the training metric is measured on."""


def learning_curve(
    context: JobContext, problem: Problem, spec: ExperimentSpec, algorithm: AlgorithmSpec
) -> LearningCurve:
    """The experiment's metric on the hold-out, and on the rows learned from, for growing shares of the training rows.

    Rows are drawn with the seed, each class with its share, and each part holds the one before. Shares too small to
    learn from, and those where the metric has no value, are left out. Raises `CancelledError` when the job was asked
    to stop.
    """
    order = _order(problem, spec.seed)
    hold_out = problem.inputs.iloc[problem.test]
    rows, training, judged = [], [], []
    for i, share in enumerate(SHARES):
        chosen = problem.train[order[: round(share * len(order))]]
        y = problem.target(chosen)
        context.check_cancelled()
        if len(chosen) < 2 or (problem.task.classifies and y is not None and len(set(y.tolist())) < 2):
            continue
        chosen.sort()
        y = problem.target(chosen)
        pipeline = make_pipeline(problem.features, spec, algorithm, spec.seed)
        part = Part(context, i / len(SHARES), (i + 1) / len(SHARES))
        fit_model(part, pipeline, problem.inputs.iloc[chosen], y, problem.weight(chosen), spec.limits.cores)
        seen = chosen[drawn(len(chosen), spec.seed, JUDGED_ROWS)]
        values = [
            score_model(spec.task, spec.metric, pipeline, x, target, problem.classes)
            for x, target in (
                (problem.inputs.iloc[seen], problem.target(seen)),
                (hold_out, problem.target(problem.test)),
            )
        ]
        if all(value == value for value in values):
            rows.append(len(chosen))
            training.append(values[0])
            judged.append(values[1])
    return LearningCurve(spec.metric, tuple(rows), tuple(training), tuple(judged))


def _order(problem: Problem, seed: int) -> NDArray[np.int64]:
    """Training rows so that any first part of them has about the same share of each class."""
    import numpy as np

    generator = np.random.Generator(np.random.PCG64(seed))
    shuffled = generator.permutation(len(problem.train))
    y = problem.target(problem.train)
    if not problem.task.classifies or y is None:
        return shuffled
    place = np.empty(len(shuffled))
    for code in np.unique(y):
        members = shuffled[y[shuffled] == code]
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    return np.asarray(np.argsort(place, kind="stable"))
