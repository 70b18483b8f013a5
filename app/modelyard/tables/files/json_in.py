"""JSON: a list of objects, or one object a line; read object by object, so that memory stays bounded."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import FileFormat, ImportProblem, ReadOptions
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import ROW_NUMBER
from modelyard.tables.files.layout import MAX_LINE_BYTES, TOO_LONG
from modelyard.tables.files.records import NOT_UTF8, Record, utf8_lines
from modelyard.tables.files.stored import BOOLEAN, INTEGER, NUMBER, TEXT, Cell, Store, StoredLayout

BLOCK = 1 << 20
NOT_OBJECT = "Not an object with names and values"
NOT_JSON = "Not JSON"
TWICE = "A name stands twice in one object"
NOT_FINITE = "A number that is not finite"
NOT_TEXT = "Letters that are not Unicode"


class _FaultError(ValueError):
    """What is wrong with one object."""


def read_json(
    path: Path, options: ReadOptions, store: Store, ctx: JobContext, limit: int | None = None, whole: bool = True
) -> tuple[StoredLayout, tuple[ImportProblem, ...], list[tuple[Record, str, str]], float]:
    """Keep the objects of a file, or its first ones; returns the layout, problems, faults, and the share that was read.

    Not `whole` is a beginning that may end anywhere. Raises InputError for what is not JSON at all.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    encoding = _encoding(head)
    faults: list[tuple[Record, str, str]] = []
    names: dict[str, str] = {}
    taken = {ROW_NUMBER}
    size, share = max(path.stat().st_size, 1), 1.0
    array = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n").startswith("[")
    objects = _array(path, encoding, whole) if array else _lines(path, encoding, whole)
    for count, (line, done, found, raw) in enumerate(objects):
        if count % 5000 == 0:
            ctx.check_cancelled()
            ctx.progress(0.05 + 0.25 * min(done / size, 1.0), "Reading objects")
        try:
            row = _row(found, names, taken, store)
        except _FaultError as error:
            faults.append((Record(line, raw, 0), str(error), str(error)))
            continue
        store.add(line, row)
        if limit is not None and len(store.lines) >= limit:
            share = min(done / size, 1.0)
            break
    store.flush()
    if not store.names:
        reason = f" Line {faults[0][0].line:,}: {faults[0][1]}." if faults else ""
        raise InputError(f"{path.name} has no objects with values in it.{reason}", "A table is a list of JSON objects.")
    resolved = replace(options, format=FileFormat.JSON)
    layout = store.layout(resolved, options.null_values or ())
    layout = replace(layout, options=replace(layout.options, encoding=encoding))
    renamed = [(k, n) for k, n in names.items() if k != n]
    problems = [
        ImportProblem("warn", f"{n} is nested: imported as JSON text", "Its values are lists or objects.", n)
        for n in store.names
        if n in store.nested
    ]
    return replace(layout, renamed=tuple(renamed)), tuple(problems), faults, share


def _encoding(head: bytes) -> str:
    for bom, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8")):
        if head.startswith(bom):
            return name
    return "utf-8"


def _row(found: Any, names: dict[str, str], taken: set[str], store: Store) -> dict[str, Cell | None]:
    """The cells of one object. Raises `_FaultError`."""
    if isinstance(found, _FaultError):
        raise found
    if not isinstance(found, dict):
        raise _FaultError(NOT_OBJECT)
    cells = {key: _cell(value) for key, value in found.items()}
    row: dict[str, Cell | None] = {}
    for key, cell in cells.items():
        if key not in names:
            names[key] = _name(key, len(names), taken)
            store.add_column(names[key])
        row[names[key]] = cell
        if isinstance(found[key], dict | list):
            store.nested.add(names[key])
    return row


def _name(key: str, place: int, taken: set[str]) -> str:
    """A column's name for a key: trimmed, and unique ignoring case."""
    base = " ".join(key.split()) or f"column_{place + 1}"
    name, n = base, 2
    while name.casefold() in taken:
        name, n = f"{base}_{n}", n + 1
    taken.add(name.casefold())
    return name


def _cell(value: Any) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower(), BOOLEAN
    if isinstance(value, int):
        return str(value), INTEGER if -(2**63) <= value < 2**63 else TEXT
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _FaultError(NOT_FINITE)
        return repr(value), NUMBER
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _FaultError(NOT_TEXT) from None
    return text, TEXT


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _FaultError(TWICE)
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs)


