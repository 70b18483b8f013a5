"""Excel and OpenDocument workbooks: one sheet as a table, with the types its cells have."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from modelyard.core.errors import InputError
from modelyard.core.words import counted
from modelyard.domain.data.datasets import FileFormat, ImportProblem, ReadOptions
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import check_file
from modelyard.tables.files import sniff
from modelyard.tables.files.stored import (
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    NUMBER,
    TEXT,
    TIME,
    Cell,
    Store,
    StoredLayout,
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's rows from its first one on, and what is worth saying about it."""

    name: str
    rows: Iterator[list[Any]]
    height: int
    left: int
    errors: dict[tuple[int, int], str]
    problems: tuple[ImportProblem, ...]


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook, in its order; none for another file. Raises InputError for a broken one."""
    check_file(path)
    with path.open("rb") as file:
        head = file.read(4)
    if head not in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or sniff.detect_format(path) is not FileFormat.EXCEL:
        return ()
    with _book(path) as book:
        return tuple(book.sheet_names)


def _book(path: Path) -> Any:
    import python_calamine

    try:
        return python_calamine.load_workbook(path)
    except python_calamine.PasswordError as error:
        raise InputError(
            f"{path.name} is protected with a password.", "Save a copy without it, then import that.", str(error)
        ) from error
    except (python_calamine.CalamineError, OSError) as error:
        raise InputError(
            f"{path.name} is not a whole workbook: {error}", "Save it again, then import it.", str(error)
        ) from error


def read_sheet(
    path: Path, options: ReadOptions, store: Store, ctx: JobContext, limit: int | None = None
) -> tuple[StoredLayout, tuple[ImportProblem, ...], int, int]:
    """Keep the rows of a sheet, or its first ones; returns the layout, problems, data rows and rows passed over.

    Raises InputError for a sheet that does not exist or has no rows.
    """
    with _book(path) as book:
        sheet = _sheet(path, book, options.sheet)
        first, lead = _first_row(path, sheet, options)
        cells = _texts(first[1])
        header = options.header if options.header is not None else _all_names(first[1])
        names, empty, renamed = sniff.unique_names(cells if header else [], len(cells))
        for name in names:
            store.add_column(name)
        rows = sheet.rows if header else _again(first, sheet.rows)
        blank, number = 0, first[0] if header else first[0] - 1
        for values in rows:
            number += 1
            if number % 5000 == 0:
                ctx.check_cancelled()
                ctx.progress(0.05 + 0.25 * number / max(sheet.height, 1), "Reading the sheet")
            row: dict[str, Cell | None] = {
                n: _cell(v, sheet.errors.get((number, sheet.left + i)))
                for i, (n, v) in enumerate(zip(names, values, strict=False))
            }
            if not any(row.values()):
                blank += 1
                continue
            store.add(number, row)
            if limit is not None and len(store.lines) >= limit:
                break
    store.flush()
    if not store.lines:
        shown = ", ".join(names[:5])
        raise InputError(
            f"Sheet “{sheet.name}” of {path.name} has column names ({shown}) but no rows.",
            "Choose another sheet, or another header row.",
        )
    nulls = sniff.DEFAULT_NULLS if options.null_values is None else options.null_values
    resolved = replace(options, format=FileFormat.EXCEL, sheet=sheet.name, header=header)
    resolved = replace(resolved, header_row=first[0] if header else None)
    layout = store.layout(resolved, nulls)
    layout = replace(
        layout, unnamed=tuple(empty) if header else (), renamed=tuple(renamed), header_lines=first[0], skip=lead
    )
    total = len(store.lines) if limit is None or len(store.lines) < limit else max(sheet.height - first[0], 0)
    return layout, sheet.problems, total, blank


def _again(first: tuple[int, list[Any]], rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    yield first[1]
    yield from rows


def _sheet(path: Path, book: Any, wanted: str | None) -> _Sheet:
    names = list(book.sheet_names)
    if wanted is not None and wanted not in names:
        raise InputError(f"{path.name} has no sheet “{wanted}”.", f"Its sheets are {', '.join(names)}.")
    chosen = wanted
    if chosen is None:
        visible = [m.name for m in book.sheets_metadata if str(m.visible).endswith("Visible")] or names
        chosen = next((n for n in visible if book.get_sheet_by_name(n).height), visible[0])
    sheet = book.get_sheet_by_name(chosen)
    if not sheet.height:
        raise InputError(f"Sheet “{chosen}” of {path.name} is empty.", "Choose another sheet.")
    problems = []
    if wanted is None and len(names) > 1:
        others = ", ".join(n for n in names if n != chosen)
        problems.append(
            ImportProblem("warn", f"The workbook has {len(names):,} sheets", f"Read is “{chosen}”, not {others}.")
        )
    if merged := sheet.merged_cell_ranges:
        text = "Only the first cell of each has its value; the others are empty."
        problems.append(ImportProblem("warn", counted(len(merged), "group") + " of merged cells", text))
    errors = _error_cells(path, names.index(chosen)) if zipfile.is_zipfile(path) else {}
    if errors:
        (row, _), text = next(iter(errors.items()))
        said = f"The first is {text} in row {row:,}. In a column of numbers or dates such rows are kept aside."
        lines = tuple(sorted({r for r, _ in errors})[:100])
        problems.append(ImportProblem("warn", counted(len(errors), "cell") + " with an error", said, None, lines))
    return _Sheet(
        chosen, iter(sheet.iter_rows()), sheet.height + sheet.start[0], sheet.start[1], errors, tuple(problems)
    )


def _error_cells(path: Path, index: int) -> dict[tuple[int, int], str]:
    """The cells of an .xlsx sheet that hold an error, which the reader leaves out, by row from 1 and column from 0."""
    found: dict[tuple[int, int], str] = {}
    pattern = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*?\bt="e"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
    with zipfile.ZipFile(path) as archive:
        part = _sheet_part(archive, index)
        if part is None:
            return {}
        carry = b""
        with archive.open(part) as file:
            while block := file.read(1 << 20):
                text = carry + block
                last = 0
                if b't="e"' in text:
                    for m in pattern.finditer(text):
                        found[int(m[2]), _column(m[1].decode())] = m[3].decode()
                        last = m.end()
                cut = max(text.rfind(b"<c "), last)
                carry = text[cut:]
    return found


def _sheet_part(archive: zipfile.ZipFile, index: int) -> str | None:
    """The file of a sheet in the package, by the sheet's place in the workbook."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return None
    sheets = re.findall(rb"<sheet\b[^>]*>", archive.read("xl/workbook.xml"))
    links = re.findall(rb"<Relationship\b[^>]*>", archive.read("xl/_rels/workbook.xml.rels"))
    targets = {_attribute(link, b"Id"): _attribute(link, b"Target") for link in links}
    if index >= len(sheets):
        return None
    target = targets.get(_attribute(sheets[index], rb"\w+:id"), "")
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return part if part in names else None


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return found[1].decode() if found else ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _first_row(path: Path, sheet: _Sheet, options: ReadOptions) -> tuple[tuple[int, list[Any]], int]:
    """The row of the names, with its number, and how many rows with something in them stand above it.

    Without a given row: the first one with more than one value, or the first one at all in a narrow sheet.
    """
    lead = 0
    for number, row in enumerate(sheet.rows, 1):
        filled = sum(v != "" for v in row)
        if options.header_row is not None:
            if number == options.header_row:
                return (number, row), lead
        elif filled > 1 or (filled and len(row) < 3):
            return (number, row), lead
        lead += bool(filled)
    if options.header_row is not None:
        raise InputError(
            f"Sheet “{sheet.name}” of {path.name} has no row {options.header_row:,}.", "Give a row of the table."
        )
    raise InputError(f"Sheet “{sheet.name}” of {path.name} has no table in it.", "Choose another sheet.")


def _all_names(row: Sequence[Any]) -> bool:
    return all(isinstance(v, str) for v in row)


def _texts(row: Sequence[Any]) -> list[str]:
    return ["" if (cell := _cell(v, None)) is None else cell[0] for v in row]


def _cell(value: Any, error: str | None) -> Cell | None:
    """A cell's text and kind; None for an empty one."""
    if error is not None:
        return error, TEXT
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower(), BOOLEAN
    if isinstance(value, int | float):
        whole = float(value).is_integer() and abs(value) < 2**63
        return (str(int(value)), INTEGER) if whole else (repr(float(value)), NUMBER)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return (value.date().isoformat(), DATE) if midnight else (value.isoformat(" "), DATETIME)
    if isinstance(value, date):
        return value.isoformat(), DATE
    if isinstance(value, time):
        return value.isoformat(), TIME
    if isinstance(value, timedelta):
        return _duration(value)
    return str(value), TEXT


def _duration(value: timedelta) -> Cell:
    seconds = value.total_seconds()
    text = f"{int(seconds // 3600):02}:{int(seconds // 60) % 60:02}:{int(seconds) % 60:02}"
    return text, TIME if 0 <= seconds < 86_400 else TEXT
