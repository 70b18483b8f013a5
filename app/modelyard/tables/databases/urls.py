"""Addresses of databases: SQLAlchemy's URLs, made from parts, checked, and parted from their password."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from modelyard.core.errors import InputError
from modelyard.domain.data.sources import DatabaseKind

DRIVERS = {
    DatabaseKind.SQLITE: "sqlite",
    DatabaseKind.POSTGRESQL: "postgresql+psycopg",
    DatabaseKind.MYSQL: "mysql+pymysql",
}
SCHEMES = {
    "sqlite": DatabaseKind.SQLITE,
    "postgresql": DatabaseKind.POSTGRESQL,
    "postgres": DatabaseKind.POSTGRESQL,
    "mysql": DatabaseKind.MYSQL,
    "mariadb": DatabaseKind.MYSQL,
}
SECRETS = ("password", "passwd")
OPTIONS = {
    DatabaseKind.SQLITE: frozenset[str](),
    DatabaseKind.POSTGRESQL: frozenset(
        (
            *("host", "hostaddr", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"),
            *("target_session_attrs", "channel_binding", "gssencmode", "krbsrvname"),
        )
    ),
    DatabaseKind.MYSQL: frozenset(
        ("unix_socket", "ssl_ca", "ssl_cert", "ssl_key", "ssl_capath", "ssl_cipher", "ssl_check_hostname")
    ),
}
"""What may stand behind the question mark: no secret, nothing that runs a statement."""

EXAMPLE = "Write it like postgresql://user@host:5432/database, mysql://user@host/database or sqlite:///folder/file.db."


@dataclass(frozen=True, slots=True)
class Parts:
    """An address without its password, and the password it had."""

    kind: DatabaseKind
    url: str
    host: str
    port: int | None
    database: str
    user: str
    options: dict[str, str]
    password: str | None = field(default=None, repr=False)


def make(kind: DatabaseKind, *, host: str, port: int | None, database: str, user: str, options: dict[str, str]) -> str:
    """The address made of its parts. Raises `InputError` where one is missing or wrong."""
    query = f"?{urlencode(options)}" if options else ""
    if kind is DatabaseKind.SQLITE:
        if not database.strip():
            raise InputError("No database file is chosen.", "Choose the SQLite file.")
        return f"{DRIVERS[kind]}:///{quote(str(Path(database.strip()).expanduser().absolute()))}{query}"
    if port is not None and not 0 < port < 65536:
        raise InputError(f"{port} is not a port.", "Give a number from 1 to 65535.")
    host = host.strip()
    shown = f"[{host}]" if ":" in host else quote(host)
    who = f"{quote(user, safe='')}@" if user else ""
    return f"{DRIVERS[kind]}://{who}{shown}{f':{port}' if port else ''}/{quote(database.strip(), safe='')}{query}"


def split(url: str) -> Parts:
    """An address in its parts. Raises `InputError` where it is not one that can be read; its text is not repeated,
    for it may hold a password.
    """
    try:
        found = urlsplit(url.strip())
        port = found.port
    except ValueError as error:
        raise InputError("This is not the address of a database.", EXAMPLE) from error
    kind = SCHEMES.get(found.scheme.split("+")[0].lower())
    if kind is None:
        known = (
            f"{found.scheme} databases cannot be read." if found.scheme else "This is not the address of a database."
        )
        raise InputError(known, f"SQLite, PostgreSQL, MySQL and MariaDB can. {EXAMPLE}")
    options = dict(parse_qsl(found.query, keep_blank_values=True))
    secrets = [options.pop(name) for name in SECRETS if name in options]
    if found.fragment or "@" in found.path or any(not name.isidentifier() for name in options):
        raise InputError(
            "The address has characters that belong to its password or user but end them.",
            "Write @ as %40, # as %23, / as %2F and ? as %3F there, or give the password by itself.",
        )
    if bad := [name for name in options if name not in OPTIONS[kind]]:
        allowed = ", ".join(sorted(OPTIONS[kind])) or "none"
        raise InputError(f"The option {bad[0]} cannot be part of a connection.", f"These can: {allowed}.")
    if kind is DatabaseKind.SQLITE:
        return _sqlite(found.netloc, unquote(found.path))
    password = unquote(found.password) if found.password is not None else (secrets[0] if secrets else None)
    host, user, database = unquote(found.hostname or ""), unquote(found.username or ""), unquote(found.path[1:])
    plain = make(kind, host=host, port=port, database=database, user=user, options=options)
    return Parts(kind, plain, host, port, database, user, options, password)


def _sqlite(netloc: str, path: str) -> Parts:
    if netloc or not path.strip("/"):
        raise InputError("The address names no database file.", EXAMPLE)
    relative = path.removeprefix("/")
    file = relative if not path.startswith("//") else path[1:]
    plain = make(DatabaseKind.SQLITE, host="", port=None, database=file, user="", options={})
    return Parts(DatabaseKind.SQLITE, plain, "", None, unquote(urlsplit(plain).path)[1:], "", {})
