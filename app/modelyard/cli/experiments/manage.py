"""`modelyard experiments …`: find runs, put them side by side, tag, archive and delete them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from modelyard.cli.context import shared, show, table, workspace
from modelyard.cli.experiments.naming import RUN_HELP, experiment_id, run_named
from modelyard.cli.experiments.runs import print_runs
from modelyard.cli.recycle import DAYS, YES, ask, empty, freed_text
from modelyard.core.errors import InputError, NotFoundError
from modelyard.core.words import counted, size
from modelyard.domain.experiments.bin import RunsPreview
from modelyard.domain.experiments.filter.fields import known_field
from modelyard.domain.experiments.filter.parse import named as parse_name
from modelyard.domain.experiments.filter.tokens import FilterError, quoted
from modelyard.domain.experiments.find import RunQuery
from modelyard.services.experiments import bin as run_bin
from modelyard.services.experiments import compare as run_compare
from modelyard.services.experiments import find, repository, tags
from modelyard.services.experiments import runs as service
from modelyard.services.workspace import Workspace

app = typer.Typer()
bin_app = typer.Typer(help="The recycle bin of deleted runs.", no_args_is_help=True)
filter_app = typer.Typer(help="The filters that were saved.", no_args_is_help=True)
app.add_typer(bin_app, name="bin")
app.add_typer(filter_app, name="filter")

RUNS = typer.Argument(None, help=f"{RUN_HELP} May be repeated.")
WHERE = typer.Option("", "--filter", help="All runs that pass this filter, in place of names.")


def chosen(opened: Workspace, names: list[str] | None, where: str) -> list[str]:
    """The ids of the runs that are named, or that pass a filter."""
    if bool(names) == bool(where):
        raise InputError("Which runs?", "Name them as EXPERIMENT:NUMBER, or give a --filter.")
    if not names:
        ids = find.find_runs(opened, RunQuery(where, nested=False, archived=True)).ids
        if not ids:
            raise NotFoundError(f"No run passes the filter {where}", "List the runs to see what there is.")
        return list(ids)
    return [run_named(opened, name).id for name in dict.fromkeys(names)]


@app.command("list")
def list_(
    experiment: str = typer.Argument("", help="An experiment's name; all by default."),
    where: str = typer.Option("", "--filter", help='Such as: roc_auc > 0.9 and state = "finished"'),
    sort: str = typer.Option("", help="A metric, a parameter or an attribute; the newest come first without one."),
    ascending: bool = typer.Option(False, "--ascending", help="The smallest first."),
    archived: bool = typer.Option(False, "--archived", help="Archived runs, too."),
    limit: int = typer.Option(0, min=0, help="At most so many."),
) -> None:
    """List the runs that pass a filter, newest first; the best of one experiment has a star."""
    with workspace() as opened:
        within = experiment_id(opened, experiment) if experiment else None
        if sort:
            _check_sort(opened, sort)
        query = RunQuery(where, within, sort, not ascending, archived=archived, nested=False)
        found = find.find_runs(opened, query)
        runs = find.run_rows(opened, found.ids[: limit or None])
    print_runs(runs, named=not experiment)
    if not runs and not shared.json:
        typer.echo("There are no runs." if not where else "No run passes the filter.", err=True)


def _check_sort(opened: Workspace, name: str) -> None:
    try:
        known_field(parse_name(name), find.run_fields(opened))
    except FilterError as error:
        raise InputError(error.message, "Sort by a metric, a parameter, or an attribute such as started.") from error


@app.command()
def compare(
    run: list[str] = RUNS,
    where: str = WHERE,
    everything: bool = typer.Option(False, "--all", help="Also what is the same."),
) -> None:
    """Put runs side by side: parameters, metrics, data, packages and environment that differ."""
    with workspace() as opened:
        found = run_compare.comparison(opened, chosen(opened, run, where))
    facts = found.facts if everything else found.differences()
    rows = [[f.section.value, f.name, *(_cell(v) for v in f.values)] for f in facts]
    table(["", "", *(f"{r.experiment_name}:{r.number}" for r in found.runs)], rows, facts)


def _cell(value: Any) -> object:
    return f"{value:.6g}" if isinstance(value, float) else value


# --- tags, notes, archive -----------------------------------------------------------------------------------------


@app.command()
def tag(
    run: list[str] = RUNS,
    where: str = WHERE,
    set_: list[str] = typer.Option(..., "--set", help="TAG, or TAG=VALUE; may be repeated."),
) -> None:
    """Give runs tags."""
    pairs = {key: value for key, _, value in (text.partition("=") for text in set_)}
    with workspace() as opened:
        ids = chosen(opened, run, where)
        tags.tag(opened, ids, pairs)
    show({"runs": ids}, f"Tagged {counted(len(ids), 'run')}: {', '.join(set_)}")


@app.command()
def untag(
    run: list[str] = RUNS,
    where: str = WHERE,
    tag: list[str] = typer.Option(..., "--tag", help="The tag to take away; may be repeated."),
) -> None:
    """Take tags from runs."""
    with workspace() as opened:
        ids = chosen(opened, run, where)
        tags.untag(opened, ids, tag)
    show({"runs": ids}, f"Took {', '.join(tag)} from {counted(len(ids), 'run')}")


@app.command()
def note(
    run: list[str] = RUNS,
    where: str = WHERE,
    text: str = typer.Option(..., help="The new note; '' for none."),
) -> None:
    """Change the note of runs."""
    with workspace() as opened:
        ids = chosen(opened, run, where)
        tags.set_note(opened, ids, text)
    show({"runs": ids}, f"{counted(len(ids), 'run')}: {text or 'no note'}")


@app.command()
def rename(
    run: str = typer.Argument(..., help=RUN_HELP),
    name: str = typer.Argument(..., help="The new name; '' for none."),
) -> None:
    """Give a run a name beside its number."""
    with workspace() as opened:
        tags.rename(opened, run_named(opened, run).id, name)
    show({"run": run, "name": name}, f"{run}: {name or 'no name'}")


@app.command()
def archive(run: list[str] = RUNS, where: str = WHERE) -> None:
    """Take runs out of the lists; they stay what they are."""
    with workspace() as opened:
        ids = chosen(opened, run, where)
        tags.archive(opened, ids)
    show({"runs": ids}, f"Archived {counted(len(ids), 'run')}")


@app.command()
def unarchive(run: list[str] = RUNS, where: str = WHERE) -> None:
    """Put archived runs back into the lists."""
    with workspace() as opened:
        ids = chosen(opened, run, where)
        tags.unarchive(opened, ids)
    show({"runs": ids}, f"Took {counted(len(ids), 'run')} out of the archive")


# --- delete -------------------------------------------------------------------------------------------------------


@app.command()
def delete(
    run: list[str] = typer.Argument(None, help="EXPERIMENT:NUMBER, or EXPERIMENT for all of it; may be repeated."),
    where: str = WHERE,
    yes: bool = YES,
) -> None:
    """Put runs, or an experiment with all its runs, into the recycle bin."""
    with workspace() as opened:
        whole = run[0] if run and len(run) == 1 and _is_experiment(opened, run[0]) else ""
        if whole:
            whole_id = experiment_id(opened, whole)
            preview = run_bin.preview_experiment(opened, whole_id)
            ask(f"Goes to the recycle bin: {whole}, {_going(preview)}", "Delete?", yes)
            run_bin.delete_experiment(opened, whole_id)
        else:
            ids = chosen(opened, run, where)
            preview = run_bin.preview(opened, ids)
            ask(f"Goes to the recycle bin: {_going(preview)}", "Delete?", yes)
            run_bin.delete(opened, ids)
    what = whole or counted(len(preview.run_ids), "run")
    show(preview, f"In the recycle bin: {what}. See it with: modelyard experiments bin list")


def _is_experiment(opened: Workspace, name: str) -> bool:
    """Whether a name means an experiment rather than a run: one that there is, or that could be no run's."""
    return ":" not in name or any(e.name == name for e in service.experiments(opened))


