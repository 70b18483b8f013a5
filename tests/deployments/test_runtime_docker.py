"""Containers on the real engine: closed off, limited, found again, and what happens when something goes wrong."""

import os
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from modelyard.core.errors import CancelledError, ConflictError, EngineError, InputError, NotFoundError
from modelyard.domain.deployments import DeploymentState, Limits, ServerHandle, ServerSpec
from modelyard.runtime import names, ports
from modelyard.runtime.docker_backend import DockerBackend
from tests.deployments.conftest import Context, EngineProxy, Make, ask, eventually, free_test_port

if TYPE_CHECKING:
    import docker

pytestmark = pytest.mark.usefixtures("stub_server")


@pytest.fixture
def backend(clean_engine: "docker.DockerClient") -> Iterator[DockerBackend]:
    backend = DockerBackend()
    yield backend
    backend.close()


@pytest.fixture
def launch(backend: DockerBackend, ctx: Context) -> Callable[[ServerSpec], ServerHandle]:
    def launch(spec: ServerSpec) -> ServerHandle:
        handle = backend.start(spec, ctx)
        backend.wait_ready(handle, ctx, 30)
        return handle

    return launch


def own(engine: "docker.DockerClient", workspace_id: str) -> list[Any]:
    label: dict[str, str | list[str] | bool] = {"label": f"dev.modelyard.workspace={workspace_id}"}
    return engine.containers.list(all=True, filters=label)


def test_launch_serves_the_bundle_as_a_stranger(
    launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, backend: DockerBackend
) -> None:
    spec = make_spec()
    handle = launch(spec)
    answer = ask(handle)
    assert answer["bundle"] == {"manifest.json": '{"mode": "good"}', "scorer/model.txt": "x" * 10}
    assert answer["uid"] == 65532
    assert answer["env"]["MODELYARD_TOKEN"] == spec.token
    assert answer["env"]["OMP_NUM_THREADS"] == "1"
    assert backend.status(handle).state is DeploymentState.RUNNING
    assert handle.image == names.model_tag(spec)


