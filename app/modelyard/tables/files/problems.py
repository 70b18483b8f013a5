"""What a preview tells its reader before anything is imported, worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modelyard.core.words import counted
from modelyard.domain.data.datasets import Column, ColumnType, ImportProblem, ProblemKind
from modelyard.tables.files.dates import swapped
from modelyard.tables.files.layout import Cleaned, Layout
from modelyard.tables.files.records import Record
from modelyard.tables.types import NOUNS

if TYPE_CHECKING:
    from modelyard.tables.chosen import Found
    from modelyard.tables.files.odd import Odd
    from modelyard.tables.files.typed import Misfits

SHOWN_LINES = 100
MOSTLY_EMPTY = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands out among a sample's values: what does not fit, what becomes missing, and what is odd."""

    misfits: Misfits
    emptied: Sequence[Found]
    odd: Sequence[Odd]


def of_csv(
    layout: Layout,
    columns: Sequence[Column],
    faults: Sequence[tuple[Record, str, str]],
    seen: Seen,
    done: Cleaned,
    whole: bool,
) -> tuple[ImportProblem, ...]:
    """Everything worth saying about a CSV file, from its sample."""
    part = "" if whole else " Only the beginning of the file was checked so far."
    found = [*_faults(faults, part), *_misfits(columns, seen.misfits, done, part)]
    found += [of_emptied(one, [int(done.lines[n]) for n, _ in one.first], part) for one in seen.emptied]
    found += _odd(seen.odd, layout, done, part)
    found += _names(layout)
    found += _dates(layout, columns)
    if layout.skip:
        title = f"{counted(layout.skip, 'line')} above the table"
        found.append(ImportProblem("warn", title, "They are passed over. Give the header row if that is wrong."))
    if layout.scan.guessed:
        found.append(
            ImportProblem(
                "warn",
                f"The text encoding was guessed: {layout.scan.encoding}",
                "The file is not UTF-8. If letters in the rows look odd, choose another encoding.",
            )
        )
    if done.blank:
        text = "They hold no values and are passed over."
        found.append(ImportProblem("warn", counted(done.blank, "blank line"), text))
    rows = len(done.lines)
    for column, fit in zip(columns, layout.fits, strict=True):
        if fit.codes and column.name not in layout.options.types:
            text = "Some of its numbers begin with 0 or have more than 18 digits, as codes do. Text keeps them exact."
            found.append(ImportProblem("warn", f"{column.name} is kept as text", text, column.name))
        if rows and rows - fit.values > MOSTLY_EMPTY * rows:
            share = 100 * (rows - fit.values) / rows
            text = f"{rows - fit.values:,} of {rows:,} rows ({share:.1f} %) have no value.{part}"
            title = f"{column.name} is empty" if not fit.values else f"{column.name} is mostly empty"
            found.append(ImportProblem("warn", title, text, column.name, kind=ProblemKind.EMPTY))
    return tuple(sorted(found, key=lambda p: p.severity != "bad"))


def _faults(faults: Sequence[tuple[Record, str, str]], part: str) -> Iterable[ImportProblem]:
    by_category: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for record, category, reason in faults:
        by_category[category].append((record.line, reason))
    for category, some in by_category.items():
        lines = [line for line, _ in some]
        reasons = sorted({reason for _, reason in some if reason != category})
        detail = f" {reasons[0]}." if len(reasons) == 1 else ""
        text = f"{_lines(lines)} will be kept aside.{detail}{part}"
        title = f"{counted(len(lines), 'row')}: {category[0].lower()}{category[1:]}"
        yield ImportProblem("bad", title, text, None, tuple(lines[:SHOWN_LINES]), ProblemKind.FAULTS)


def of_emptied(found: Found, lines: Sequence[int], part: str) -> ImportProblem:
    """What is set to missing in one column."""
    column, verb = found.column, "is" if found.count == 1 else "are"
    title = f"{column.name} has {counted(found.count, 'value')} that {verb} not {NOUNS[column.type]}"
    text = f"{_lines(lines, found.count)}: set to missing, for example “{found.first[0][1]}”.{part}"
    return ImportProblem("warn", title, text, column.name, tuple(lines[:SHOWN_LINES]), ProblemKind.MISFITS)


