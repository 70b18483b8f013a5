"""`modelyard experiments code …`: estimators from files that somebody read and trusts."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.core.errors import InputError
from modelyard.core.words import counted, size
from modelyard.domain.experiments.own_code import Outline, OwnCode
from modelyard.services.experiments import own_code as service
from modelyard.services.workspace import Workspace

app = typer.Typer()
code_app = typer.Typer(help="Own code: a Python file with a scikit-learn estimator.", no_args_is_help=True)
app.add_typer(code_app, name="code")

NAME = typer.Argument(..., help="The class's name.")
SHA256 = typer.Option("", help="The beginning of a version's sha256; the newest one without it.")


@code_app.command()
def add(
    file: Path = typer.Argument(..., help="The Python file."),
    class_: str = typer.Option("", "--class", help="The estimator's class, where the file has several."),
    trust: bool = typer.Option(False, "--trust", help="You have read the file and trust it: run it."),
) -> None:
    """Add a file's estimator to the algorithms of the workspace. This runs the file, with all your rights."""
    found = service.outline(file)
    if not trust and not found.problem:
        _ask(found)
    with workspace() as opened:
        job, _ = service.add(opened, found, class_, agreed=True)
        code_id = wait(opened, job).result["code_id"]
        code = next(c for c in service.listed(opened) if c.id == code_id)
    name = code.estimator.name
    show(code, f"Added {name}. Use it as: --algorithm own:{name}")


@code_app.command()
def agree(
    name: str = NAME,
    sha256: str = SHA256,
    trust: bool = typer.Option(False, "--trust", help="You have read its text and trust it."),
) -> None:
    """Let own code that somebody else added run on this computer."""
    with workspace() as opened:
        code = _version(opened, name, sha256)
        if not trust:
            _ask(service.outline_of(opened, code))
        service.agree(opened, code)
    show(code, f"{name} may run here")


def _version(opened: Workspace, name: str, sha256: str) -> OwnCode:
    """The newest version of a class, or that whose sha256 begins so."""
    for code in service.versions(opened, name):
        if code.estimator.sha256.startswith(sha256.lower()):
            return code
    raise InputError(f"{name} has no version {sha256}.", "Leave --sha256 out for the newest one.")


def _ask(found: Outline) -> None:
    """Show a file, and ask whether it is trusted; refuses where nobody can answer."""
    typer.echo(found.source, err=True)
    facts = f"{found.file_name}: {counted(found.size, 'byte')}, sha256 {found.sha256}, {', '.join(found.classes)}"
    typer.echo(facts, err=True)
    if not sys.stdin.isatty():
        raise InputError(f"{found.file_name} was not agreed to.", "Read it, then add --trust to run it.")
    typer.echo("Running it can do all that you can do on this computer.", err=True)
    if not typer.confirm("You have read this file and trust it?", err=True):
        typer.echo("Nothing was changed.", err=True)
        raise typer.Exit(1)


@code_app.command("list")
def list_(removed: bool = typer.Option(False, "--removed", help="What is in the recycle bin.")) -> None:
    """List the own code that can be trained, by class."""
    with workspace() as opened:
        found = service.removed(opened) if removed else service.listed(opened)
    table(["Class", "File", "For", "Size", "Added", "By", "sha256"], [_row(c) for c in found], found)


def _row(code: OwnCode) -> list[object]:
    tasks = ", ".join(sorted(code.estimator.tasks))
    added = f"{code.added_at.astimezone():%Y-%m-%d %H:%M}"
    name, sha256 = code.estimator.name, code.estimator.sha256[:12]
    return [name, code.file_name, tasks, size(code.size), added, code.added_by, sha256]


@code_app.command("show")
def show_(
    name: str = NAME,
    sha256: str = SHA256,
) -> None:
    """Print the text of own code, and what is known of it."""
    with workspace() as opened:
        code = _version(opened, name, sha256)
        text = service.source(opened, code)
    facts = [f"{p.name}: {p.default}" for p in code.estimator.parameters]
    lines = [f"# {code.file_name}, sha256 {code.estimator.sha256}", f"# {', '.join(facts) or 'no parameters'}", text]
    show({"code": code, "source": text}, "\n".join(lines))


@code_app.command()
def remove(name: str = NAME) -> None:
    """Put own code into the recycle bin; runs that used it keep its text."""
    with workspace() as opened:
        gone, _ = service.remove(opened, name)
    show(gone, f"Removed {name}, {counted(len(gone), 'version')}")


@code_app.command()
def restore(name: str = NAME) -> None:
    """Take own code out of the recycle bin."""
    with workspace() as opened:
        back, _ = service.restore(opened, name)
    show(back, f"Restored {name}, {counted(len(back), 'version')}")
