"""How a CSV file is laid out: everything a reader must know, detected from its first megabytes or told by the user."""

from __future__ import annotations

import codecs
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType, FileFormat, ReadOptions
from modelyard.tables.engine import connect, identifier, literal
from modelyard.tables.files import sniff
from modelyard.tables.files.dates import check_format, convert_dated, kind_of, matching_formats, swapped
from modelyard.tables.files.records import (
    NOT_UTF8,
    NUL,
    TOO_FEW,
    TOO_MANY,
    Record,
    joined,
    split_fields,
    split_records,
)
from modelyard.tables.types import (
    TOLERATED_SHARE,
    Fit,
    Style,
    fit_expressions,
    fits_from_row,
    is_null_word,
    null_list,
    plausible,
    queries,
)

SAMPLE_BYTES = 2 << 20
LOOK_BYTES = 50_000
LOOKED_VALUES = 200
MAX_LINE_BYTES = 8 << 20
BUFFER_BYTES = 32 << 20
ROW_GROUP = 32_768
"""Rows a Parquet row group: small enough that a page at any offset decodes in milliseconds."""
COPY_OPTIONS = f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
TOO_LONG = "A line longer than 8 MB"


@dataclass(frozen=True, slots=True)
class Layout:
    """A CSV file's layout. `header_lines` are the physical lines up to the first data line; `fits` are the sample's.

    `skip` lines above the table are passed over. `escape` is what stands before a quote inside a field, "" where it is
    doubled. `formats` are the date formats of columns that are not ISO 8601; for those in `unsure`, day and month could
    as well be exchanged.
    """

    options: ReadOptions
    scan: sniff.Scan
    names: tuple[str, ...]
    header_lines: int
    unnamed: tuple[int, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    fits: tuple[Fit, ...] = ()
    header_width: int = 0
    leading_blank: bool = False
    skip: int = 0
    escape: str = ""
    formats: Mapping[str, str] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()

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

    def style(self, name: str) -> Style:
        """How a column's numbers and dates are written."""
        return Style(self.options.decimal or ".", self.options.thousands, self.formats.get(name, ""))

    def typed_source(self, path: Path, types: Mapping[str, str], nulls: Sequence[str]) -> str:
        """The SQL that reads the original file as it is, as these DuckDB types; any fault ends it with an error."""
        columns = ", ".join(f"{literal(name)}: {literal(types[name])}" for name in self.names)
        glob_safe = "".join(f"[{c}]" if c in "*?[" else c for c in str(path))
        return (
            f"read_csv({literal(glob_safe)}, columns={{{columns}}}, auto_detect=false, compression='none', "
            f"header={str(bool(self.options.header)).lower()}, delim={literal(self.delimiter)}, "
            f"quote={literal(self.quote)}, escape={literal(self.quote)}, new_line='{self.scan.newline}', "
            f"nullstr={null_list(nulls)}, max_line_size={MAX_LINE_BYTES + 2}, buffer_size={BUFFER_BYTES}, "
            f"skip={self.skip})"
        )

    def source(self, path: Path, clean: bool) -> str:
        """The SQL that reads `path` as text columns: a clean copy, or the original file as it is."""
        return self.without_words(self._source(path, clean))

    def without_words(self, source: str) -> str:
        """A source of the text columns in which each column's own words for "missing" are missing."""
        parts = [
            f"CASE WHEN NOT {is_null_word(identifier(name), some)} THEN {identifier(name)} END AS {identifier(name)}"
            for name, some in self.options.missing_words.items()
            if name in self.names
        ]
        return f"(SELECT * REPLACE ({', '.join(parts)}) FROM {source})" if parts else source

    def _source(self, path: Path, clean: bool) -> str:
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.names)
        glob_safe = "".join(f"[{c}]" if c in "*?[" else c for c in str(path))
        newline = "\\n" if clean else self.scan.newline
        return (
            f"read_csv({literal(glob_safe)}, columns={{{columns}}}, auto_detect=false, compression='none', "
            f"header={'false' if clean else str(bool(self.options.header)).lower()}, delim={literal(self.delimiter)}, "
            f"quote={literal(self.quote)}, escape={literal(self.quote)}, "
            f"new_line='{newline}', "
            f"nullstr={null_list(self.nulls)}, max_line_size={MAX_LINE_BYTES + 2}, "
            f"buffer_size={BUFFER_BYTES}, skip={0 if clean else self.skip}"
            f"{'' if clean else ', store_rejects=true, rejects_limit=0'})"
        )


