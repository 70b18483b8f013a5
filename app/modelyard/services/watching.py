"""The watch over a workspace's servers: keeps their states true as things happen, and hands on what they use."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from modelyard.core.changes import Changes
from modelyard.core.errors import AppError, NotFoundError
from modelyard.domain.deployments import Backend, DeploymentState, EngineStatus, ServerStats, ServerStatus
from modelyard.services import deployments
from modelyard.services.workspace import Workspace

if TYPE_CHECKING:
    from modelyard.runtime.process_backend import ProcessBackend
    from modelyard.runtime.watch import Watcher

log = logging.getLogger(__name__)


class Watch:
    """A running watch; `close` ends it, as closing the workspace does."""

    def __init__(self, workspace: Workspace, on_status: Callable[[str, ServerStatus], None]) -> None:
        self._workspace = workspace
        self._on_status = on_status
        self._lock = threading.Lock()
        self._applying = threading.Lock()
        self._seen: dict[str, ServerStatus] = {}
        self._watcher: Watcher | None = None

    def run(self, watcher: Watcher) -> None:
        """Begin."""
        self._watcher = watcher
        watcher.start()

    def close(self) -> None:
        """Stop, within a second; nothing is called back after this returns."""
        if self._watcher is not None:
            self._watcher.close()

    def note(self, deployment_id: str, status: ServerStatus) -> None:
        """Take a status from the watcher's thread; it is kept by a worker, since the database may be busy."""
        with self._lock:
            self._seen[deployment_id] = status
        try:
            self._workspace.runner.query(self._apply)
        except RuntimeError:  # the workspace is closing
            return
        self._on_status(deployment_id, status)

    def _apply(self) -> None:
        """Keep the newest status of each deployment; older ones that it overtook are of no interest any more."""
        with self._applying:
            with self._lock:
                seen, self._seen = self._seen, {}
            for deployment_id, status in seen.items():
                try:
                    self._workspace.runner.emit(keep(self._workspace, deployment_id, status))
                except AppError as error:
                    log.warning("The state of a server could not be kept: %s", error)


def keep(workspace: Workspace, deployment_id: str, status: ServerStatus) -> Changes:
    """Keep what the watch saw of a deployment, unless a job is about to say so itself."""
    try:
        deployment = deployments.get(workspace, deployment_id)
    except NotFoundError:
        return Changes()  # deleted meanwhile
    starting = deployment.state is DeploymentState.STARTING
    stopping = status.state is DeploymentState.STOPPED and not deployment.desired_running
    if workspace.read_only or starting or stopping:
        return Changes()
    return deployments.apply_status(workspace, deployment, status)


def watch(
    workspace: Workspace,
    on_stats: Callable[[str, ServerStats], None],
    on_status: Callable[[str, ServerStatus], None],
    on_engine: Callable[[EngineStatus], None],
) -> Watch:
    """Watch a workspace's servers until it is closed.

    Called back from the watch's own threads, so quickly: `on_stats` with what each running server uses, once a second;
    `on_status` with each change; `on_engine` with the container engine's state. States are kept in the database, and
    what changed is told to the workspace's subscribers.
    """
    from modelyard.runtime.watch import Watcher

    made = Watch(workspace, on_status)
    processes: ProcessBackend = deployments.backend(workspace, Backend.PROCESS)  # type: ignore[assignment]
    made.run(Watcher(workspace.info.id, made.note, on_stats, on_engine, processes))
    workspace.on_close(made.close)
    return made
