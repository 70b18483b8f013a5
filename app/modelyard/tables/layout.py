"""How a CSV file is laid out: everything a reader must know, detected from its first megabytes or told by the user."""

from __future__ import annotations

import codecs
import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from modelyard.core.errors import InputError
from modelyard.domain.data import ColumnType, FileFormat, ReadOptions
from modelyard.tables import sniff
from modelyard.tables.engine import connect, literal
from modelyard.tables.records import (
    NOT_UTF8,
    NUL,
    TOO_FEW,
    TOO_MANY,
    Record,
    split_fields,
    split_records,
)
from modelyard.tables.types import Fit, fit_expressions, fits_from_row, null_list, plausible

SAMPLE_BYTES = 2 << 20
LOOK_BYTES = 50_000
MAX_LINE_BYTES = 8 << 20
BUFFER_BYTES = 32 << 20
TOO_LONG = "A line longer than 8 MB"


@dataclass(frozen=True, slots=True)
class Layout:
    """A CSV file's layout. `header_lines` are the physical lines up to the first data line; `fits` are the sample's."""

    options: ReadOptions
    scan: sniff.Scan
    names: tuple[str, ...]
    header_lines: int
    unnamed: tuple[int, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    fits: tuple[Fit, ...] = ()
    header_width: int = 0
    leading_blank: bool = False

    @property
    def delimiter(self) -> str:
        """The resolved delimiter."""
        return self.options.delimiter or ","

    @property
    def quote(self) -> str:
        """The resolved quote, "" for none."""
        return self.options.quote if self.options.quote is not None else '"'

    @property
    def nulls(self) -> tuple[str, ...]:
        """The resolved words for "missing"."""
        return self.options.null_values if self.options.null_values is not None else sniff.DEFAULT_NULLS

    def source(self, path: Path, clean: bool) -> str:
        """The SQL that reads `path` as text columns: a clean copy, or the original file as it is."""
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.names)
        glob_safe = "".join(f"[{c}]" if c in "*?[" else c for c in str(path))
        newline = "\\n" if clean else self.scan.newline
        return (
            f"read_csv({literal(glob_safe)}, columns={{{columns}}}, auto_detect=false, compression='none', "
            f"header={'false' if clean else str(bool(self.options.header)).lower()}, delim={literal(self.delimiter)}, "
            f"quote={literal(self.quote)}, escape={literal(self.quote)}, "
            f"new_line='{newline}', "
            f"nullstr={null_list(self.nulls)}, max_line_size={MAX_LINE_BYTES + 2}, "
            f"buffer_size={BUFFER_BYTES}"
            f"{'' if clean else ', store_rejects=true, rejects_limit=0'})"
        )


@dataclass(slots=True)
class Cleaned:
    """What a careful reading found: the line of every good record, blank lines passed over, faults kept aside."""

    lines: array[int] = field(default_factory=lambda: array("q"))
    blank: int = 0
    faults: int = 0


def clean(
    lines: Iterable[bytes],
    layout: Layout,
    out: IO[bytes],
    reject: Callable[[Record, str, str], None],
    tick: Callable[[int], None] = lambda _: None,
) -> Cleaned:
    """Copy the well-formed data records of UTF-8 `lines` to `out`; hand others to `reject(record, category, reason)`.

    `tick` is called with the line number every 10,000 records.
    """
    width, done, mark = len(layout.names), Cleaned(), layout.quote
    header, check_utf8 = bool(layout.options.header), layout.scan.bad_utf8 and layout.scan.encoding == "utf-8"
    for count, record in enumerate(split_records(lines, layout.delimiter, mark)):
        if count % 10_000 == 0:
            tick(record.line)
        if not record.text and (width > 1 or header):
            done.blank += 1
            continue
        if header:
            header = False
            continue
        category = reason = ""
        if record.problem:
            category = reason = record.problem
        elif record.fields != width:
            category = TOO_FEW if record.fields < width else TOO_MANY
            reason = f"{category}: {record.fields:,} instead of {width:,}"
        elif len(record.text) > MAX_LINE_BYTES:
            category = reason = TOO_LONG
        if layout.scan.nul and b"\0" in record.text:
            category = reason = NUL
        if check_utf8 and not record.text.isascii() and not _is_utf8(record.text):
            category = reason = NOT_UTF8
        if category:
            done.faults += 1
            reject(record, category, reason)
        else:
            out.write(record.text + b"\n")
            done.lines.append(record.line)
    return done


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read_sample(path: Path, scan: sniff.Scan, size: int = SAMPLE_BYTES) -> tuple[bytes, bool]:
    """The beginning of a text file as UTF-8 with LF line ends, up to a whole line, and whether that is all of it."""
    with path.open("rb") as file:
        raw = file.read(size)
        whole = not file.read(1)
    if scan.encoding == "utf-8":
        text = raw.removeprefix(codecs.BOM_UTF8)
    else:
        decoder = codecs.getincrementaldecoder(scan.encoding)("strict")
        try:
            text = decoder.decode(raw, final=whole).removeprefix("\ufeff").encode("utf-8", "surrogatepass")
        except UnicodeError as error:
            raise InputError(
                f"{path.name} is not {scan.encoding} text: {getattr(error, 'reason', error)}.",
                "Choose another text encoding.",
                str(error),
            ) from error
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not whole:
        cut = text.rfind(b"\n")
        if text.count(b"\n") < 2 and size < sniff.SCAN_LIMIT:
            return read_sample(path, scan, 4 * size)
        if cut < 0:
            raise InputError(
                f"{path.name} has no line end in its first {size >> 20} MB, so it is no table of rows.",
                "Choose a CSV or Parquet file.",
            )
        text = text[: cut + 1]
    return text, whole