THOUSANDS = (",", ".", " ", "'", "_", "\u00a0", "\u202f", "\u2019")


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
    data = islice(lines, layout.skip, None)
    for count, record in enumerate(split_records(data, layout.delimiter, mark, layout.escape, layout.skip)):
        if count % 10_000 == 0:
            tick(record.line)
        if not record.text and (width > 1 or header):
            done.blank += 1
            continue
        if header:
            header = False
            continue
        category = reason = ""
        if len(record.text) > MAX_LINE_BYTES:
            category = reason = TOO_LONG
        elif record.problem:
            category = reason = record.problem
        elif record.fields != width:
            category = TOO_FEW if record.fields < width else TOO_MANY
            reason = f"{category}: {record.fields:,} instead of {width:,}"
        if layout.scan.nul and b"\0" in record.text:
            category = reason = NUL
        if check_utf8 and not record.text.isascii() and not _is_utf8(record.text):
            category = reason = NOT_UTF8
        if category:
            done.faults += 1
            reject(record, category, reason)
        else:
            text = record.text
            if layout.escape and mark.encode() in text:
                text = joined(split_fields(text, layout.delimiter, mark, layout.escape), layout.delimiter, mark)
            out.write(text + b"\n")
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

    Raises InputError for a file of blank lines, and for options that are no marks.
    """
    if not sample.strip():
        raise InputError(f"{path.name} holds only blank lines.", "Export the table again, then import it.")
    check_marks(options)
    lines = sample.split(b"\n")
    skip, delimiter = sniff.preamble(lines, options.delimiter, options.quote)
    if options.header_row is not None:
        skip = _given_row(path, options.header_row, lines)
    elif options.header is False:
        skip = skip if sniff.separator_line(lines[0]) else 0
    below = b"\n".join(lines[skip:])
    dialect = sniff.detect_dialect(below, delimiter, options.quote)
    escape = sniff.detect_escape(below, dialect)
    first = sniff.first_record(below, dialect, escape, skip)
    if first is None:
        raise InputError(f"{path.name} has nothing but blank lines from line {skip + 1:,} on.", "Check the header row.")
    cells = split_fields(first.text, dialect.delimiter, dialect.quote, escape)
    decimal = options.decimal or sniff.detect_decimal(below, dialect)
    for fmt in [options.date_format, *options.date_formats.values()]:
        if fmt:
            check_format(fmt)
    resolved = replace(
        options,
        format=FileFormat.CSV,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        encoding=scan.encoding,
        decimal=decimal,
        thousands=sniff.detect_thousands(below, dialect, decimal) if options.thousands is None else options.thousands,
        header=True if options.header is None else options.header,
        null_values=sniff.DEFAULT_NULLS if options.null_values is None else options.null_values,
    )
    width = _width(cells, dialect.width, bool(resolved.header))
    layout = replace(_named(resolved, scan, cells, width, first, skip), escape=escape)
    result = _with_fits(layout, sample, folder / "sample.csv")
    if options.header is None and not _is_header(cells, result.layout.fits):
        layout = _named(replace(resolved, header=False), scan, cells, max(dialect.width, 1), first, skip)
        result = _with_fits(replace(layout, escape=escape), sample, folder / "sample.csv")
    return result


def _given_row(path: Path, row: int, lines: list[bytes]) -> int:
    if row < 1 or row > len(lines):
        raise InputError(
            f"{path.name} has no line {row:,} to take the column names from.",
            "Give the line of the names, counted from 1.",
        )
    return row - 1


def _width(cells: list[str], usual: int, header: bool) -> int:
    """The number of columns: the header's, unless most rows agree on another one that it can be brought to."""
    if not header or usual > len(cells):
        return usual
    return usual if not any(c.strip() for c in cells[usual:]) else len(cells)


