"""Preprocessing compiled from a fitted scikit-learn pipeline: per input column, NumPy and a dictionary, no more.

scorer/preprocess.json: {"width": k, "float32": bool, "steps": [step, …]}; a step fills some of the k model columns.

- "number": `column` gets the input as float64; `fill` replaces missing (null leaves NaN); then
  (x - `shift`) / `scale`, both optional.
- "codes": `column` gets `codes[value]`, `unknown` for values not in it, `missing` for missing.
- "onehot": one of `columns` is 1: `codes[value]` is its place in `columns`, -1 for none; `unknown`, `missing` likewise.

Dictionary keys are text; NaN, which JSON lacks, is written as null.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Columns = dict[str, list[Any]]


class Number(msgspec.Struct, tag="number", tag_field="kind", frozen=True):
    """A numeric or boolean input."""

    input: str
    column: int
    fill: float | None = None
    shift: float | None = None
    scale: float | None = None


class Codes(msgspec.Struct, tag="codes", tag_field="kind", frozen=True):
    """A text input as one number."""

    input: str
    column: int
    codes: dict[str, float | None]
    unknown: float | None
    missing: float | None


class OneHot(msgspec.Struct, tag="onehot", tag_field="kind", frozen=True):
    """A text input as 0/1 columns."""

    input: str
    columns: tuple[int, ...]
    codes: dict[str, int]
    unknown: int
    missing: int


Step = Number | Codes | OneHot


class Preprocess(msgspec.Struct, frozen=True):
    """The whole preprocessing: `width` model columns. With `float32` the model rounds its inputs to single."""

    width: int
    steps: tuple[Step, ...]
    float32: bool = False


def numbers(step: Number, values: list[Any]) -> Matrix:
    """One numeric column, (rows,), as the model takes it."""
    column: Matrix = np.array(values, dtype=np.float64)
    if step.fill is not None:
        column[np.isnan(column)] = step.fill
    if step.shift is not None:
        column -= step.shift
    if step.scale is not None:
        column /= step.scale
    return column


def lookup(codes: dict[str, Any], unknown: Any, missing: Any, values: list[Any]) -> list[Any]:
    """One code a value."""
    get = codes.get
    return [get(value, unknown) if value is not None else missing for value in values]


def matrix(preprocess: Preprocess, columns: Columns, rows: int) -> Matrix:
    """The model's input, (rows, width) of float64, column-major."""
    out: Matrix = np.zeros((rows, preprocess.width), dtype=np.float64, order="F")
    for step in preprocess.steps:
        values = columns[step.input]
        if isinstance(step, Number):
            out[:, step.column] = numbers(step, values)
        elif isinstance(step, Codes):
            out[:, step.column] = np.array(lookup(step.codes, step.unknown, step.missing, values), dtype=np.float64)
        else:
            places = np.array(lookup(step.codes, step.unknown, step.missing, values), dtype=np.intp)
            hot = np.flatnonzero(places >= 0)
            out[hot, np.asarray(step.columns, dtype=np.intp)[places[hot]]] = 1.0
    if preprocess.float32:
        with np.errstate(over="ignore"):
            return out.astype(np.float32).astype(np.float64)
    return out
