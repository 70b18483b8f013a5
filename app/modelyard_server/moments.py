"""Dates, instants and times of day, read from ISO 8601 text or Python's own objects, as numbers."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)

PARTS: dict[str, Callable[[datetime.datetime], float]] = {
    "year": lambda m: m.year,
    "quarter": lambda m: (m.month + 2) // 3,
    "month": lambda m: m.month,
    "day": lambda m: m.day,
    "dayofyear": lambda m: m.timetuple().tm_yday,
    "dayofweek": lambda m: m.isoweekday() % 7,
    "isodow": lambda m: m.isoweekday(),
    "hour": lambda m: m.hour,
    "minute": lambda m: m.minute,
    "second": lambda m: m.second,
    "epoch": lambda m: (m - _EPOCH).total_seconds(),
}
"""What a moment has. `isodow` is 1 on Monday and 7 on Sunday, `dayofweek` 0 on Sunday; `epoch` is in seconds."""


def absent(value: Any) -> bool:
    """Whether a value is missing: None, NaN, NaT."""
    return value is None or value != value


def parts(column: Sequence[Any], kind: str, wanted: Sequence[str]) -> NDArray[np.float64]:
    """(rows, wanted): parts of "date", "datetime" or "time" values; each different value is read once.

    What is missing, or no such value, is NaN. An instant with an offset is taken in UTC, one without as UTC.
    """
    nothing = (math.nan,) * len(wanted)
    takes = [PARTS[name] for name in wanted]
    known: dict[Any, tuple[float, ...]] = {}
    for value in column:
        if value not in known:
            moment = None if absent(value) else _moment(value, kind)
            known[value] = nothing if moment is None else tuple(float(take(moment)) for take in takes)
    return np.array([known[value] for value in column], dtype=np.float64).reshape(len(column), len(wanted))


def _moment(value: Any, kind: str) -> datetime.datetime | None:
    """A value as an instant in UTC; a time of day is one of 1970-01-01."""
    try:
        if kind == "time":
            time = datetime.time.fromisoformat(value) if isinstance(value, str) else value
            return datetime.datetime.combine(_EPOCH, time, datetime.UTC)
        moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime.datetime):
            moment = datetime.datetime.combine(moment, datetime.time())
        return moment.replace(tzinfo=datetime.UTC) if moment.tzinfo is None else moment.astimezone(datetime.UTC)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