def _named(options: ReadOptions, scan: sniff.Scan, cells: list[str], width: int, first: Record, skip: int) -> Layout:
    raw = cells if options.header else []
    names, empty, renamed = sniff.unique_names(raw, width)
    if not options.header:
        empty = []
    ends = first.line + first.text.count(b"\n")
    return Layout(
        replace(options, header_row=first.line if options.header else None),
        scan,
        tuple(names),
        ends if options.header else first.line - 1,
        tuple(empty),
        tuple(renamed),
        header_width=len(raw),
        leading_blank=first.line > skip + 1,
        skip=skip,
    )


def _with_fits(layout: Layout, sample: bytes, copy: Path) -> Sample:
    faults: list[tuple[Record, str, str]] = []
    with copy.open("wb") as out:
        done = clean(lines_of(sample), layout, out, lambda r, category, why: faults.append((r, category, why)))
    if not done.lines:
        layout = replace(layout, fits=tuple(Fit(0, {}) for _ in layout.names))
        return Sample(layout, copy, done, tuple(faults))
    return Sample(with_fits(layout, layout.source(copy, clean=True), _looked(layout, copy)), copy, done, tuple(faults))


def check_marks(options: ReadOptions) -> None:
    """Raise InputError where what splits columns, quotes texts or marks decimals and thousands cannot do so."""
    delimiter, quote, decimal, thousands = options.delimiter, options.quote, options.decimal, options.thousands
    if delimiter is not None and (len(delimiter) != 1 or delimiter.isalnum() or delimiter in "\r\n"):
        hint = "Give one character, such as ; or | or tab."
        raise InputError(f"Columns cannot be split by {delimiter!r}.", hint)
    if quote and (len(quote) != 1 or quote.isalnum() or quote.isspace()):
        raise InputError(f"Texts cannot be quoted by {quote!r}.", "Give one character, or nothing for no quoting.")
    if decimal is not None and decimal not in (".", ","):
        raise InputError(f"{decimal!r} cannot be the decimal mark.", "Choose a point or a comma.")
    if thousands and (thousands not in THOUSANDS or thousands == decimal):
        raise InputError(
            f"{thousands!r} cannot group thousands{' where it is the decimal mark' if thousands == decimal else ''}.",
            "Choose a comma, a point, a space, an apostrophe, an underscore or nothing.",
        )
    if delimiter and delimiter == quote:
        raise InputError(f"{delimiter!r} cannot both split columns and quote texts.", "Choose two characters.")


def with_fits(layout: Layout, source: str, columns: Sequence[Sequence[str]]) -> Layout:
    """The layout with its date formats and the fits of its columns; `columns` are the first values of each."""
    kinds, formats = [], {}
    for name, values in zip(layout.names, columns, strict=True):
        some, fmt = _candidates(layout.options, name, values)
        kinds.append(some)
        if fmt:
            formats[name] = fmt
    layout = replace(layout, formats=formats)
    parts = zip(layout.names, kinds, strict=True)
    wanted = [e for name, some in parts for e in fit_expressions(name, some, layout.style(name), layout.nulls)]
    others = {
        name: swapped(fmt) for name, fmt in formats.items() if swapped(fmt) and not _given(layout.options, name, fmt)
    }
    for name, other in others.items():
        wanted.append(f"count({convert_dated(identifier(name), kind_of(other), other)})")
    with connect() as connection:
        row = [value for sql in queries(wanted, source) for value in connection.execute(sql).fetchall()[0]]
    fits = fits_from_row(row, kinds)
    counts = dict(zip(others, row[len(row) - len(others) :], strict=True))
    return _with_formats(layout, fits, counts)