def test_container_is_closed_off(
    launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, engine: "docker.DockerClient"
) -> None:
    spec = make_spec(limits=Limits(memory=200 * 1024 * 1024, cpus=0.5, pids=50))
    container = engine.containers.get(launch(spec).ref)
    host = container.attrs["HostConfig"]
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert host["PidsLimit"] == 50
    assert host["Memory"] == host["MemorySwap"] == 200 * 1024 * 1024
    assert host["NanoCpus"] == 500_000_000
    assert host["Init"] is True
    assert host["Privileged"] is False
    assert host["PortBindings"] == {"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(spec.port)}]}
    assert host["RestartPolicy"] == {"Name": "on-failure", "MaximumRetryCount": 3}
    assert container.attrs["Config"]["User"] == "65532:65532"
    for path in ("/model/x", "/opt/x", "/usr/x"):
        code, said = container.exec_run(["python3", "-c", f"open({path!r}, 'w')"])
        assert code == 1
        assert b"Read-only file system" in said
    code, said = container.exec_run(["python3", "-c", "import os; os.setuid(0)"])
    assert b"Operation not permitted" in said


def test_port_taken_by_a_program(backend: DockerBackend, make_spec: Make, ctx: Context, workspace_id: str) -> None:
    import socket

    spec = make_spec()
    with socket.socket() as other:
        other.bind(("127.0.0.1", spec.port))
        other.listen()
        with pytest.raises(ConflictError) as caught:
            backend.start(spec, ctx)
    assert str(caught.value) == f"Port {spec.port} is taken by another program. Choose another port."
    assert backend.find_own(workspace_id) == []


def test_port_taken_by_another_deployment(
    backend: DockerBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, ctx: Context
) -> None:
    first = make_spec()
    handle = launch(first)
    with pytest.raises(ConflictError, match=f"Port {first.port} is taken"):
        backend.start(make_spec(port=first.port), ctx)
    assert ask(handle)["uid"] == 65532


def test_port_lost_at_the_last_moment(
    backend: DockerBackend,
    make_spec: Make,
    ctx: Context,
    workspace_id: str,
    monkeypatch: pytest.MonkeyPatch,
    launch: Callable[[ServerSpec], ServerHandle],
) -> None:
    """The engine refuses what looked free; the half-made container does not stay behind."""
    import socket

    monkeypatch.setattr("modelyard.runtime.docker_backend.check_port", lambda port: None)
    by_container = make_spec()
    launch(by_container)
    with pytest.raises(ConflictError, match=f"Port {by_container.port} is taken by another program"):
        backend.start(make_spec(port=by_container.port), ctx)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConflictError, match=f"Port {port} is taken by another program"):
            backend.start(make_spec(port=port), ctx)
    assert [server.deployment_id for server in backend.find_own(workspace_id)] == [by_container.deployment_id]


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(memory=4 * 1024 * 1024), "The memory limit is too small. Give at least 6MB."),
        (Limits(cpus=4096), "The container engine cannot give that many CPUs. Choose between 0.01 and"),
    ],
)
def test_limits_the_engine_refuses(
    backend: DockerBackend, make_spec: Make, ctx: Context, workspace_id: str, limits: Limits, sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        backend.start(make_spec(limits=limits), ctx)
    assert sentence in str(caught.value)
    assert backend.find_own(workspace_id) == []


def test_crash_is_healed_on_the_same_port(
    backend: DockerBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, ctx: Context
) -> None:
    handle = launch(make_spec())
    with pytest.raises(OSError):
        ask(handle, "/die")
    status = eventually(
        lambda: (s := backend.status(handle)).restarts == 1 and s.state is DeploymentState.RUNNING and s
    )
    assert status.restarts == 1
    assert "/die" in ask(handle)["seen"]  # the log outlived the crash


def test_crash_of_the_past_does_not_spoil_a_restart(
    backend: DockerBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, ctx: Context
) -> None:
    handle = launch(make_spec("late"))
    with pytest.raises(OSError):
        ask(handle, "/die")
    eventually(lambda: (s := backend.status(handle)).restarts == 1 and s.state is DeploymentState.RUNNING)
    assert backend.wait_ready(backend.restart(handle, ctx), ctx, 30) > 0.5


def test_killed_container_is_failed(
    backend: DockerBackend,
    launch: Callable[[ServerSpec], ServerHandle],
    make_spec: Make,
    engine: "docker.DockerClient",
) -> None:
    handle = launch(make_spec())
    engine.containers.get(handle.ref).kill()
    status = eventually(lambda: (s := backend.status(handle)).exit_code is not None and s)
    assert (status.state, status.exit_code, status.detail) == (DeploymentState.FAILED, 137, "It was killed.")


def test_out_of_memory_at_start(backend: DockerBackend, make_spec: Make, ctx: Context) -> None:
    handle = backend.start(make_spec("hungry", limits=Limits(memory=32 * 1024 * 1024)), ctx)
    with pytest.raises(EngineError) as caught:
        backend.wait_ready(handle, ctx, 60)
    assert caught.value.message == "The server needed more memory than its limit and was ended."
    status = eventually(lambda: (s := backend.status(handle)).state is DeploymentState.FAILED and s, 30)
    assert status.out_of_memory
    assert status.restarts == 3


def test_broken_server_says_why(backend: DockerBackend, make_spec: Make, ctx: Context) -> None:
    handle = backend.start(make_spec("broken"), ctx)
    with pytest.raises(EngineError) as caught:
        backend.wait_ready(handle, ctx, 30)
    assert "before it answered: the model cannot be read" in caught.value.message
    assert "hello from broken" in caught.value.details


def test_mute_server_times_out(backend: DockerBackend, make_spec: Make, ctx: Context) -> None:
    handle = backend.start(make_spec("mute"), ctx)
    with pytest.raises(EngineError, match="did not answer within 1 seconds"):
        backend.wait_ready(handle, ctx, 1)
    assert backend.status(handle).state is DeploymentState.STARTING


def test_start_of_a_hung_server_restarts_it(
    backend: DockerBackend,
    launch: Callable[[ServerSpec], ServerHandle],
    make_spec: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("modelyard.runtime.docker_backend.GRACE", 0)
    monkeypatch.setattr("modelyard.runtime.docker_backend.STOP_TIMEOUT", 1)
    spec = make_spec()
    handle = launch(spec)
    with pytest.raises(OSError):
        urllib.request.urlopen(handle.url + "/hang", timeout=0.3)
    assert backend.status(handle).state is DeploymentState.UNHEALTHY
    assert launch(spec) == handle
    assert ask(handle)["uid"] == 65532


def test_stop_start_restart_keep_container_and_log(
    backend: DockerBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, ctx: Context
) -> None:
    spec = make_spec()
    handle = launch(spec)
    ask(handle, "/first")
    backend.stop(handle)
    assert backend.status(handle).state is DeploymentState.STOPPED
    assert launch(spec) == handle
    assert backend.restart(handle, ctx) == handle
    backend.wait_ready(handle, ctx, 30)
    assert "/first" in ask(handle)["seen"]
    assert launch(spec) == handle  # already running: nothing to do


def test_next_version_takes_over_name_port_and_log(
    backend: DockerBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, workspace_id: str
) -> None:
    spec = make_spec()
    old = launch(spec)
    ask(old, "/of-version-1")
    new = launch(make_spec(deployment_id=spec.deployment_id, port=spec.port, model_version=2, size=20))
    assert new.ref != old.ref
    answer = ask(new)
    assert answer["bundle"]["scorer/model.txt"] == "x" * 20
    assert "/of-version-1" in answer["seen"]
    assert [server.model_version for server in backend.find_own(workspace_id)] == [2]
    assert backend.status(old).detail.endswith("was removed.")


def test_remove_keeps_the_log_unless_purged(
    backend: DockerBackend,
    launch: Callable[[ServerSpec], ServerHandle],
    make_spec: Make,
    engine: "docker.DockerClient",
) -> None:
    spec = make_spec()
    handle = launch(spec)
    ask(handle, "/kept")
    backend.remove(handle)
    handle = launch(spec)
    assert "/kept" in ask(handle)["seen"]
    backend.remove(handle, purge=True)
    backend.remove(handle, purge=True)  # gone already is fine
    label: dict[str, str | list[str] | bool] = {"label": f"dev.modelyard.deployment={spec.deployment_id}"}
    assert engine.volumes.list(filters=label) == []
    assert engine.containers.list(all=True, filters=label) == []
    with pytest.raises(NotFoundError):
        backend.stop(handle)
    handle = launch(spec)
    engine.containers.get(handle.ref).remove(force=True)  # by hand
    assert len(engine.volumes.list(filters=label)) == 1
    backend.purge(spec.deployment_id)
    backend.purge(spec.deployment_id)
    assert engine.volumes.list(filters=label) == []


def test_found_again_by_a_later_modelyard(
    launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, workspace_id: str, ctx: Context
) -> None:
    spec = make_spec()
    handle = launch(spec)
    later = DockerBackend()
    (found,) = later.find_own(workspace_id)
    assert later.find_own("test-of-nobody") == []
    assert found.handle == handle
    assert (found.deployment_id, found.name, found.model_version) == (spec.deployment_id, spec.name, 1)
    assert (found.bundle_hash, found.port) == (spec.bundle_hash, spec.port)
    assert found.spec_hash == names.spec_hash(spec) != names.spec_hash(replace(spec, port=1))
    assert found.status.state is DeploymentState.RUNNING
    later.stop(found.handle)
    later.close()


def test_containers_of_others_are_left_alone(
    backend: DockerBackend, engine: "docker.DockerClient", make_spec: Make, ctx: Context
) -> None:
    from modelyard.runtime.image import ensure_runtime_image

    other = engine.containers.create(ensure_runtime_image(engine, ctx), ["--help"], labels={"dev.modelyard-test": "1"})
    try:
        handle = ServerHandle(backend.kind, other.id or "", "", "http://127.0.0.1:1")
        with pytest.raises(EngineError, match="was not made by Modelyard"):
            backend.remove(handle, purge=True)
        assert engine.containers.get(other.id or "").status == "created"
    finally:
        other.remove()


def test_logs_and_stats(backend: DockerBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make) -> None:
    handle = launch(make_spec())
    for number in range(5):
        ask(handle, f"/say/{number}")
    assert backend.logs(handle)[0] == "hello from good"
    assert backend.logs(handle, tail=2) == ["/say/3", "/say/4"]
    stats = backend.stats(handle)
    assert stats.memory_limit == 256 * 1024 * 1024
    assert 3_000_000 < stats.memory < stats.memory_limit
    assert 0 <= stats.cpu_percent < 150
    backend.stop(handle)
    with pytest.raises(NotFoundError, match="does not run"):
        backend.stats(handle)


def test_log_is_followed_across_a_crash(
    backend: DockerBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make
) -> None:
    import threading

    handle = launch(make_spec())
    stream = backend.follow_logs(handle)
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(stream))
    reader.start()
    ask(handle, "/say/before")
    eventually(lambda: "/say/before" in lines)
    with pytest.raises(OSError):
        ask(handle, "/die")
    eventually(lambda: backend.status(handle).restarts and backend.status(handle).state is DeploymentState.RUNNING)
    ask(handle, "/say/after")
    eventually(lambda: "/say/after" in lines)
    began = time.monotonic()
    stream.close()
    reader.join(5)
    assert not reader.is_alive()
    assert time.monotonic() - began < 1
    assert lines == ["hello from good", "/say/before", "hello from good", "/say/after"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # sockets docker-py could not connect
@pytest.mark.parametrize("moment", ["/build?", "/containers/create?", "/start "])
def test_engine_dies_during_a_launch(
    moment: str,
    proxy: EngineProxy,
    clean_engine: "docker.DockerClient",
    make_spec: Make,
    ctx: Context,
    workspace_id: str,
) -> None:
    spec = make_spec(size=int.from_bytes(os.urandom(2)))  # another image each time
    backend = DockerBackend()
    proxy.cut_at = moment
    with pytest.raises(EngineError) as caught:
        backend.start(spec, ctx)
    assert "engine" in caught.value.message
    assert "tart" in caught.value.hint
    with pytest.raises(EngineError):
        backend.start(spec, ctx)
    proxy.up()
    handle = backend.start(spec, ctx)
    backend.wait_ready(handle, ctx, 30)
    assert len(own(clean_engine, workspace_id)) == 1
    backend.close()


def test_no_engine(monkeypatch: pytest.MonkeyPatch, make_spec: Make, ctx: Context, tmp_path: Any) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    backend = DockerBackend()
    with pytest.raises(EngineError) as caught:
        backend.start(make_spec(), ctx)
    assert "No container engine answers at" in caught.value.message
    assert "local process" in caught.value.hint


def test_cancel_before_the_start_leaves_nothing(
    backend: DockerBackend, make_spec: Make, ctx: Context, workspace_id: str
) -> None:
    ctx.cancel_at = "Building the image of"
    with pytest.raises(CancelledError):
        backend.start(make_spec(size=1_000_000), ctx)
    assert backend.find_own(workspace_id) == []


def test_free_port_avoids_what_is_taken_or_wanted() -> None:
    import socket

    port = free_test_port()
    assert ports.free_port(port) == port
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert not ports.port_free(port)
        chosen = ports.free_port(port)
    assert ports.FIRST <= chosen <= ports.LAST
    assert ports.free_port(avoid={chosen}) != chosen
    with socket.socket() as other:
        other.bind(("0.0.0.0", port))
        other.listen()
        assert not ports.port_free(port)
