"""Whether an estimator of own code does what training will ask of it, on a few made rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import Task
from modelyard_server.own_code import trusted
from modelyard_server.trusted import TRUSTED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROWS = 120


def rehearse(estimator: Any, tasks: frozenset[Task]) -> None:
    """Fit an estimator to made rows of three numbers, ask it, and write it to memory and read it again.

    Raises `InputError` that says what is not as it should be, and whatever the estimator itself raises.
    """
    import warnings

    import numpy as np

    generator = np.random.Generator(np.random.PCG64(0))
    x = generator.uniform(0.1, 1.0, (ROWS, 3))
    target = x[:, 0] + 0.1 if Task.REGRESSION in tasks else np.arange(ROWS) % 2
    task = next(t for t in Task if t in tasks)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if estimator.fit(x, target if task.supervised else None) is not estimator:
            raise InputError(f"{_name(estimator)}'s fit does not return self.", "Let fit end with: return self")
        answers = _answers(estimator, task, x)
        again = _answers(_kept(estimator), task, x)
    if not np.array_equal(answers, again):
        raise InputError(
            f"{_name(estimator)} answers otherwise once it was written and read again.",
            "Let it keep all that it learns as attributes of its own.",
        )


def _name(estimator: Any) -> str:
    return type(estimator).__name__


def _answers(estimator: Any, task: Task, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """What training will ask for, checked."""
    import numpy as np

    name = _name(estimator)
    if task.classifies:
        if np.asarray(getattr(estimator, "classes_", ())).tolist() != [0, 1]:
            raise InputError(f"{name} has no classes_ after fitting.", "Let fit keep: self.classes_ = np.unique(y)")
        found = np.asarray(estimator.predict_proba(x), dtype=np.float64)
        if found.shape != (len(x), 2) or not np.allclose(found.sum(axis=1), 1.0, atol=1e-6):
            raise InputError(
                f"{name}'s predict_proba gives no probabilities.",
                "It has a column a class, and each row's sum is 1.",
            )
    elif task is Task.ANOMALY:
        float(estimator.offset_)
        found = np.asarray(estimator.score_samples(x), dtype=np.float64)
    else:
        found = np.asarray(estimator.predict(x), dtype=np.float64)
    if len(found.shape) == 0 or len(found) != len(x) or (not task.classifies and found.ndim != 1):
        raise InputError(f"{name} does not give one answer a row.", f"It was asked about {len(x)} rows.")
    if not np.isfinite(found).all():
        raise InputError(f"{name} gives answers that are no finite numbers.", "Correct the file and add it again.")
    return found


def _kept(estimator: Any) -> Any:
    """The estimator written to memory and read again, as models are kept."""
    import skops.io

    hint = "Keep numbers, texts, arrays and scikit-learn's own objects only, and no functions made on the way."
    try:
        content = skops.io.dumps(estimator)
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{_name(estimator)} cannot be kept in a file.", hint, repr(error)) from error
    asked = skops.io.get_untrusted_types(data=content)
    foreign = sorted(name for name in asked if name not in TRUSTED and not trusted(name))
    if foreign:
        raise InputError(f"{_name(estimator)} keeps a {foreign[0]}, which no model file may hold.", hint)
    return skops.io.loads(content, trusted=asked)
