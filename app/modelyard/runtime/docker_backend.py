"""Servers as hardened containers: loopback only, no privileges, read-only, limited, found again by their labels."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from modelyard.core.errors import AppError, EngineError, NotFoundError
from modelyard.domain.deployments import Backend as BackendKind
from modelyard.domain.deployments import DeploymentState, ServerHandle, ServerSpec, ServerStats, ServerStatus
from modelyard.domain.jobs import JobContext, Part
from modelyard.runtime import names
from modelyard.runtime.backend import GRACE, STOP_TIMEOUT, FoundServer, LogStream, answers, wait_until_ready
from modelyard.runtime.bundle import bundle_digest
from modelyard.runtime.docker_logs import DockerLogStream, strip_time
from modelyard.runtime.engine import QUICK, SLOW, connect, translated
from modelyard.runtime.image import SERVER_COMMAND, build_model_image, drop_image, ensure_runtime_image
from modelyard.runtime.ports import check_port

if TYPE_CHECKING:
    import docker
    from docker.models.containers import Container

USER = "65532:65532"
TMPFS = {"/tmp": "rw,noexec,nosuid,nodev,size=64m,mode=1777"}


class DockerBackend:
    """Runs servers as containers of the local engine. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clients: dict[float, docker.DockerClient] = {}

    @property
    def kind(self) -> BackendKind:
        """Containers."""
        return BackendKind.DOCKER

    @property
    def client(self) -> docker.DockerClient:
        """The client for ordinary requests, connected on first use. Raises `EngineError`."""
        return self._connected(QUICK)

    def _connected(self, timeout: float) -> docker.DockerClient:
        with self._lock:
            if timeout not in self._clients:
                self._clients[timeout] = connect(timeout=timeout)
            return self._clients[timeout]

    def close(self) -> None:
        """Drop the connections to the engine."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def start(self, spec: ServerSpec, ctx: JobContext) -> ServerHandle:
        """See `Backend.start`. Makes the runtime image first, if need be, and the model's."""
        earlier = self._containers({names.LABEL_DEPLOYMENT: spec.deployment_id})
        if not any(_port(container) == spec.port and container.status == "running" for container in earlier):
            check_port(spec.port)
        builder = self._connected(SLOW)
        runtime = ensure_runtime_image(builder, Part(ctx, 0.0, 0.9))
        ctx.progress(0.9, f"Building the image of {spec.model_name} {spec.model_version}")
        image = build_model_image(builder, runtime, spec, ctx)
        ctx.check_cancelled()
        ctx.progress(0.95, f"Starting {spec.name}")
        if reusable := self._same(earlier, spec, image):
            with translated(spec.port):
                if container_status(reusable).state is DeploymentState.UNHEALTHY:
                    reusable.restart(timeout=STOP_TIMEOUT)
                else:
                    reusable.start()
            return _handle(reusable, image)
        for container in earlier:
            self._remove(container)
        check_port(spec.port)
        return self._create(spec, image)

    def _same(self, earlier: list[Container], spec: ServerSpec, image: str) -> Container | None:
        """The container of exactly this spec and image, if it is there."""
        with translated():
            image_id = self.client.images.get(image).id
        for container in earlier:
            same = container.labels.get(names.LABEL_SPEC) == names.spec_hash(spec)
            if same and container.attrs.get("Image") == image_id and container.status in ("running", "exited"):
                return container
        return None

    def _create(self, spec: ServerSpec, image: str) -> ServerHandle:
        volume = names.volume_name(spec.deployment_id)
        owner = {names.LABEL_WORKSPACE: spec.workspace_id, names.LABEL_DEPLOYMENT: spec.deployment_id}
        with translated(spec.port):
            self.client.volumes.create(volume, labels=owner)
            container = self.client.containers.create(image, list(SERVER_COMMAND), **_options(spec, volume))
        try:
            with translated(spec.port):
                container.start()
        except AppError:
            self._remove(container)
            raise
        return _handle(container, image, spec.port)

    def wait_ready(self, handle: ServerHandle, ctx: JobContext, timeout: float = 60.0) -> float:
        """See `Backend.wait_ready`."""
        began = time.time() - 2

        def seen() -> ServerStatus:
            status = self._seen(handle)
            if status.restarts and not status.out_of_memory and self._ran_out_of_memory(handle, began):
                return replace(status, out_of_memory=True)
            return status

        return wait_until_ready(handle, ctx, timeout, seen, lambda: self._last_words(handle))

    def _ran_out_of_memory(self, handle: ServerHandle, since: float) -> bool:
        """Whether it did so since then; a restart by the engine clears the mark on the container."""
        filters: dict[str, Any] = {"container": handle.ref, "event": "oom"}
        now = cast("Any", time.time())  # the engine takes fractions, which docker-py's types do not know
        with translated():
            return any(True for _ in self.client.events(since=cast("Any", since), until=now, filters=filters))

    def _last_words(self, handle: ServerHandle) -> list[str]:
        """The end of the log up to the last time the server ended: by now, it may have been started again.

        Errors last, where a reason is looked for: the engine does not know in which order the two streams were written.
        """
        container = self._get(handle)
        ended = _time(container.attrs.get("State", {}).get("FinishedAt", ""))
        span: dict[str, Any] = {"tail": 50} if ended is None else {"tail": 50, "until": ended.timestamp()}
        with translated():
            raw: bytes = container.logs(stderr=False, **span) + container.logs(stdout=False, **span)
        return raw.decode(errors="replace").splitlines()

    def stop(self, handle: ServerHandle) -> None:
        """See `Backend.stop`."""
        container = self._get(handle)
        with translated():
            container.stop(timeout=STOP_TIMEOUT)

    def restart(self, handle: ServerHandle, ctx: JobContext) -> ServerHandle:
        """See `Backend.restart`."""
        container = self._get(handle)
        port = _port(container)
        if container.status != "running" and port:
            check_port(port)
        with translated(port):
            container.restart(timeout=STOP_TIMEOUT)
        return handle

    def remove(self, handle: ServerHandle, purge: bool = False) -> None:
        """See `Backend.remove`."""
        try:
            container = self._get(handle)
        except NotFoundError:
            return
        deployment, image = container.labels[names.LABEL_DEPLOYMENT], container.attrs.get("Image", "")
        self._remove(container)
        if purge:
            self.purge(deployment)
            self._drop_image(image)

    def purge(self, deployment_id: str) -> None:
        """See `Backend.purge`."""
        from docker.errors import NotFound

        try:
            with translated():
                volume = self.client.volumes.get(names.volume_name(deployment_id))
                if (volume.attrs.get("Labels") or {}).get(names.LABEL_DEPLOYMENT) == deployment_id:
                    volume.remove()
        except NotFound:
            return

    def _drop_image(self, image: str) -> None:
        """Remove a model's image, unless another deployment uses it; it costs less than a second to make."""
        from docker.errors import ImageNotFound

        try:
            with translated():
                if self.client.images.get(image).labels.get(names.LABEL_IMAGE) == "model":
                    drop_image(self.client, image)
        except ImageNotFound:
            return

    def status(self, handle: ServerHandle) -> ServerStatus:
        """See `Backend.status`."""
        return self._seen(handle)

    def logs(self, handle: ServerHandle, tail: int = 200, since: datetime | None = None) -> list[str]:
        """See `Backend.logs`."""
        container = self._get(handle)
        with translated():
            if since is None:
                raw = container.logs(tail=tail, timestamps=True)
            else:
                raw = container.logs(tail=tail, timestamps=True, since=since.timestamp())
        return [strip_time(line)[1] for line in raw.decode(errors="replace").splitlines()]

    def follow_logs(self, handle: ServerHandle, tail: int = 200) -> LogStream:
        """See `Backend.follow_logs`."""
        self._get(handle)
        return DockerLogStream(handle.ref, tail)

    def stats(self, handle: ServerHandle) -> ServerStats:
        """See `Backend.stats`."""
        from docker.errors import NotFound

        try:
            with translated():
                sample = cast("dict[str, Any]", self._get(handle).stats(stream=False))
        except NotFound as error:
            raise _gone(handle) from error
        stats = read_stats(sample)
        if stats is None:
            raise NotFoundError("The container does not run.", "Start it.")
        return stats

    def find_own(self, workspace_id: str) -> list[FoundServer]:
        """See `Backend.find_own`."""
        return [found(container) for container in self._containers({names.LABEL_WORKSPACE: workspace_id})]

    def _containers(self, labels: dict[str, str]) -> list[Container]:
        filters: dict[str, str | list[str] | bool] = {
            "label": [names.LABEL_DEPLOYMENT, *(f"{key}={value}" for key, value in labels.items())]
        }
        with translated():
            return self.client.containers.list(all=True, filters=filters, sparse=False, ignore_removed=True)

    def _get(self, handle: ServerHandle) -> Container:
        """The container of a handle, only if it carries our labels."""
        from docker.errors import NotFound

        try:
            with translated():
                container = self.client.containers.get(handle.ref)
        except NotFound as error:
            raise _gone(handle) from error
        if names.LABEL_DEPLOYMENT not in container.labels:
            raise EngineError(f"The container {handle.ref[:12]} was not made by Modelyard.", "It is left alone.")
        return container

    def _remove(self, container: Container) -> None:
        from docker.errors import NotFound

        try:
            with translated():
                if container.status == "running":
                    container.stop(timeout=STOP_TIMEOUT)
                container.remove(force=True)
        except NotFound:
            return

    def _seen(self, handle: ServerHandle) -> ServerStatus:
        try:
            container = self._get(handle)
        except NotFoundError as error:
            return ServerStatus(DeploymentState.STOPPED, detail=error.message)
        return container_status(container)


