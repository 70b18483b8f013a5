"""`modelyard deployments …`: launch, stop, look into."""

from __future__ import annotations

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.core.changes import Changes
from modelyard.domain.deployments import Backend, Deployment, LaunchRequest, Limits
from modelyard.domain.jobs import Job
from modelyard.domain.models import CHAMPION
from modelyard.services import deployments as service
from modelyard.services import models
from modelyard.services.workspace import Workspace

app = typer.Typer(help="Run model versions as containers.", no_args_is_help=True)

NAME = typer.Argument(..., help="The deployment's name.")


@app.command()
def launch(
    model: str = typer.Argument(..., help="The model's name."),
    version: str = typer.Option(CHAMPION, help="The version's number or alias."),
    name: str = typer.Option("", help="The deployment's name; by default the model's with -live."),
    port: int | None = typer.Option(None, help="The port on 127.0.0.1; a free one by default."),
    backend: Backend | None = typer.Option(None, help="docker or process; by default docker where it answers."),
    memory: int = typer.Option(512, help="The memory limit in MB."),
    cpus: float = typer.Option(1.0, help="The limit of CPU cores."),
) -> None:
    """Launch a model version and wait for its first answer."""
    with workspace() as opened:
        found = models.find_version(opened, model, version)
        limits = Limits(memory=memory * 1024 * 1024, cpus=cpus)
        job, _ = service.launch(opened, LaunchRequest(name or f"{model}-live", found.id, port, backend, limits))
        result = wait(opened, job).result
        deployment = service.get(opened, result["deployment_id"])
        token = service.token(opened, deployment.id)
    text = f"{deployment.name} answers at {deployment.url} after {result['seconds']:.1f} s ({deployment.backend.value})"
    show({"deployment": deployment, "token": token, **result}, f"{text}\nToken: {token}")


@app.command("list")
def list_() -> None:
    """List the deployments."""
    with workspace() as opened:
        service.observe(opened)
        found = service.deployments(opened)
    rows = [[d.name, f"{d.model_name} v{d.model_version}", d.state.value, d.address, d.backend.value] for d in found]
    table(["Deployment", "Model", "State", "Address", "Backend"], rows, found)


def _run(opened: Workspace, started: tuple[Job, Changes], text: str) -> None:
    show(wait(opened, started[0]).result, text)


def _find(opened: Workspace, name: str) -> Deployment:
    return service.find(opened, name)


@app.command()
def start(name: str = NAME) -> None:
    """Start a stopped deployment."""
    with workspace() as opened:
        _run(opened, service.start(opened, _find(opened, name).id), f"{name} runs")


@app.command()
def stop(name: str = NAME) -> None:
    """Stop a deployment."""
    with workspace() as opened:
        _run(opened, service.stop(opened, _find(opened, name).id), f"{name} is stopped")


@app.command()
def restart(name: str = NAME) -> None:
    """Stop and start a deployment."""
    with workspace() as opened:
        _run(opened, service.restart(opened, _find(opened, name).id), f"{name} runs")


@app.command()
def delete(name: str = NAME, yes: bool = typer.Option(False, "--yes", help="Do not ask.")) -> None:
    """Delete a deployment with its prediction log."""
    with workspace() as opened:
        found = _find(opened, name)
        if not yes:
            typer.confirm(f"Delete {name} and all that was observed of it? The model stays", abort=True)
        _run(opened, service.delete(opened, found.id), f"{name} is deleted")


@app.command()
def logs(name: str = NAME, tail: int = typer.Option(200, help="How many lines.")) -> None:
    """Print the end of the server's log."""
    with workspace() as opened:
        lines = service.logs(opened, _find(opened, name).id, tail)
    show(lines, "\n".join(lines))


@app.command()
def engine() -> None:
    """Say whether a container engine answers; exit code 7 when none does."""
    status = service.engine_status()
    show(status, f"Docker {status.version}, {status.containers} containers" if status.available else status.reason)
    if not status.available:
        if status.hint:
            typer.echo(status.hint, err=True)
        raise typer.Exit(7)
