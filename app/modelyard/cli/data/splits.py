"""`modelyard data splits …`: make and look at the stored splits of a dataset version."""

from __future__ import annotations

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.core.errors import InputError
from modelyard.core.words import counted
from modelyard.domain.data.splits import SplitDefinition, SplitMethod, SplitRequest
from modelyard.services.data import datasets
from modelyard.services.data import splits as service

app = typer.Typer(help="Stored splits: which rows train and which only judge.", no_args_is_help=True)

DATASET = typer.Argument(..., help="The dataset's name.")
VERSION = typer.Option(None, help="The version's number; the newest by default.")


@app.command("list")
def list_(dataset: str = DATASET, version: int | None = VERSION) -> None:
    """List a version's splits."""
    with workspace() as opened:
        found = service.splits(opened, datasets.find_version(opened, dataset, version).id)
    rows = [
        [
            s.name,
            s.definition.method.value,
            s.definition.column or None,
            f"{s.counts.training:,}",
            f"{s.counts.hold_out:,}",
            f"{s.counts.left_out:,}",
            s.runs,
        ]
        for s in found
    ]
    table(["Split", "Method", "Column", "Training", "Hold-out", "Left out", "Runs"], rows, found)


@app.command()
def create(
    dataset: str = DATASET,
    name: str = typer.Argument(..., help="The split's name."),
    version: int | None = VERSION,
    method: SplitMethod = typer.Option(SplitMethod.RANDOM, help="How the hold-out rows are chosen."),
    column: str = typer.Option("", help="The column with classes, groups or times."),
    hold_out: float = typer.Option(0.2, help="The share of rows held out."),
    seed: int = typer.Option(0, help="The random seed."),
) -> None:
    """Divide a version's rows for good."""
    if column and not method.needs_column:
        raise InputError("A random split looks at no column.", "Add --method stratified, group or time.")
    with workspace() as opened:
        found = datasets.find_version(opened, dataset, version)
        definition = SplitDefinition(method, hold_out, column, seed)
        job, _ = service.create_split(opened, SplitRequest(found.id, name, definition))
        made = service.split(opened, wait(opened, job).result["split_id"])
    counts = made.counts
    training = counted(counts.training, "row")
    text = f"{made.version_label}, split {made.name}: {training} to train, {counts.hold_out:,} held out"
    if counts.begins:
        text += f", from {counts.begins} on"
    if counts.left_out:
        text += f"; {counts.left_out:,} without {column} are on neither side"
    show(made, text)


@app.command()
def remove(dataset: str = DATASET, name: str = typer.Argument(..., help="The split's name."),
           version: int | None = VERSION) -> None:  # fmt: skip
    """Delete a split that no run used."""
    with workspace() as opened:
        found = service.find_split(opened, datasets.find_version(opened, dataset, version).id, name)
        service.delete_split(opened, found.id)
    show({"split_id": found.id}, f"Deleted the split {name} of {found.version_label}.")
