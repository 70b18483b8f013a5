"""Deployments: where a model version runs, how it is limited, how it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Backend(StrEnum):
    """What runs the server."""

    DOCKER = "docker"
    PROCESS = "process"


class DeploymentState(StrEnum):
    """How a deployment is, as last seen."""

    STARTING = "starting"
    RUNNING = "running"
    UNHEALTHY = "unhealthy"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one container may use: memory in bytes, CPUs as a number of cores, processes and threads."""

    memory: int = 512 * 1024 * 1024
    cpus: float = 1.0
    pids: int = 128


@dataclass(frozen=True, slots=True)
class LaunchRequest:
    """What the user asked to launch. `port` None picks a free one, `any_port` takes another when `port` is taken by the
    time it is needed; `backend` None takes Docker where it answers."""

    name: str
    model_version_id: str
    port: int | None = None
    backend: Backend | None = None
    limits: Limits = field(default_factory=Limits)
    any_port: bool = False


@dataclass(frozen=True, slots=True)
class ServerSpec:
    """All a backend needs to run one server. `bundle` is the tar blob's path; `labels` identify it afterwards."""

    name: str
    deployment_id: str
    workspace_id: str
    model_name: str
    model_version: int
    bundle: str
    bundle_hash: str
    port: int
    token: str
    limits: Limits
    log_dir: str


@dataclass(frozen=True, slots=True)
class ServerHandle:
    """A started server: container id or process id, the image it came from, its address."""

    backend: Backend
    ref: str
    image: str
    url: str


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What the backend says of a server now. `state` as the user sees it; `detail` says why when it failed."""

    state: DeploymentState
    started_at: datetime | None = None
    restarts: int = 0
    exit_code: int | None = None
    out_of_memory: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ServerStats:
    """Live use: CPU in percent of one core, memory in bytes, the memory limit in bytes (0: none)."""

    cpu_percent: float
    memory: int
    memory_limit: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether a container engine answers, which, and why not."""

    available: bool
    version: str = ""
    containers: int = 0
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A named deployment of one model version on a fixed loopback port."""

    id: str
    name: str
    model_version_id: str
    model_name: str
    model_version: int
    backend: Backend
    port: int
    limits: Limits
    desired_running: bool
    state: DeploymentState
    created_at: datetime
    created_by: str
    ref: str = ""
    image: str = ""
    error: str = ""
    started_at: datetime | None = None
    collected_seq: int = 0
    aliases: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """Host and port, as shown."""
        return f"127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True)
class DeploymentEvent:
    """Something that happened to a deployment, for its Events card."""

    at: datetime
    text: str
    severity: str = "info"
