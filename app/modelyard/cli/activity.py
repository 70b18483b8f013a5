"""`modelyard activity …`: jobs and the audit log."""

from __future__ import annotations

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.services import activity as service

app = typer.Typer(help="Look at jobs and the audit log.", no_args_is_help=True)


@app.command()
def jobs(limit: int = typer.Option(20, help="How many.")) -> None:
    """List the jobs, newest first."""
    with workspace() as opened:
        found = service.jobs(opened, limit)
    rows = [
        [j.id, j.title, j.state.value, f"{j.created_at:%Y-%m-%d %H:%M}", j.error.message if j.error else j.text]
        for j in found
    ]
    table(["Job", "What", "State", "When", ""], rows, found)


@app.command()
def cancel(job: str = typer.Argument(..., help="The job's id.")) -> None:
    """Ask a job to stop."""
    with workspace() as opened:
        found, _ = service.cancel(opened, job)
    show(found, f"Asked {found.title} to stop")


@app.command()
def retry(job: str = typer.Argument(..., help="The job's id.")) -> None:
    """Do a job again that failed, was cancelled or interrupted."""
    with workspace() as opened:
        new, _ = service.retry(opened, job)
        ended = wait(opened, new)
    show(ended, f"{ended.title}: {ended.state.value}")


@app.command()
def audit(text: str = typer.Argument("", help="Only entries with this text."), limit: int = 50) -> None:
    """List who did what, newest first."""
    with workspace() as opened:
        found = service.audit(opened, text, limit)
    rows = [[f"{e.at:%Y-%m-%d %H:%M:%S}", e.actor, e.action, e.subject] for e in found]
    table(["When", "Who", "What", "On"], rows, found)
