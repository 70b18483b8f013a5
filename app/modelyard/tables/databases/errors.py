"""What the errors of databases mean, and what to do about them, as sentences without secrets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from modelyard.core.errors import AppError, InputError, PasswordNeededError
from modelyard.domain.data.sources import DatabaseKind
from modelyard.tables.databases.urls import Parts

WRITES = "Modelyard only reads: write a SELECT query."
MIN_SCRUBBED = 4
"""Shorter passwords are not looked for in texts: they would be found everywhere, and no driver repeats them."""

PASSWORD_HINT = "Type its password again; the system's keyring keeps it."

Sentence = tuple[str, str]


def explain(error: BaseException, parts: Parts, password: str | None, name: str = "") -> AppError:
    """The sentence for an error of a database driver; the password is nowhere in it."""
    if isinstance(error, AppError):
        return error
    original = getattr(error, "orig", None) or error
    where = name or parts.database or parts.host or "the database"
    tell = {
        DatabaseKind.POSTGRESQL: _postgresql,
        DatabaseKind.MYSQL: _mysql,
        DatabaseKind.SQLITE: _sqlite,
    }[parts.kind]
    details = scrub(str(original), password)
    found = tell(original, parts) or _network(details, parts)
    if found is None:
        first = details.strip().splitlines()[0] if details.strip() else type(original).__name__
        found = (f"{where} answered: {first}", "Check the connection and the query, then try again.")
    message, hint = (scrub(text, password) for text in found)
    if message.startswith(SIGN_IN) and not password:
        asked = f"{where} wants a password for {parts.user or 'you'}, and none is known here."
        return PasswordNeededError(asked, PASSWORD_HINT, details)
    return InputError(message, hint, details)


def scrub(text: str, password: str | None) -> str:
    """A text without the password."""
    return text if not password or len(password) < MIN_SCRUBBED else text.replace(password, "•••")


SIGN_IN = "The server does not let"


def _sign_in(parts: Parts) -> Sentence:
    return f"{SIGN_IN} {parts.user or 'you'} in with this password.", "Check the user and the password."


def _no_database(parts: Parts) -> Sentence:
    return f"The server has no database {parts.database!r}.", "Check its name; mind upper and lower case."


def _server(parts: Parts) -> str:
    return f"{parts.host or 'this computer'}{f', port {parts.port}' if parts.port else ''}"


def _network(text: str, parts: Parts) -> Sentence | None:
    """Errors before the server has said anything, by the words of the system and of the TLS library."""
    low = text.lower()
    certificate = "certificate" in low and ("verify" in low or "root" in low)
    rules: tuple[tuple[bool, Sentence], ...] = (
        (
            certificate,
            ("The server's TLS certificate is not trusted.", "Give its authority's file: sslrootcert or ssl_ca."),
        ),
        (
            any(w in low for w in ("resolve host", "name or service not known", "getaddrinfo", "translate host name")),
            (f"There is no computer named {parts.host}.", "Check the host's name, and that you are on its network."),
        ),
        (
            "refused" in low,
            (f"Nothing answers at {_server(parts)}.", "Check host and port, and that the server runs."),
        ),
        (
            "timeout" in low or "timed out" in low or "no route to host" in low or "unreachable" in low,
            (f"{_server(parts)} does not answer.", "Check the host, and whether a firewall is in between."),
        ),
        (
            "ssl" in low or "tls" in low,
            ("The server and Modelyard do not agree on TLS.", "Change sslmode (or ssl_ca) in the address."),
        ),
        (
            any(w in low for w in ("server closed the connection", "lost connection", "terminating connection")),
            ("The server ended the connection.", "It may have been restarted. Try again."),
        ),
        (
            "no such file or directory" in low,
            (f"Nothing answers at {_server(parts)}.", "Check host and port, and that the server runs."),
        ),
    )
    return next((sentence for met, sentence in rules if met), None)


def _postgresql(error: Any, parts: Parts) -> Sentence | None:
    text = str(error).lower()
    state = getattr(error, "sqlstate", None) or ""
    said = getattr(getattr(error, "diag", None), "message_primary", None) or str(error).strip().split("\n")[0]
    if "password authentication failed" in text or "no password supplied" in text or state == "28P01":
        return _sign_in(parts)
    if state == "3D000" or ('database "' in text and "does not exist" in text):
        return _no_database(parts)
    if 'role "' in text and "does not exist" in text:
        return _sign_in(parts)
    if "no pg_hba.conf entry" in text:
        hint = "Ask its administrator to allow it, or set sslmode=require in the address."
        return f"The server does not accept {parts.user or 'you'} from this computer.", hint
    if "server does not support ssl" in text:
        return "The server has no TLS, and the address asks for it.", "Set sslmode=prefer in the address."
    if state == "25006" or "data-modifying statements" in text:
        return "The query writes, and the database was opened for reading only.", WRITES
    return _by_code(state, said, _POSTGRESQL)


def _mysql(error: Any, parts: Parts) -> Sentence | None:
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    said = str(error.args[1]) if len(error.args) > 1 else str(error)
    if code in (1045, 1698, 1862, 1820):
        return _sign_in(parts)
    if code in (1044, 1049):
        denied = f"{parts.user or 'You'} may not use the database {parts.database!r}.", "Ask for the right to read it."
        return denied if code == 1044 else _no_database(parts)
    if code == 1792:
        return "The query writes, and the database was opened for reading only.", WRITES
    if "cryptography" in said:
        return "The server's way to sign in needs TLS.", "Give ssl_ca in the address, or another user."
    if code == 2006 or code == 2013:
        return "The server ended the connection.", "It may have been restarted. Try again."
    return _by_code(str(code), said, _MYSQL) if (code and code < 2000) or code >= 3000 else None


def _sqlite(error: Any, parts: Parts) -> Sentence | None:
    text, low = str(error), str(error).lower()
    file = parts.database
    rules: tuple[tuple[bool, Sentence], ...] = (
        ("readonly" in low or "not authorized" in low, (f"The database refused the query: {text}.", WRITES)),
        ("not a database" in low, (f"{file} is not an SQLite database.", "Choose another file.")),
        ("malformed" in low, (f"{file} is damaged.", "Restore it from a copy.")),
        ("locked" in low, (f"Another program is writing to {file}.", "Try again in a moment.")),
        ("unable to open" in low, (f"{file} cannot be opened.", "Check that you may read it and its folder.")),
        ("interrupted" in low, _TOO_LONG),
    )
    found = next((sentence for met, sentence in rules if met), None)
    return found or (f"The database refused the query: {text}.", "Correct the query, or choose another table.")


_TOO_LONG: Sentence = (
    "The database took too long to answer.",
    "Make the query narrower, or import it without looking first.",
)


def _refused(hint: str) -> Callable[[str], Sentence]:
    return lambda said: (f"The database refused the query: {said.strip().rstrip('.')}.", hint)


_SYNTAX = _refused("Correct the query; only one SELECT can be read.")
_MISSING = _refused("Check the name, and its schema.")
_DENIED = _refused("Ask for the right to read it.")
_POSTGRESQL = {
    "42601": _SYNTAX,
    "42P01": _MISSING,
    "42703": _MISSING,
    "3F000": _MISSING,
    "42501": _DENIED,
    "57014": lambda _: _TOO_LONG,
    "53300": lambda _: ("The server has no connection free.", "Try again later."),
}
_MYSQL = {
    "1064": _SYNTAX,
    "1146": _MISSING,
    "1054": _MISSING,
    "1142": _DENIED,
    "1143": _DENIED,
    "1227": _DENIED,
    "1317": lambda _: _TOO_LONG,
    "1969": lambda _: _TOO_LONG,
    "3024": lambda _: _TOO_LONG,
    "1040": lambda _: ("The server has no connection free.", "Try again later."),
}


def _by_code(code: str, said: str, known: dict[str, Callable[[str], Sentence]]) -> Sentence | None:
    if code in known:
        return known[code](said)
    return _refused("Correct the query, or choose another table.")(said) if code else None
