"""What kind of text file is this: format, encoding, line ends, delimiter, quote, decimal mark, header."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import FileFormat
from modelyard.tables.engine import ROW_NUMBER
from modelyard.tables.files.feather_in import is_feather
from modelyard.tables.files.json_head import looks_like_json
from modelyard.tables.files.records import Record, split_fields, split_records

SCAN_LIMIT = 64 << 20
"""Bytes of a file that a preview looks at for encoding, line ends and row count; an import looks at all of it."""
BLOCK = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
DEFAULT_NULLS = ("", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan")

_SIGNATURES = (
    (b"\x28\xb5\x2f\xfd", "zstd-compressed", "Unpack it, then import the file inside."),
    (b"BZh", "bzip2-compressed", "Unpack it, then import the file inside."),
    (b"\xfd7zXZ", "xz-compressed", "Unpack it, then import the file inside."),
    (b"%PDF", "a PDF document", "Export the table from where it was made, as CSV or Parquet."),
    (b"\x89PNG", "a picture", "Choose a CSV or Parquet file."),
    (b"\xff\xd8\xff", "a picture", "Choose a CSV or Parquet file."),
    (b"SQLite format 3", "an SQLite database", "Export the table from it as CSV."),
    (b"\x7fELF", "a program", "Choose a CSV or Parquet file."),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes of a file (or its first part) look like. Counts are of bytes, whatever the encoding."""

    scanned: int
    complete: bool
    encoding: str
    lf: int
    crlf: int
    cr: int
    quotes: int
    ends_with_newline: bool
    bad_utf8: bool = False
    guessed: bool = False
    blank_lines: bool = False
    nul: bool = False

    @property
    def uniform(self) -> bool:
        """Whether DuckDB can read the file as it is: UTF-8, and one kind of line end, LF or CRLF."""
        return self.encoding == "utf-8" and not self.cr and not self.nul and (not self.lf or not self.crlf)

    @property
    def newline(self) -> str:
        """The line end, for DuckDB."""
        return "\\r\\n" if self.crlf else "\\n"

    @property
    def lines(self) -> int:
        """Physical lines in a uniform file."""
        return self.lf + self.crlf + (0 if self.ends_with_newline else 1)


def detect_format(path: Path) -> FileFormat:
    """The format, by content; raises InputError for what is plainly something else."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PAR1"):
        return FileFormat.PARQUET
    if is_feather(head):
        return FileFormat.FEATHER
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return FileFormat.EXCEL
    if looks_like_json(path, head):
        return FileFormat.JSON
    for magic, what, hint in _SIGNATURES:
        if head.startswith(magic):
            raise InputError(f"{path.name} is {what}, not a table.", hint)
    return FileFormat.CSV


def scan(path: Path, encoding: str | None = None, limit: int | None = None) -> Scan:
    """Look at the first `limit` bytes (all by default). `encoding` is what the user said, None to detect it."""
    with path.open("rb") as file:
        head = file.read(BLOCK)
        name, guessed = (canonical(encoding), False) if encoding else _encoding(path, head)
        wide = name.startswith(("utf-16", "utf-32"))
        decoder = codecs.getincrementaldecoder("utf-8")("strict") if name == "utf-8" or not encoding else None
        lf = crlf = cr = quotes = scanned = 0
        bad, blank, nul, last, block = False, False, False, b"", head
        while block:
            scanned += len(block)
            returns = block.count(b"\r") if b"\r" in block else 0  # counting is far slower than looking
            pairs = (block.count(b"\r\n") if returns else 0) + (last == b"\r" and block[:1] == b"\n")
            crlf, cr, lf = crlf + pairs, cr + returns - pairs, lf + _line_ends(block) - pairs
            quotes += block.count(b'"') if b'"' in block else 0
            bad = bad or (decoder is not None and not wide and not _decodes(decoder, block))
            if limit is not None:  # only a preview asks, and searching for two bytes is slow
                blank = blank or b"\n\n" in block or (returns > 0 and b"\n\r\n" in block)
            nul = nul or (not wide and b"\0" in block)
            last = block[-1:]
            if limit is not None and scanned >= limit:
                break
            block = file.read(BLOCK)
        complete = not file.read(1)
    if name == "utf-8" and bad and not encoding:
        name = _encoding_of_bad_utf8(path)
        guessed = name != "utf-8"
    return Scan(scanned, complete, name, lf, crlf, cr, quotes, last in (b"\n", b"\r"), bad, guessed, blank, nul)


def canonical(encoding: str) -> str:
    """Python's name of an encoding; raises InputError for an unknown one."""
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except (LookupError, TypeError) as error:
        raise InputError(
            f"There is no text encoding named {encoding}.", "Choose UTF-8, UTF-16, Windows-1252 or another."
        ) from error
    return {"utf-8-sig": "utf-8", "ascii": "utf-8"}.get(name, name)


