"""The watch: what it tells of containers, processes and the engine, and that it ends without a trace."""

import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modelyard.domain.deployments import (
    DeploymentState,
    EngineStatus,
    ServerHandle,
    ServerSpec,
    ServerStats,
    ServerStatus,
)
from modelyard.runtime.docker_backend import DockerBackend
from modelyard.runtime.process_backend import ProcessBackend
from modelyard.runtime.watch import Watcher
from tests.deployments.conftest import Context, EngineProxy, Make, eventually

if TYPE_CHECKING:
    import docker


RUNNING = DeploymentState.RUNNING

pytestmark = pytest.mark.usefixtures("stub_server")


class Seen:
    """What a watcher told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, ServerStatus]] = []
        self.stats: list[tuple[str, ServerStats]] = []
        self.engine: list[EngineStatus] = []

    def states(self, deployment_id: str) -> list[DeploymentState]:
        return [status.state for found, status in self.events if found == deployment_id]

    def last(self, deployment_id: str) -> ServerStatus | None:
        found = [status for each, status in self.events if each == deployment_id]
        return found[-1] if found else None

    def is_now(self, spec: ServerSpec, state: DeploymentState) -> bool:
        last = self.last(spec.deployment_id)
        return last is not None and last.state is state


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def watch(workspace_id: str, seen: Seen) -> Iterator[Callable[..., Watcher]]:
    before = set(threading.enumerate())
    made: list[Watcher] = []

    def watch(processes: ProcessBackend | None = None) -> Watcher:
        watcher = Watcher(
            workspace_id,
            lambda *told: seen.events.append(told),
            lambda *told: seen.stats.append(told),
            seen.engine.append,
            processes,
        )
        watcher.start()
        made.append(watcher)
        return watcher

    yield watch
    for watcher in made:
        began = time.monotonic()
        watcher.close()
        assert time.monotonic() - began < 1
    left = [t.name for t in set(threading.enumerate()) - before if t.name.startswith("modelyard-watch")]
    assert left == []


@pytest.fixture
def backend(clean_engine: "docker.DockerClient") -> Iterator[DockerBackend]:
    backend = DockerBackend()
    yield backend
    backend.close()


def die(handle: ServerHandle) -> None:
    with pytest.raises(OSError):
        urllib.request.urlopen(handle.url + "/die", timeout=5)


def test_life_of_a_container(
    watch: Callable[..., Watcher], seen: Seen, backend: DockerBackend, make_spec: Make, ctx: Context
) -> None:
    watch()
    eventually(lambda: seen.engine)
    assert seen.engine[0].available
    spec = make_spec()
    handle = backend.start(spec, ctx)
    eventually(lambda: seen.is_now(spec, RUNNING))
    assert DeploymentState.STARTING in seen.states(spec.deployment_id)
    eventually(lambda: len(seen.stats) >= 2)
    deployment_id, stats = seen.stats[-1]
    assert deployment_id == spec.deployment_id
    assert stats.memory_limit == spec.limits.memory
    eventually(lambda: seen.engine[-1].containers > 0)

    die(handle)
    eventually(lambda: (s := seen.last(spec.deployment_id)) and s.restarts == 1 and s.state is RUNNING)
    samples = len(seen.stats)
    eventually(lambda: len(seen.stats) > samples + 1)  # of the container that came back

    backend.stop(handle)
    eventually(lambda: seen.is_now(spec, DeploymentState.STOPPED))
    backend.restart(handle, ctx)
    eventually(lambda: seen.is_now(spec, RUNNING))
    backend.remove(handle, purge=True)
    eventually(lambda: (s := seen.last(spec.deployment_id)) and s.detail == "The container was removed.")


def test_killed_container_and_foreign_workspace(
    watch: Callable[..., Watcher],
    seen: Seen,
    backend: DockerBackend,
    make_spec: Make,
    ctx: Context,
    engine: "docker.DockerClient",
) -> None:
    mine, other = make_spec(), make_spec(workspace_id="test-of-somebody")
    other_handle = backend.start(other, ctx)
    try:
        handle = backend.start(mine, ctx)
        backend.wait_ready(handle, ctx, 20)
        watch()
        eventually(lambda: seen.is_now(mine, RUNNING))  # it ran before the watch began
        engine.containers.get(handle.ref).kill()
        eventually(lambda: seen.is_now(mine, DeploymentState.FAILED))
        assert seen.last(mine.deployment_id).exit_code == 137  # type: ignore[union-attr]
        assert seen.last(other.deployment_id) is None
    finally:
        backend.remove(other_handle, purge=True)


def test_new_version_is_not_told_as_removed(
    watch: Callable[..., Watcher], seen: Seen, backend: DockerBackend, make_spec: Make, ctx: Context
) -> None:
    spec = make_spec()
    backend.start(spec, ctx)
    watch()
    eventually(lambda: seen.is_now(spec, RUNNING))
    backend.start(make_spec(deployment_id=spec.deployment_id, port=spec.port, model_version=2), ctx)
    eventually(lambda: seen.states(spec.deployment_id).count(RUNNING) == 2)
    assert seen.is_now(spec, RUNNING)


def test_hung_server_is_unhealthy(
    watch: Callable[..., Watcher],
    seen: Seen,
    backend: DockerBackend,
    make_spec: Make,
    ctx: Context,
    engine: "docker.DockerClient",
) -> None:
    spec = make_spec()
    handle = backend.start(spec, ctx)
    watch()
    eventually(lambda: seen.is_now(spec, RUNNING))
    container = engine.containers.get(handle.ref)
    container.pause()
    eventually(lambda: seen.is_now(spec, DeploymentState.UNHEALTHY))
    container.unpause()
    eventually(lambda: seen.is_now(spec, RUNNING))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # sockets docker-py could not connect
def test_engine_goes_and_comes_back(
    proxy: EngineProxy,
    watch: Callable[..., Watcher],
    seen: Seen,
    backend: DockerBackend,
    make_spec: Make,
    ctx: Context,
) -> None:
    spec = make_spec()
    handle = backend.start(spec, ctx)
    watch()
    eventually(lambda: seen.is_now(spec, RUNNING) and seen.stats)
    proxy.cut()
    eventually(lambda: not seen.engine[-1].available)
    assert "No container engine answers" in seen.engine[-1].reason
    proxy.up()
    eventually(lambda: seen.engine[-1].available)
    samples = len(seen.stats)
    eventually(lambda: len(seen.stats) > samples)
    backend.stop(handle)
    eventually(lambda: seen.is_now(spec, DeploymentState.STOPPED))


def test_no_engine_at_all(
    watch: Callable[..., Watcher], seen: Seen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    watch()
    eventually(lambda: seen.engine)
    assert not seen.engine[0].available


def test_life_of_a_process(
    watch: Callable[..., Watcher], seen: Seen, make_spec: Make, ctx: Context, tmp_path: Path
) -> None:
    backend = ProcessBackend(tmp_path / "deployments")
    watch(backend)
    spec = make_spec()
    handle = backend.start(spec, ctx)
    eventually(lambda: seen.is_now(spec, RUNNING))
    eventually(lambda: len(seen.stats) >= 2)
    assert {deployment for deployment, _ in seen.stats} == {spec.deployment_id}
    die(handle)
    eventually(lambda: seen.is_now(spec, DeploymentState.FAILED))
    handle = backend.restart(handle, ctx)
    eventually(lambda: seen.is_now(spec, RUNNING))
    backend.remove(handle, purge=True)
    eventually(lambda: (s := seen.last(spec.deployment_id)) and s.detail == "The server was removed.")


def test_close_while_nothing_answers(
    proxy: EngineProxy, watch: Callable[..., Watcher], seen: Seen, backend: DockerBackend, make_spec: Make, ctx: Context
) -> None:
    spec = make_spec()
    backend.start(spec, ctx)
    watcher = watch()
    eventually(lambda: seen.is_now(spec, RUNNING))
    told = len(seen.events) + len(seen.stats) + len(seen.engine)
    proxy.cut()
    watcher.close()
    told = len(seen.events) + len(seen.stats) + len(seen.engine)
    proxy.up()
    backend.remove(backend.find_own(spec.workspace_id)[0].handle, purge=True)
    assert len(seen.events) + len(seen.stats) + len(seen.engine) == told
