"""The Deployments stage: launch, start, stop, restart, delete, look into, try."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, ConflictError, EngineError, NotFoundError
from modelyard.domain.deployments import (
    Backend,
    Deployment,
    DeploymentEvent,
    DeploymentState,
    EngineStatus,
    LaunchRequest,
    ServerHandle,
    ServerSpec,
    ServerStats,
    ServerStatus,
)
from modelyard.domain.jobs import Job, JobError, JobState, Part
from modelyard.services import models
from modelyard.services.names import check_name
from modelyard.services.server_client import ServerClient
from modelyard.services.workspace import Workspace
from modelyard.store import deployments as store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.runtime.backend import Backend as ServerBackend

log = logging.getLogger(__name__)

PORT_TRIES = 5
LAUNCH = "deployments.launch"
STOP = "deployments.stop"
RESTART = "deployments.restart"
DELETE = "deployments.delete"

TEST_ROWS = 20
TEST_TOLERANCE = 1e-9


def engine_status() -> EngineStatus:
    """Whether a container engine answers, and why not."""
    from modelyard.runtime.engine import engine_status as ask

    return ask()


def backend(workspace: Workspace, kind: Backend) -> ServerBackend:
    """What runs servers of a kind, made once a workspace."""
    if kind.value not in workspace.backends:
        if kind is Backend.DOCKER:
            from modelyard.runtime.docker_backend import DockerBackend

            workspace.backends[kind.value] = DockerBackend()
        else:
            from modelyard.runtime.process_backend import ProcessBackend

            workspace.backends[kind.value] = ProcessBackend(workspace.path / "servers")
    return workspace.backends[kind.value]


def free_port(workspace: Workspace, preferred: int | None = None) -> int:
    """A port that no program and no deployment uses, `preferred` if it is one."""
    from modelyard.runtime.ports import free_port as find

    return find(preferred, set(store.ports(workspace.database)))


def port_problem(workspace: Workspace, port: int) -> str:
    """Why a port cannot be used, as a sentence; empty when it can."""
    from modelyard.runtime.ports import check_port

    if name := store.ports(workspace.database).get(port):
        return f"Used by {name}"
    try:
        check_port(port)
    except AppError as error:
        return error.message
    return ""


def launch(workspace: Workspace, request: LaunchRequest) -> tuple[Job, Changes]:
    """Start to run a model version as a container, or as a local process where there is no engine.

    Raises `ConflictError` for a name or port that is taken, `EngineError` when Docker was asked for and is absent.
    """
    name = check_name(request.name, "deployment")
    version = models.version(workspace, request.model_version_id)
    kind = request.backend or (Backend.DOCKER if engine_status().available else Backend.PROCESS)
    if kind is Backend.DOCKER and request.backend is not None:
        status = engine_status()
        if not status.available:
            raise EngineError(status.reason, status.hint)
    any_port = request.any_port or request.port is None
    port = request.port
    if port is None or any_port:
        port = free_port(workspace, port)
    elif problem := port_problem(workspace, port):
        free = free_port(workspace)
        raise ConflictError(f"Port {port}: {problem.rstrip('.')}.", f"Choose another port; {free} is free.")
    deployment = Deployment(
        id=clock.new_id(),
        name=name,
        model_version_id=version.id,
        model_name=version.model_name,
        model_version=version.number,
        backend=kind,
        port=port,
        limits=request.limits,
        desired_running=True,
        state=DeploymentState.STARTING,
        created_at=clock.now(),
        created_by=workspace.actor,
    )
    with workspace.database.write(workspace.actor) as write:
        if store.find(write, name) is not None:
            raise ConflictError(f"There is a deployment {name} already.", "Choose another name, or delete it first.")
        store.add(write, deployment, secrets.token_urlsafe(32))
        params = {"deployment_id": deployment.id, "any_port": any_port}
        job = workspace.submit(write, LAUNCH, f"Launch {name}", params, name)
        facts = {"model": version.label, "port": port, "backend": kind.value}
        write.record("deployment.launch", Kind.DEPLOYMENT, deployment.id, name, after=facts)
    workspace.runner.wake()
    return job, write.changes


def start(workspace: Workspace, deployment_id: str) -> tuple[Job, Changes]:
    """Start a stopped or failed deployment again, on its port."""
    return _action(workspace, deployment_id, LAUNCH, "Start", "deployment.start", desired_running=True)


def stop(workspace: Workspace, deployment_id: str) -> tuple[Job, Changes]:
    """Stop a deployment after it answered what it was asked."""
    return _action(workspace, deployment_id, STOP, "Stop", "deployment.stop", desired_running=False)


def restart(workspace: Workspace, deployment_id: str) -> tuple[Job, Changes]:
    """Stop and start a deployment."""
    return _action(workspace, deployment_id, RESTART, "Restart", "deployment.restart", desired_running=True)


def change_port(workspace: Workspace, deployment_id: str, port: int) -> tuple[Job, Changes]:
    """Start a deployment on another port, from now on."""
    if problem := port_problem(workspace, port):
        raise ConflictError(f"Port {port}: {problem.rstrip('.')}.", f"{free_port(workspace)} is free.")
    return _action(workspace, deployment_id, LAUNCH, "Start", "deployment.port", desired_running=True, port=port)


def delete(workspace: Workspace, deployment_id: str) -> tuple[Job, Changes]:
    """Stop and remove a deployment with its prediction log and all that was observed of it."""
    return _action(workspace, deployment_id, DELETE, "Delete", "deployment.delete", desired_running=False)


def _action(
    workspace: Workspace, deployment_id: str, kind: str, verb: str, action: str, **values: Any
) -> tuple[Job, Changes]:
    found = get(workspace, deployment_id)
    with workspace.database.write(workspace.actor) as write:
        if kind in (LAUNCH, RESTART):
            values |= {"state": DeploymentState.STARTING.value, "error": ""}
        store.update(write, deployment_id, **values)
        job = workspace.submit(write, kind, f"{verb} {found.name}", {"deployment_id": deployment_id}, found.name)
        write.record(action, Kind.DEPLOYMENT, deployment_id, found.name, after=values)
    workspace.runner.wake()
    return job, write.changes


def handle(deployment: Deployment) -> ServerHandle:
    """How the backend knows a deployment."""
    return ServerHandle(deployment.backend, deployment.ref, deployment.image, deployment.url)


def _spec(workspace: Workspace, deployment: Deployment) -> ServerSpec:
    version = models.version(workspace, deployment.model_version_id)
    models.check_code(workspace, version)
    return ServerSpec(
        name=deployment.name,
        deployment_id=deployment.id,
        workspace_id=workspace.info.id,
        model_name=version.model_name,
        model_version=version.number,
        bundle=str(workspace.blobs.path(version.bundle_hash)),
        bundle_hash=version.bundle_hash,
        port=deployment.port,
        token=store.token(workspace.database, deployment.id),
        limits=deployment.limits,
        log_dir=str(workspace.path / "servers" / deployment.id / "log"),
    )


def launch_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Build the image, start the server, wait for its first answer, compare some predictions with training."""
    deployment = get(workspace, params["deployment_id"])
    began = time.monotonic()
    deployment, started = _start_server(workspace, deployment, context, params.get("any_port", False))
    seconds = time.monotonic() - began
    context.log(f"Answered after {seconds:.2f} s")
    context.progress(0.9, f"Sending {TEST_ROWS} test rows")
    tested = _test_rows(workspace, deployment)
    with workspace.database.write(context.job.created_by) as write:
        running = DeploymentState.RUNNING.value
        store.update(write, deployment.id, state=running, error="", started_at=clock.now(), desired_running=True)
        store.add_event(write, deployment.id, f"Started; answered after {seconds:.1f} s", "ok")
        store.add_event(write, deployment.id, f"{tested} of {tested} test rows equal training", "ok")
        facts = {"seconds": round(seconds, 3), "image": started.image, "test_rows": tested}
        write.record("deployment.started", Kind.DEPLOYMENT, deployment.id, deployment.name, after=facts)
    result = {"deployment_id": deployment.id, "url": deployment.url, "seconds": seconds, "image": started.image}
    return result, write.changes