def _misfits(columns: Sequence[Column], misfits: Misfits, done: Cleaned, part: str) -> Iterable[ImportProblem]:
    for i, column in enumerate(columns):
        at = [k for k, c in enumerate(misfits.columns.tolist()) if c == i]
        if not at:
            continue
        lines = [int(done.lines[int(misfits.positions[k])]) for k in at]
        verb = "is" if len(at) == 1 else "are"
        title = f"{column.name} has {counted(len(at), 'value')} that {verb} not {NOUNS[column.type]}"
        text = f"{_lines(lines)} will be kept aside, for example “{misfits.values[at[0]]}”.{part}"
        yield ImportProblem("bad", title, text, column.name, tuple(lines[:SHOWN_LINES]), ProblemKind.MISFITS)


def _odd(odd: Sequence[Odd], layout: Layout, done: Cleaned, part: str) -> Iterable[ImportProblem]:
    """Odd values, and those that were said to mean missing."""
    for one in odd:
        name, lines = one.column.name, [int(done.lines[n]) for n in one.positions]
        title = f"{name} has one odd value" if one.count == 1 else f"{name} has an odd value in {one.count:,} rows"
        verb, end = "is" if one.count == 1 else "are", "highest" if one.value > one.near else "lowest"
        text = f"{_lines(lines, one.count)} {verb} {_number(one.value)}, the next {end} is {_number(one.near)}.{part}"
        shown = tuple(lines[:SHOWN_LINES])
        yield ImportProblem("warn", title, text, name, shown, ProblemKind.ODD, one.words)
    for name, words in layout.options.missing_words.items():
        title = f"{name}: {', '.join(words[:5])}{', …' if len(words) > 5 else ''} set to missing"
        text = "Wherever the column holds it."
        yield ImportProblem("warn", title, text, name, kind=ProblemKind.ODD, words=words)


def _number(value: float) -> str:
    text = f"{int(value):,}" if value.is_integer() and abs(value) < 1e15 else f"{value:,}"
    return text.replace("-", "−") if text.startswith("-") else text


def _dates(layout: Layout, columns: Sequence[Column]) -> Iterable[ImportProblem]:
    """Columns whose dates could be read otherwise, too."""
    for column in columns:
        fmt = layout.formats.get(column.name, "")
        if column.type not in (ColumnType.DATE, ColumnType.DATETIME) or not fmt:
            continue
        if column.name in layout.unsure:
            first, second = ("month", "day") if fmt.startswith("%m") else ("day", "month")
            text = f"Every value fits with the {first} first ({fmt}) and with the {second} first ({swapped(fmt)})."
            text = f"{text} Read is the {first} first; give the date format if that is wrong."
            yield ImportProblem("warn", f"{column.name}: day and month are ambiguous", text, column.name)
        if "%Y%m%d" in fmt and column.name not in layout.options.types:
            text = "Its digits are all dates, such as 20131231. Choose Integer to keep them as numbers."
            yield ImportProblem("warn", f"{column.name} is read as dates", text, column.name)


def _names(layout: Layout) -> Iterable[ImportProblem]:
    if layout.unnamed:
        given = ", ".join(layout.names[i] for i in layout.unnamed[:10])
        title = f"{counted(len(layout.unnamed), 'column')} without a name"
        yield ImportProblem("warn", title, f"Named by position: {given}.")
    if layout.renamed:
        given = ", ".join(f"{old} → {new}" for old, new in layout.renamed[:10])
        title = f"{counted(len(layout.renamed), 'column name')} used twice"
        yield ImportProblem("warn", title, f"Made unique: {given}.")
    if layout.options.header and layout.header_width and layout.header_width != len(layout.names):
        text = f"The header has {layout.header_width:,} names, most rows have {len(layout.names):,} values."
        yield ImportProblem("warn", "The header does not match the rows", text)


def _lines(lines: Sequence[int], total: int | None = None) -> str:
    """The first lines by number, and how many more there are of `total`, if that is not all of `lines`."""
    shown, total = [f"{line:,}" for line in lines[:3]], len(lines) if total is None else total
    if total == 1:
        return f"Line {shown[0]}"
    if total <= 3:
        return f"Lines {', '.join(shown[:-1])} and {shown[-1]}"
    return f"Lines {', '.join(shown)} and {total - 3:,} more"


def aware(row: Sequence[object]) -> tuple[object, ...]:
    """A row for display: instants carry UTC, NaN is missing."""
    return tuple(
        None
        if isinstance(v, float) and v != v
        else v.replace(tzinfo=UTC)
        if isinstance(v, datetime) and v.tzinfo is None
        else v
        for v in row
    )
