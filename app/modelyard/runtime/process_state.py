"""What is kept on disk of a server that runs as a local process, so that a later Modelyard finds it again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from modelyard.core.codec import from_json, to_json
from modelyard.core.files import write_text
from modelyard.domain.deployments import ServerSpec

STATE_FILE = "server.json"
LOG_FILE = "server.log"
LOG_LIMIT = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProcessState:
    """A server process: its spec, its command, and what tells it from a later process of the same id.

    `created` is its start in seconds since 1970; `stopped` says that somebody asked it to end.
    """

    spec: ServerSpec
    command: tuple[str, ...]
    pid: int
    created: float
    stopped: bool = False
    exit_code: int | None = None


def read_state(folder: Path) -> ProcessState | None:
    """The state kept in a deployment's folder; None where there is none that makes sense."""
    try:
        return from_json((folder / STATE_FILE).read_bytes(), ProcessState)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return None


def write_state(folder: Path, state: ProcessState) -> None:
    """Keep the state; only its owner may read it, since it holds the token."""
    write_text(folder / STATE_FILE, to_json(state), mode=0o600)


def trim_log(folder: Path) -> None:
    """Move what was logged to `server.log.1` once it is over 5 MB; the server, which appends, goes on at the start."""
    log = folder / LOG_FILE
    try:
        if log.stat().st_size <= LOG_LIMIT:
            return
        with log.open("rb+") as file:
            log.with_name(f"{LOG_FILE}.1").write_bytes(file.read())
            file.truncate(0)
    except FileNotFoundError:
        return


def tail_log(folder: Path, lines: int) -> list[str]:
    """The last lines of the log."""
    found: list[str] = []
    for name in (LOG_FILE, f"{LOG_FILE}.1"):
        if len(found) < lines and (folder / name).exists():
            text = (folder / name).read_bytes()[-LOG_LIMIT:].decode(errors="replace")
            found = text.splitlines()[-(lines - len(found)) :] + found
    return found
