"""What a search does in its child process: trials until the budget is used up, then a run with the best parameters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import AppError
from modelyard.domain.experiments.metrics import metric
from modelyard.domain.experiments.own_code import OwnSource
from modelyard.domain.experiments.runs import Trial, TrialState
from modelyard.domain.experiments.spec import SearchMethod
from modelyard.domain.jobs import Part
from modelyard.services.experiments.train_work import TrainTask, problem_of, train
from modelyard.training.own_code import needs_code

if TYPE_CHECKING:
    from modelyard.jobs.child import ChildContext
    from modelyard.training.problem import Problem
    from modelyard.training.run import RunOutcome

OVERTIME = "overtime"
"""What the child tells its parent when the minutes are over and a fit goes on: only the end of the process ends it."""

SEARCHED = 0.9
"""How far a search is when its trials are done; the run with the best parameters is the rest."""


@dataclass(frozen=True, slots=True)
class SearchTask:
    """Everything the child needs. `train` is the run to make, whose algorithm's parameters are those the search leaves
    alone. `history` are the trials that ended before. With `finish` no more are made. `one_by_one` lets no trial run
    beside another, so that one that ends the process is known."""

    train: TrainTask
    history: tuple[Trial, ...] = ()
    finish: bool = False
    one_by_one: bool = False

    @property
    def code(self) -> tuple[OwnSource, ...]:
        """The own code of the run."""
        return self.train.code


@needs_code
def search(context: ChildContext, task: SearchTask) -> RunOutcome:
    """Make trials, each handed to the parent as it ends, then fit and judge the best parameters like a plain run."""
    from modelyard.training.search.loop import best_trial

    greater = metric(task.train.spec.metric).greater
    found = list(task.history) if task.finish else _trials(context, task, greater)
    best = best_trial(found, greater)
    if best is None:
        raise AppError("No trial has finished, so there are no best parameters.", _hint(found))
    context.log(f"Best: trial {best.number + 1} with {task.train.spec.metric} {best.value:.4f}")
    algorithm = replace(task.train.algorithm, params={**task.train.algorithm.params, **best.params})
    context.progress(SEARCHED, "Fitting the best parameters")
    return train(Part(context, SEARCHED, 1.0), replace(task.train, algorithm=algorithm))


def _hint(found: list[Trial]) -> str:
    failed = [t.text for t in found if t.state is TrialState.FAILED]
    return f"The last one failed: {failed[-1]}" if failed else "Give the search more trials or minutes."


def _trials(context: ChildContext, task: SearchTask, greater: bool) -> list[Trial]:
    import joblib

    from modelyard.jobs.pool import computing_threads
    from modelyard.training.problem import folds
    from modelyard.training.search.judging import Judge, single_threaded
    from modelyard.training.search.loop import LOOK_BACK, Loop
    from modelyard.training.search.sampling import chooser
    from modelyard.training.search.space import dimensions
    from modelyard.training.warned import gathered

    spec, algorithm = task.train.spec, task.train.algorithm
    assert spec.search is not None
    problem, frame = problem_of(context, task.train)
    divided = folds(problem, spec, frame)
    del frame
    space = dimensions(algorithm.key, spec.search, spec.task)
    loop = Loop(
        spec.search,
        chooser(space, spec.search, spec.seed, greater),
        Judge(context, problem, divided, spec, algorithm),
        folds=len(divided),
        greater=greater,
        history=task.history,
        report=lambda trial: _report(context, trial),
    )
    context.log(_what(problem, len(divided), spec.search.method, [d.name for d in space]))
    workers = spec.limits.cores or joblib.cpu_count()
    with gathered([]), single_threaded(), computing_threads(workers, single_threaded) as pool:
        loop.run(Part(context, 0.0, SEARCHED), pool, workers, 1 if task.one_by_one else LOOK_BACK)
        if not loop.rests():
            context.log("The minutes are over, and a fit goes on: it is left, and its trial with it")
            context.message(OVERTIME)
    return [loop.trials[number] for number in sorted(loop.trials)]


def _what(problem: Problem, folds: int, method: SearchMethod, names: list[str]) -> str:
    return f"Searching {', '.join(names)} ({method.value}) by {folds} folds of {len(problem.train):,} training rows"


def _report(context: ChildContext, trial: Trial) -> None:
    context.message(trial)
    value = "" if trial.value is None else f" {trial.value:.4f}"
    shown = ", ".join(f"{name} {_short(v)}" for name, v in trial.params.items())
    text = f": {trial.text}" if trial.text else ""
    context.log(f"Trial {trial.number + 1} {trial.state.value}{value} in {trial.seconds:.1f} s: {shown}{text}")


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
