"""Single lines of a file, as they stand in it, for somebody who wants to see why they do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from modelyard.domain.data.datasets import ReadOptions


def source_lines(path: str, options: ReadOptions, numbers: Sequence[int]) -> list[tuple[int, str]]:
    """The lines (rows of a sheet) of these numbers, from 1, in their order. Raises `InputError`."""
    from modelyard.tables.files.lines import lines_of

    return lines_of(Path(path).expanduser(), options, numbers)