def lines_of(sample: bytes) -> list[bytes]:
    """Physical lines of a clean sample."""
    lines = sample.split(b"\n")
    return lines[:-1] if not lines[-1] else lines


@dataclass(frozen=True, slots=True)
class Sample:
    """The first megabytes of a file, read: layout, a clean copy, the lines of its records, and the faulty ones."""

    layout: Layout
    copy: Path
    cleaned: Cleaned
    faults: tuple[tuple[Record, str, str], ...]


def detect(path: Path, options: ReadOptions, scan: sniff.Scan, sample: bytes, folder: Path) -> Sample:
    """Resolve every None of `options` and find names and types; a clean copy of the sample is left in `folder`.

    Raises InputError for a file of blank lines.
    """
    if not sample.strip():
        raise InputError(f"{path.name} holds only blank lines.", "Export the table again, then import it.")
    dialect = sniff.detect_dialect(sample, options.delimiter, options.quote)
    first = sniff.first_record(sample, dialect)
    assert first is not None
    cells = split_fields(first.text, dialect.delimiter, dialect.quote)
    resolved = replace(
        options,
        format=FileFormat.CSV,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        encoding=scan.encoding,
        decimal=options.decimal or sniff.detect_decimal(sample, dialect),
        header=True if options.header is None else options.header,
        null_values=sniff.DEFAULT_NULLS if options.null_values is None else options.null_values,
    )
    width = _width(cells, dialect.width, bool(resolved.header))
    layout = _named(resolved, scan, cells, width, first)
    result = _with_fits(layout, sample, folder / "sample.csv")
    if options.header is None and not _is_header(cells, result.layout.fits):
        layout = _named(replace(resolved, header=False), scan, cells, max(dialect.width, 1), first)
        result = _with_fits(layout, sample, folder / "sample.csv")
    return result


def _width(cells: list[str], usual: int, header: bool) -> int:
    """The number of columns: the header's, unless most rows agree on another one that it can be brought to."""
    if not header or usual > len(cells):
        return usual
    return usual if not any(c.strip() for c in cells[usual:]) else len(cells)


def _named(options: ReadOptions, scan: sniff.Scan, cells: list[str], width: int, first: Record) -> Layout:
    raw = cells if options.header else []
    names, empty, renamed = sniff.unique_names(raw, width)
    if not options.header:
        empty = []
    ends = first.line + first.text.count(b"\n")
    return Layout(
        options,
        scan,
        tuple(names),
        ends if options.header else first.line - 1,
        tuple(empty),
        tuple(renamed),
        header_width=len(raw),
        leading_blank=first.line > 1,
    )


def _with_fits(layout: Layout, sample: bytes, copy: Path) -> Sample:
    faults: list[tuple[Record, str, str]] = []
    with copy.open("wb") as out:
        done = clean(lines_of(sample), layout, out, lambda r, category, why: faults.append((r, category, why)))
    if not done.lines:
        layout = replace(layout, fits=tuple(Fit(0, {}) for _ in layout.names))
        return Sample(layout, copy, done, tuple(faults))
    kinds = _candidates(layout, copy)
    parts = zip(layout.names, kinds, strict=True)
    wanted = ", ".join(e for name, some in parts for e in fit_expressions(name, some, _decimal(layout), layout.nulls))
    with connect() as connection:
        row = connection.execute(f"SELECT {wanted} FROM {layout.source(copy, clean=True)}").fetchone()
    assert row is not None
    return Sample(replace(layout, fits=tuple(fits_from_row(row, kinds))), copy, done, tuple(faults))


def _candidates(layout: Layout, copy: Path) -> list[tuple[ColumnType, ...]]:
    """Types worth trying for each column, by a look at its first values."""
    with copy.open("rb") as file:
        lines = [line.rstrip(b"\n") for line in file.readlines(LOOK_BYTES)]
    columns: list[list[str]] = [[] for _ in layout.names]
    missing = set(layout.nulls)
    for record in split_records(lines, layout.delimiter, layout.quote):
        cells = split_fields(record.text, layout.delimiter, layout.quote)
        for column, cell in zip(columns, cells, strict=False):
            if cell.strip() not in missing:
                column.append(cell)
    return [plausible(column) for column in columns]


def _decimal(layout: Layout) -> str:
    return layout.options.decimal or "."


def _is_header(cells: list[str], fits: tuple[Fit, ...]) -> bool:
    """Whether the first record names the columns: words above numbers say yes, numbers above numbers say no."""
    names = values = 0
    for cell, fit in zip(cells, fits, strict=False):
        kind = fit.best() if not fit.codes else ColumnType.INTEGER
        if kind is ColumnType.TEXT or not cell.strip():
            continue
        if _looks_like(cell.strip(), kind):
            values += 1
        else:
            names += 1
    if names or values:
        return names >= values
    return not any(re.fullmatch(r"[+-]?[\d.,]+", c.strip()) for c in cells if c.strip())


def _looks_like(cell: str, kind: ColumnType) -> bool:
    if kind.numeric:
        return bool(re.fullmatch(r"[+-]?(\d[\d.,]*|\.\d+)([eE][+-]?\d+)?", cell))
    if kind is ColumnType.BOOLEAN:
        return cell.lower() in ("true", "false")
    return cell[:1].isdigit()


def no_rows(path: Path, layout: Layout) -> InputError:
    """The sentence for a header without rows."""
    names = ", ".join(layout.names[:5]) + (", …" if len(layout.names) > 5 else "")
    return InputError(
        f"{path.name} has column names ({names}) but no rows.",
        "Export the table again with its rows, or untick “First row has the names” if that line is data.",
    )
