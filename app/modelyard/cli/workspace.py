"""`modelyard workspace …`: make and check workspaces."""

from __future__ import annotations

from pathlib import Path

import typer

from modelyard.cli.context import show, workspace
from modelyard.services import workspace as service

app = typer.Typer(help="Make and check workspaces.", no_args_is_help=True)


@app.command()
def create(
    folder: Path = typer.Argument(..., help="A new or empty folder; by custom its name ends in .modelyard."),
    name: str = typer.Option("", help="The workspace's name; by default the folder's."),
) -> None:
    """Make a new workspace."""
    made = service.create_workspace(folder, name, role="cli")
    made.close()
    show(
        {"path": str(made.path), "id": made.info.id, "name": made.name},
        f"Made the workspace {made.name} in {made.path}",
    )


@app.command()
def check(blobs: bool = typer.Option(False, help="Also read every file and compare it with its hash.")) -> None:
    """Check the database and the files for damage; exit code 1 when something is wrong."""
    with workspace() as opened:
        problems = service.check(opened, blobs=blobs)
    show({"problems": problems}, "\n".join(problems) or "Sound: no problem was found.")
    if problems:
        raise typer.Exit(1)


@app.command()
def clean() -> None:
    """Remove files that nothing refers to any more."""
    with workspace() as opened:
        freed = service.collect_garbage(opened)
    show({"bytes": freed}, f"Freed {freed / 1e6:,.1f} MB")
