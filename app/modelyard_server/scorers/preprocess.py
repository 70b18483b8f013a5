"""Preprocessing compiled from a fitted scikit-learn pipeline: per input column, arithmetic and a dictionary, no more.

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


def lookup(codes: dict[str, Any], unknown: Any, missing: Any, values: list[Any]) -> list[Any]:
    """One code a value."""
    get = codes.get
    return [get(value, unknown) if value is not None else missing for value in values]
