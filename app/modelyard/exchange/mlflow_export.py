"""Writing runs as an `mlruns` folder, which every MLflow reads, or turns into its database (migrate-filestore).

A run is written beside its place and renamed into it, so that a half-written run is never seen. MLflow's names hold
letters, digits, and `_ - . / :` and spaces, up to 250 characters; other names are changed and listed with the run.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import shutil
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from modelyard.core.errors import InputError
from modelyard.domain.experiments.runs import LoggedModel, MetricPoint, RunInput

STATUS = {"RUNNING": 1, "SCHEDULED": 2, "FINISHED": 3, "FAILED": 4, "KILLED": 5}
LONGEST = 250
RENAMED = "modelyard.renamed"
_FOREIGN = re.compile(r"[^/\w.\- :]")


@dataclass(frozen=True, slots=True)
class OutgoingRun:
    """A run on its way out. `id` and `parent` are MLflow's ids; `files` are (path in the run, where it lies)."""

    id: str
    experiment: str
    experiment_tags: dict[str, str]
    name: str
    status: str
    user: str
    started: datetime
    ended: datetime | None
    parent: str = ""
    deleted: datetime | None = None
    params: dict[str, str] = field(default_factory=dict)
    points: tuple[MetricPoint, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    inputs: tuple[RunInput, ...] = ()
    models: tuple[LoggedModel, ...] = ()
    files: tuple[tuple[str, Path], ...] = ()


def mlflow_id(run_id: str) -> str:
    """The id that a run of Modelyard has in MLflow: the same each time it is exported."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"modelyard:run:{run_id}").hex


def open_folder(folder: Path) -> Path:
    """The `mlruns` folder to write to: new, empty, or one already. Raises `InputError` for a folder of other things."""
    folder = folder.expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = [p.name for p in folder.iterdir()]
    except OSError as error:
        raise InputError(f"{folder} cannot be written.", "Choose another folder.", repr(error)) from error
    if names and not any((folder / name / "meta.yaml").is_file() for name in names):
        raise InputError(f"{folder} is not empty, and no store of MLflow.", "Choose a new folder.")
    return folder


def write_run(root: Path, run: OutgoingRun) -> bool:
    """Write one run; False when it is there already."""
    experiment = _experiment(root, run)
    place = experiment / run.id
    if place.exists():
        return False
    staged = experiment / f".{run.id}.part"
    shutil.rmtree(staged, ignore_errors=True)
    try:
        _write(staged, place, experiment, run)
        os.replace(staged, place)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return True


def _experiment(root: Path, run: OutgoingRun) -> Path:
    for folder in sorted(p for p in root.iterdir() if p.name.isdigit() and (p / "meta.yaml").is_file()):
        meta = yaml.safe_load((folder / "meta.yaml").read_text(encoding="utf-8"))
        if isinstance(meta, dict) and meta.get("name") == run.experiment:
            return folder
    number = int(hashlib.sha256(run.experiment.encode()).hexdigest()[:15], 16) or 1
    folder = root / str(number)
    at = milliseconds(run.started)
    meta = {
        "artifact_location": folder.as_uri(),
        "creation_time": at,
        "experiment_id": str(number),
        "last_update_time": at,
        "lifecycle_stage": "active",
        "name": run.experiment,
    }
    folder.mkdir()
    write_texts(folder / "tags", run.experiment_tags)
    write_yaml(folder / "meta.yaml", meta)
    return folder


def _write(staged: Path, place: Path, experiment: Path, run: OutgoingRun) -> None:
    for part in ("params", "metrics", "tags", "artifacts"):
        (staged / part).mkdir(parents=True)
    renamed = write_texts(staged / "params", run.params)
    renamed |= _metrics(staged / "metrics", run.points)
    tags = {**run.tags, "mlflow.runName": run.name}
    if run.parent:
        tags["mlflow.parentRunId"] = run.parent
    renamed |= write_texts(staged / "tags", tags)
    if renamed:
        listed = yaml.safe_dump(renamed, allow_unicode=True)
        (staged / "tags" / RENAMED).write_text(listed, encoding="utf-8", newline="")
    for name, source in run.files:
        target = staged / "artifacts" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    for data in run.inputs:
        _input(staged, experiment, data)
    for model in run.models:
        _model(staged, place, experiment, run, model)
    write_yaml(staged / "meta.yaml", _meta(place, experiment, run))


def _meta(place: Path, experiment: Path, run: OutgoingRun) -> dict[str, Any]:
    meta: dict[str, Any] = {
        "artifact_uri": (place / "artifacts").as_uri(),
        "end_time": None if run.ended is None else milliseconds(run.ended),
        "entry_point_name": "",
        "experiment_id": experiment.name,
        "lifecycle_stage": "active" if run.deleted is None else "deleted",
        "run_id": run.id,
        "run_name": run.name,
        "run_uuid": run.id,
        "source_name": "",
        "source_type": 4,
        "source_version": "",
        "start_time": milliseconds(run.started),
        "status": STATUS[run.status],
        "tags": [],
        "user_id": run.user,
    }
    return meta if run.deleted is None else {**meta, "deleted_time": milliseconds(run.deleted)}


def _input(staged: Path, experiment: Path, data: RunInput) -> None:
    data_id = hashlib.md5(f"{data.name}\n{data.digest}".encode(), usedforsecurity=False).hexdigest()
    folder = experiment / "datasets" / data_id
    if not folder.exists():
        folder.mkdir(parents=True)
        described = {
            "digest": data.digest[:36],
            "name": data.name,
            "profile": data.profile or None,
            "schema": data.schema or None,
            "source": data.source,
            "source_type": data.source_type or "local",
        }
        write_yaml(folder / "meta.yaml", described)
    place = staged / "inputs" / uuid.uuid5(uuid.NAMESPACE_URL, f"{staged.name}{data_id}{data.context}").hex
    place.mkdir(parents=True)
    link = {"destination_id": data_id, "destination_type": "RUN", "source_id": data_id, "source_type": "DATASET"}
    write_yaml(place / "meta.yaml", {**link, "tags": {"mlflow.data.context": data.context} if data.context else {}})


def _model(staged: Path, place: Path, experiment: Path, run: OutgoingRun, model: LoggedModel) -> None:
    """A logged model (MLflow 3) whose files stay among the run's."""
    model_id = model.id or f"m-{uuid.uuid5(uuid.NAMESPACE_URL, f'{run.id}/{model.path}').hex}"
    folder = experiment / "models" / model_id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    at = milliseconds(model.created_at or run.started)
    write_texts(folder / "params", model.params)
    write_texts(folder / "tags", model.tags)
    lines: dict[str, str] = {}
    for key, step, when, value, data, digest in model.metrics:
        tail = f" {data} {digest}" if data and " " not in data else ""
        line = f"{when} {_number(float(value))} {step} {run.id}{tail}\n"
        lines[key] = lines.get(key, "") + line
    write_texts(folder / "metrics", lines)
    meta = {
        "artifact_location": (place / "artifacts" / model.path).as_uri(),
        "creation_timestamp": at,
        "experiment_id": experiment.name,
        "last_updated_timestamp": at,
        "model_id": model_id,
        "model_type": None,
        "name": model.name.replace("/", "-"),
        "source_run_id": run.id,
        "status": 2,
        "status_message": None,
    }
    write_yaml(folder / "meta.yaml", meta)
    output = staged / "outputs" / model_id
    output.mkdir(parents=True)
    link = {"destination_id": model_id, "destination_type": "MODEL_OUTPUT", "source_id": model_id}
    write_yaml(output / "meta.yaml", {**link, "source_type": "RUN_OUTPUT", "step": 0, "tags": {}})


def _metrics(folder: Path, points: tuple[MetricPoint, ...]) -> dict[str, str]:
    lines: dict[str, list[str]] = {}
    for point in points:
        line = f"{milliseconds(point.at)} {_number(point.value)} {point.step}\n"
        lines.setdefault(point.key, []).append(line)
    return write_texts(folder, {key: "".join(dict.fromkeys(found)) for key, found in lines.items()})


def _number(value: float) -> str:
    return "nan" if math.isnan(value) else repr(value)


def write_texts(folder: Path, values: dict[str, str]) -> dict[str, str]:
    """Write a file a value; returns new names by old ones, for names that MLflow does not know."""
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    renamed: dict[str, str] = {}
    for key in sorted(values):
        name = _fitting(key, taken)
        if name != key:
            renamed[name] = key
        taken |= {name.lower(), *(str(p).lower() + "/" for p in Path(name).parents if str(p) != ".")}
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(values[key], encoding="utf-8", newline="")
    return renamed


def _fitting(key: str, taken: set[str]) -> str:
    """A name that MLflow takes and that is no file and no folder of another name yet, upper and lower case alike."""
    parts = [part for part in _FOREIGN.sub("_", key).split("/") if part not in ("", ".", "..")]
    name = "/".join(part[:200] for part in parts) or "_"
    above = [str(p).lower() for p in Path(name).parents]
    free = name.lower() not in taken and f"{name.lower()}/" not in taken and not any(a in taken for a in above)
    if len(name) <= LONGEST and free:
        return name
    return f"{name[:200].replace('/', '_')}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def milliseconds(at: datetime) -> int:
    """An instant as MLflow counts."""
    return round(at.timestamp() * 1000)


def write_yaml(path: Path, value: dict[str, Any]) -> None:
    """Write a mapping as MLflow's description of something."""
    path.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
