"""Passwords of databases: in the system's keyring, or in memory for this session; never in the workspace.

A password is looked for in the environment variable `MODELYARD_DB_PASSWORD_<NAME>` first (for servers), then among
those typed in this session, then in the keyring, where it is kept for one user at one server: whoever changes the
server of a connection does not get its password sent there.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from urllib.parse import urlsplit

from modelyard.domain.data.sources import Connection

log = logging.getLogger(__name__)

SERVICE = "Modelyard"
VARIABLE = "MODELYARD_DB_PASSWORD_"

_session: dict[str, str] = {}
_lock = threading.Lock()


def variable(name: str) -> str:
    """The environment variable that may hold the password of the connection of that name."""
    return VARIABLE + re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def from_environment(name: str) -> str | None:
    """The password in the environment for the connection of that name."""
    return os.environ.get(variable(name))


def keyring_state() -> str:
    """Why passwords cannot be kept here; "" when they can."""
    import keyring
    from keyring.backends import fail, null

    try:
        backend = keyring.get_keyring()
    except Exception as error:  # noqa: BLE001 - a broken backend of somebody else's must not stop the import
        return (
            f"This system's keyring does not work ({type(error).__name__}): passwords are kept for this session only."
        )
    if isinstance(backend, fail.Keyring | null.Keyring):
        return "This system has no keyring: passwords are kept for this session only."
    return ""


def account(connection: Connection) -> str:
    """What a password is kept under: the connection, and the user and server that it is for."""
    server = urlsplit(connection.url).netloc
    return f"{connection.id} {server}".strip()


def keep(connection: Connection, password: str) -> bool:
    """Keep a password in the keyring, else for this session; whether the keyring took it."""
    import keyring

    key = account(connection)
    with _lock:
        _session[key] = password
    if keyring_state():
        return False
    try:
        keyring.set_password(SERVICE, key, password)
    except Exception as error:  # noqa: BLE001 - locked, refused, gone: any backend has errors of its own
        log.warning("The keyring did not take a password: %s", type(error).__name__)
        return False
    with _lock:
        _session.pop(key, None)
    return True


def forget(connection: Connection) -> None:
    """Remove a password wherever it is kept."""
    import keyring
    from keyring.errors import PasswordDeleteError

    key = account(connection)
    with _lock:
        _session.pop(key, None)
    if keyring_state():
        return
    try:
        keyring.delete_password(SERVICE, key)
    except PasswordDeleteError:
        return  # it has none
    except Exception as error:  # noqa: BLE001 - as above
        log.warning("The keyring did not remove a password: %s", type(error).__name__)


def find(connection: Connection) -> str | None:
    """The password of a connection, if one is known here."""
    if (given := from_environment(connection.name)) is not None:
        return given
    key = account(connection)
    with _lock:
        if key in _session:
            return _session[key]
    if keyring_state():
        return None
    import keyring

    try:
        return keyring.get_password(SERVICE, key)
    except Exception as error:  # noqa: BLE001 - locked, refused, gone: then it is asked for again
        log.warning("The keyring did not give a password: %s", type(error).__name__)
        return None
