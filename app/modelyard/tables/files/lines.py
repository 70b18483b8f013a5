"""Single lines of a text file, or rows of a sheet, by number."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from modelyard.domain.data.datasets import FileFormat, ReadOptions
from modelyard.tables.engine import check_file, explain
from modelyard.tables.files import sniff
from modelyard.tables.files.archives import opened
from modelyard.tables.files.records import decode_fault, utf8_lines

LONGEST = 2_000


def lines_of(path: Path, options: ReadOptions, numbers: Sequence[int]) -> list[tuple[int, str]]:
    """The lines of these 1-based numbers, each cut to 2,000 letters; reading stops at the last of them.

    Of a compressed file only the first 64 MB are looked at, as by a preview. Of a workbook they are the rows of the
    chosen sheet (else the first), their cells joined by tabs. Raises InputError.
    """
    check_file(path)
    wanted = sorted(set(numbers))
    if not wanted:
        return []
    try:
        with tempfile.TemporaryDirectory(prefix="modelyard-") as folder:
            plain = opened(path, Path(folder), sniff.SCAN_LIMIT).path
            kind = options.format or sniff.detect_format(plain)
            if kind is FileFormat.EXCEL:
                return _rows(plain, options.sheet, wanted)
            return _lines(plain, options.encoding, wanted)
    except Exception as error:
        raise explain(error, path) from error


def _lines(path: Path, encoding: str | None, wanted: Sequence[int]) -> list[tuple[int, str]]:
    found, last = [], wanted[-1]
    named = encoding or sniff.scan(path, None, sniff.SCAN_LIMIT).encoding
    for number, line in enumerate(utf8_lines(path, named), 1):
        if number in wanted:
            found.append((number, _cut(decode_fault(line))))
        if number == last:
            break
    return found


def _rows(path: Path, sheet: str | None, wanted: Sequence[int]) -> list[tuple[int, str]]:
    import python_calamine

    with python_calamine.load_workbook(path) as book:
        rows = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)
    return [(n, _cut("\t".join(str(v) for v in rows[n - 1]))) for n in wanted if n <= len(rows)]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