def _lines(path: Path, encoding: str, whole: bool) -> Iterator[tuple[int, int, Any, bytes]]:
    """One value a line: (line, bytes read so far, the value or what is wrong with it, its text)."""
    done, last = 0, None
    for number, line in enumerate(utf8_lines(path, encoding), 1):
        if last is not None:
            yield last
            last = None
        done += len(line) + 1
        if not line.strip():
            continue
        found: Any
        try:
            if len(line) > MAX_LINE_BYTES:
                raise _FaultError(TOO_LONG)
            found = _decode(line)
        except _FaultError as error:
            found = error
        if number == 1 and str(found) == NOT_JSON and line.strip() in (b"{", b"["):
            raise InputError(
                f"{path.name} is one JSON object over several lines, not a list of them.",
                "Save the list inside it as a JSON file of its own, or one object a line.",
            )
        last = (number, done, found, line)
    if last is not None and (whole or not isinstance(last[2], _FaultError)):
        yield last


def _decode(line: bytes) -> Any:
    try:
        return _DECODER.decode(line.decode())
    except UnicodeDecodeError:
        raise _FaultError(NOT_UTF8) from None
    except (json.JSONDecodeError, RecursionError):
        raise _FaultError(NOT_JSON) from None


def _array(path: Path, encoding: str, whole: bool) -> Iterator[tuple[int, int, Any, bytes]]:
    """The items of a list, decoded one after another from a buffer of a few megabytes."""
    buffer, at, line, done = "", 0, 1, 0
    ended = False
    with path.open("r", encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:

        def more() -> bool:
            nonlocal buffer, at, ended, done
            try:
                block = file.read(BLOCK)
            except UnicodeError as error:
                raise InputError(
                    f"{path.name} is not {encoding} text: something after line {line:,} cannot be read with it.",
                    "Save it as UTF-8.",
                    str(error),
                ) from error
            buffer, at, ended = buffer[at:] + block, 0, not block
            done += len(block)
            return not ended

        def skip(signs: str) -> str:
            """Pass over white space and these signs; returns the next sign, "" at the end."""
            nonlocal at, line
            while True:
                while at < len(buffer) and (buffer[at].isspace() or buffer[at] in signs):
                    line += buffer[at] == "\n"
                    at += 1
                if at < len(buffer):
                    return buffer[at]
                if not more():
                    return ""

        skip("[")
        while (sign := skip(",")) not in ("", "]"):
            while True:
                try:
                    found, end = _DECODER.raw_decode(buffer, at)
                    if end == len(buffer) and sign not in "{[" and more():
                        continue
                    break
                except _FaultError as error:
                    found, end = error, _DECODER_PLAIN.raw_decode(buffer, at)[1]
                    break
                except (json.JSONDecodeError, RecursionError) as error:
                    if len(buffer) - at > MAX_LINE_BYTES or not more():
                        if not whole and ended:
                            return
                        raise InputError(
                            f"{path.name} is not JSON from line {line:,} on: {getattr(error, 'msg', 'too deep')}.",
                            "Mend it there, or export the table again.",
                            str(error),
                        ) from error
            yield line, done - len(buffer) + end, found, buffer[at:end].encode("utf-8", "replace")
            line += buffer.count("\n", at, end)
            at = end
        if sign == "" and whole:
            raise InputError(
                f"{path.name} ends in the middle of its list, at line {line:,}.", "Copy or export it again."
            )


_DECODER_PLAIN = json.JSONDecoder()
