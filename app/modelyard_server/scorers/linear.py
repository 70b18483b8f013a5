"""Logistic regression and constant models: coefficients from scorer/linear.json.

Plain Python on purpose: without NumPy the server starts in half the time, and a sum of a few products a row is as
fast over lists.
"""

from __future__ import annotations

from math import exp, nan
from typing import Any

import msgspec

from modelyard_server.errors import BundleError
from modelyard_server.scorers.preprocess import Codes, Columns, Number, Preprocess, lookup


class LinearModel(msgspec.Struct, frozen=True):
    """Coefficients in model-column order, and the intercept. `probability` is set for a constant model instead."""

    coefficients: tuple[float, ...] = ()
    intercept: float = 0.0
    probability: float | None = None


class LinearScorer:
    """expit(intercept + Σ coefficient · x); a one-hot input is one addition, so its columns are never made.

    Raises `BundleError` where coefficients and preprocessing do not fit together.
    """

    def __init__(self, preprocess: Preprocess, model: LinearModel) -> None:
        self._model = model
        self._numbers: list[tuple[Number, float]] = []
        self._tables: list[tuple[str, dict[str, float], float, float]] = []
        if model.probability is not None:
            return
        weights = model.coefficients
        if len(weights) != preprocess.width:
            raise BundleError("The bundle's coefficients do not fit its preprocessing.")
        for step in preprocess.steps:
            if isinstance(step, Number):
                self._numbers.append((step, weights[step.column]))
            elif isinstance(step, Codes):
                weight = weights[step.column]
                self._add(step, lambda code, weight=weight: nan if code is None else code * weight)
            else:
                places = [weights[c] for c in step.columns]
                self._add(step, lambda code, places=places: places[code] if code >= 0 else 0.0)

    def _add(self, step: Any, value: Any) -> None:
        table = {key: float(value(code)) for key, code in step.codes.items()}
        self._tables.append((step.input, table, float(value(step.unknown)), float(value(step.missing))))

    def score(self, columns: Columns, rows: int) -> list[float]:
        """The probability of the positive class, one a row."""
        if self._model.probability is not None:
            return [self._model.probability] * rows
        total = [self._model.intercept] * rows
        for step, weight in self._numbers:
            shift, scale = step.shift or 0.0, 1.0 if step.scale is None else step.scale
            fill = nan if step.fill is None else step.fill
            values = columns[step.input]
            if None in values:
                values = [fill if v is None else v for v in values]
            total = [t + (v - shift) / scale * weight for t, v in zip(total, values, strict=True)]
        for name, table, unknown, missing in self._tables:
            total = [t + w for t, w in zip(total, lookup(table, unknown, missing, columns[name]), strict=True)]
        return list(map(expit, total))


def expit(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow."""
    if x >= 0:
        return 1.0 / (1.0 + exp(-x))
    small = exp(x)
    return small / (1.0 + small)
