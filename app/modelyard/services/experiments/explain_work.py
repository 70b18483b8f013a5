"""What looking closer at a run does in its child process, with the fitted model at hand."""

from __future__ import annotations

from pathlib import Path

from modelyard.domain.experiments.evaluation import Dependence
from modelyard.domain.jobs import JobContext, Part
from modelyard.services.experiments.train_work import TrainTask, problem_of
from modelyard.training.own_code import needs_code


@needs_code
def dependence(context: JobContext, task: TrainTask, model: str, feature: str) -> Dependence:
    """The partial dependence on one feature; without points where it has fewer than two values, or is free text."""
    from modelyard.artifacts.bundle import read_pipeline
    from modelyard.training.evaluation.dependence import partial_dependence

    problem, _ = problem_of(Part(context, 0.0, 0.4), task)
    context.progress(0.4, "Reading the model")
    pipeline = read_pipeline(Path(model))
    context.progress(0.5, f"Setting {feature} to each of its values")
    kinds = {name: kind for name, kind in problem.features.items() if name == feature}
    rows = problem.inputs.iloc[problem.test]
    found = partial_dependence(context, problem.task, pipeline, rows, kinds, problem.classes, task.spec.seed)
    return found[0] if found else Dependence(feature, (), (), ())
