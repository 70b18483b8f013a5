"""What every command shares: the workspace, how to print, how to wait for a job."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from modelyard.core import codec
from modelyard.core.errors import NotFoundError
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity
from modelyard.services.workspace import Workspace, find_workspace, open_workspace

WIDEST = 10_000


@dataclass(slots=True)
class Shared:
    """The options that may stand anywhere on the command line."""

    workspace: Path | None = None
    json: bool = False


shared = Shared()


def workspace_path() -> Path:
    """The workspace to work in: `--workspace`, `MODELYARD_WORKSPACE`, or the one the current folder is in."""
    if shared.workspace is not None:
        return shared.workspace
    if named := os.environ.get("MODELYARD_WORKSPACE"):
        return Path(named)
    found = find_workspace(Path.cwd())
    if found is None:
        raise NotFoundError(
            "No workspace is named, and the current folder is not in one.",
            "Add --workspace FOLDER, or make one with: modelyard workspace create FOLDER",
        )
    return found


@contextmanager
def workspace() -> Iterator[Workspace]:
    """The open workspace for the length of a command."""
    opened = open_workspace(workspace_path(), role="cli")
    try:
        yield opened
    finally:
        opened.close()


def show(value: Any, text: str = "") -> None:
    """Print a result: as JSON with `--json`, else as text."""
    if shared.json:
        typer.echo(codec.to_json(value))
    elif text:
        typer.echo(text)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], value: Any) -> None:
    """Print rows as a plain table, or `value` as JSON."""
    if shared.json:
        typer.echo(codec.to_json(value))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(*headings, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        grid.add_row(*("–" if cell is None else Text(str(cell)) for cell in row))
    width = None if sys.stdout.isatty() else WIDEST  # whoever reads a pipe wants every letter
    Console(width=width, markup=False, emoji=False, highlight=False).print(grid)


class Quiet:
    """The context of work that a command does itself: nobody watches, and Ctrl C ends it."""

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Nobody watches."""

    def log(self, text: str) -> None:
        """Nobody reads."""

    def cancelled(self) -> bool:
        """Whether somebody asked for an end."""
        return False

    def check_cancelled(self) -> None:
        """Nobody asks for an end."""


def wait(opened: Workspace, job: Job) -> Job:
    """Wait for a job with a progress bar on a terminal; Ctrl C asks it to stop."""
    with _bar(job.title) as update:
        try:
            ended = opened.wait(job.id, update)
        except KeyboardInterrupt:
            activity.cancel(opened, job.id)
            ended = opened.wait(job.id, update)
    if ended.state is JobState.CANCELLED:
        typer.echo(f"{job.title} was cancelled. Nothing was changed.", err=True)
        raise typer.Exit(130)
    return ended


@contextmanager
def _bar(title: str) -> Iterator[Callable[[Job], None]]:
    if shared.json or not sys.stderr.isatty():
        yield lambda job: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[text]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None, text="")

        def update(job: Job) -> None:
            total = None if job.fraction is None else 1.0
            progress.update(task, completed=job.fraction or 0.0, total=total, text=job.text)

        yield update
