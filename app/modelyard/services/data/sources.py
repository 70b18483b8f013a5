"""Databases as sources: connections, what is in them, previews and imports. Databases are only ever read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.domain.data.datasets import ImportPreview
from modelyard.domain.data.sources import (
    Connection,
    DatabaseKind,
    DatabaseRequest,
    Source,
    SourceKind,
    TableName,
    parse_table,
)
from modelyard.domain.jobs import Job
from modelyard.services.data import files as data_files
from modelyard.services.data import secrets as data_secrets
from modelyard.services.data.commit import NewVersion, adopt_rows, commit_version, staged
from modelyard.services.names import check_name
from modelyard.services.workspace import Workspace
from modelyard.store.data import sources as store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.tables.databases.connect import Address

DATABASE_IMPORT = "data.import_database"


def connections(workspace: Workspace) -> list[Connection]:
    """Every saved connection, by name."""
    return store.connection_list(workspace.database)


def find_connection(workspace: Workspace, name: str) -> Connection:
    """A connection by its name, in whatever case. Raises `NotFoundError`."""
    found = next((c for c in connections(workspace) if c.name.lower() == name.lower()), None)
    if found is None:
        raise NotFoundError(f"There is no connection {name} in this workspace.", "List the connections.")
    return found


def connection_url(
    kind: DatabaseKind,
    *,
    host: str = "",
    port: int | None = None,
    database: str = "",
    user: str = "",
    options: dict[str, str] | None = None,
) -> str:
    """The address of a database from its parts; of SQLite `database` is the file. `options` such as sslmode."""
    from modelyard.tables.databases.urls import make

    return make(kind, host=host, port=port, database=database, user=user, options=options or {})


def connection_kind(url: str) -> DatabaseKind:
    """What kind of database an address is of. Raises `InputError` where it is none that can be read."""
    from modelyard.tables.databases.urls import split

    return split(url).kind


def part_password(url: str) -> tuple[str, str | None]:
    """An address without its password, and the password. Raises `InputError` where it is none that can be read."""
    from modelyard.tables.databases.urls import split

    parts = split(url)
    return parts.url, parts.password


def add_connection(
    workspace: Workspace, name: str, url: str, password: str | None = None
) -> tuple[Connection, Changes]:
    """Save a connection. A password, given or in the address, goes to the keyring; see `keyring_state`.

    Raises `InputError` for an address that cannot be used, `ConflictError` for a name that is taken. The database is
    not asked; `test_connection` does that.
    """
    name, plain, password = _checked(name, url, password)
    added = Connection(clock.new_id(), name, plain, clock.now(), workspace.actor)
    with workspace.database.write(workspace.actor) as write:
        _refuse_taken(store.name_taken(write, name), name)
        store.add_connection(write, added)
        write.record("connection.add", Kind.CONNECTION, added.id, name, after={"url": plain})
    if password is not None:
        data_secrets.keep(added, password)
    return added, write.changes


def update_connection(
    workspace: Workspace, connection_id: str, name: str, url: str, password: str | None = None
) -> tuple[Connection, Changes]:
    """Change a connection. Without a password the one that is kept stays, unless user, host or port changed: no
    password is sent to a server that it was not typed for. Raises what `add_connection` does.
    """
    before = store.connection(workspace.database, connection_id)
    name, plain, password = _checked(name, url, password)
    after = replace(before, name=name, url=plain)
    with workspace.database.write(workspace.actor) as write:
        _refuse_taken(store.name_taken(write, name, but=connection_id), name)
        store.update_connection(write, after)
        facts = [{"name": c.name, "url": c.url} for c in (before, after)]
        write.record("connection.update", Kind.CONNECTION, connection_id, name, before=facts[0], after=facts[1])
    if data_secrets.account(before) != data_secrets.account(after):
        data_secrets.forget(before)
    if password is not None:
        data_secrets.keep(after, password)
    return after, write.changes


def set_password(workspace: Workspace, connection_id: str, password: str) -> tuple[bool, Changes]:
    """Keep a connection's password; False when there is no keyring and it is only known for this session."""
    found = store.connection(workspace.database, connection_id)
    kept = data_secrets.keep(found, password)
    with workspace.database.write(workspace.actor) as write:
        write.record("connection.password", Kind.CONNECTION, connection_id, found.name)
    return kept, write.changes


def has_password(workspace: Workspace, connection_id: str) -> bool:
    """Whether a password of a connection is known here."""
    return data_secrets.find(store.connection(workspace.database, connection_id)) is not None


def remove_connection(workspace: Workspace, connection_id: str, *, force: bool = False) -> tuple[None, Changes]:
    """Remove a connection and its password. Datasets read over it stay, but can't be refreshed any more.

    Raises `ConflictError` naming such datasets unless `force`.
    """
    found = store.connection(workspace.database, connection_id)
    used = datasets_of(workspace, connection_id)
    if used and not force:
        named = ", ".join(used[:5]) + (f" and {len(used) - 5:,} more" if len(used) > 5 else "")
        raise ConflictError(
            f"{len(used):,} {'dataset is' if len(used) == 1 else 'datasets are'} read over {found.name}: {named}.",
            "Without the connection they stay as they are, but cannot be refreshed. Remove it all the same?",
        )
    with workspace.database.write(workspace.actor) as write:
        store.remove_connection(write, connection_id)
        before = {"url": found.url, "datasets": used}
        write.record("connection.remove", Kind.CONNECTION, connection_id, found.name, before=before)
    data_secrets.forget(found)
    return None, write.changes


