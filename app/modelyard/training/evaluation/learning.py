"""The learning curve: how good a model gets from how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelyard.core.errors import InputError
from modelyard.domain.experiments.evaluation import LearningCurve
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.domain.jobs import JobContext, Part
from modelyard.training.evaluation.metrics import metric_value
from modelyard.training.evaluation.tasks import drawn
from modelyard.training.problem import Problem
from modelyard.training.run import Member, fit_rows, judge_rows, pipeline_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
JUDGED_ROWS = 20_000
"""Training rows that the training metric is measured on."""


def learning_curve(
    context: JobContext,
    problem: Problem,
    spec: ExperimentSpec,
    algorithm: AlgorithmSpec,
    members: tuple[Member, ...] = (),
) -> LearningCurve:
    """The experiment's metric on the hold-out, and on the rows learned from, for growing shares of the training rows.

    Rows are drawn with the seed, each class with its share, and each part holds the one before. Shares too small to
    learn from, and those where the metric has no value, are left out. `members` are what an ensemble is of. Raises
    `CancelledError` when the job was asked to stop.
    """
    order = _order(problem, spec.seed)
    rows, training, judged = [], [], []
    for i, share in enumerate(SHARES):
        chosen = problem.train[order[: round(share * len(order))]]
        y = problem.target(chosen)
        context.check_cancelled()
        if len(chosen) < 2 or (problem.task.classifies and y is not None and len(set(y.tolist())) < 2):
            continue
        chosen.sort()
        y = problem.target(chosen)
        pipeline = pipeline_of(problem, spec, algorithm, members)
        part = Part(context, i / len(SHARES), (i + 1) / len(SHARES))
        seen = chosen[drawn(len(chosen), spec.seed, JUDGED_ROWS)]
        try:
            fit_rows(part, pipeline, problem, chosen, spec)
            values = [metric_value(spec.metric, judge_rows(pipeline, problem, at)) for at in (seen, problem.test)]
        except InputError:  # fewer rows than it needs, as folds or neighbours do
            continue
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
