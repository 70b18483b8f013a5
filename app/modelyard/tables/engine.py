"""One DuckDB connection a task: bounded memory, UTC, no extensions from the network; cancellable statements."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import AppError, CancelledError, InputError
from modelyard.core.files import disk_full, disk_full_error

if TYPE_CHECKING:
    import duckdb

    from modelyard.domain.jobs import JobContext

MEMORY_LIMIT = "1GB"
POLL_SECONDS = 0.05
ROW_NUMBER = "file_row_number"
"""What DuckDB calls the column of row numbers that `parquet_source` adds; no column of a table may be called so."""


def connect(temporary: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A private in-memory connection that keeps row order and never touches the network.

    It spills to `temporary`, or to a folder in the system's temporary one.
    """
    import duckdb

    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "threads": max(1, min(os.cpu_count() or 1, 8)),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
            "temp_directory": str(temporary or Path(tempfile.gettempdir()) / f"modelyard-duckdb-{os.getpid()}"),
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    return connection


def identifier(name: str) -> str:
    """A column or table name, quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """A text, quoted for SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def parquet_source(path: Path | Sequence[Path], row_number: bool = False, by_name: bool = False) -> str:
    """The SQL that reads Parquet files, whatever their names look like; optionally with `file_row_number`.

    Several files have the columns of the first one; `by_name`, those of any, in any order.
    """
    names = [literal("".join(f"[{c}]" if c in "*?[" else c for c in str(p))) for p in _listed(path)]
    more = (", file_row_number=true" if row_number else "") + (", union_by_name=true" if by_name else "")
    return f"read_parquet([{', '.join(names)}]{more})"


def allow_only(connection: duckdb.DuckDBPyConnection, files: Iterable[Path], *, lock: bool = True) -> None:
    """Let a connection read and write these files and nothing else, whatever its statements say.

    With `lock` no statement can change any setting after this.
    """
    # A path with brackets is named twice: as it is, and as `parquet_source` writes it.
    names = [name for file in files for name in (literal(file), parquet_source(file)[len("read_parquet([") : -2])]
    connection.execute(f"SET allowed_paths = [{', '.join(dict.fromkeys(names))}]")
    connection.execute("SET enable_external_access = false")
    if lock:
        connection.execute("SET lock_configuration = true")


def _listed(path: Path | Sequence[Path]) -> Sequence[Path]:
    return [path] if isinstance(path, Path) else path


def run(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    ctx: JobContext,
    span: tuple[float, float] = (0.0, 1.0),
    text: str = "",
) -> list[tuple[Any, ...]]:
    """Execute one statement and fetch its rows; report its progress within `span`, and stop when asked to.

    The statement runs in a helper thread (DuckDB releases the GIL), so that `ctx` is only used by the caller's.
    Raises CancelledError, or what DuckDB raised.
    """
    rows = run_beside(connection, sql, ctx, iter(()), span, text)
    assert rows is not None
    return rows


def run_beside(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    ctx: JobContext,
    steps: Iterator[bool],
    span: tuple[float, float],
    text: str,
) -> list[tuple[Any, ...]] | None:
    """Like `run`, while the caller's thread does some work in small steps, which goes on to its end in any case.

    A step that gives False makes the statement needless: it is stopped, and None is returned.
    """
    import duckdb

    rows: list[tuple[Any, ...]] = []
    failure: list[BaseException] = []
    done = threading.Event()

    def execute() -> None:
        try:
            rows.extend(connection.execute(sql).fetchall())
        except BaseException as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
            failure.append(error)
        finally:
            done.set()

    ctx.check_cancelled()
    # DuckDB has no asynchronous call: only a second thread can watch a statement and interrupt it.
    helper = threading.Thread(target=execute, name="duckdb-statement", daemon=True)  # noqa: TID251
    helper.start()
    cancelled = needless = False
    seen, step = time.monotonic(), next(steps, None)
    while not done.wait(POLL_SECONDS if step is None else 0):
        needless = needless or step is False
        cancelled = cancelled or ctx.cancelled()
        if cancelled or needless:
            step = None
            connection.interrupt()
        elif step is not None and time.monotonic() - seen < POLL_SECONDS:
            step = next(steps, None)
            continue
        elif (share := connection.query_progress()) >= 0:
            ctx.progress(span[0] + (span[1] - span[0]) * min(share, 100.0) / 100.0, text)
        seen = time.monotonic()
    helper.join()
    if failure and isinstance(failure[0], duckdb.InterruptException):
        if needless and not cancelled:
            return None
        raise CancelledError from None
    if failure:
        raise failure[0]
    while step is not None and not needless:
        needless = step is False
        step = next(steps, None)
        if time.monotonic() - seen > POLL_SECONDS:
            ctx.check_cancelled()
            seen = time.monotonic()
    ctx.check_cancelled()
    if needless:
        return None
    ctx.progress(span[1], text)
    return rows


def explain(error: BaseException, path: Path, out: Path | None = None) -> AppError:
    """The sentence for an error of DuckDB, Arrow or the system while `path` was read and `out` was written."""
    if isinstance(error, AppError):
        return error
    if disk_full(error):
        return disk_full_error(out.parent if out else path.parent, error)
    if isinstance(error, FileNotFoundError):
        return InputError(f"There is no file {path}.", "Check the name, or choose the file again.", repr(error))
    if isinstance(error, PermissionError):
        return InputError(f"You may not read {path}.", "Ask its owner for access, or copy it first.", repr(error))
    first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return InputError(f"{path.name} cannot be read: {first_line}", "Check the file, then try again.", str(error))


def check_file(path: Path) -> int:
    """The size of a readable, regular, non-empty file in bytes; raises InputError with what is wrong instead."""
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder, not a file.", "Choose one CSV or Parquet file in it.")
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            empty = not file.read(1)
    except OSError as error:
        raise explain(error, path) from error
    if empty:
        raise InputError(f"{path.name} is empty: it has 0 bytes.", "Export the table again, then import it.")
    return size


class _Quiet:
    """A job context for work that nobody watches."""

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Not shown."""

    def log(self, text: str) -> None:
        """Not kept."""

    def cancelled(self) -> bool:
        """Never."""
        return False

    def check_cancelled(self) -> None:
        """Never."""


QUIET = _Quiet()
