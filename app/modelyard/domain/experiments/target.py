"""Which task a target column asks for, and what keeps it from being learned."""

from __future__ import annotations

from collections.abc import Sequence

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import Task

POSITIVE_WORDS = ("true", "1", "yes", "y", "t")
FEW_VALUES = 20
"""Whole numbers with at most this many different values are taken for classes."""

MOST_CLASSES = 200
FEWEST_CLASS_ROWS = 2
"""One row to learn a class from, and one to judge it by."""

Counts = Sequence[tuple[str, int]]


def suggest_task(kind: ColumnType, distinct: int, whole: bool) -> Task | None:
    """The task of a target with that many different values; `whole` says that its numbers are whole.

    Two values are a yes/no question. Text, and whole numbers with few values, are classes; other numbers a quantity.
    None where there is nothing to learn: one value, dates, more texts than can be classes.
    """
    if distinct == 2:
        return Task.BINARY
    if distinct < 2:
        return None
    if kind.numeric:
        return Task.MULTICLASS if whole and distinct <= FEW_VALUES else Task.REGRESSION
    return Task.MULTICLASS if kind is ColumnType.TEXT and distinct <= MOST_CLASSES else None


def positive_class(counts: Counts) -> str:
    """The value of a yes/no target that means yes: true, 1 or yes, else the rarer one, which comes last."""
    by_word = {text.strip().lower(): text for text, _ in reversed(counts)}
    return next((by_word[word] for word in POSITIVE_WORDS if word in by_word), counts[-1][0])


def target_problem(name: str, task: Task | None, kind: ColumnType, rows: int, distinct: int, counts: Counts) -> str:
    """Why a target cannot be learned as a task, in two sentences: what is wrong, what to do; empty if it can.

    `counts` are the values as text, the most frequent first, `MOST_CLASSES` of them at least; `distinct` is how many
    there are. `task` None is one that nobody could suggest.
    """
    other = "Choose another target or other rows."
    if not rows:
        return f"No row matches the filter. {other}"
    if not counts:
        return f"{name} has no value in any of the {rows:,} rows. {other}"
    if distinct == 1:
        return f"{name} has only one value, {counts[0][0]}, so there is nothing to tell apart. {other}"
    if task is Task.REGRESSION:
        return "" if kind.numeric else f"{name} holds no numbers. Choose the task that tells classes apart."
    if task is Task.BINARY and distinct > 2:
        return f"{name} has {distinct:,} different values. A yes/no question needs exactly two."
    if not kind.numeric and kind not in (ColumnType.TEXT, ColumnType.BOOLEAN):
        return f"{name} holds dates or times, which are not learned. Choose another target."
    if distinct > MOST_CLASSES:
        return f"{name} has {distinct:,} different values; at most {MOST_CLASSES} can be classes. {other}"
    value, least = counts[-1]
    if least < FEWEST_CLASS_ROWS:
        return (
            f"Only 1 row has {name} = {value}; learning and judging need one each. "
            f"Leave the row out with a filter, or choose another target."
        )
    return ""