def _with_formats(layout: Layout, fits: Sequence[Fit], swapped_fits: Mapping[str, int]) -> Layout:
    """Decide day or month first by what fits more values; a column that cannot tell follows one that can."""
    formats, unsure, result = dict(layout.formats), set(), []
    for name, fit in zip(layout.names, fits, strict=True):
        fmt = formats.get(name, "")
        if fmt:
            kind = kind_of(fmt)
            count, other = fit.fits.get(kind, 0), swapped_fits.get(name, 0)
            if other > count:
                formats[name], count = swapped(fmt), other
            elif other == count and name in swapped_fits:
                unsure.add(name)
            keeps = bool(count) and count >= fit.values * (1 - TOLERATED_SHARE)
            given = _given(layout.options, name, fmt)
            if "%Y%m%d" in fmt and count < fit.values:
                keeps = False
            if keeps or given:
                fit = Fit(fit.values, {kind: count})
            else:
                del formats[name]
                unsure.discard(name)
                fit = Fit(fit.values, {k: n for k, n in fit.fits.items() if k is not kind}, fit.codes)
        result.append(fit)
    orders = {_day(f) for n, f in formats.items() if n not in unsure and swapped(f)}
    for name in sorted(unsure):
        if _day(formats[name]) not in orders and _day(swapped(formats[name])) in orders:
            formats[name] = swapped(formats[name])
        if _day(formats[name]) in orders:
            unsure.discard(name)
    common = Counter(formats.values()).most_common(1)
    options = replace(
        layout.options,
        date_formats={**layout.options.date_formats, **formats},
        date_format=layout.options.date_format or (common[0][0] if common else ""),
    )
    return replace(layout, options=options, fits=tuple(result), formats=formats, unsure=frozenset(unsure))


def _day(fmt: str) -> str:
    """The part of a pattern that says which of day and month comes first."""
    return fmt[:5]


def _given(options: ReadOptions, name: str, fmt: str) -> bool:
    """Whether the user said that this column has this format."""
    return fmt in (options.date_formats.get(name), options.date_format)


def _candidates(options: ReadOptions, name: str, values: Sequence[str]) -> tuple[tuple[ColumnType, ...], str]:
    """Types worth trying for a column, by a look at its first values, and a date format worth trying."""
    if fmt := options.date_formats.get(name, ""):
        return (kind_of(fmt),), fmt
    chosen = options.types.get(name)
    dated = chosen in (ColumnType.DATE, ColumnType.DATETIME)
    if options.date_format and values and (dated or matching_formats(values[:1], (options.date_format,))):
        return (kind_of(options.date_format),), options.date_format
    if chosen is not None and not dated:
        return plausible(values), ""
    found = matching_formats(values[:LOOKED_VALUES])
    if not found and values:
        found = _mostly(values[:LOOKED_VALUES])
    if not found:
        return plausible(values), ""
    if "%Y%m%d" in found[0]:
        return (*plausible(values), kind_of(found[0])), found[0]
    return (kind_of(found[0]),), found[0]


def _mostly(values: Sequence[str]) -> tuple[str, ...]:
    """A format that all but a few of the values follow."""
    counts = Counter(f for v in values for f in matching_formats([v]))
    best = counts.most_common(1)
    enough = best and best[0][1] >= max(2, 0.8 * len(values)) and "%Y%m%d" not in best[0][0]
    return (best[0][0],) if enough else ()


def _looked(layout: Layout, copy: Path) -> list[list[str]]:
    """The first values of each column that are not missing."""
    with copy.open("rb") as file:
        lines = [line.rstrip(b"\n") for line in file.readlines(LOOK_BYTES)]
    columns: list[list[str]] = [[] for _ in layout.names]
    missing = set(layout.nulls)
    for record in split_records(lines, layout.delimiter, layout.quote):
        cells = split_fields(record.text, layout.delimiter, layout.quote)
        for column, cell in zip(columns, cells, strict=False):
            if cell.strip() not in missing:
                column.append(cell)
    return columns


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
