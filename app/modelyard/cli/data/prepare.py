"""`modelyard data recipes …`: keep recipes, look at them, and apply them to datasets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.cli.data.made import made_line
from modelyard.core.errors import InputError
from modelyard.core.words import counted
from modelyard.services.data import datasets
from modelyard.services.data import prepare as data_prepare
from modelyard.services.data.prepare_text import to_text

app = typer.Typer(help="Keep recipes and apply them to datasets.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List the recipes."""
    with workspace() as opened:
        found = data_prepare.recipes(opened)
    rows = [[r.name, f"v{r.number}", len(r.steps), r.uses, r.description] for r in found]
    table(["Recipe", "Newest", "Steps", "Versions made", "Description"], rows, found)


@app.command("show")
def show_(
    recipe: str = typer.Argument(..., help="The recipe's name."),
    version: int | None = typer.Option(None, help="The version's number; the newest by default."),
    changes: bool = typer.Option(False, help="Show what changed since the version before."),
) -> None:
    """Show a recipe as YAML text."""
    with workspace() as opened:
        found = data_prepare.recipe(opened, recipe)
        versions = data_prepare.recipe_versions(opened, found.id)
        chosen = next((v for v in versions if v.number == (version or found.number)), None)
        if chosen is None:
            raise InputError(f"{found.name} has no version {version}.", f"Its newest is v{found.number}.")
        if changes:
            old = next((v for v in versions if v.number < chosen.number), chosen)
            text = data_prepare.compare_recipes(opened, old.id, chosen.id) or "Nothing changed."
        else:
            text = to_text(chosen.steps, found.name, found.description)
    show({"recipe": chosen, "text": text}, text.rstrip())


@app.command()
def save(file: Path = typer.Argument(..., help="A YAML file.")) -> None:
    """Keep the recipe of a YAML file; an existing name gets a new version."""
    with workspace() as opened:
        version, _ = data_prepare.import_recipe(opened, file)
    show(version, f"{version.label}: {counted(len(version.steps), 'step')}")


@app.command()
def apply(
    recipe: str = typer.Argument(..., help="The recipe's name."),
    to: str = typer.Option(..., "--to", help="DATASET, or DATASET:N for an older version."),
    name: str = typer.Option("", help="The dataset that gets the result; by default the same one."),
    version: int | None = typer.Option(None, help="The recipe's version; the newest by default."),
    note: str = typer.Option("", help="A note kept with the version."),
) -> None:
    """Apply a recipe to a dataset; the result is a new version of it, or of another dataset."""
    with workspace() as opened:
        found = data_prepare.recipe(opened, recipe)
        recipe_version_id = found.version_id
        if version is not None:
            versions = data_prepare.recipe_versions(opened, found.id)
            chosen = next((v for v in versions if v.number == version), None)
            if chosen is None:
                raise InputError(f"{found.name} has no version {version}.", f"Its newest is v{found.number}.")
            recipe_version_id = chosen.id
        dataset, colon, number = to.rpartition(":")
        fixed = bool(colon) and number.isdecimal()
        source = datasets.find_version(opened, dataset if fixed else to, int(number) if fixed else None)
        job, _ = data_prepare.apply_recipe(opened, recipe_version_id, source.id, dataset=name, note=note)
        result = wait(opened, job).result
        made = datasets.version(opened, result["version_id"])
        steps = data_prepare.recipe_version(opened, recipe_version_id).steps
    lines = [_effect(e, s.title) for e, s in zip(result["effects"], steps, strict=True)]
    lines.append(made_line(made, result))
    show({**result, "version": made}, "\n".join(lines))


def _effect(effect: dict[str, Any], title: str) -> str:
    """A line on what a step did."""
    parts = [f"{effect['rows_before']:,} to {counted(effect['rows_after'], 'row')}"]
    if effect["columns_after"] != effect["columns_before"]:
        parts.append(f"{effect['columns_before']:,} to {counted(effect['columns_after'], 'column')}")
    if effect["changed"]:
        parts.append(f"{counted(effect['changed'], 'cell')} changed")
    if effect["emptied"]:
        parts.append(f"{counted(effect['emptied'], 'cell')} became missing")
    return f"{effect['number']}. {title}: {'; '.join([*parts, *effect['notes']])}"


@app.command()
def export(
    recipe: str = typer.Argument(..., help="The recipe's name."),
    file: Path = typer.Argument(..., help="The YAML file to write."),
) -> None:
    """Write a recipe to a YAML file, to be shared."""
    with workspace() as opened:
        found = data_prepare.recipe(opened, recipe)
        path = data_prepare.export_recipe(opened, found.version_id, file)
    show({"recipe": found.name, "file": str(path)}, f"Wrote {found.name} v{found.number} to {path}")


@app.command()
def remove(recipe: str = typer.Argument(..., help="The recipe's name.")) -> None:
    """Remove a recipe. One that made dataset versions is kept for them, hidden."""
    with workspace() as opened:
        found = data_prepare.recipe(opened, recipe)
        kept, _ = data_prepare.remove_recipe(opened, found.id)
    more = f" It is kept for the {counted(found.uses, 'version')} it made." if kept else ""
    show({"recipe": found.name, "kept": kept}, f"Removed {found.name}.{more}")
