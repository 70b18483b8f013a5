"""Excel and OpenDocument workbooks."""

from __future__ import annotations

from pathlib import Path

from modelyard.core.errors import InputError
from modelyard.tables.engine import check_file


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook, in its order; none for another file. Raises InputError for a broken one."""
    import python_calamine

    check_file(path)
    with path.open("rb") as file:
        head = file.read(4)
    if head not in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return ()
    try:
        with python_calamine.load_workbook(path) as book:
            return tuple(book.sheet_names)
    except (python_calamine.CalamineError, ValueError) as error:
        raise InputError(f"{path.name} is not a whole workbook: {error}", "Save it again, then import it.") from error
