"""What "Show as table" and "Export CSV" of a chart give."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from modelyard.charts.ticks import number_text


@dataclass(frozen=True, slots=True)
class Table:
    """Column heads and rows of plain values (str, int, float or None)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]

    def to_csv(self) -> str:
        """As CSV text with full precision; missing is empty."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()

    def to_text(self) -> tuple[tuple[str, ...], ...]:
        """The rows as a person reads them: counts with separators, numbers with four digits, a dash for missing."""
        return tuple(tuple(_text(value) for value in row) for row in self.rows)


def _text(value: str | int | float | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    return number_text(value)
