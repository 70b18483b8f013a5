"""What columns become for an algorithm, in numbers: what a row costs it. Importable without scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import ColumnProfile, ColumnType
from modelyard.domain.experiments.spec import Encoding, ExperimentSpec, Role, Task
from modelyard.training.catalogue import entries as e
from modelyard.training.catalogue.cost import Load, costs
from modelyard.training.features import role_of
from modelyard.training.preparation import MOST_COLUMNS, Preparer

if TYPE_CHECKING:
    import pandas as pd

DENSE_ALWAYS = frozenset({e.NAIVE_BAYES, e.HIST_GRADIENT_BOOSTING})
SPARSE_BELOW = 0.3
"""scikit-learn's `ColumnTransformer` keeps inputs sparse that have a smaller share of numbers other than zero."""

DATE_PARTS = {ColumnType.DATE: 4, ColumnType.TIME: 2}
MOMENT_PARTS = 6
"""The numbers that a date, a time of day, or any other moment becomes."""

WORDS = 20
"""A text is taken to have so many words that count."""

PER_WORD = 3.0
"""A word costs so many times what a category does."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The inputs of a model: `load` is a row's, `learn` and `apply` the seconds that preparing a row takes."""

    load: Load
    learn: float
    apply: float
    features: int


def columns_of(spec: ExperimentSpec, key: str, columns: Sequence[ColumnProfile], classes: int) -> Columns:
    """What the features of an experiment become for an algorithm; `classes` is how many values the target has.

    Raises `InputError` for a role that a column cannot have.
    """
    wanted = set(spec.features)
    by_role: dict[Role, list[ColumnProfile]] = {role: [] for role in Role}
    for one in columns:
        if one.name in wanted:
            by_role[role_of(one.name, one.type, spec.roles)].append(one)
    encoding = Preparer(spec, key, 0).encoding
    one_hot = encoding is Encoding.ONE_HOT
    several = classes if spec.task is Task.MULTICLASS else 1
    numbers, categories = len(by_role[Role.NUMERIC]), by_role[Role.CATEGORY]
    dates = sum(DATE_PARTS.get(c.type, MOMENT_PARTS) for c in by_role[Role.DATE])
    texts = len(by_role[Role.TEXT])
    if spec.preparation.missing_flags:
        numbers += sum(c.missing > 0 for c in by_role[Role.NUMERIC])
    numbers += len(spec.preparation.formulas)
    each = several if encoding is Encoding.TARGET else 1
    width = numbers + dates + spec.preparation.text_words * texts
    width += sum(min(max(c.distinct, 1), MOST_COLUMNS) if one_hot else each for c in categories)
    values = numbers + dates + min(WORDS, spec.preparation.text_words) * texts + each * len(categories)
    sparse = key not in DENSE_ALWAYS and (one_hot or texts > 0) and values / max(width, 1) < SPARSE_BELOW
    filled = values if sparse else width
    if spec.preparation.select is not None:
        filled = min(filled, spec.preparation.select)
    learn, apply = _preparing(numbers, len(categories), dates, texts, one_hot)
    return Columns(Load(max(1, filled), several, sparse), learn, apply, len(wanted))


def _preparing(numbers: int, categories: int, dates: int, texts: int, one_hot: bool) -> tuple[float, float]:
    parts = costs().prepare
    number, category = parts["number"], parts["one_hot" if one_hot else "ordinal"]
    learn, apply = (
        numbers * number[i] + categories * category[i] + (dates + PER_WORD * WORDS * texts) * category[i]
        for i in (0, 1)
    )
    return learn, apply


def load_of(pipeline: Any, rows: pd.DataFrame, classes: int) -> Load:
    """What a fitted pipeline's model is given of such rows; a hundred of them tell."""
    steps = getattr(pipeline, "named_steps", {})
    few = rows.iloc[:100]
    inputs: Any = steps["prepare"].transform(few) if "prepare" in steps else few
    sparse = hasattr(inputs, "nnz")
    return Load(inputs.nnz / len(few) if sparse else inputs.shape[1], classes, sparse)
