"""Compiled preprocessing as a matrix, for the scorers that need one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelyard_server.scorers.preprocess import Codes, Columns, Number, Preprocess, lookup

Matrix = NDArray[np.float64]


def matrix(preprocess: Preprocess, columns: Columns, rows: int) -> Matrix:
    """The model's input, (rows, width) of float64, column-major; NaN is missing."""
    out: Matrix = np.zeros((rows, preprocess.width), dtype=np.float64, order="F")
    for step in preprocess.steps:
        values = columns[step.input]
        if isinstance(step, Number):
            out[:, step.column] = _numbers(step, values)
        elif isinstance(step, Codes):
            out[:, step.column] = np.array(lookup(step.codes, step.unknown, step.missing, values), dtype=np.float64)
        else:
            places = np.array(lookup(step.codes, step.unknown, step.missing, values), dtype=np.intp)
            hot = np.flatnonzero(places >= 0)
            out[hot, np.asarray(step.columns, dtype=np.intp)[places[hot]]] = 1.0
    if preprocess.float32:
        return out.astype(np.float32).astype(np.float64)
    return out


def _numbers(step: Number, values: list[Any]) -> Matrix:
    column: Matrix = np.array(values, dtype=np.float64)
    if step.fill is not None:
        column[np.isnan(column)] = step.fill
    if step.shift is not None:
        column -= step.shift
    if step.scale is not None:
        column /= step.scale
    return column
