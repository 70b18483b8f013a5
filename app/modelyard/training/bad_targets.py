"""Early warnings about a target that can be learned, but hardly as somebody wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import Task
from modelyard.training.leaks import FeatureWarning, WarningKind
from modelyard.training.target import class_text

if TYPE_CHECKING:
    import pandas as pd

NEARLY_ALL = 0.995
FEW_ROWS = 20
RARE = 0.001
FEW_VALUES = 10
HEAVY_SKEW = 5.0
OWN_VALUES = 0.98
FEWEST_ROWS = 40


def check_target(series: pd.Series, kind: ColumnType, task: Task) -> tuple[FeatureWarning, ...]:
    """What to think about before a column is learned as a task, worst first.

    Texts that differ only in case or spaces; a class with under 20 rows or 0.1 % of them; nearly all rows of one value;
    a value of its own in nearly every row; a number with few values, which may be classes; a number with a heavy tail
    (skewness above 5).
    """
    present = series.dropna()
    if not task.supervised or len(present) < FEWEST_ROWS or present.nunique() < 2:
        return ()
    name = str(series.name)
    sentences = _quantity(name, present, kind) if task is Task.REGRESSION else _classes(name, present)
    return tuple(FeatureWarning(name, WarningKind.TARGET, "warn", text) for text in sentences)


def _classes(name: str, present: pd.Series) -> list[str]:
    counts = present.value_counts()
    rows = len(present)
    if len(counts) >= OWN_VALUES * rows:
        return [f"Nearly every row has its own {name}. It looks like an identifier, of which nothing can be learned."]
    found = _alike(name, [class_text(value) for value in counts.index])
    top = counts.iloc[0]
    if top >= NEARLY_ALL * rows:
        share = f"{top / rows:.2%}"
        found.append(
            f"{share} of the rows have {name} = {class_text(counts.index[0])}, so always saying that is hard to beat."
        )
    rare = counts[(counts < FEW_ROWS) | (counts < RARE * rows)]
    if len(rare):
        names = ", ".join(f"{class_text(value)} ({n:,})" for value, n in rare.iloc[::-1].head(5).items())
        more = f" and {len(rare) - 5:,} more" if len(rare) > 5 else ""
        found.append(
            f"Few rows to learn from: {names}{more}. Such a class is hardly found, and its metrics are chance."
        )
    return found


def _alike(name: str, texts: list[str]) -> list[str]:
    """A sentence for the first classes that are probably meant to be one."""
    known: dict[str, str] = {}
    for text in texts:
        first = known.setdefault(" ".join(text.split()).casefold(), text)
        if first != text:
            return [
                f"{name} has {first!r} and {text!r}, which differ only in case or spaces and count as two classes. "
                "Make them one while preparing the data."
            ]
    return []


def _quantity(name: str, present: pd.Series, kind: ColumnType) -> list[str]:
    import numpy as np

    values = present.to_numpy(dtype=np.float64)
    values = values[np.isfinite(values)]
    distinct = len(np.unique(values))
    if distinct < 2:
        return []
    if kind is ColumnType.INTEGER and distinct >= OWN_VALUES * len(values):
        return [f"Nearly every row has its own {name}. It looks like an identifier, of which nothing can be learned."]
    if distinct <= FEW_VALUES:
        return [f"{name} has only {distinct} different values. If they stand for classes, learn it as classes."]
    most = float(np.unique(values, return_counts=True)[1].max() / len(values))
    if most >= NEARLY_ALL:
        return [f"{most:.2%} of the rows have the same {name}, so always saying that is hard to beat."]
    spread = values.std()
    skew = float(np.mean(((values - values.mean()) / spread) ** 3)) if spread > 0 else 0.0
    if abs(skew) > HEAVY_SKEW:
        side = "large" if skew > 0 else "small"
        text = f"A few very {side} values of {name} outweigh all others (skewness {skew:.1f}). "
        return [text + "Judge by the mean absolute error, or learn its logarithm, made while preparing the data."]
    return []
