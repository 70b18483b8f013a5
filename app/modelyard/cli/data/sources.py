"""`modelyard data connections …`, `tables`, `import-database`, `refresh`, `schedule`: databases, and reading again."""

from __future__ import annotations

import getpass
import re
import sys
from typing import Any

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.cli.data.columns import LEAVE_OUT, MISFITS, misfits_of, types_of
from modelyard.cli.data.made import show_version
from modelyard.core.errors import AppError, InputError, PasswordNeededError
from modelyard.domain.data.datasets import MAX_REJECTED, ReadOptions
from modelyard.domain.data.sources import Connection, DatabaseRequest, Refresh, Source, SourceKind
from modelyard.services.data import datasets
from modelyard.services.data import refresh as data_refresh
from modelyard.services.data import sources as service

connections = typer.Typer(help="The databases that datasets are read from.", no_args_is_help=True)

PASSWORD_STDIN = typer.Option(False, "--password-stdin", help="Read the password from standard input.")
NO_PASSWORD = typer.Option(False, "--no-password", help="The database needs none; do not ask.")
UNITS = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}


def register(app: typer.Typer) -> None:
    """Add these commands to `modelyard data`."""
    app.add_typer(connections, name="connections")
    app.command("tables")(tables)
    app.command("import-database")(import_database)
    app.command("refresh")(refresh)
    app.command("schedule")(schedule)


@connections.command("list")
def list_() -> None:
    """List the connections."""
    with workspace() as opened:
        found = service.connections(opened)
        known = {c.id: service.has_password(opened, c.id) for c in found}
    rows = [[c.name, c.url, "known" if known[c.id] else "–"] for c in found]
    table(["Connection", "Address", "Password"], rows, found)


@connections.command("add")
def add(
    name: str = typer.Argument(..., help="What to call it."),
    url: str = typer.Argument(..., help="postgresql://user@host:5432/db, mysql://user@host/db or sqlite:///file.db"),
    password_stdin: bool = PASSWORD_STDIN,
    no_password: bool = NO_PASSWORD,
    test: bool = typer.Option(True, help="Ask the server for its version first."),
) -> None:
    """Save a connection. Its password is asked for, and kept by the system's keyring, never in the workspace."""
    plain, given = service.part_password(url)
    if given is not None:
        raise InputError(
            "The address holds a password, which others can see on the command line.",
            "Leave it out; it is asked for, or read with --password-stdin.",
        )
    password = _password(plain, name, password_stdin, no_password)
    version = service.test_connection(plain, password) if test else ""
    with workspace() as opened:
        added, _ = service.add_connection(opened, name, plain, password)
        lines = [f"Added {added.name}{f': {version}' if version else ''}"]
        lines += _kept(added) if password else []
    show({"connection": added, "version": version}, "\n".join(lines))


@connections.command("test")
def check(name: str = typer.Argument(..., help="The connection's name.")) -> None:
    """Connect, and show the server's name and version."""
    with workspace() as opened:
        found = service.find_connection(opened, name)
        version = service.test_saved(opened, found.id)
    show({"connection": found, "version": version}, f"{found.name}: {version}")


@connections.command("password")
def password_(
    name: str = typer.Argument(..., help="The connection's name."), password_stdin: bool = PASSWORD_STDIN
) -> None:
    """Keep another password for a connection."""
    with workspace() as opened:
        found = service.find_connection(opened, name)
        service.set_password(opened, found.id, _ask(found.url, password_stdin))
    show({"connection": found}, "\n".join(["The password was taken.", *_kept(found)]))


@connections.command("remove")
def remove(
    name: str = typer.Argument(..., help="The connection's name."),
    yes: bool = typer.Option(False, "--yes", help="Also when datasets are read over it."),
) -> None:
    """Remove a connection and its password; datasets stay."""
    with workspace() as opened:
        found = service.find_connection(opened, name)
        service.remove_connection(opened, found.id, force=yes)
    show({"connection": found}, f"Removed {found.name}")


def tables(connection: str = typer.Argument(..., help="The connection's name.")) -> None:
    """List the tables and views of a database."""
    with workspace() as opened:
        found = service.database_tables(opened, service.find_connection(opened, connection).id)
    rows = [[t.text, t.kind, None if t.rows is None else f"{t.rows:,}"] for t in found]
    table(["Table", "Kind", "Rows (about)"], rows, found)