def _gone(handle: ServerHandle) -> NotFoundError:
    return NotFoundError(f"The container {handle.ref[:12]} was removed.", "Start the deployment to make a new one.")


def _options(spec: ServerSpec, volume: str) -> dict[str, Any]:
    """How a container is closed off and limited."""
    from docker.types import LogConfig

    threads = str(max(1, math.ceil(spec.limits.cpus)))
    return {
        "name": names.container_name(spec),
        "environment": {
            "MODELYARD_TOKEN": spec.token,
            "MODELYARD_BUNDLE_DIGEST": bundle_digest(Path(spec.bundle)),
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
            "LOKY_MAX_CPU_COUNT": threads,
        },
        "user": USER,
        "read_only": True,
        "tmpfs": TMPFS,
        "volumes": {volume: {"bind": "/data", "mode": "rw"}},
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "pids_limit": spec.limits.pids,
        "mem_limit": spec.limits.memory,
        "memswap_limit": spec.limits.memory,
        "nano_cpus": round(spec.limits.cpus * 1e9),
        "ports": {f"{names.SERVER_PORT}/tcp": ("127.0.0.1", spec.port)},
        "labels": names.labels(spec),
        "restart_policy": {"Name": "on-failure", "MaximumRetryCount": 3},
        "init": True,
        "log_config": LogConfig(type=LogConfig.types.JSON, config={"max-size": "5m", "max-file": "2"}),
    }


