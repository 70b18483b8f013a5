"""A table or a query of a database to Parquet: streamed as text to a work file, then converted as strictly as a CSV.

Values travel as the server writes them, so that none is changed on the way by a Python type that cannot hold it (an
infinite date, 0000-00-00, a decimal of 30 digits). What does not fit its column's type is kept aside with its row.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import CancelledError, InputError
from modelyard.core.files import sync_file
from modelyard.domain.data.datasets import (
    ImportPreview,
    ImportProblem,
    ImportResult,
    ProblemKind,
    ReadOptions,
    RejectedRow,
)
from modelyard.domain.data.sources import Source
from modelyard.domain.jobs import JobContext
from modelyard.tables.chosen import Found, MissingList, find, log_lines
from modelyard.tables.chosen import kept as columns_kept
from modelyard.tables.databases.connect import Address, session
from modelyard.tables.databases.plan import Plan, plan_columns
from modelyard.tables.databases.session import Selected, Session
from modelyard.tables.databases.spool import Spool
from modelyard.tables.engine import QUIET, connect, explain, literal, run
from modelyard.tables.files.layout import COPY_OPTIONS
from modelyard.tables.files.problems import aware, of_emptied
from modelyard.tables.files.rejects import RejectWriter, merge
from modelyard.tables.types import NOUNS

if TYPE_CHECKING:
    pass

CANCEL_SECONDS = 0.1
WRITE_MEMORY = "512MB"
"""What DuckDB may hold while it writes; wide rows would make it fill whatever it is given."""


def preview(address: Address, source: Source, limit: int = 500) -> ImportPreview:
    """What importing would give: columns, the first `limit` rows, the estimated number of rows, what looks wrong.

    Raises `InputError` with the database's reason, also when no row comes in half a minute; `PasswordNeededError`.
    """
    with tempfile.TemporaryDirectory(prefix="modelyard-") as folder:
        work = Path(folder)
        aside = RejectWriter(work / "aside.parquet")
        with session(address) as opened:
            selected = opened.select(source, limit)
            spool = Spool(selected.columns, work / "rows.parquet", aside, source.options)
            while spool.rows < limit and (rows := opened.fetch(min(limit - spool.rows, limit))):
                spool.add(rows)
        whole = spool.rows < limit
        spool.close()
        aside.close()
        with connect(work) as connection:
            plan = plan_columns(connection, spool, source.options, QUIET)
            shown = connection.execute(f"SELECT {plan.display} FROM ({plan.inner}) WHERE bad = 0 ORDER BY n").fetchall()
            misfits = connection.execute(f"SELECT n, bad FROM ({plan.inner}) WHERE bad > 0 ORDER BY n").fetchall()
            emptied = find(connection, plan.inner, plan.emptied)
    problems = [*plan.problems, *_misfit_problems(plan, misfits, emptied, whole)]
    count = spool.rows if whole else max(selected.rows or 0, spool.rows) or None
    given = source.options
    options = ReadOptions(types=dict(given.types), misfits=dict(given.misfits), leave_out=given.leave_out)
    problems.sort(key=lambda p: p.severity != "bad")
    rows_shown = tuple(aware(row) for row in shown)
    return ImportPreview(options, plan.columns, rows_shown, 0, count, whole, tuple(problems))


def import_rows(address: Address, source: Source, out: Path, rejects_out: Path, ctx: JobContext) -> ImportResult:
    """Read the rows and write `out` (Parquet, zstd), in bounded memory and in the database's order.

    Rows that do not fit go to `rejects_out`, with the row's number as line, which is only made when there are any. The
    same rows in the same order give the same bytes. On failure or cancellation neither file is left. Raises InputError,
    PasswordNeededError, WorkspaceError for a full disk, CancelledError.
    """
    work = Path(tempfile.mkdtemp(prefix=".import-", dir=out.parent))
    name = f"{source.table or 'The query'}"
    try:
        aside, misfits = RejectWriter(work / "aside.parquet"), RejectWriter(work / "misfits.parquet")
        spool = _read(address, source, work, aside, ctx)
        with connect(work) as connection:
            connection.execute(f"SET memory_limit = '{WRITE_MEMORY}'")
            plan = plan_columns(connection, spool, source.options, ctx)
            for note in plan.notes:
                ctx.log(note)
            sql = f"COPY (SELECT {plan.typed} FROM ({plan.inner}) WHERE bad = 0) TO {literal(out)} {COPY_OPTIONS}"
            kept = int(run(connection, sql, ctx, (0.7, 0.95), "Writing rows")[0][0])
            if kept < spool.kept:
                _keep_misfits(connection, plan, misfits, ctx)
            missing, listed = MissingList(), work / "emptied.parquet"
            missing.add(find(connection, plan.inner, plan.emptied, ctx, (0.95, 0.97)), lambda n: n, listed)
        misfits.close()
        rejected = aside.count + misfits.count
        if kept + rejected != spool.rows:
            raise AssertionError(f"{spool.rows} rows were read, {kept} kept and {rejected} put aside")
        reasons = aside.reasons + misfits.reasons
        if not kept:
            raise _nothing(name, rejected, next((r for r, _ in reasons.most_common(1)), ""))
        merge([(path, 0, "") for path in (aside.path, misfits.path, listed)], rejects_out)
        sync_file(out)
        columns, counted = columns_kept(source.options, plan.columns), dict(missing.counts)
        result = ImportResult(kept, columns, rejected, out.stat().st_size, dict(reasons.most_common()), counted)
        for line in log_lines(source.options, result):
            ctx.log(line)
        return result
    except BaseException as error:
        out.unlink(missing_ok=True)
        rejects_out.unlink(missing_ok=True)
        if isinstance(error, CancelledError | AssertionError) or not isinstance(error, Exception):
            raise
        raise explain(error, Path(name), out) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _nothing(name: str, rejected: int, reason: str) -> InputError:
    if not rejected:
        return InputError(f"{name} has no rows.", "Choose another table, or change the query.")
    text = f"No row of {name} fits: all {rejected:,} were kept aside, most often because “{reason}”."
    return InputError(text, "Check the column types you chose.")


def _read(address: Address, source: Source, work: Path, aside: RejectWriter, ctx: JobContext) -> Spool:
    """Stream the rows to the work file."""
    ctx.progress(0.0, "Connecting")
    try:
        with session(address) as opened, _cancelled_by(ctx, opened):
            ctx.progress(None, "Waiting for the first rows")
            selected = opened.select(source)
            spool = Spool(selected.columns, work / "rows.parquet", aside, source.options)
            while rows := opened.fetch(spool.next_rows):
                ctx.check_cancelled()
                spool.add(rows)
                ctx.progress(_share(spool.rows, selected), f"Reading rows: {spool.rows:,}")
    except InputError:
        ctx.check_cancelled()  # the server says that the query was stopped: so somebody wished
        raise
    spool.close()
    aside.close()
    ctx.check_cancelled()
    return spool


def _share(rows: int, selected: Selected) -> float | None:
    """How far the reading is, as a share of the whole import; an estimate that was too low stops short of its end."""
    return None if not selected.rows else 0.6 * min(rows / selected.rows, 0.98)


@contextmanager
def _cancelled_by(ctx: JobContext, opened: Session) -> Iterator[None]:
    """Stop the server's work when the job is to stop: the thread that waits for rows cannot."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(CANCEL_SECONDS):
            if ctx.cancelled():
                opened.cancel()
                done.wait(CANCEL_SECONDS * 5)

    helper = threading.Thread(target=watch, name="database-cancel", daemon=True)  # noqa: TID251 - see above
    helper.start()
    try:
        yield
    finally:
        done.set()
        helper.join()