def _start_server(
    workspace: Workspace, deployment: Deployment, context: RunnerContext, any_port: bool
) -> tuple[Deployment, ServerHandle]:
    """Start it and wait for its first answer; with `any_port`, on another port when another program took its port since
    it was chosen."""
    from modelyard.runtime.engine import PortTakenError

    server = backend(workspace, deployment.backend)
    tries = PORT_TRIES if any_port else 1
    while True:
        try:
            started = server.start(_spec(workspace, deployment), Part(context, 0.0, 0.7))
            with workspace.database.bookkeeping() as write:
                store.update(write, deployment.id, ref=started.ref, image=started.image)
            context.progress(0.75, "Waiting for the first answer")
            server.wait_ready(started, context)
            return deployment, started
        except PortTakenError:
            tries -= 1
            if not tries:
                raise
        with workspace.database.bookkeeping() as write:
            store.update(write, deployment.id, port=free_port(workspace))
        taken, deployment = deployment.port, get(workspace, deployment.id)
        context.log(f"Port {taken} was taken meanwhile; trying {deployment.port}")


def _test_rows(workspace: Workspace, deployment: Deployment) -> int:
    """Send hold-out rows and compare with the scores of training; returns how many were sent.

    Raises `EngineError` when any differs by more than 1e-9.
    """
    columns, rows, scores = models.sample_rows(workspace, deployment.model_version_id, TEST_ROWS)
    with client(workspace, deployment) as connection:
        answers = connection.predict(columns, rows, monitor=False)
    worst = max((abs(a[1] - s) for a, s in zip(answers, scores, strict=True)), default=0.0)
    if worst > TEST_TOLERANCE:
        raise EngineError(
            f"The running model answers differently than in training: up to {worst:.2g} on {len(rows)} test rows.",
            "Register the run again; the model file may be damaged.",
        )
    return len(rows)


