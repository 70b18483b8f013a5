"""What can stand at a place of a filter: column names, a column's values, functions, and words such as AND."""

from __future__ import annotations

import re
from collections.abc import Sequence

from modelyard.domain.data.datasets import ColumnProfile, ColumnType
from modelyard.tables.expression import FUNCTIONS, column_sql
from modelyard.ui.widgets.filter_field import Candidate, Completion

WORDS = ("AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS NULL", "IS NOT NULL")
SHOWN = 12
_COMPARED = re.compile(
    r"""(?:([A-Za-z_]\w*)|"((?:[^"]|"")+)")\s*
    (?:=|==|!=|<>|<=?|>=?|(?:NOT\s+)?(?:LIKE|ILIKE)|(?:NOT\s+)?IN\s*\((?:[^()]*,)?)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)


def complete(text: str, cursor: int, columns: Sequence[ColumnProfile]) -> Completion:
    """What fits where the cursor stands; nothing right after a whole word such as a number."""
    before = text[:cursor]
    quote = _open_quote(before)
    if quote is not None:
        letter, start = quote
        typed = before[start + 1 :]
        if letter == '"':
            return Completion(start, cursor, _columns(typed, columns, quoted=True))
        column = _compared(before[:start], columns)
        return Completion(start, cursor, _values(typed, column, always=True))
    found = re.search(r"[A-Za-z_]\w*$", before)
    typed = found[0] if found else ""
    start = cursor - len(typed)
    column = _compared(before[:start], columns)
    values = _values(typed, column, always=False) if column is not None else ()
    if not typed:
        return Completion(start, cursor, values)
    functions = [Candidate(f"{n}(", "function") for n in FUNCTIONS if n.startswith(typed.lower())]
    words = [Candidate(w, "word") for w in WORDS if w.lower().startswith(typed.lower()) and len(w) > len(typed)]
    names = _columns(typed, columns)
    first = [c for c in names if c.text.lower().strip('"').startswith(typed.lower())]
    listed = (*values, *first, *words, *(c for c in names if c not in first), *functions)
    return Completion(start, cursor, listed[:SHOWN])


def _open_quote(text: str) -> tuple[str, int] | None:
    """The quote the end of a text stands in, and where that began."""
    quote, start = "", 0
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote, start = letter, at
    return (quote, start) if quote else None


def _compared(before: str, columns: Sequence[ColumnProfile]) -> ColumnProfile | None:
    """The column that is compared with what comes next."""
    found = _COMPARED.search(before)
    if found is None:
        return None
    name = found[1] or found[2].replace('""', '"')
    return next((c for c in columns if c.name.lower() == name.lower()), None)


def _columns(typed: str, columns: Sequence[ColumnProfile], quoted: bool = False) -> tuple[Candidate, ...]:
    wanted = typed.lower()
    first = [c for c in columns if c.name.lower().startswith(wanted)]
    rest = [c for c in columns if wanted in c.name.lower() and c not in first]
    made = []
    for column in [*first, *rest][:SHOWN]:
        name = '"' + column.name.replace('"', '""') + '"' if quoted else column_sql(column.name)
        if name != typed:
            made.append(Candidate(name, "column", column.type.value))
    return tuple(made)


def _values(typed: str, column: ColumnProfile | None, always: bool) -> tuple[Candidate, ...]:
    """The most frequent values of a column that begin with, or hold, what is typed."""
    if column is None:
        return ()
    wanted = typed.lower()
    matching = [pair for pair in column.top if pair[0].lower().startswith(wanted)]
    matching += [pair for pair in column.top if wanted in pair[0].lower() and pair not in matching]
    bare = column.type.numeric or column.type is ColumnType.BOOLEAN
    if bare and always:
        return ()
    made = []
    for value, count in matching[:SHOWN]:
        text = value if bare else "'" + value.replace("'", "''") + "'"
        made.append(Candidate(text, "value", f"{count:,}"))
    return tuple(made)