def _line_ends(block: bytes) -> int:
    """How many LF; several times faster than `bytes.count` for what is so frequent."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == 10))


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    if block.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(path: Path, head: bytes) -> tuple[str, bool]:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name, False
    nulls = head.count(0)
    if not nulls:
        return "utf-8", False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if nulls > 0.4 * len(head) and min(even, odd) < 0.1 * max(even, odd):
        return ("utf-16-le" if odd > even else "utf-16-be"), True
    if nulls <= 0.001 * len(head) and not _looks_binary(path):
        return "utf-8", False
    raise InputError(
        f"{path.name} is a binary file, not a table: it holds bytes that no text has.",
        "Choose a CSV or Parquet file, or export the table as CSV from the program that made it.",
    )


def _encoding_of_bad_utf8(path: Path) -> str:
    """UTF-8 when most lines beyond ASCII are valid UTF-8 (the others are kept aside); otherwise Windows-1252."""
    good = bad = 0
    with path.open("rb") as file:
        while good + bad < 10_000 and file.tell() < SCAN_LIMIT:
            block = file.read(BLOCK)
            if not block:
                break
            for line in (block + file.readline()).splitlines():
                if line.isascii():
                    continue
                try:
                    line.decode()
                    good += 1
                except UnicodeDecodeError:
                    bad += 1
    if good >= bad:
        return "utf-8"
    if _looks_binary(path):
        raise InputError(
            f"{path.name} is a binary file, not a table: it holds bytes that no text has.",
            "Choose a CSV or Parquet file, or export the table as CSV from the program that made it.",
        )
    return "cp1252"


def _looks_binary(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(1 << 16)
    control = sum(head.count(c) for c in range(32) if c not in (9, 10, 12, 13))
    return control > 0.02 * len(head)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How fields are separated and quoted; `quote` is "" for none."""

    delimiter: str
    quote: str
    width: int


def detect_dialect(sample: bytes, delimiter: str | None, quote: str | None) -> Dialect:
    """The delimiter that splits most records of the sample (clean UTF-8, LF) into one same number of fields."""
    head = sample[: 1 << 18]
    quotes = [quote] if quote is not None else ['"'] if b'"' in head else ["'", '"'] if b"'" in head else ['"']
    best: tuple[float, Dialect] | None = None
    for mark in quotes:
        for separator in [delimiter] if delimiter else DELIMITERS:
            widths = Counter(len(r) for r in _fields(head, separator, mark, 300))
            if not widths:
                continue
            width, hits = max(widths.items(), key=lambda item: (item[1], item[0]))
            share = hits / sum(widths.values())
            score = share * (1 if width > 1 else 0.1) + min(width, 100) * 1e-3
            if mark == "'" and not _quotes_fields(head, separator):
                score -= 1
            if best is None or score > best[0]:
                best = score, Dialect(separator, mark, width)
    return best[1] if best else Dialect(delimiter or ",", '"' if quote is None else quote, 1)


def _quotes_fields(head: bytes, separator: str) -> bool:
    """Whether whole fields stand in single quotes, rather than a name having an apostrophe."""
    mark = re.escape(separator.encode())
    return len(re.findall(b"(?m)(?:^|" + mark + b")'[^'\n]*'(?=" + mark + b"|$)", head[:20_000])) >= 2


def _fields(sample: bytes, delimiter: str, quote: str, limit: int) -> list[list[str]]:
    found: list[list[str]] = []
    for record in split_records(sample.split(b"\n"), delimiter, quote):
        if record.text.strip() and not record.problem:
            found.append(split_fields(record.text, delimiter, quote))
        if len(found) >= limit:
            break
    return found