def _port(container: Container) -> int:
    label = container.labels.get(names.LABEL_PORT, "")
    return int(label) if label.isdigit() else 0


def _handle(container: Container, image: str, port: int = 0) -> ServerHandle:
    url = f"http://127.0.0.1:{port or _port(container)}"
    return ServerHandle(BackendKind.DOCKER, container.id or "", image, url)


def found(container: Container) -> FoundServer:
    """What a container's labels and state tell."""
    labels = container.labels
    version = labels.get(names.LABEL_VERSION, "")
    return FoundServer(
        deployment_id=labels.get(names.LABEL_DEPLOYMENT, ""),
        name=labels.get(names.LABEL_NAME, ""),
        model_version=int(version) if version.isdigit() else 0,
        bundle_hash=labels.get(names.LABEL_BUNDLE, ""),
        spec_hash=labels.get(names.LABEL_SPEC, ""),
        port=_port(container),
        handle=_handle(container, str(container.attrs.get("Config", {}).get("Image", ""))),
        status=container_status(container),
    )


def container_status(container: Container) -> ServerStatus:
    """A container's state as the user sees it; asks a running one whether it answers."""
    state: dict[str, Any] = container.attrs.get("State", {})
    started = _time(state.get("StartedAt", ""))
    restarts = int(container.attrs.get("RestartCount", 0))
    code = int(state.get("ExitCode", 0))
    oom = bool(state.get("OOMKilled"))
    status = state.get("Status", "")
    if status == "running":
        if answers(f"http://127.0.0.1:{_port(container)}"):
            return ServerStatus(DeploymentState.RUNNING, started, restarts)
        young = started is not None and (datetime.now(UTC) - started).total_seconds() < GRACE
        detail = "" if young else "The container runs, but its server does not answer."
        return ServerStatus(
            DeploymentState.STARTING if young else DeploymentState.UNHEALTHY, started, restarts, detail=detail
        )
    if status == "restarting":
        detail = f"It ended with exit code {code} and is being started again."
        return ServerStatus(DeploymentState.UNHEALTHY, started, restarts, code, oom, detail)
    if status == "created":
        return ServerStatus(DeploymentState.FAILED, detail=str(state.get("Error") or "It was never started."))
    if status == "paused":
        return ServerStatus(DeploymentState.UNHEALTHY, started, restarts, detail="The container is paused.")
    return _ended(state, started, restarts, code, oom)