def launch_undone(workspace: Workspace, job: Job, state: JobState, error: JobError | None) -> Changes:
    """Leave a deployment that did not start as failed, with the reason, or as stopped when it was cancelled."""
    deployment_id = job.params["deployment_id"]
    cancelled = state is JobState.CANCELLED
    text = "" if cancelled else error.message if error else "It was interrupted."
    with workspace.database.bookkeeping() as write:
        if cancelled:
            store.update(write, deployment_id, state="stopped", error="", desired_running=False)
            store.add_event(write, deployment_id, "The start was cancelled")
        else:
            store.update(write, deployment_id, state="failed", error=text)
            store.add_event(write, deployment_id, text, "bad")
    if state is not JobState.INTERRUPTED:
        _remove_server(workspace, deployment_id)
    return Changes.of(Kind.DEPLOYMENT, deployment_id)


def _remove_server(workspace: Workspace, deployment_id: str, *, purge: bool = False) -> None:
    """Remove what runs for a deployment, as far as the engine answers."""
    server = backend(workspace, get(workspace, deployment_id).backend)
    try:
        for own in server.find_own(workspace.info.id):
            if own.deployment_id == deployment_id:
                server.remove(own.handle, purge=purge)
        if purge:
            server.purge(deployment_id)  # also when the container itself was removed by hand
    except EngineError as error:
        log.warning("A server could not be removed: %s", error)


def stop_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Stop the server; what it logged meanwhile is collected first."""
    deployment = get(workspace, params["deployment_id"])
    context.progress(None, "Stopping")
    _collect_last(workspace, deployment)
    server = backend(workspace, deployment.backend)
    try:
        server.stop(handle(deployment))
    except NotFoundError:
        context.log("The server was gone already.")
    with workspace.database.write(context.job.created_by) as write:
        store.update(write, deployment.id, state=DeploymentState.STOPPED.value, desired_running=False)
        store.add_event(write, deployment.id, f"Stopped by {context.job.created_by}")
        write.record("deployment.stopped", Kind.DEPLOYMENT, deployment.id, deployment.name)
    return {"deployment_id": deployment.id}, write.changes


def restart_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Stop the server if it runs, then start it."""
    deployment = get(workspace, params["deployment_id"])
    context.progress(0.0, "Stopping")
    try:
        backend(workspace, deployment.backend).stop(handle(deployment))
    except NotFoundError:
        context.log("The server was gone already.")
    return launch_job(context, workspace, params)


def delete_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Remove the server with its log, then the deployment's rows and files."""
    import shutil

    deployment = get(workspace, params["deployment_id"])
    context.progress(None, "Removing")
    _remove_server(workspace, deployment.id, purge=True)
    with workspace.database.write(context.job.created_by) as write:
        store.remove(write, deployment.id)
        write.record("deployment.deleted", Kind.DEPLOYMENT, deployment.id, deployment.name)
    for folder in (workspace.predictions_dir / deployment.id, workspace.path / "servers" / deployment.id):
        shutil.rmtree(folder, ignore_errors=True)
    return {"deployment_id": deployment.id}, write.changes