def detect_decimal(sample: bytes, dialect: Dialect) -> str:
    """The decimal mark: a comma when more fields look like 2,5 than like 2.5, else a point."""
    if dialect.delimiter == ",":
        fields = _fields(sample[: 1 << 16], dialect.delimiter, dialect.quote, 100)
        if not any("," in f for row in fields for f in row):
            return "."
    cells = [f for row in _fields(sample[: 1 << 18], dialect.delimiter, dialect.quote, 300)[1:] for f in row]
    comma = sum(bool(re.fullmatch(r"\s*[+-]?\d+([.\s'\u2019]\d{3})*,\d+\s*", c)) for c in cells)
    grouped = sum(bool(re.fullmatch(r"\s*[+-]?\d{1,3}(,\d{3})+\s*", c)) for c in cells)
    point = sum(bool(re.fullmatch(r"\s*[+-]?\d*(,\d{3})*\.\d+\s*", c)) for c in cells)
    return "," if comma > point and grouped < comma else "."


def detect_thousands(sample: bytes, dialect: Dialect, decimal: str) -> str:
    """What groups digits: a space or an apostrophe where more fields have it, else the other of point and comma."""
    cells = [f for row in _fields(sample[: 1 << 18], dialect.delimiter, dialect.quote, 300)[1:] for f in row]
    other = "." if decimal == "," else ","
    marks = {other: re.escape(other), " ": " \u00a0\u202f", "'": "'\u2019"}
    point = re.escape(decimal)
    counts = {
        mark: sum(bool(re.fullmatch(rf"\s*[+-]?\d{{1,3}}([{letters}]\d{{3}})+({point}\d+)?\s*", c)) for c in cells)
        for mark, letters in marks.items()
    }
    return max(counts, key=lambda mark: counts[mark])


def separator_line(line: bytes) -> str:
    """The delimiter that Excel's first line `sep=;` names; "" for any other line."""
    found = re.fullmatch(rb'"?sep=(.)"?\s*', line.removeprefix(codecs.BOM_UTF8), re.IGNORECASE)
    return found[1].decode("latin-1") if found else ""


def preamble(lines: list[bytes], delimiter: str | None, quote: str | None) -> tuple[int, str | None]:
    """How many lines stand above the table, and its delimiter where one of them names it.

    These are `sep=;`, comments that begin with #, and titles: lines of one field above records of three or more.
    """
    if lines and (named := separator_line(lines[0])):
        return 1, delimiter or named
    dialect = detect_dialect(b"\n".join(lines), delimiter, quote)
    if dialect.width < 2:
        return 0, delimiter
    skip = 0
    for record in split_records(lines[:200], dialect.delimiter, dialect.quote):
        comment = record.text.lstrip().startswith(b"#") and record.fields != dialect.width
        title = dialect.width > 2 and record.fields == 1 and not record.problem
        if record.text.strip() and not comment and not title:
            return (skip if record.fields >= dialect.width - 1 else 0), delimiter
        if record.text.strip():
            skip = record.line + record.text.count(b"\n")
    return 0, delimiter


def detect_escape(sample: bytes, dialect: Dialect) -> str:
    """A backslash where more records come out whole with it before quotes than with doubled quotes; else ""."""
    if not dialect.quote or b"\\" + dialect.quote.encode() not in sample:
        return ""
    lines = sample[: 1 << 18].split(b"\n")[:2000]

    def whole(escape: str) -> int:
        found = split_records(lines, dialect.delimiter, dialect.quote, escape)
        return sum(not r.problem and r.fields == dialect.width for r in found)

    return "\\" if whole("\\") > whole("") else ""


def unique_names(raw: Sequence[str], width: int) -> tuple[list[str], list[int], list[tuple[str, str]]]:
    """Names for `width` columns: (names, positions that had none, (repeated or reserved name, new name) pairs)."""
    cleaned = [" ".join(name.split()) for name in raw][:width]
    cleaned += [""] * (width - len(cleaned))
    empty = [i for i, name in enumerate(cleaned) if not name]
    names: list[str] = []
    renamed: list[tuple[str, str]] = []
    taken = {ROW_NUMBER}
    given = {name.casefold() for name in cleaned}
    for i, name in enumerate(cleaned):
        base = name or f"column_{i + 1}"
        final, n = base, 2
        while final.casefold() in taken or (final != name and final.casefold() in given):
            final, n = f"{base}_{n}", n + 1
        if name and final != name:
            renamed.append((name, final))
        taken.add(final.casefold())
        names.append(final)
    return names, empty, renamed


def first_record(sample: bytes, dialect: Dialect, escape: str = "", above: int = 0) -> Record | None:
    """The first record that is not blank; `above` lines of the file stand before the sample."""
    for record in split_records(sample.split(b"\n"), dialect.delimiter, dialect.quote, escape, above):
        if record.text.strip():
            return record
    return None
