"""`modelyard data …`: versions, notes, tags, compare, restore, delete and the recycle bin."""

from __future__ import annotations

from pathlib import Path

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.cli.recycle import DAYS, YES, ask, empty, freed_text
from modelyard.core.words import counted, size
from modelyard.domain.data.compare import CompareRequest, Comparison
from modelyard.domain.data.versions import DeletePreview
from modelyard.services.data import bin as data_bin
from modelyard.services.data import compare as data_compare
from modelyard.services.data import datasets
from modelyard.services.data import versions as service

app = typer.Typer()
bin_app = typer.Typer(help="The recycle bin of deleted versions and datasets.", no_args_is_help=True)
app.add_typer(bin_app, name="bin")

VERSION = typer.Argument(..., help="DATASET, DATASET:NUMBER or DATASET:TAG; the newest version without a number.")


@app.command()
def versions(dataset: str = typer.Argument(..., help="The dataset's name.")) -> None:
    """List a dataset's versions: rows, tags, author, note and what each was made from."""
    with workspace() as opened:
        found = datasets.versions(opened, datasets.find_version(opened, dataset).dataset_id)
        made = {v.id: service.origins(opened, v.id) for v in found}
    rows = [
        [
            f"v{v.number}",
            f"{v.rows:,}",
            len(v.columns),
            size(v.size_bytes),
            ", ".join(v.tags) or None,
            v.author,
            f"{v.created_at.astimezone():%Y-%m-%d %H:%M}",
            v.note or None,
            "; ".join(f"{o.kind.value} {o.label}" for o in made[v.id]) or None,
        ]
        for v in found
    ]
    headings = ["Version", "Rows", "Columns", "Size", "Tags", "By", "At", "Note", "Made from"]
    table(headings, rows, [{"version": v, "made_from": made[v.id]} for v in found])


@app.command()
def note(version: str = VERSION, text: str = typer.Argument(..., help="The new note; '' for none.")) -> None:
    """Change a version's note."""
    with workspace() as opened:
        found, _ = service.set_note(opened, service.named_version(opened, version).id, text)
    show(found, f"{found.label}: {found.note or 'no note'}")


@app.command()
def tag(version: str = VERSION, tag: str = typer.Argument(..., help="A word, such as approved.")) -> None:
    """Give a version a tag, taking it from the version that has it."""
    with workspace() as opened:
        found = service.named_version(opened, version)
        before, _ = service.add_tag(opened, found.id, tag)
        moved = datasets.version(opened, before).label if before and before != found.id else ""
    show(
        {"version": found.label, "tag": tag, "was": moved}, f"{found.label} is {tag}" + (f", not {moved}" * bool(moved))
    )


@app.command()
def untag(
    dataset: str = typer.Argument(..., help="The dataset's name."), tag: str = typer.Argument(..., help="The tag.")
) -> None:
    """Take a tag away."""
    with workspace() as opened:
        holder, _ = service.remove_tag(opened, datasets.find_version(opened, dataset).dataset_id, tag)
        label = datasets.version(opened, holder).label
    show({"version": label, "tag": tag}, f"{label} is no longer {tag}")


@app.command()
def rename(
    dataset: str = typer.Argument(..., help="The dataset's name."),
    name: str = typer.Argument(..., help="The new name."),
) -> None:
    """Rename a dataset."""
    with workspace() as opened:
        readers = service.recipes_reading(opened, dataset)
        before, _ = service.rename(opened, datasets.find_version(opened, dataset).dataset_id, name)
    text = f"{before} is now {name}"
    text += f". Recipes that read it by its old name: {', '.join(readers)}" if readers else ""
    show({"before": before, "name": name, "recipes": readers}, text)


@app.command()
def describe(
    dataset: str = typer.Argument(..., help="The dataset's name."),
    text: str = typer.Argument(..., help="What the dataset is about; '' for nothing."),
) -> None:
    """Say what a dataset is about."""
    with workspace() as opened:
        service.describe(opened, datasets.find_version(opened, dataset).dataset_id, text)
    show({"dataset": dataset, "description": text}, f"{dataset}: {text or 'no description'}")


@app.command()
def restore(version: str = VERSION, note: str = typer.Option("", help="A note kept with the new version.")) -> None:
    """Make an old version's rows the newest version, without a copy on the disk."""
    with workspace() as opened:
        old = service.named_version(opened, version)
        made, _ = service.restore_version(opened, old.id, note)
    show(made, f"{made.label} has the rows of v{old.number}: {counted(made.rows, 'row')}")


