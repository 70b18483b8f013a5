"""Cells as text for the clipboard: tab-separated, so that a spreadsheet takes them apart again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

MAX_CELLS = 500_000


def plain_text(value: object) -> str:
    """A value as it is copied: whole and exact, missing as nothing, instants in UTC."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S") + (f".{value.microsecond:06d}" if value.microsecond else "")
    return str(value)


def tab_separated(rows: Iterable[Sequence[object]], head: Sequence[str] = ()) -> str:
    """Lines of values with tabs between; a text that holds a tab, a line break or a quote is quoted.

    One value alone is left as it is.
    """
    listed = list(rows)
    if len(listed) == 1 and len(listed[0]) == 1 and not head:
        return plain_text(listed[0][0])
    lines = [head, *listed] if head else listed
    return "\n".join("\t".join(_quoted(plain_text(value)) for value in line) for line in lines)


def _quoted(text: str) -> str:
    if any(letter in text for letter in '\t\n\r"'):
        return '"' + text.replace('"', '""') + '"'
    return text
