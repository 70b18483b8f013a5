"""What the commands of both recycle bins share: ask before, and delete for ever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import typer

from modelyard.cli.context import show
from modelyard.core.changes import Changes
from modelyard.core.errors import InputError
from modelyard.core.words import counted, size
from modelyard.domain.bin import Deletion, Purged
from modelyard.services.workspace import Workspace

YES = typer.Option(False, "--yes", "-y", help="Do not ask.")
DAYS = typer.Option(0.0, min=0.0, help="Only what has been there for so many days.")

Done = TypeVar("Done", bound=Purged, covariant=True)


class BinService(Protocol[Done]):
    """What the service of a recycle bin does."""

    def recycle_bin(self, workspace: Workspace, /) -> Sequence[Deletion]:
        """What is in it, the last deletion first."""

    def bin_entry(self, workspace: Workspace, name: str, /) -> Deletion:
        """The entry that a name means."""

    def purge(self, workspace: Workspace, ids: Sequence[str], /) -> tuple[Done, Changes]:
        """Delete some for ever."""

    def empty(self, workspace: Workspace, older_than_days: float, /) -> tuple[Done, Changes]:
        """Delete all for ever that has been there for so many days."""


def ask(text: str, question: str, yes: bool) -> None:
    """Say what will be gone and ask; ends the command with exit code 1 at a no."""
    if yes:
        return
    typer.echo(text, err=True)
    if not typer.confirm(question, err=True):
        typer.echo("Nothing was changed.", err=True)
        raise typer.Exit(1)


def empty(opened: Workspace, service: BinService[Done], name: str, days: float, yes: bool) -> Done | None:
    """Ask, then delete for ever what a name means, or all that is old enough; None when the bin is empty."""
    if name and days:
        raise InputError("A name and --days do not go together.", "Give one of them.")
    entries = [service.bin_entry(opened, name)] if name else service.recycle_bin(opened)
    if not entries:
        show(Purged(0, 0), "The recycle bin is empty.")
        return None
    what = ", ".join(e.label for e in entries) if not days else f"what has been there for {days:g} days"
    ask(f"This cannot be undone: {what}", "Delete for ever?", yes)
    return (service.purge(opened, entries[0].ids) if name else service.empty(opened, days))[0]


def freed_text(done: Purged, what: str) -> str:
    """What deleting for ever did, in a line."""
    waiting = f"; {counted(done.waiting, 'file')} may be in use by a running job and go later" if done.waiting else ""
    return f"Freed {size(done.freed)}: {what}{waiting}"
