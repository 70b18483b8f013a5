"""Writing registered models with their versions, aliases and tags into an `mlruns` folder (its folder `models`)."""

from __future__ import annotations

from pathlib import Path

import yaml

from modelyard.domain.experiments.runs import LoggedModel, RegisteredVersion
from modelyard.exchange.mlflow_export import OutgoingRun, milliseconds, write_texts, write_yaml


def write_versions(root: Path, run: OutgoingRun) -> list[str]:
    """Register the models of a run as they were; returns what could not be, and why.

    A version or an alias that the folder has already stays as it is.
    """
    problems: list[str] = []
    for model in run.models:
        for version in model.versions:
            if "/" in version.model or "\\" in version.model or version.model.strip(". ") == "":
                problems.append(f"{version.model!r} cannot be the name of a registered model.")
                continue
            problems += _write_version(_model_folder(root, run, version), run, model, version)
    return problems


def _model_folder(root: Path, run: OutgoingRun, version: RegisteredVersion) -> Path:
    folder = root / "models" / version.model
    if not (folder / "meta.yaml").is_file():
        at = milliseconds(version.created_at or run.started)
        write_texts(folder / "tags", version.model_tags)
        described = {"name": version.model, "description": version.model_description or None}
        write_yaml(folder / "meta.yaml", {**described, "creation_timestamp": at, "last_updated_timestamp": at})
    return folder


def _write_version(folder: Path, run: OutgoingRun, model: LoggedModel, version: RegisteredVersion) -> list[str]:
    if not version.version.isdigit():
        return []  # a registered model without versions
    place, label = folder / f"version-{version.version}", f"{version.model} v{version.version}"
    if place.exists():
        meta = yaml.safe_load((place / "meta.yaml").read_text(encoding="utf-8"))
        of = meta.get("run_id") if isinstance(meta, dict) else None
        return [] if of == run.id else [f"{label} is there already, of another run, and stays."]
    at = milliseconds(version.created_at or run.started)
    write_texts(place / "tags", version.tags)
    source = f"runs:/{run.id}/{model.path}" if model.path else version.source
    described = {
        "name": version.model,
        "version": int(version.version),
        "run_id": run.id,
        "source": source,
        "storage_location": source,
        "current_stage": version.stage or "None",
        "status": version.status or "READY",
        "status_message": None,
        "description": version.description or None,
        "creation_timestamp": at,
        "last_updated_timestamp": at,
        "run_link": None,
        "user_id": None,
    }
    write_yaml(place / "meta.yaml", described)
    problems = []
    for alias in version.aliases:
        file = folder / "aliases" / alias
        if file.exists():
            problems.append(f"The alias {alias} of {version.model} is there already, and stays where it is.")
        else:
            write_texts(folder / "aliases", {alias: version.version})
    return problems
