"""What every place that can run a server offers; containers and local processes answer to the same calls."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from modelyard.core.errors import AppError, EngineError
from modelyard.domain.deployments import Backend as BackendKind
from modelyard.domain.deployments import DeploymentState, ServerHandle, ServerSpec, ServerStats, ServerStatus
from modelyard.domain.jobs import JobContext
from modelyard.runtime.engine import port_taken

POLL = 0.025
"""Seconds between two looks at a starting server."""
GRACE = 30.0
"""Seconds after its start in which a server that does not answer counts as starting, not as unhealthy."""
STOP_TIMEOUT = 10
"""Seconds that a server gets to finish what it is answering."""


@dataclass(frozen=True, slots=True)
class FoundServer:
    """A server that a backend runs, or ran, for a workspace, as its labels tell."""

    deployment_id: str
    name: str
    model_version: int
    bundle_hash: str
    spec_hash: str
    port: int
    handle: ServerHandle
    status: ServerStatus


class LogStream(Protocol):
    """New lines of a server's log as they come; ends when the server is removed or `close` is called."""

    def __iter__(self) -> Iterator[str]: ...

    def close(self) -> None:
        """End the iteration, from any thread, at once."""


class Backend(Protocol):
    """Starts, watches and stops servers. Calls may raise `EngineError`, or `NotFoundError` for one that is gone."""

    @property
    def kind(self) -> BackendKind:
        """Which one this is."""

    def start(self, spec: ServerSpec, ctx: JobContext) -> ServerHandle:
        """Start a server, replacing an earlier one of the same deployment; returns before it answers.

        A running one of the same spec is returned as it is, unless it hangs. Raises `ConflictError` for a port that
        is taken.
        """

    def wait_ready(self, handle: ServerHandle, ctx: JobContext, timeout: float = 60.0) -> float:
        """Wait until the server answers GET /ping; returns the seconds that took.

        Raises `EngineError` with the end of its log when it died or did not answer in time, `PortTakenError` when
        another program took its port meanwhile.
        """

    def stop(self, handle: ServerHandle) -> None:
        """Stop it, after it answered what it was asked; it can be started again."""

    def restart(self, handle: ServerHandle, ctx: JobContext) -> ServerHandle:
        """Stop and start it again as it was; the handle may have changed."""

    def remove(self, handle: ServerHandle, purge: bool = False) -> None:
        """Stop it and remove it; `purge` also deletes its prediction log. What is gone already is fine."""

    def purge(self, deployment_id: str) -> None:
        """Delete the prediction log of a deployment whose server was removed. What is gone already is fine."""

    def status(self, handle: ServerHandle) -> ServerStatus:
        """How it is now. A server that is gone is stopped, with a detail that says so."""

    def logs(self, handle: ServerHandle, tail: int = 200, since: datetime | None = None) -> list[str]:
        """The last `tail` lines of its log, those after `since` if given."""

    def follow_logs(self, handle: ServerHandle, tail: int = 200) -> LogStream:
        """The last `tail` lines, then every new one, across restarts."""

    def stats(self, handle: ServerHandle) -> ServerStats:
        """What it uses now; takes up to 2 s. Raises `NotFoundError` when it does not run."""

    def find_own(self, workspace_id: str) -> list[FoundServer]:
        """The workspace's servers, running or not."""


def answers(url: str, timeout: float = 0.5) -> bool:
    """Whether a server answers GET /ping with 200."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=timeout)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_ready(
    handle: ServerHandle,
    ctx: JobContext,
    timeout: float,
    status: Callable[[], ServerStatus],
    log_tail: Callable[[], list[str]],
    answering: Callable[[], bool] | None = None,
) -> float:
    """Poll /ping every 25 ms and the backend's status twice a second; see `Backend.wait_ready`.

    `answering` says whether an answer is this server's; by default each is. Raises `PortTakenError` when the server
    ended because somebody else took its port meanwhile.
    """
    began = time.monotonic()
    look = began + 0.3
    restarts = status().restarts  # of earlier crashes
    while not (answers(handle.url) and (answering is None or answering())):
        ctx.check_cancelled()
        now = time.monotonic()
        if now >= look:
            look = now + 0.5
            seen = status()
            if seen.state in (DeploymentState.FAILED, DeploymentState.STOPPED) or seen.restarts > restarts:
                raise _died(seen, log_tail(), urlsplit(handle.url).port or 0)
        if now - began > timeout:
            raise EngineError(
                f"The server did not answer within {timeout:.0f} seconds.",
                "Look at its log; a larger CPU limit makes it start sooner.",
                "\n".join(log_tail()),
            )
        time.sleep(POLL)
    return time.monotonic() - began


def _died(seen: ServerStatus, log: list[str], port: int) -> AppError:
    details = "\n".join(log)
    if seen.out_of_memory:
        return EngineError(
            "The server needed more memory than its limit and was ended.",
            "Launch again with a larger memory limit.",
            details,
        )
    last = next((line.strip() for line in reversed(log) if line.strip()), "")
    if f"Port {port} is taken" in last:
        return port_taken(port)
    code = "" if seen.exit_code is None else f" with exit code {seen.exit_code}"
    return EngineError(
        f"The server ended{code} before it answered{f': {last}' if last else '.'}", "Look at its log.", details
    )
