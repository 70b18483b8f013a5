"""CSV records of a file with their line numbers: the careful, slower reader used where a file has faults."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from modelyard.core.errors import InputError

MAX_RECORD_LINES = 1000
MAX_RECORD_BYTES = 1 << 20
"""A quote that is not closed within this many lines or bytes is taken for a stray one: only its line is a fault."""

CUT_BYTES = 9 << 20
"""Of a longer line only so much is held; it is more than a line may have."""

UNCLOSED = "A quote is opened and never closed"
AFTER_QUOTE = "Text follows a closing quote"
NOT_UTF8 = "Letters that are not UTF-8"
NUL = "A NUL character, which no text has"
TOO_FEW = "Too few values"
TOO_MANY = "Too many values"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its first line (1-based), its bytes without the line end, its number of fields, what is wrong."""

    line: int
    text: bytes
    fields: int
    problem: str = ""


def split_records(
    lines: Iterable[bytes], delimiter: str, quote: str, escape: str = "", above: int = 0
) -> Iterator[Record]:
    """Join physical lines into records by RFC 4180's quoting; a malformed one is one line long and says so.

    A quote counts only at the beginning of a field, and inside one it is doubled, or follows `escape`. Blank lines are
    records too. `above` lines of the file stand before these.
    """
    mark, separator, slash = quote.encode(), delimiter.encode(), escape.encode()
    pending: list[bytes] = []
    source = iter(lines)
    number = above
    while True:
        if pending:
            line = pending.pop()
        else:
            try:
                line = next(source)
            except StopIteration:
                return
        number += 1
        if not mark or mark not in line:
            yield Record(number, line, line.count(separator) + 1)
            continue
        text, taken = line, [line]
        fields = _count_fields(text, separator, mark, slash)
        while fields == 0 and len(taken) < MAX_RECORD_LINES and len(text) < MAX_RECORD_BYTES:
            following = pending.pop() if pending else next(source, None)
            if following is None:
                break
            taken.append(following)
            text = text + b"\n" + following
            if mark in following:
                fields = _count_fields(text, separator, mark, slash)
        if fields > 0:
            yield Record(number, text, fields)
            number += len(taken) - 1
            continue
        pending.extend(reversed(taken[1:]))
        yield Record(number, line, 0, UNCLOSED if fields == 0 or len(taken) > 1 else AFTER_QUOTE)


def _escaped(text: bytes, at: int, slash: bytes) -> bool:
    """Whether an odd number of escapes stands before this place."""
    start = at
    while start > 0 and text[start - 1 : start] == slash:
        start -= 1
    return (at - start) % 2 == 1


def _count_fields(text: bytes, separator: bytes, mark: bytes, slash: bytes = b"") -> int:
    """Fields of one record; 0 when its last quote is still open, -1 when text follows a closing quote."""
    at, count, end = 0, 0, len(text)
    while True:
        count += 1
        if text.startswith(mark, at):
            at += 1
            while True:
                at = text.find(mark, at)
                if at < 0:
                    return 0
                at += 1
                if slash and _escaped(text, at - 1, slash):
                    continue
                if not text.startswith(mark, at):
                    break
                at += 1
            if at == end:
                return count
            if not text.startswith(separator, at):
                return -1
            at += len(separator)
        else:
            at = text.find(separator, at)
            if at < 0:
                return count
            at += len(separator)


def split_fields(text: bytes, delimiter: str, quote: str, escape: str = "") -> list[str]:
    """The fields of one well-formed record, unquoted; bytes that are not UTF-8 become the replacement character."""
    record = text.decode("utf-8", "replace")
    if not quote or quote not in record:
        return record.split(delimiter)
    if escape:
        return _split_escaped(record, delimiter, quote, escape)
    found, at = [], 0
    while True:
        if record.startswith(quote, at):
            stop = at + 1
            while (stop := record.find(quote, stop)) >= 0 and record.startswith(quote, stop + 1):
                stop += 2
            stop = len(record) if stop < 0 else stop
            found.append(record[at + 1 : stop].replace(quote * 2, quote))
            at = stop + 1
        else:
            stop = record.find(delimiter, at)
            found.append(record[at : stop if stop >= 0 else len(record)])
            at = stop if stop >= 0 else len(record)
        if at >= len(record):
            return found
        at += len(delimiter)


def _split_escaped(record: str, delimiter: str, quote: str, escape: str) -> list[str]:
    found, at = [], 0
    while True:
        letters: list[str] = []
        if record.startswith(quote, at):
            at += 1
            while at < len(record) and (record[at] != quote or record.startswith(quote, at + 1)):
                if record[at] in (escape, quote) and record[at + 1 : at + 2] in (escape, quote):
                    at += 1
                letters.append(record[at])
                at += 1
            at += 1
        else:
            stop = record.find(delimiter, at)
            stop = len(record) if stop < 0 else stop
            letters.append(record[at:stop])
            at = stop
        found.append("".join(letters))
        if at >= len(record):
            return found
        at += len(delimiter)


def joined(cells: Iterable[str], delimiter: str, quote: str) -> bytes:
    """One record of these fields, each in quotes that are doubled inside."""
    return delimiter.join(f"{quote}{c.replace(quote, quote * 2)}{quote}" for c in cells).encode()


def _short_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines of a file; of one longer than `CUT_BYTES` only the beginning, so that memory stays bounded."""
    while line := file.readline(CUT_BYTES):
        yield line
        while len(line) == CUT_BYTES and not line.endswith(b"\n"):
            line = file.readline(CUT_BYTES)


def utf8_lines(path: Path, encoding: str) -> Iterator[bytes]:
    """The physical lines of a text file as UTF-8 without line ends and without a byte order mark.

    Bytes that are wrong in a file said to be UTF-8 are passed on, for the caller to find; in any other encoding they
    raise InputError with their line.
    """
    if encoding == "utf-8":
        with path.open("rb") as file:
            if file.read(3) != codecs.BOM_UTF8:
                file.seek(0)
            for line in _short_lines(file):
                if b"\r" not in line:
                    yield line[:-1] if line.endswith(b"\n") else line
                    continue
                parts = line.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
                yield from parts if parts[-1] else parts[:-1]
        return
    number = 0
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline=None) as text:
        try:
            while line_text := text.readline(CUT_BYTES):
                number += 1
                yield line_text.rstrip("\n").encode("utf-8", "surrogatepass")
                while len(line_text) == CUT_BYTES and not line_text.endswith("\n"):
                    line_text = text.readline(CUT_BYTES)
        except UnicodeError as error:
            raise InputError(
                f"{path.name} is not {encoding} text: something near line {number + 1:,} cannot be read with it.",
                "Choose another text encoding.",
                str(error),
            ) from error


def decode_fault(text: bytes) -> str:
    """Bytes for a person to read: UTF-8 where it is, and the rest as Windows-1252, which it usually was."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")
