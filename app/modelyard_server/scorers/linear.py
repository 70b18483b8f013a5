"""Logistic regression and constant models: coefficients from scorer/linear.json."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from modelyard_server.scorers.preprocess import Codes, Columns, Number, Preprocess, lookup, numbers


class LinearModel(msgspec.Struct, frozen=True):
    """Coefficients in model-column order, and the intercept. `probability` is set for a constant model instead."""

    coefficients: tuple[float, ...] = ()
    intercept: float = 0.0
    probability: float | None = None


class LinearScorer:
    """expit(intercept + Σ coefficient · x); a one-hot input is one addition, so its columns are never made."""

    def __init__(self, preprocess: Preprocess, model: LinearModel) -> None:
        self._model = model
        self._numbers: list[tuple[Number, float]] = []
        self._tables: list[tuple[str, dict[str, float], float, float]] = []
        if model.probability is not None:
            return
        weights = model.coefficients
        for step in preprocess.steps:
            if isinstance(step, Number):
                self._numbers.append((step, weights[step.column]))
            elif isinstance(step, Codes):
                weight = weights[step.column]
                self._add(step, lambda code, weight=weight: np.nan if code is None else code * weight)
            else:
                places = [weights[c] for c in step.columns]
                self._add(step, lambda code, places=places: places[code] if code >= 0 else 0.0)

    def _add(self, step: Any, value: Any) -> None:
        table = {key: float(value(code)) for key, code in step.codes.items()}
        self._tables.append((step.input, table, float(value(step.unknown)), float(value(step.missing))))

    def score(self, columns: Columns, rows: int) -> NDArray[np.float64]:
        """The probability of the positive class, (rows,)."""
        if self._model.probability is not None:
            return np.full(rows, self._model.probability)
        total = np.full(rows, self._model.intercept)
        for step, weight in self._numbers:
            total += numbers(step, columns[step.input]) * weight
        for name, table, unknown, missing in self._tables:
            total += np.array(lookup(table, unknown, missing, columns[name]), dtype=np.float64)
        return expit(total)


def expit(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + exp(-x)), without overflow."""
    small = np.exp(-np.abs(x))
    result: NDArray[np.float64] = np.where(x >= 0, 1.0, small) / (1.0 + small)
    return result
