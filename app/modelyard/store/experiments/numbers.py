"""Numbers that JSON cannot hold, in the JSON that runs keep: NaN and the infinities are their names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

NAMES = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def plain_number(value: float) -> float | str:
    """A number as JSON can hold it."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def plain(metrics: Mapping[str, float]) -> dict[str, float | str]:
    """Metrics as `runs.metrics` keeps them."""
    return {key: plain_number(value) for key, value in metrics.items()}


def metrics_from(stored: Mapping[str, Any]) -> dict[str, float]:
    """Metrics out of `runs.metrics`. A null, which older versions wrote for NaN, is NaN."""
    return {key: number_from(value) for key, value in stored.items()}


def number_from(value: Any) -> float:
    """A number out of what `plain_number` made of it."""
    if value is None:
        return math.nan
    return NAMES[value] if isinstance(value, str) else value


def plain_value(value: Any) -> Any:
    """A JSON value with the numbers that JSON cannot hold as their names, however deep they lie."""
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, dict):
        return {key: plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    return value