def _keep_misfits(connection: Any, plan: Plan, misfits: RejectWriter, ctx: JobContext) -> None:
    """Put the rows aside that do not fit, batch by batch."""
    values = " ".join(f"WHEN {i + 1} THEN s{i}" for i in range(len(plan.columns)))
    names = ", ".join(f"{literal(c.name)}: s{i}" for i, c in enumerate(plan.columns))
    sql = (
        f"SELECT n, bad, left(CASE bad {values} END, 80), CAST(to_json({{{names}}}) AS VARCHAR) "
        f"FROM ({plan.inner}) WHERE bad > 0 ORDER BY n"
    )
    ctx.progress(0.95, "Keeping rows aside that do not fit")
    cursor = connection.execute(sql)
    while found := cursor.fetchmany(5_000):
        ctx.check_cancelled()
        for number, bad, value, text in found:
            column = plan.columns[bad - 1]
            noun = NOUNS[column.type]
            reason = f"{column.name}: “{value}” is not {noun}"
            misfits.add(RejectedRow(number, column.name, reason, text), f"{column.name} is not {noun}")


def _misfit_problems(
    plan: Plan, misfits: list[tuple[int, int]], emptied: Sequence[Found], whole: bool
) -> Iterator[ImportProblem]:
    part = "" if whole else " Only the first rows were looked at so far."
    for one in emptied:
        yield of_emptied(one, [n for n, _ in one.first], part)
    for i, column in enumerate(plan.columns):
        at = tuple(n for n, bad in misfits if bad == i + 1)
        if at:
            values = "1 value that is" if len(at) == 1 else f"{len(at):,} values that are"
            text = f"Row {at[0]:,} will be kept aside." if len(at) == 1 else f"{len(at):,} rows will be kept aside."
            title = f"{column.name} has {values} not {NOUNS[column.type]}"
            yield ImportProblem("bad", title, f"{text}{part}", column.name, at[:100], ProblemKind.MISFITS)
