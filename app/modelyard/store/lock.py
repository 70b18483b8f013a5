"""The lock that says which process does a workspace's background work. The system frees it when the holder dies."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from modelyard.core import clock, codec


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock: process id, what it is ("window", "cli"), on which computer, since when."""

    pid: int
    role: str
    host: str
    since: datetime


class WorkLock:
    """An exclusive advisory lock on `workspace.lock`; byte 1024 is locked, so that others can read who holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    @property
    def held(self) -> bool:
        """Whether this process holds it."""
        return self._file is not None

    def acquire(self, role: str) -> bool:
        """Try to take the lock; returns whether this process holds it now."""
        if self._file is not None:
            return True
        file = open(self.path, "a+b")  # noqa: SIM115 - kept open for as long as the lock is held
        if not _lock(file):
            file.close()
            return False
        holder = Holder(os.getpid(), role, _host(), clock.now())
        file.truncate(0)
        file.write(codec.to_json(holder).encode())
        file.flush()
        self._file = file
        return True

    def holder(self) -> Holder | None:
        """Who holds it, or held it last; None where that cannot be read."""
        try:
            return codec.from_json(self.path.read_bytes(), Holder)
        except (OSError, ValueError):
            return None

    def release(self) -> None:
        """Let it go."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def _host() -> str:
    import socket

    return socket.gethostname()


def _lock(file: IO[bytes]) -> bool:
    if sys.platform == "win32":
        import msvcrt

        file.seek(1024)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.lockf(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 1024)
    except OSError:
        return False
    return True