@app.command()
def compare(
    left: str = typer.Argument(..., help="The first version: DATASET:NUMBER or DATASET:TAG."),
    right: str = typer.Argument(..., help="The second version."),
    key: list[str] = typer.Option([], help="A column that tells rows apart; may be repeated. Whole rows without one."),
    export: Path | None = typer.Option(None, help="Write every row that differs to this CSV file."),
) -> None:
    """Compare two versions: columns, rows and distributions."""
    with workspace() as opened:
        sides = [service.named_version(opened, text) for text in (left, right)]
        request = CompareRequest(sides[0].id, sides[1].id, tuple(key))
        if opened.read_only:
            found = data_compare.compare_now(opened, request)
        else:
            found = data_compare.comparison(wait(opened, data_compare.compare(opened, request)[0]))
        written = None if export is None else data_compare.export_differences(opened, request, export)
    lines = _compared(found)
    if export is not None:
        lines.append(f"Wrote {counted(written or 0, 'row')} to {export}")
    show(found, "\n".join(lines))


def _compared(found: Comparison) -> list[str]:
    lines = [f"{found.left_label} → {found.right_label}: {found.summary()}"]
    for change in found.columns:
        kinds = f"{change.left.value if change.left else '–'} → {change.right.value if change.right else '–'}"
        if change.state.value != "same":
            was = f" (was {change.before})" if change.before else ""
            lines.append(f"  column {change.name}{was}: {change.state.value}, {kinds}")
    for name, cells in sorted(found.changed_cells.items(), key=lambda item: -item[1]):
        lines.append(f"  {name}: {counted(cells, 'cell')} changed")
    drifted = [d for d in found.drift if d.psi is not None][:5]
    if drifted:
        lines.append("  drift (PSI): " + ", ".join(f"{d.name} {d.psi:.3f}" for d in drifted))
    return lines


# --- delete -------------------------------------------------------------------------------------------------------


def preview_lines(found: DeletePreview) -> list[str]:
    """What deleting would take away, for people."""
    labels = ", ".join(found.labels[:6]) + ("" if len(found.labels) <= 6 else f" and {len(found.labels) - 6} more")
    lines = [f"Goes to the recycle bin: {labels}; {counted(found.rows, 'row')}, {size(found.size_bytes)}"]
    for d in found.dependents:
        names = f": {', '.join(d.names)}" + (" …" if d.count > len(d.names) else "") if d.names else ""
        lines.append(f"  {counted(d.count, d.kind.value)}{names}")
    return lines


@app.command()
def delete(
    version: str = typer.Argument(..., help="DATASET for all of it, DATASET:NUMBER or DATASET:TAG for one version."),
    yes: bool = YES,
) -> None:
    """Put a version, or a dataset with all its versions, into the recycle bin."""
    with workspace() as opened:
        found = service.named_version(opened, version)
        whole = ":" not in version
        preview = (
            data_bin.preview_dataset(opened, found.dataset_id) if whole else data_bin.preview_version(opened, found.id)
        )
        ask("\n".join(preview_lines(preview)), "Delete?", yes)
        data_bin.delete(opened, preview.version_ids)
    name = preview.dataset_name if whole else found.label
    show(preview, f"{name} is in the recycle bin. Bring it back with: modelyard data bin restore '{name}'")


# --- the recycle bin ----------------------------------------------------------------------------------------------


@bin_app.command("list")
def bin_list() -> None:
    """List what is in the recycle bin, the last deletion first."""
    with workspace() as opened:
        found = data_bin.recycle_bin(opened)
    rows = [
        [e.label, f"{e.deleted_at.astimezone():%Y-%m-%d %H:%M}", e.deleted_by, f"{e.rows:,}", size(e.size_bytes)]
        for e in found
    ]
    table(["What", "Deleted", "By", "Rows", "Size"], rows, found)


@bin_app.command("restore")
def bin_restore(name: str = typer.Argument(..., help="DATASET or DATASET:NUMBER.")) -> None:
    """Take a dataset or version out of the recycle bin."""
    with workspace() as opened:
        entry = data_bin.bin_entry(opened, name)
        found, _ = data_bin.restore(opened, entry.version_ids)
    show(found, f"Restored {', '.join(v.label for v in sorted(found, key=lambda v: v.number))}")


@bin_app.command("empty")
def bin_empty(
    name: str = typer.Argument("", help="Only this DATASET or DATASET:NUMBER."),
    days: float = DAYS,
    yes: bool = YES,
) -> None:
    """Delete for ever what is in the recycle bin, and free its space."""
    with workspace() as opened:
        done = empty(opened, data_bin, name, days, yes)
    if done is not None:
        what = f"{counted(done.removed + done.kept, 'version')} deleted for ever"
        what += f", the facts of {done.kept} kept for what refers to them" if done.kept else ""
        show(done, freed_text(done, what))
