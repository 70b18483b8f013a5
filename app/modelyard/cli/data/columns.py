"""What the import commands share: options for single columns."""

from __future__ import annotations

import typer

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType, Misfit

TYPES = typer.Option([], "--type", help="COLUMN=TYPE in place of the detected type; may be repeated.")
MISFITS = typer.Option(
    [],
    "--misfits",
    help="COLUMN=missing sets values that do not fit to missing in place of keeping their rows aside (COLUMN=aside); "
    "may be repeated.",
)
MISSING_WORDS = typer.Option(
    [], "--null-in", help="COLUMN=WORD: a word for 'missing' in this column only; may be repeated."
)
LEAVE_OUT = typer.Option([], "--leave-out", help="A column that is not imported; may be repeated.")


def types_of(pairs: list[str]) -> dict[str, ColumnType]:
    """COLUMN=TYPE as types by column. Raises `InputError`."""
    types = {}
    for pair in pairs:
        name, _, kind = pair.rpartition("=")
        if not name or kind not in set(ColumnType):
            kinds = ", ".join(ColumnType)
            raise InputError(f"{pair!r} is not a column type.", f"Write COLUMN=TYPE with one of: {kinds}.")
        types[name] = ColumnType(kind)
    return types


def misfits_of(pairs: list[str]) -> dict[str, Misfit]:
    """COLUMN=missing or COLUMN=aside as choices by column. Raises `InputError`."""
    found = {}
    for pair in pairs:
        name, _, choice = pair.rpartition("=")
        if not name or choice not in set(Misfit):
            text = f"{pair!r} does not say what becomes of values that do not fit."
            raise InputError(text, "Write COLUMN=missing or COLUMN=aside.")
        found[name] = Misfit(choice)
    return found


def words_of(pairs: list[str]) -> dict[str, tuple[str, ...]]:
    """COLUMN=WORD as words for missing by column. Raises `InputError`."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        name, mark, word = pair.partition("=")
        if not name or not mark or not word.strip():
            raise InputError(f"{pair!r} does not name a column and its word for missing.", "Write COLUMN=WORD.")
        found[name] = (*found.get(name, ()), word.strip())
    return found