def _going(preview: RunsPreview) -> str:
    return f"{counted(len(preview.run_ids), 'run')}, {size(preview.size_bytes)}"


@bin_app.command("list")
def bin_list() -> None:
    """List what is in the recycle bin, the last deletion first."""
    with workspace() as opened:
        found = run_bin.recycle_bin(opened)
    rows = [[e.label, f"{e.deleted_at.astimezone():%Y-%m-%d %H:%M}", e.deleted_by, size(e.size_bytes)] for e in found]
    table(["What", "Deleted", "By", "Size"], rows, found)


@bin_app.command("restore")
def bin_restore(name: str = typer.Argument(..., help="EXPERIMENT, or EXPERIMENT:NUMBER.")) -> None:
    """Take the runs that were deleted together out of the recycle bin."""
    with workspace() as opened:
        entry = run_bin.bin_entry(opened, name)
        run_bin.restore(opened, entry.run_ids)
    show(entry, f"Restored {entry.label}")


@bin_app.command("empty")
def bin_empty(
    name: str = typer.Argument("", help="Only what was deleted with this EXPERIMENT or EXPERIMENT:NUMBER."),
    days: float = DAYS,
    yes: bool = YES,
) -> None:
    """Delete for ever what is in the recycle bin, and free its space."""
    with workspace() as opened:
        done = empty(opened, run_bin, name, days, yes)
    if done is not None:
        show(done, freed_text(done, f"{counted(done.removed, 'run')} deleted for ever"))


