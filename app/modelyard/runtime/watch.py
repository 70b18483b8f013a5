"""The watch over servers: what happens to them and what they use, told as it happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from modelyard.core.errors import AppError
from modelyard.domain.deployments import DeploymentState, EngineStatus, ServerStats, ServerStatus
from modelyard.runtime import names
from modelyard.runtime.docker_backend import container_status, read_stats
from modelyard.runtime.engine import connect, engine_status

if TYPE_CHECKING:
    import docker
    from docker.models.containers import Container

    from modelyard.runtime.process_backend import ProcessBackend

RETRY = 1.0
"""Seconds between two looks for an engine that is not there."""
TICK = 0.25
"""Seconds between two looks at servers that are starting; all others are looked at every second."""


class Watcher:
    """Watches one workspace's servers from its own threads and calls back from there.

    `on_event` gets a deployment's id and its status whenever that changes, first for each server found; `on_stats` a
    sample a second for each running one; `on_engine` the engine's state whenever that changes. When the engine goes
    away and comes back, the watch resumes and every server is looked at again. Callbacks must be quick and must not
    call `close`.
    """

    def __init__(
        self,
        workspace_id: str,
        on_event: Callable[[str, ServerStatus], None],
        on_stats: Callable[[str, ServerStats], None],
        on_engine: Callable[[EngineStatus], None],
        processes: ProcessBackend | None = None,
    ) -> None:
        self._workspace_id = workspace_id
        self._on_event = on_event
        self._on_stats = on_stats
        self._on_engine = on_engine
        self._processes = processes
        self._closed = threading.Event()
        self._lock = threading.RLock()
        self._last: dict[str, ServerStatus] = {}
        self._engine: EngineStatus | None = None
        self._client: docker.DockerClient | None = None
        self._streams: dict[str, Any] = {}
        self._process_ids: set[str] = set()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin; returns at once."""
        self._spawn(self._watch_engine, "watch-engine")
        self._spawn(self._poll, "watch-servers")

    def close(self) -> None:
        """Stop, within a second; no callback is made after this returns."""
        self._closed.set()
        with self._lock:
            streams, threads = list(self._streams.values()), list(self._threads)
        for stream in streams:
            _shut(stream)
        deadline = time.monotonic() + 1.0
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _spawn(self, target: Callable[..., None], name: str, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, name=f"modelyard-{name}", daemon=True)
        with self._lock:
            self._threads = [t for t in self._threads if t.is_alive()]
            self._threads.append(thread)
            thread.start()

    # ------------------------------------------------------------------------------------------ the engine's events

    def _watch_engine(self) -> None:
        while not self._closed.is_set():
            self._look_at_engine()
            if self._engine is not None and self._engine.available:
                self._follow_events()
                if not self._closed.is_set():
                    self._look_at_engine()
            self._closed.wait(RETRY)

    def _look_at_engine(self) -> None:
        status = engine_status()
        with self._lock:
            if status == self._engine or self._closed.is_set():
                return
            self._engine = status
            if not status.available:
                self._client = None
        self._on_engine(status)

    def _follow_events(self) -> None:
        from docker.errors import DockerException

        try:
            client = connect(timeout=None)
        except AppError:
            return
        try:
            label = f"{names.LABEL_WORKSPACE}={self._workspace_id}"
            events = client.events(decode=True, filters={"type": "container", "label": label})
            with self._registered("events", events) as registered:
                if registered:
                    self._client = client
                    self._look_at_containers(client)
                    for event in events:
                        self._note(client, event)
        except (DockerException, OSError):
            pass  # the engine went away: the caller looks at it again
        finally:
            self._client = None
            client.close()

    def _note(self, client: docker.DockerClient, event: dict[str, Any]) -> None:
        action = str(event.get("Action", ""))
        if self._closed.is_set() or action.startswith(("exec_", "top", "attach", "resize")):
            return
        deployment = event.get("Actor", {}).get("Attributes", {}).get(names.LABEL_DEPLOYMENT, "")
        self._look_at_container(client, str(event.get("id", "")), deployment)
        if action in ("start", "die", "destroy", "pause", "unpause"):
            self._look_at_engine()

    def _own(self, client: docker.DockerClient) -> list[Container]:
        label = f"{names.LABEL_WORKSPACE}={self._workspace_id}"
        return client.containers.list(all=True, filters={"label": label}, ignore_removed=True)

    def _look_at_containers(self, client: docker.DockerClient) -> None:
        for container in self._own(client):
            self._look_at(container)

    def _look_at_container(self, client: docker.DockerClient, ref: str, deployment: str) -> None:
        from docker.errors import NotFound

        try:
            self._look_at(client.containers.get(ref))
        except NotFound:
            # a deployment that was re-created has another container by now
            if not any(c.labels.get(names.LABEL_DEPLOYMENT) == deployment for c in self._own(client)):
                self._tell(deployment, ServerStatus(DeploymentState.STOPPED, detail="The container was removed."))

    def _look_at(self, container: Container) -> None:
        deployment = container.labels.get(names.LABEL_DEPLOYMENT, "")
        self._tell(deployment, container_status(container))
        if container.status in ("running", "paused"):
            self._follow_stats(container.id or "", deployment)
        else:
            self._end_stats(container.id or "")

    # -------------------------------------------------------------------------------------------------------- stats

    def _follow_stats(self, ref: str, deployment: str) -> None:
        with self._lock:
            if ref in self._streams or self._closed.is_set():
                return
            self._streams[ref] = None
        self._spawn(self._stats, "watch-stats", ref, deployment)

    def _end_stats(self, ref: str) -> None:
        with self._lock:
            stream = self._streams.get(ref)
        if stream is not None:
            _shut(stream)

    def _stats(self, ref: str, deployment: str) -> None:
        from docker.errors import DockerException

        try:
            client = connect(timeout=None)
        except AppError:
            with self._lock:
                self._streams.pop(ref, None)
            return
        try:
            stream = _stats_stream(client, ref)
            with self._registered(ref, stream) as registered:
                if registered:
                    for sample in stream:
                        stats = read_stats(sample)
                        if stats is not None and not self._closed.is_set():
                            self._on_stats(deployment, stats)
        except (DockerException, OSError):
            pass  # removed meanwhile, or the engine is gone
        finally:
            with self._lock:
                self._streams.pop(ref, None)
            client.close()

    @contextmanager
    def _registered(self, key: str, stream: Any) -> Iterator[bool]:
        """Hold a stream where `close` finds it; gives False when the watcher was closed before."""
        with self._lock:
            self._streams[key] = stream
            open_ = not self._closed.is_set()
        try:
            yield open_
        finally:
            with self._lock:
                self._streams.pop(key, None)
            _shut(stream)

    # --------------------------------------------------------------------------------------------- what has no event

    def _poll(self) -> None:
        """Notice what no event tells: that a server began or ceased to answer, and all about local processes."""
        tick = 0
        while not self._closed.wait(TICK):
            tick += 1
            every = tick % round(1 / TICK) == 0
            starting = DeploymentState.STARTING in {status.state for status in self._last.values()}
            if not (every or starting):
                continue
            self._poll_containers()
            self._poll_processes(every)

    def _poll_containers(self) -> None:
        import requests
        from docker.errors import DockerException

        client = self._client
        if client is None:
            return
        try:
            self._look_at_containers(client)
        except (DockerException, requests.exceptions.RequestException, OSError):
            return  # the thread that follows the events notices too

    def _poll_processes(self, with_stats: bool) -> None:
        if self._processes is None:
            return
        servers = self._processes.find_own(self._workspace_id)
        found = {server.deployment_id for server in servers}
        for gone in self._process_ids - found:
            self._tell(gone, ServerStatus(DeploymentState.STOPPED, detail="The server was removed."))
        self._process_ids = found
        for server in servers:
            self._tell(server.deployment_id, server.status)
            if with_stats and server.status.state is DeploymentState.RUNNING:
                try:
                    stats = self._processes.stats(server.handle)
                except AppError:
                    continue
                if not self._closed.is_set():
                    self._on_stats(server.deployment_id, stats)
        if with_stats:
            self._processes.trim_logs()

    def _tell(self, deployment: str, status: ServerStatus) -> None:
        with self._lock:
            if self._closed.is_set() or self._last.get(deployment) == status:
                return
            self._last[deployment] = status
        self._on_event(deployment, status)


def _stats_stream(client: docker.DockerClient, ref: str) -> Iterator[dict[str, Any]]:
    """A container's stats, a sample a second, with a `close` that works from another thread.

    WORKAROUND docker-py gives such a stream for events and logs, not for stats.
    """
    from docker.types import CancellableStream

    api = cast("Any", client.api)
    response = api._get(api._url("/containers/{0}/stats", ref), params={"stream": True}, stream=True)
    api._raise_for_status(response)
    return cast("Iterator[dict[str, Any]]", CancellableStream(api._stream_helper(response, decode=True), response))


def _shut(stream: Any) -> None:
    if stream is None:
        return
    try:
        stream.close()
    except (OSError, AttributeError, ValueError):  # it had ended by itself
        return