def datasets_of(workspace: Workspace, connection_id: str) -> list[str]:
    """The names of the datasets that are read over a connection."""
    return store.read_from(workspace.database, connection_id)


def test_connection(url: str, password: str | None) -> str:
    """The server's name and version. Raises `InputError` with cause and remedy, `PasswordNeededError`."""
    from modelyard.tables.databases.connect import Address, server_version
    from modelyard.tables.databases.urls import split

    parts = split(url)
    return server_version(Address(parts.url, parts.password if password is None else password))


def test_saved(workspace: Workspace, connection_id: str) -> str:
    """The name and version of a saved connection's server. Raises what `test_connection` does."""
    from modelyard.tables.databases.connect import server_version

    return server_version(_address(workspace, connection_id))


def keyring_state() -> str:
    """Why passwords cannot be kept here; "" when they can."""
    return data_secrets.keyring_state()


def password_variable(connection: Connection) -> str:
    """The environment variable that may hold a connection's password."""
    return data_secrets.variable(connection.name)


def password_in_environment(name: str) -> str | None:
    """The password that the environment holds for a connection of that name."""
    return data_secrets.from_environment(name)


def database_tables(workspace: Workspace, connection_id: str) -> tuple[TableName, ...]:
    """The tables and views that the connection's user may see. Raises `InputError`, `PasswordNeededError`."""
    from modelyard.tables.databases.connect import tables

    return tables(_address(workspace, connection_id))


def preview_database(workspace: Workspace, source: Source, limit: int = 500) -> ImportPreview:
    """What importing a table or a query would give. `row_count` is the database's estimate."""
    from modelyard.tables.databases.rows import preview

    _check_source(source)
    return preview(_address(workspace, source.connection_id), source, limit)


def import_database(workspace: Workspace, request: DatabaseRequest) -> tuple[Job, Changes]:
    """Start to import a table or a query as a new dataset, or as a new version of that name's.

    The job fails with `TooManyRejectedError` when more than the share `max_rejected` of the rows does not fit, with
    `PasswordNeededError` when the password is not known here.
    """
    name = check_name(request.dataset, "dataset")
    if not 0 <= request.max_rejected <= 1:
        raise InputError(f"{request.max_rejected} is not a share of rows.", "Give a number from 0 to 1.")
    _check_source(request.source)
    line = source_line(workspace, request.source)
    request = replace(request, dataset=name)
    facts = {"source": line}
    return workspace.start_job("dataset.import.start", DATABASE_IMPORT, f"Import {line}", request, name, after=facts)


def import_database_job(
    context: RunnerContext, workspace: Workspace, params: dict[str, Any], action: str = "dataset.import"
) -> tuple[dict[str, Any], Changes]:
    """Read the rows to Parquet, profile them, and commit a version; nothing is left when it fails."""
    from modelyard.services.data.sources_work import DatabaseTask, read_database

    request = codec.from_builtins(params, DatabaseRequest)
    address = _address(workspace, request.source.connection_id)
    line = source_line(workspace, request.source)
    with staged(workspace) as (table, rejects):
        result, profile = context.run_in_child(read_database, DatabaseTask(address, request.source, table, rejects))
        data_files.check_rejected(line, result, request.max_rejected)
        content_hash, rejected_blob = adopt_rows(context, workspace, table, rejects)
    new = NewVersion(
        dataset=request.dataset,
        content_hash=content_hash,
        result=result,
        profile=profile,
        source=line,
        source_spec=request.source,
        note=request.note,
        rejected_blob=rejected_blob,
        options=request.source.options,
    )
    return commit_version(workspace, context.job.created_by, new, action, context=context)


def source_line(workspace: Workspace, source: Source) -> str:
    """A database source for people: "orders from shop"."""
    name = store.connection(workspace.database, source.connection_id).name
    return f"{source.table or 'a query'} from {name}"


def _address(workspace: Workspace, connection_id: str) -> Address:
    from modelyard.tables.databases.connect import Address

    found = store.connection(workspace.database, connection_id)
    return Address(found.url, data_secrets.find(found), found.name)


def _check_source(source: Source) -> None:
    if source.kind is not SourceKind.DATABASE or not source.connection_id:
        raise InputError("No database is chosen.", "Choose a connection.")
    if bool(source.table.strip()) == bool(source.query.strip()):
        raise InputError("Neither a table nor a query is chosen.", "Choose a table, or write a SELECT query.")
    if source.table:
        try:
            parse_table(source.table)
        except ValueError as error:
            raise InputError(f"{source.table} is not the name of a table.", "Choose one from the list.") from error


def _checked(name: str, url: str, password: str | None) -> tuple[str, str, str | None]:
    from modelyard.tables.databases.urls import split

    parts = split(url)
    return check_name(name, "connection"), parts.url, parts.password if password is None else password


def _refuse_taken(taken: bool, name: str) -> None:
    if taken:
        raise ConflictError(f"There is a connection {name} already.", "Choose another name, or change that one.")
