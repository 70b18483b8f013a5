"""From a fitted scikit-learn pipeline to what the fast scorers read.

What it does not know for certain it refuses with a reason (`Unsupported`), and scikit-learn serves. The parity check
has the last word in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard_server.scorers.linear import LinearModel
from modelyard_server.scorers.preprocess import Codes, Number, OneHot, Preprocess, Step
from modelyard_server.scorers.trees import TreeModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNSEEN = "\x00 a value that no training row holds"


class Unsupported(Exception):
    """This pipeline has no fast scorer; the text says why."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A fast scorer: its kind ("linear" or "trees"), preprocessing, model, and the trees' arrays."""

    kind: str
    preprocess: Preprocess
    model: LinearModel | TreeModel
    arrays: dict[str, NDArray[Any]]


def compile_pipeline(pipeline: Any) -> Compiled:
    """Compile `Pipeline([("prepare", ColumnTransformer), ("model", classifier)])`. Raises `Unsupported`."""
    from sklearn.dummy import DummyClassifier
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression

    from modelyard.artifacts.trees import compile_boosting, compile_forest

    steps = getattr(pipeline, "steps", [])
    if len(steps) != 2:
        raise Unsupported("The pipeline is not made of one preparation and one model.")
    model = steps[1][1]
    if len(getattr(model, "classes_", ())) != 2:
        raise Unsupported("The model does not tell exactly two classes apart.")
    if type(model) is DummyClassifier:
        return _constant(model)
    parts = compile_columns(steps[0][1])
    width = sum(1 if isinstance(step, (Number, Codes)) else len(step.columns) for step in parts)
    if type(model) is LogisticRegression:
        if model.coef_.shape != (1, width):
            raise Unsupported("The coefficients do not match the prepared columns.")
        linear = LinearModel(tuple(model.coef_[0].tolist()), float(model.intercept_[0]))
        return Compiled("linear", Preprocess(width, parts), linear, {})
    if type(model) is RandomForestClassifier:
        trees, arrays = compile_forest(model, width)
        return Compiled("trees", Preprocess(width, parts, float32=True), trees, arrays)
    if type(model) is HistGradientBoostingClassifier:
        trees, arrays = compile_boosting(model, width)
        return Compiled("trees", Preprocess(width, _boosting_columns(model, parts)), trees, arrays)
    raise Unsupported(f"There is no fast scorer for {type(model).__name__}.")


def compile_columns(prepare: Any) -> tuple[Step, ...]:
    """A fitted ColumnTransformer as steps, one an input column. Raises `Unsupported`."""
    from sklearn.compose import ColumnTransformer

    if type(prepare) is not ColumnTransformer or prepare.transformer_weights:
        raise Unsupported("The preparation is not a plain ColumnTransformer.")
    steps: list[Step] = []
    for name, transformer, columns in prepare.transformers_:
        if isinstance(transformer, str) and transformer == "drop":
            continue
        if not isinstance(columns, list) or not all(isinstance(c, str) for c in columns):
            raise Unsupported(f"The columns of the preparation step {name!r} are not a list of names.")
        start = prepare.output_indices_[name].start
        chain = _chain(transformer)
        if chain and type(chain[-1]).__name__ in ("OneHotEncoder", "OrdinalEncoder"):
            made = _category(transformer, chain, columns, start)
        else:
            made = [_number(chain, column, place, start + place) for place, column in enumerate(columns)]
        end = start + sum(len(s.columns) if isinstance(s, OneHot) else 1 for s in made)
        if end != prepare.output_indices_[name].stop:
            raise Unsupported(f"The preparation step {name!r} makes another number of columns than expected.")
        steps += made
    return tuple(steps)


def _chain(transformer: Any) -> list[Any]:
    """The transformers in order, pass-throughs left out."""
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    if isinstance(transformer, str) and transformer == "passthrough":
        return []
    if type(transformer) is Pipeline:
        return [one for _, step in transformer.steps for one in _chain(step)]
    if type(transformer) is FunctionTransformer and transformer.func is None:
        return []
    return [transformer]


def _number(chain: Sequence[Any], column: str, place: int, target: int) -> Number:
    """Impute, then scale; either may be absent."""
    import numpy as np
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import StandardScaler

    fill = shift = scale = None
    for position, transformer in enumerate(chain):
        if type(transformer) is SimpleImputer and position == 0:
            if transformer.add_indicator or not np.isscalar(transformer.missing_values):
                raise Unsupported("Missing values are handled in a way that has no fast scorer.")
            if not (isinstance(transformer.missing_values, float) and np.isnan(transformer.missing_values)):
                raise Unsupported("Another value than NaN counts as missing.")
            fill = float(transformer.statistics_[place])
            if not np.isfinite(fill):
                raise Unsupported(f"The column {column!r} has no value to fill in for missing ones.")
        elif type(transformer) is StandardScaler and scale is None and shift is None:
            shift = None if transformer.mean_ is None else float(transformer.mean_[place])
            scale = None if transformer.scale_ is None else float(transformer.scale_[place])
        else:
            raise Unsupported(f"There is no fast form of {type(transformer).__name__}.")
    return Number(column, target, fill, shift, scale)


