"""Numbers with their nouns and units, for messages and the command line."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 row, 2 rows."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(count: int) -> str:
    """Bytes: 41 KB, 2.2 MB, 1.8 GB (powers of 1000)."""
    value, units = float(count), ("bytes", "KB", "MB", "GB", "TB")
    at = 0
    while value >= 999.5 and at < len(units) - 1:
        value, at = value / 1000, at + 1
    return f"{value:.{0 if at == 0 or value >= 9.95 else 1}f} {units[at]}"
