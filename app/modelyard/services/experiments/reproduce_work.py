"""What running a run again does in its child process: fit it anew, and compare what came out with what was kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.domain.experiments.reproduction import PredictionsAgain
from modelyard.domain.jobs import JobContext, Part
from modelyard.services.experiments.search_work import SearchTask, search
from modelyard.services.experiments.train_work import TrainTask, train
from modelyard.training.own_code import needs_code

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from modelyard.jobs.child import ChildContext
    from modelyard.training.predictions import HoldOut
    from modelyard.training.run import RunOutcome

TRAINED = 0.95


@dataclass(frozen=True, slots=True)
class AgainTask:
    """The run to make again, the files it kept ("" for none), and whether its whole search is to be made again."""

    train: TrainTask
    model: str = ""
    predictions: str = ""
    search: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """What came out, without the evaluation; trials of a search were handed over as they ended."""

    outcome: RunOutcome
    model: bool | None
    predictions: PredictionsAgain | None


def again(context: ChildContext, task: AgainTask) -> Again:
    """Fit a run anew and compare its model and predictions with those kept."""
    if task.search:
        outcome = search(context, SearchTask(task.train))
    else:
        outcome = train(Part(context, 0.0, TRAINED), task.train)
    context.progress(TRAINED, "Comparing with what was kept")
    model = same_model(task.model, task.train.model_path) if task.model else None
    found = compare_predictions(task.predictions, task.train.predictions_path) if task.predictions else None
    return Again(outcome, model, found)


def same_model(then: str, now: str) -> bool:
    """Whether two model files hold the same fitted model."""
    from modelyard.artifacts.fingerprint import model_hash

    return model_hash(Path(then)) == model_hash(Path(now))


def compare_predictions(then: str, now: str) -> PredictionsAgain:
    """Two files of predictions, row by row."""
    import numpy as np

    from modelyard.training.predictions import read_predictions

    a, b = read_predictions(Path(then)), read_predictions(Path(now))
    hashes = predictions_hash(a), predictions_hash(b)
    if hashes[0] == hashes[1]:
        return PredictionsAgain(*hashes, rows=len(b.rows))
    if not np.array_equal(a.rows, b.rows) or a.classes != b.classes:
        return PredictionsAgain(*hashes, rows=len(b.rows), changed=len(b.rows))
    first, second = _answers(a), _answers(b)
    apart = np.abs(first - second).reshape(len(b.rows), -1).max(axis=1)
    return PredictionsAgain(*hashes, len(b.rows), int((apart != 0).sum()), float(apart.max()))


def predictions_hash(found: HoldOut) -> str:
    """The sha256 of rows and answers, whatever wrote the file."""
    import hashlib

    import numpy as np

    digest = hashlib.sha256(repr(found.classes).encode())
    for one in (found.rows, _answers(found), found.judged.prediction.flagged):
        if one is not None:
            digest.update(np.ascontiguousarray(one).tobytes())
    return digest.hexdigest()


def _answers(found: HoldOut) -> NDArray[np.float64]:
    """Probabilities where there are some, else what was predicted."""
    import numpy as np

    given = found.judged.prediction
    return np.asarray(given.values if given.probabilities is None else given.probabilities, dtype=np.float64)


@needs_code
def score(context: JobContext, task: TrainTask) -> dict[str, float]:
    """The metrics of a run on its hold-out rows, fitted once and neither explained nor kept."""
    from modelyard.services.experiments.train_work import problem_of
    from modelyard.training.catalogue import resolve_params
    from modelyard.training.run import Member, learn

    problem, frame = problem_of(Part(context, 0.0, 0.1), task)
    spec = replace(task.spec, folds=None, search=None)
    key, params = task.algorithm.key, task.algorithm.params
    algorithm = replace(task.algorithm, params=resolve_params(key, params, spec.task))
    members = tuple(Member(*one) for one in task.members)
    return learn(
        Part(context, 0.1, 1.0), problem, spec, algorithm, frame, explain=False, members=members
    ).outcome.metrics