def _collect_last(workspace: Workspace, deployment: Deployment) -> None:
    from modelyard.services import monitoring

    try:
        monitoring.collect(workspace, deployment.id)
    except AppError:
        return  # it does not answer any more; its log stays on its volume and is collected when it runs again


def observe(workspace: Workspace) -> Changes:
    """Bring every deployment's state up to date with what runs; also finds servers again after a restart."""
    changes = Changes()
    for deployment in deployments(workspace):
        if deployment.state is DeploymentState.STARTING or not deployment.ref:
            continue
        try:
            status = backend(workspace, deployment.backend).status(handle(deployment))
        except EngineError as error:
            status = ServerStatus(DeploymentState.FAILED, detail=error.message)
        changes |= apply_status(workspace, deployment, status)
    return changes


def apply_status(workspace: Workspace, deployment: Deployment, status: ServerStatus) -> Changes:
    """Keep a state that was seen, with an event when it is news."""
    state = status.state
    if state is DeploymentState.STOPPED and deployment.desired_running:
        state = DeploymentState.FAILED
    if state is deployment.state or state is DeploymentState.STARTING:
        return Changes()
    error = status.detail or "It stopped by itself." if state is DeploymentState.FAILED else ""
    texts = {
        DeploymentState.RUNNING: ("Running", "ok"),
        DeploymentState.STOPPED: ("Stopped", "info"),
        DeploymentState.UNHEALTHY: ("Runs but does not answer", "warn"),
        DeploymentState.FAILED: (error, "bad"),
    }
    with workspace.database.bookkeeping() as write:
        store.update(write, deployment.id, state=state.value, error=error)
        store.add_event(write, deployment.id, *texts[state])
    return Changes.of(Kind.DEPLOYMENT, deployment.id)


def deployments(workspace: Workspace) -> list[Deployment]:
    """Every deployment, oldest first."""
    return store.listing(workspace.database)


def get(workspace: Workspace, deployment_id: str) -> Deployment:
    """One deployment. Raises `NotFoundError`."""
    return store.get(workspace.database, deployment_id)


def find(workspace: Workspace, name: str) -> Deployment:
    """The deployment of that name. Raises `NotFoundError`."""
    for deployment in deployments(workspace):
        if deployment.name == name:
            return deployment
    raise NotFoundError(f"There is no deployment {name}.", "List the deployments to see their names.")


def events(workspace: Workspace, deployment_id: str) -> list[DeploymentEvent]:
    """What happened to a deployment, newest first."""
    return store.events(workspace.database, deployment_id)


def logs(workspace: Workspace, deployment_id: str, tail: int = 500) -> list[str]:
    """The last lines of the server's log."""
    deployment = get(workspace, deployment_id)
    if not deployment.ref:
        return []
    return backend(workspace, deployment.backend).logs(handle(deployment), tail)


def stats(workspace: Workspace, deployment_id: str) -> ServerStats:
    """What the server uses now; takes up to 2 s."""
    deployment = get(workspace, deployment_id)
    return backend(workspace, deployment.backend).stats(handle(deployment))


def client(workspace: Workspace, deployment: Deployment) -> ServerClient:
    """A connection to the running server."""
    return ServerClient(deployment.url, token(workspace, deployment.id))


def token(workspace: Workspace, deployment_id: str) -> str:
    """The bearer token that requests must carry."""
    return store.token(workspace.database, deployment_id)


def try_it(workspace: Workspace, deployment_id: str, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, float]]:
    """Ask the running model without counting it in monitoring; returns (class, probability of yes) a row."""
    deployment = get(workspace, deployment_id)
    signature = models.version(workspace, deployment.model_version_id).signature
    columns = [f.name for f in signature.inputs]
    with client(workspace, deployment) as connection:
        answers = connection.predict(columns, [[r.get(c) for c in columns] for r in rows], monitor=False)
    no, yes = signature.classes
    return [(yes if a[1] >= signature.threshold else no, a[1]) for a in answers]


def curl_command(workspace: Workspace, deployment_id: str, row: Mapping[str, Any]) -> str:
    """A command line that asks the running model for one row."""
    deployment = get(workspace, deployment_id)
    body = codec.to_json({"dataframe_records": [dict(row)]}).replace("'", "'\\''")
    return (
        f"curl {deployment.url}/invocations -H 'Authorization: Bearer {token(workspace, deployment_id)}' "
        f"-H 'Content-Type: application/json' -d '{body}'"
    )
