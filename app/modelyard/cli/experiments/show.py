"""`modelyard experiments show-run …`: all that one run recorded, and its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from modelyard.cli.context import show, table, workspace
from modelyard.cli.experiments.naming import NUMBER_HELP, RUN_HELP, called, one_run, run_named
from modelyard.core import codec
from modelyard.core.errors import InputError, NotFoundError
from modelyard.core.words import counted, size
from modelyard.domain.experiments.metrics import described
from modelyard.domain.experiments.runs import LoggedModel, Run, RunDetails, RunFile
from modelyard.services.data import datasets
from modelyard.services.experiments import record
from modelyard.services.workspace import Workspace

app = typer.Typer()


@app.command()
def show_run(
    run: str = typer.Argument(..., help=RUN_HELP),
    number: int | None = typer.Argument(None, help=NUMBER_HELP),
) -> None:
    """Show all that is recorded of one run: results, parameters, data, models with their aliases, files."""
    with workspace() as opened:
        found = one_run(opened, run, number)
        details = record.details(opened, found.id)
        files = record.files(opened, found.id)
        dataset = _dataset(opened, found)
    whole = {**codec.to_builtins(found), "details": codec.to_builtins(details), "files": codec.to_builtins(files)}
    show(whole, "\n".join(_lines(found, details, files, dataset)))


@app.command()
def files(
    run: str = typer.Argument(..., help=RUN_HELP),
    name: str = typer.Argument("", help="A file of the run to save; without it, list them."),
    to: Path | None = typer.Option(None, help="Where to save it; by default under its own name, here."),
) -> None:
    """List the files of a run, or save one of them."""
    with workspace() as opened:
        found = run_named(opened, run)
        if name:
            target = to or Path(Path(name).name)
            if to is not None and to.is_dir():
                target = to / Path(name).name
            if target.exists():
                raise InputError(f"{target} is there already.", "Choose another name with --to.")
            saved = record.save_file(opened, found.id, name, target)
            show({"path": str(saved)}, f"Saved {saved}")
            return
        listed = record.files(opened, found.id)
    table(["File", "Size"], [[f.path, size(f.size)] for f in listed], listed)


def _dataset(opened: Workspace, run: Run) -> str:
    try:
        return datasets.version(opened, run.dataset_version_id).label if run.dataset_version_id else ""
    except NotFoundError:
        return "not there any more"


def _lines(run: Run, details: RunDetails, files: list[RunFile], dataset: str) -> Iterator[str]:
    yield f"{called(run)}  {run.name}".strip()
    yield from _section("", _known(_head(run)))
    yield from _section("Metrics", {described(k).name: _metric(run, k) for k in run.metrics})
    yield from _section("Parameters", run.params)
    yield from _section("Tags", run.tags)
    yield from _section("Data", _known({"dataset": dataset, **_data(run, details)}))
    yield from _section("Models", dict(_models(details.models)))
    yield from _section("Files", {f.path: size(f.size) for f in files})
    packages = counted(len(details.packages), "package") if details.packages else ""
    yield from _section(
        "Environment", {**run.environment, **_git(details), **({"packages": packages} if packages else {})}
    )
    said = (*details.warnings, *(details.origin.lost if details.origin else ()))
    yield from _section("Notes", dict(enumerate(said, 1)))


def _section(title: str, values: dict[Any, Any]) -> Iterator[str]:
    shown = {str(k): " ".join(str(v).split()) for k, v in values.items()}
    if not shown:
        return
    wide = min(max(map(len, shown)), 40)
    if title:
        yield ""
        yield title
    yield from (f"  {key:<{wide}}  {value}".rstrip() for key, value in shown.items())


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


def _head(run: Run) -> dict[str, Any]:
    took = (run.ended_at - run.started_at).total_seconds() if run.ended_at and run.started_at else None
    return {
        "id": run.id,
        "state": f"{run.state.value}{', archived' if run.archived_at else ''}",
        "why": run.error,
        "kind": run.kind.value,
        "algorithm": run.algorithm_name,
        "started": f"{run.started_at.astimezone():%Y-%m-%d %H:%M:%S}" if run.started_at else "",
        "took": "" if took is None else f"{took:.1f} s",
        "by": run.created_by,
        "seed": run.seed if run.dataset_version_id else "",
        "note": run.note,
    }


def _metric(run: Run, key: str) -> str:
    bounds = run.intervals.get(key)
    reach = "" if bounds is None else f" ({bounds[0]:.6g} to {bounds[1]:.6g})"
    return f"{run.metrics[key]:.6g}{reach}"


def _data(run: Run, details: RunDetails) -> dict[str, Any]:
    found: dict[str, Any] = {"data hash": run.data_hash, "split hash": run.split_hash}
    if run.train_rows is not None:
        found["rows"] = f"{run.train_rows:,} to learn from, {run.test_rows or 0:,} to judge on"
    for one in details.inputs:
        found[one.context or "input"] = f"{one.name} {one.digest}".strip()
    if details.origin is not None:
        found["imported from"] = f"{details.origin.tool}, {details.origin.id}"
    return found


def _models(models: tuple[LoggedModel, ...]) -> Iterator[tuple[str, str]]:
    """Each model, and below it its versions in the registry of the tool it comes from."""
    for model in models:
        yield model.path or model.name, model.tags.get("class") or model.kind or "registered"
        for one in model.versions:
            stage = f"stage {one.stage}" if one.stage not in ("", "None") else ""
            aliases = f"alias {', '.join(one.aliases)}" if one.aliases else ""
            tags = ", ".join(f"{k} = {v}" for k, v in one.tags.items())
            said = "; ".join(part for part in (aliases, stage, tags, one.description) if part)
            label = f"{one.model} v{one.version}" if one.version else one.model
            yield f"  {label}", said or ("registered" if one.version else "registered, without versions")


def _git(details: RunDetails) -> dict[str, str]:
    git = details.git
    if git is None:
        return {}
    return {"commit": f"{git.commit}{', files differ from it' if git.dirty else ''}", "branch": git.branch}