def _ended(state: dict[str, Any], started: datetime | None, restarts: int, code: int, oom: bool) -> ServerStatus:
    if oom:
        detail = "It needed more memory than its limit and was ended."
        return ServerStatus(DeploymentState.FAILED, started, restarts, code, True, detail)
    if code in (0, 143) and not state.get("Error"):
        return ServerStatus(DeploymentState.STOPPED, started, restarts, code)
    detail = str(state.get("Error") or "")
    if not detail:
        detail = "It was killed." if code == 137 else f"It ended with exit code {code}."
    return ServerStatus(DeploymentState.FAILED, started, restarts, code, False, detail)


def _time(text: str) -> datetime | None:
    """An engine's RFC 3339 time with nanoseconds; None for its year 1, which means never."""
    if not text or text.startswith("0001"):
        return None
    head, _, tail = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{head}.{tail[:6].ljust(6, '0')}+00:00")


def read_stats(sample: dict[str, Any]) -> ServerStats | None:
    """One sample of the engine's stats; None for a container that does not run or a first sample.

    CPU is its time over the machine's time since the sample before, times the CPUs. Memory is what it uses without
    the page cache it could give back (`total_inactive_file` under cgroup v1, `inactive_file` under v2).
    """
    cpu, before = sample.get("cpu_stats", {}), sample.get("precpu_stats", {})
    memory = sample.get("memory_stats", {})
    if "system_cpu_usage" not in cpu or "system_cpu_usage" not in before or "usage" not in memory:
        return None
    used = cpu["cpu_usage"]["total_usage"] - before["cpu_usage"]["total_usage"]
    whole = cpu["system_cpu_usage"] - before["system_cpu_usage"]
    cores = cpu.get("online_cpus") or len(cpu["cpu_usage"].get("percpu_usage") or [0])
    cache = memory.get("stats", {})
    inactive = cache.get("total_inactive_file", cache.get("inactive_file", 0))
    return ServerStats(
        cpu_percent=max(0.0, 100.0 * used / whole * cores) if whole > 0 else 0.0,
        memory=max(0, memory["usage"] - inactive),
        memory_limit=int(memory.get("limit", 0)),
        at=_time(sample.get("read", "")) or datetime.now(UTC),
    )