def _category(transformer: Any, chain: Sequence[Any], columns: Sequence[str], start: int) -> list[Step]:
    """Tables made by asking the fitted transformers themselves: each known value, an unseen one, and missing."""
    import numpy as np
    import pandas as pd
    from sklearn.impute import SimpleImputer

    encoder = chain[-1]
    if any(type(one) is not SimpleImputer or one.add_indicator for one in chain[:-1]):
        raise Unsupported("Categories are prepared in a way that has no fast scorer.")
    known = [_values(values, column) for values, column in zip(encoder.categories_, columns, strict=True)]
    rows = max(len(values) for values in known) + 2
    probe = {
        column: pd.Series([*values, *[UNSEEN] * (rows - 1 - len(values)), None], dtype=object)
        for column, values in zip(columns, known, strict=True)
    }
    output = transformer.transform(pd.DataFrame(probe))
    output = np.asarray(output.todense() if hasattr(output, "todense") else output, dtype=np.float64)
    one_hot = type(encoder).__name__ == "OneHotEncoder"
    steps: list[Step] = []
    at = 0
    for place, (column, values) in enumerate(zip(columns, known, strict=True)):
        width = _one_hot_width(encoder, place) if one_hot else 1
        block = output[:, at : at + width]
        make = _one_hot if one_hot else _ordinal
        steps.append(make(column, values, block, start + at))
        at += width
    if at != output.shape[1]:
        raise Unsupported("The encoder makes another number of columns than expected.")
    return steps


def _values(categories: Any, column: str) -> list[str]:
    values = [v for v in categories.tolist() if v is not None and v == v]
    if not all(isinstance(v, str) for v in values):
        raise Unsupported(f"The categories of {column!r} are not text.")
    if UNSEEN in values:
        raise Unsupported(f"The column {column!r} holds the value that stands for unseen ones.")
    return values


def _one_hot_width(encoder: Any, place: int) -> int:
    if encoder.drop is not None:
        raise Unsupported("The one-hot encoder drops a category.")
    infrequent = getattr(encoder, "infrequent_categories_", [None] * len(encoder.categories_))[place]
    rare = 0 if infrequent is None else len(infrequent)
    return len(encoder.categories_[place]) - rare + (1 if rare else 0)


def _one_hot(column: str, values: list[str], block: NDArray[np.float64], start: int) -> OneHot:
    if not ((block == 0) | (block == 1)).all() or (block.sum(axis=1) > 1).any():
        raise Unsupported(f"The one-hot columns of {column!r} are not 0 and 1.")
    hot = [int(row.argmax()) if row.any() else -1 for row in block]
    columns = tuple(range(start, start + block.shape[1]))
    return OneHot(column, columns, dict(zip(values, hot, strict=False)), hot[len(values)], hot[-1])


def _ordinal(column: str, values: list[str], block: NDArray[np.float64], start: int) -> Codes:
    codes = [None if code != code else code for code in block[:, 0].tolist()]
    return Codes(column, start, dict(zip(values, codes, strict=False)), codes[len(values)], codes[-1])


def _constant(model: Any) -> Compiled:
    """A baseline that gives every row the same probability."""
    if model.strategy not in ("prior", "most_frequent"):
        raise Unsupported(f"A baseline that predicts by {model.strategy!r} has no fast scorer.")
    prior = float(model.class_prior_[1])
    probability = prior if model.strategy == "prior" else float(model.class_prior_.argmax() == 1)
    return Compiled("linear", Preprocess(0, ()), LinearModel(probability=probability), {})


def _boosting_columns(model: Any, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Hist gradient boosting encodes categorical inputs once more and moves them to the front; so do the steps."""
    if model._preprocessor is None:
        return steps
    import numpy as np

    categorical = np.flatnonzero(model.is_categorical_).tolist()
    numeric = np.flatnonzero(~model.is_categorical_).tolist()
    target = {old: new for new, old in enumerate([*categorical, *numeric])}
    encoder = model._preprocessor.named_transformers_["encoder"]
    made: list[Step] = []
    for step in steps:
        if isinstance(step, OneHot):
            moved: Step = OneHot(
                step.input, tuple(target[c] for c in step.columns), step.codes, step.unknown, step.missing
            )
            if any(c in categorical for c in step.columns):
                raise Unsupported(f"The one-hot columns of {step.input!r} are categorical features.")
        elif step.column in categorical:
            moved = _recoded(step, encoder.categories_[categorical.index(step.column)].tolist(), target[step.column])
        elif isinstance(step, Codes):
            moved = Codes(step.input, target[step.column], step.codes, step.unknown, step.missing)
        else:
            moved = Number(step.input, target[step.column], step.fill, step.shift, step.scale)
        made.append(moved)
    return tuple(made)


def _recoded(step: Number | Codes, categories: list[float], column: int) -> Codes:
    if not isinstance(step, Codes):
        raise Unsupported(f"The numeric column {step.input!r} is a categorical feature.")
    place = {value: float(index) for index, value in enumerate(categories) if value == value}

    def code(value: float | None) -> float | None:
        return None if value is None else place.get(value)

    codes = {key: code(value) for key, value in step.codes.items()}
    return Codes(step.input, column, codes, code(step.unknown), code(step.missing))
