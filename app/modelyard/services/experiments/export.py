"""Runs written as a store that MLflow reads: see `exchange.mlflow_export`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import InputError
from modelyard.core.words import counted
from modelyard.domain.experiments.runs import LoggedModel, MetricPoint, Run, RunDetails, RunInput, RunState
from modelyard.domain.jobs import Job
from modelyard.exchange.mlflow_export import OutgoingRun, mlflow_id, open_folder, write_run
from modelyard.exchange.mlflow_registry import write_versions
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments.train_work import RunRecord
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import logged
from modelyard.store.experiments import runs as run_store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext

EXPORT = "experiments.export_mlflow"
MODEL = "model"
RECORD = "modelyard/run.json"
STATES = {RunState.FINISHED: "FINISHED", RunState.FAILED: "FAILED", RunState.CANCELLED: "KILLED"}


def export_mlflow(workspace: Workspace, run_ids: Sequence[str], folder: Path) -> tuple[Job, Changes]:
    """Write runs into an `mlruns` folder, new or not; runs that are there are left as they are. Raises `InputError`."""
    if not run_ids:
        raise InputError("No run is chosen.", "Name at least one.")
    root = open_folder(folder)
    params = {"runs": list(run_ids), "folder": str(root)}
    with workspace.database.write(workspace.actor) as write:
        title = f"Export {counted(len(run_ids), 'run')} to MLflow"
        job = workspace.submit(write, EXPORT, title, params, root.name)
        write.record("run.export", Kind.RUN, run_ids[0], root.name, after={"runs": len(run_ids), "path": str(root)})
    workspace.runner.wake()
    return job, write.changes


def export_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Write run by run; a cancelled export keeps the runs that are written whole."""
    root, chosen = Path(params["folder"]), params["runs"]
    origins = {run_id: _mlflow_id(workspace, run_id) for run_id in chosen}
    written, problems = 0, list[str]()
    for position, run_id in enumerate(chosen):
        context.check_cancelled()
        context.progress(position / len(chosen), f"Writing run {position + 1:,} of {len(chosen):,}")
        scratch = workspace.blobs.stage()
        try:
            outgoing = _outgoing(workspace, run_id, origins, scratch)
            written += write_run(root, outgoing)
            problems += write_versions(root, outgoing)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    there = len(chosen) - written
    text = f"{counted(written, 'run')} written to {root}."
    if there:
        text += f" {counted(there, 'run')} there already."
    for problem in problems:
        context.log(problem)
    return {"folder": str(root), "written": written, "there": there, "problems": problems, "text": text}, Changes()


def _mlflow_id(workspace: Workspace, run_id: str) -> str:
    origin = run_store.details(workspace.database, run_id).origin
    known = origin is not None and origin.tool == "mlflow" and ":" not in origin.id
    return origin.id if origin is not None and known else mlflow_id(run_id)


def _outgoing(workspace: Workspace, run_id: str, origins: dict[str, str], scratch: Path) -> OutgoingRun:
    run = experiments.run(workspace, run_id)
    details = run_store.details(workspace.database, run_id)
    kept = logged.files(workspace.database, run_id)
    files = [(f.path, workspace.blobs.path(f.blob)) for f in kept]
    scratch.mkdir()
    models = details.models
    if made := _trained_model(workspace, run, scratch):
        files += [(f"{MODEL}/{p.name}", p) for p in sorted((scratch / MODEL).iterdir())]
        models = (*models, made)
    record = scratch / "run.json"
    record.write_text(codec.to_json({"run": run, "details": details}), encoding="utf-8")
    points = logged.points(workspace.database, run_id)
    parent = run.parent_id or ""
    return OutgoingRun(
        id=origins[run_id],
        experiment=run.experiment_name,
        experiment_tags=logged.experiment_tags(workspace.database, run.experiment_id),
        name=run.name or f"run {run.number}",
        status=STATES.get(run.state, "RUNNING"),
        user=run.created_by,
        started=run.started_at or run.created_at,
        ended=run.ended_at,
        parent=(origins.get(parent) or _mlflow_id(workspace, parent)) if parent else "",
        deleted=run.deleted_at,
        params={key: _text(value) for key, value in run.params.items()},
        points=(*points, *_without_history(run, {p.key for p in points})),
        tags=_tags(workspace, run, details),
        inputs=details.inputs or _trained_on(workspace, run),
        models=models,
        files=(*files, (RECORD, record)),
    )


def _without_history(run: Run, logged_keys: set[str]) -> list[MetricPoint]:
    at = run.ended_at or run.created_at
    return [MetricPoint(key, 0, at, value) for key, value in run.metrics.items() if key not in logged_keys]


def _text(value: Any) -> str:
    """A parameter as MLflow keeps it, which is text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _tags(workspace: Workspace, run: Run, details: RunDetails) -> dict[str, str]:
    found = {
        "mlflow.user": run.created_by,
        "mlflow.source.name": run.environment.get("script", "Modelyard"),
        "mlflow.source.type": "LOCAL",
        "modelyard.run_id": run.id,
        "modelyard.algorithm": run.algorithm,
        "modelyard.data_hash": run.data_hash,
        "modelyard.split_hash": run.split_hash,
        "modelyard.error": run.error,
        "mlflow.note.content": run.note,
        "mlflow.source.git.commit": details.git.commit if details.git else "",
    }
    return {k: v for k, v in found.items() if v} | logged.tags(workspace.database, run.id)


def _trained_on(workspace: Workspace, run: Run) -> tuple[RunInput, ...]:
    if not run.dataset_version_id:
        return ()
    version = datasets.version(workspace, run.dataset_version_id)
    source = json.dumps({"uri": f"modelyard:{version.label}"})
    schema = json.dumps({"columns": [{"name": c.name, "type": c.type.value} for c in version.columns]})
    profile = json.dumps({"num_rows": version.rows})
    return (RunInput(version.label, run.data_hash[:36], "training", source, "local", schema, profile),)


def _trained_model(workspace: Workspace, run: Run, scratch: Path) -> LoggedModel | None:
    """The model of a run trained here, as an MLflow model in `scratch`; None where it left none."""
    from modelyard.artifacts.mlflow_format import PACKAGES, library_versions, write_mlflow_files
    from modelyard_server.bundle import PIPELINE

    model, record_blob, sample = run_store.run_blobs(workspace.database, run.id)
    if model is None or record_blob is None or sample is None:
        return None
    record = codec.from_json(workspace.blobs.path(record_blob).read_bytes(), RunRecord)
    folder = scratch / MODEL
    folder.mkdir()
    shutil.copyfile(workspace.blobs.path(model), folder / PIPELINE)
    names = [f.name for f in record.signature.inputs]
    told = {k: v for k, v in run.environment.items() if k in (*PACKAGES, "python")}
    libraries = library_versions(folder / PIPELINE) | told
    write_mlflow_files(folder, record.signature, _example(workspace.blobs.path(sample), names), libraries, clock.now())
    return LoggedModel(MODEL, MODEL, kind="skops", state="ready", created_at=run.ended_at)


def _example(sample: Path, names: list[str], rows: int = 3) -> dict[str, list[Any]]:
    """A few rows without missing values, as JSON can hold them."""
    import pyarrow.parquet as pq

    batch = next(pq.ParquetFile(sample).iter_batches(batch_size=200, columns=names), None)
    found = [] if batch is None else [r for r in batch.to_pylist() if None not in r.values()][:rows]
    return {name: codec.to_builtins([row[name] for row in found]) for name in names}
