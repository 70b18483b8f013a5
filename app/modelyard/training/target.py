"""The target column as 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import TargetSummary

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_YES = ("true", "1", "yes", "y", "t")


@dataclass(frozen=True, slots=True)
class EncodedTarget:
    """A target as numbers: `keep` marks the rows that have one; `values` are 0/1 of the kept rows only.

    `classes` are the two values as text: (no, yes). `missing` is how many rows were left out.
    """

    values: NDArray[np.int8]
    keep: NDArray[np.bool_]
    classes: tuple[str, str]
    missing: int


def class_text(value: Any) -> str:
    """A target value as people and files write it: "true", "1", "2.5", "yes"."""
    if isinstance(value, (bool,)) or type(value).__name__ in ("bool_", "bool"):
        return "true" if value else "false"
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def summarise_target(series: pd.Series, positive: str | None = None) -> TargetSummary:
    """What a target column looks like and whether a yes/no question can be learned from it.

    Classes come most frequent first. A column with two distinct values is fine; `problem` says what is wrong with any
    other, or with a `positive` that is none of the values.
    """
    counts = _counts(series)
    rows = len(series)
    missing = rows - sum(n for _, n in counts)
    texts = [text for text, _ in counts]
    problem = ""
    chosen = None
    if not counts:
        problem = f"The column {series.name!r} has no values. Choose another target."
    elif len(counts) == 1:
        problem = (
            f"The column {series.name!r} has only the value {texts[0]!r} in these rows, so there is nothing to learn. "
            "Choose another target or other rows."
        )
    elif len(counts) > 2:
        problem = (
            f"The column {series.name!r} has {len(counts):,} different values. A target needs exactly two, "
            "such as yes and no."
        )
    elif positive is not None and positive not in texts:
        problem = f"{positive!r} is not a value of {series.name!r}. It has {texts[0]!r} and {texts[1]!r}."
    else:
        chosen = positive if positive is not None else _positive(counts)
    return TargetSummary(rows, missing, tuple(counts[:20]), chosen, problem)


def encode_target(series: pd.Series, positive: str | None = None) -> EncodedTarget:
    """The target as 0/1, rows without one left out and counted.

    `positive` is the value that counts as yes, as text; None picks true, 1 or yes, else the rarer class. Raises
    `InputError` when the column does not have exactly two values.
    """
    import numpy as np

    summary = summarise_target(series, positive)
    if summary.problem or summary.positive is None:
        message, _, hint = summary.problem.partition(". ")
        raise InputError(message.rstrip(".") + ".", hint)
    negative = next(text for text, _ in summary.classes if text != summary.positive)
    keep = series.notna().to_numpy()
    kept = series[keep]
    yes = [value for value in kept.unique() if class_text(value) == summary.positive]
    values = kept.isin(yes).to_numpy().astype(np.int8)
    return EncodedTarget(values, keep, (negative, summary.positive), summary.missing)


def _counts(series: pd.Series) -> list[tuple[str, int]]:
    """(value as text, rows), most frequent first, then by text."""
    counts: dict[str, int] = {}
    for value, rows in series.value_counts(dropna=True).items():
        text = class_text(value)
        counts[text] = counts.get(text, 0) + int(rows)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _positive(counts: list[tuple[str, int]]) -> str:
    by_word = {text.strip().lower(): text for text, _ in counts}
    for word in _YES:
        if word in by_word:
            return by_word[word]
    return counts[-1][0]