def import_database(
    connection: str = typer.Argument(..., help="The connection's name."),
    table_: str = typer.Option("", "--table", help="The table or view to read, such as public.orders."),
    query: str = typer.Option("", "--query", help="A SELECT to read instead; - reads it from standard input."),
    name: str = typer.Option("", help="The dataset's name; by default the table's."),
    note: str = typer.Option("", help="A note kept with the version."),
    types: list[str] = typer.Option([], "--type", help="COLUMN=TYPE in place of the declared one; may be repeated."),
    misfits: list[str] = MISFITS,
    leave_out: list[str] = LEAVE_OUT,
    allow_rejected: float = typer.Option(
        MAX_REJECTED, "--allow-rejected", help="Stop when more than this share of the rows does not fit (0 to 1)."
    ),
) -> None:
    """Import a table or a query of a database as a dataset, or as a new version of one."""
    query = sys.stdin.read() if query == "-" else query
    if not name and not table_:
        raise InputError("The dataset needs a name.", "Add --name NAME.")
    with workspace() as opened:
        found = service.find_connection(opened, connection)
        options = ReadOptions(types=types_of(types), misfits=misfits_of(misfits), leave_out=tuple(leave_out))
        source = Source(SourceKind.DATABASE, connection_id=found.id, table=table_, query=query, options=options)
        request = DatabaseRequest(source, name or _short(table_), note, allow_rejected)
        job, _ = service.import_database(opened, request)
        result = wait(opened, job).result
        show_version(datasets.version(opened, result["version_id"]), result)


def refresh(
    dataset: str = typer.Argument("", help="The dataset's name."),
    due: bool = typer.Option(False, "--due", help="Every dataset whose schedule says so; for cron and the like."),
) -> None:
    """Read a dataset's source again: a new version, or nothing when nothing has changed."""
    if bool(dataset) == due:
        raise InputError("Nothing is chosen to refresh.", "Name a dataset, or add --due.")
    with workspace() as opened:
        if not due:
            job, _ = data_refresh.refresh(opened, datasets.find_version(opened, dataset).dataset_id)
            result = wait(opened, job).result
            show_version(datasets.version(opened, result["version_id"]), result)
            return
        jobs, _ = data_refresh.submit_due(opened)
        results: list[dict[str, Any]] = []
        failed: list[AppError] = []
        for job in jobs:
            try:
                ended = wait(opened, job)
            except AppError as error:
                failed.append(error)
                results.append({"dataset": job.subject, "error": error.message, "hint": error.hint})
                continue
            results.append({"dataset": job.subject, **ended.result})
    rows = [[r["dataset"], _outcome(r), f"{r['rows']:,}" if "rows" in r else None] for r in results]
    table(["Dataset", "Result", "Rows"], rows, results)
    if failed:
        raise typer.Exit(failed[0].exit_code)


def schedule(
    dataset: str = typer.Argument("", help="The dataset's name; without one every schedule is listed."),
    every: str = typer.Option("", "--every", help="30m, 6h, 1d, 2w; or off."),
) -> None:
    """Have a dataset refreshed by itself, while the window is open or by `refresh --due`; or show the schedules."""
    with workspace() as opened:
        if dataset and every:
            dataset_id = datasets.find_version(opened, dataset).dataset_id
            minutes = None if every.lower() == "off" else _minutes(every)
            data_refresh.set_refresh(opened, dataset_id, minutes)
        elif every:
            raise InputError("No dataset is named.", "Type its name first.")
        names = {d.id: d.name for d in datasets.list_datasets(opened)}
        found = [r for r in data_refresh.refreshes(opened) if not dataset or names.get(r.dataset_id) == dataset]
    rows = [[names.get(r.dataset_id, r.dataset_id), _every(r), _local(r), r.last_result, r.last_error] for r in found]
    table(["Dataset", "Every", "Next", "Last result", "Why"], rows, found)


def _outcome(result: dict[str, Any]) -> str:
    if "error" in result:
        return f"failed: {result['error']}"
    if not result["unchanged"]:
        return f"new version v{result['number']}"
    same = result["number"] == result["newest"]
    return "unchanged" if same else f"the rows of v{result['number']} again; the newest is v{result['newest']}"


def _local(found: Refresh) -> str:
    return f"{found.next_at.astimezone():%Y-%m-%d %H:%M}"


def _every(found: Refresh) -> str:
    unit = next(u for u in ("w", "d", "h", "m") if found.minutes % UNITS[u] == 0)
    return f"{found.minutes // UNITS[unit]}{unit}"


def _minutes(text: str) -> int:
    found = re.fullmatch(r"(\d{1,6})\s*([mhdw])", text.strip().lower())
    if found is None:
        raise InputError(f"{text!r} is no length of time.", "Write 30m, 6h, 1d, 2w, or off.")
    return int(found[1]) * UNITS[found[2]]


def _short(text: str) -> str:
    from modelyard.domain.data.sources import parse_table

    try:
        return parse_table(text).name
    except ValueError:
        return text  # the import says what is wrong with it


def _password(url: str, name: str, from_stdin: bool, none: bool) -> str | None:
    from modelyard.domain.data.sources import DatabaseKind

    if none or service.connection_kind(url) is DatabaseKind.SQLITE:
        return None
    if not from_stdin and (given := service.password_in_environment(name)) is not None:
        return given
    return _ask(url, from_stdin)


def _ask(url: str, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise PasswordNeededError(
            "A password is needed, and there is nobody to ask.",
            "Give it with --password-stdin, or add --no-password.",
        )
    return getpass.getpass(f"Password for {url}: ")


def _kept(connection: Connection) -> list[str]:
    if not (state := service.keyring_state()):
        return ["The system's keyring keeps the password."]
    return [state, f"Set {service.password_variable(connection)} in the environment of the next commands."]
