"""Ports on this computer's loopback interface."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Container

from modelyard.core.errors import ConflictError
from modelyard.runtime.engine import port_taken

FIRST, LAST = 8501, 8999
"""Where Modelyard looks for a port by itself."""


def port_free(port: int) -> bool:
    """Whether nobody listens on 127.0.0.1:`port`, nor on that port of every interface."""
    return _can_bind("127.0.0.1", port) and _can_bind("0.0.0.0", port)


def _can_bind(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        if sys.platform != "win32":
            # past connections in TIME_WAIT do not hold a port; a listener does, with or without this
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEACCES", -1)):
                return False
            raise
    return True


def check_port(port: int) -> None:
    """Raise `ConflictError` when somebody holds a port."""
    if not port_free(port):
        raise port_taken(port)


def free_port(preferred: int | None = None, avoid: Container[int] = ()) -> int:
    """A free loopback port: `preferred` if it is free, else the first one from 8501 that is not in `avoid`.

    `avoid` names the ports that stopped deployments will want back. Raises `ConflictError` when all are taken.
    """
    if preferred is not None and preferred not in avoid and port_free(preferred):
        return preferred
    for port in range(FIRST, LAST + 1):
        if port not in avoid and port_free(port):
            return port
    raise ConflictError(f"All ports from {FIRST} to {LAST} are taken.", "Choose a port yourself.")
