"""Numbers with their nouns, for messages and the command line."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 row, 2 rows."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