# --- saved filters, the repository --------------------------------------------------------------------------------


@filter_app.command("list")
def filter_list() -> None:
    """List the saved filters."""
    with workspace() as opened:
        found = find.saved_filters(opened)
    table(["Name", "Filter", "By"], [[f.name, f.text, f.created_by] for f in found], found)


@filter_app.command("save")
def filter_save(
    name: str = typer.Argument(..., help="Its name; one that is taken gets the new filter."),
    text: str = typer.Argument(..., help='The filter, such as: roc_auc > 0.9 and tag "keep"'),
) -> None:
    """Keep a filter under a name."""
    with workspace() as opened:
        saved, _ = find.save_filter(opened, name, text)
    show(saved, f"{saved.name}: {saved.text}")


@filter_app.command("delete")
def filter_delete(name: str = typer.Argument(..., help="The filter's name.")) -> None:
    """Forget a saved filter."""
    with workspace() as opened:
        found = next((f for f in find.saved_filters(opened) if f.name == name), None)
        if found is None:
            raise NotFoundError(f"There is no filter called {quoted(name)}.", "List the saved filters.")
        find.delete_filter(opened, found.id)
    show(found, f"Forgot {found.name}")


@app.command("repository")
def repository_(
    folder: Path | None = typer.Argument(None, help="A folder in a Git repository; without it, say what is linked."),
    unlink: bool = typer.Option(False, "--unlink", help="Record no commit any more."),
) -> None:
    """Record the commit of a Git repository with every run from now on."""
    with workspace() as opened:
        if unlink:
            repository.unlink(opened)
        elif folder is not None:
            repository.link(opened, folder)
        linked, state = repository.linked_repository(opened), repository.git_state(opened)
    text = "No repository is linked." if linked is None else f"{linked}: "
    if linked is not None:
        changed = ", files differ from it" if state and state.dirty else ""
        text += f"{state.branch or 'no branch'}, commit {state.commit[:12]}{changed}" if state else "no commit yet"
    show({"folder": None if linked is None else str(linked), "state": state}, text)
