"""MLflow's SQLite store, of any version: tables and columns are looked at before they are read.

The traps (MLflow 3.17, mlflow/store/tracking/dbmodels/models.py): `is_nan` rows hold 0, infinities ±1.797e308;
`source` may be "models:/m-…", so `storage_location` counts; columns come and go with versions.
"""

from __future__ import annotations

import math
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.runs import LoggedModel, RegisteredVersion, RunInput
from modelyard.exchange.foreign import ForeignRun, Point, RawModel, RawRun, RawVersion, instant, text
from modelyard.store.experiments.numbers import plain_number

MAXIMUM = 1.7976931348623157e308
BUSY_SECONDS = 30.0
COPIES = 20
DELETED_STAGE = "Deleted_Internal"
"""What MLflow calls a deleted version of a registered model; its database keeps it with its facts blacked out."""
MODEL_STATES = {1: "pending", 2: "ready", 3: "failed"}


def is_sqlite(path: Path) -> bool:
    """Whether a file is an SQLite database."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def _copied(files: tuple[Path, ...], folder: Path) -> Path:
    """Copies of a database and its journals; made again when somebody wrote meanwhile, as the parts must fit."""
    for _ in range(COPIES):
        before = _state(files)
        for source in files:
            (folder / source.name).unlink(missing_ok=True)
            if source.exists():
                shutil.copyfile(source, folder / source.name)
        if _state(files) == before:
            break
    return folder / files[0].name


def _state(files: tuple[Path, ...]) -> list[tuple[int, int] | None]:
    found = (f.stat() if f.exists() else None for f in files)
    return [None if s is None else (s.st_size, s.st_mtime_ns) for s in found]


class SqliteStore:
    """An MLflow database, opened read-only; a copy is read where a writer's journal lies beside it."""

    def __init__(self, path: Path) -> None:
        self.root = path.parent
        self.problems: list[str] = []
        self.deleted_versions = 0
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        journals = [path.with_name(path.name + end) for end in ("-wal", "-journal")]
        if any(j.exists() and j.stat().st_size for j in journals):
            self._copy = tempfile.TemporaryDirectory(prefix="modelyard-mlflow-")
            path = _copied((path, *journals), Path(self._copy.name))
        mode = "rw" if self._copy else "ro"  # a copy's journal is played back into it
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS)
        self._connection.row_factory = sqlite3.Row
        self._connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            self._tables = {r[0] for r in self._connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
        except sqlite3.DatabaseError as error:
            self.close()
            raise InputError(f"{path.name} cannot be read.", "Check that it is sound.", repr(error)) from error
        if not {"experiments", "runs", "metrics", "params", "tags"} <= self._tables:
            self.close()
            raise InputError(f"{path.name} is not a store of MLflow.", "Choose mlflow.db, or a folder mlruns.")

    def close(self) -> None:
        """Let it go."""
        self._connection.close()
        if self._copy is not None:
            self._copy.cleanup()

    def _rows(self, table: str, where: str = "", *values: Any) -> list[dict[str, Any]]:
        """Rows of a table as mappings; none where this version of MLflow has no such table."""
        if table not in self._tables:
            return []
        return [dict(row) for row in self._connection.execute(f'SELECT * FROM "{table}" {where}', values)]

    def experiments(self) -> list[tuple[str, dict[str, str], bool]]:
        """Name, tags, and whether it was deleted."""
        return [(name, tags, deleted) for name, tags, deleted in self._experiments().values()]

    def _experiments(self) -> dict[Any, tuple[str, dict[str, str], bool]]:
        tags = self._tags("experiment_tags", "experiment_id")
        return {
            row["experiment_id"]: (
                text(row["name"]),
                tags.get((row["experiment_id"],), {}),
                row.get("lifecycle_stage") == "deleted",
            )
            for row in self._rows("experiments")
        }

    def _tags(self, table: str, *keys: str, key: str = "key", value: str = "value") -> dict[tuple[Any, ...], Any]:
        found: dict[tuple[Any, ...], dict[str, str]] = defaultdict(dict)
        for row in self._rows(table):
            found[tuple(row[k] for k in keys)][text(row[key])] = text(row[value])
        return found

    def count(self) -> int:
        """How many runs there are."""
        number: int = self._connection.execute("SELECT count(*) FROM runs").fetchone()[0]
        return number

    def traces(self) -> int:
        """How many traces there are."""
        return len(self._rows("trace_info"))

    def runs(self) -> Iterator[RawRun]:
        """All runs, the oldest first."""
        experiments = self._experiments()
        datasets = {row["dataset_uuid"]: row for row in self._rows("datasets")}
        contexts = self._tags("input_tags", "input_uuid", key="name")
        ids = [r[0] for r in self._connection.execute("SELECT run_uuid FROM runs ORDER BY start_time, run_uuid")]
        for run_id in ids:
            row = self._rows("runs", "WHERE run_uuid = ?", run_id)[0]
            name, tags, _ = experiments.get(row["experiment_id"], ("", {}, False))
            run = ForeignRun(
                id=run_id,
                experiment=name or f"MLflow experiment {row['experiment_id']}",
                experiment_tags=tags,
                name=text(row.get("name")),
                status=text(row.get("status")),
                user=text(row.get("user_id")),
                started=row.get("start_time"),
                ended=row.get("end_time"),
                deleted=row.get("deleted_time"),
                is_deleted=row.get("lifecycle_stage") == "deleted",
                params={text(r["key"]): text(r["value"]) for r in self._rows("params", "WHERE run_uuid = ?", run_id)},
                points=self._points(run_id),
                tags={text(r["key"]): text(r["value"]) for r in self._rows("tags", "WHERE run_uuid = ?", run_id)},
                inputs=self._inputs(run_id, datasets, contexts),
            )
            yield RawRun(run, text(row.get("artifact_uri")))

    def _points(self, run_id: str) -> tuple[Point, ...]:
        rows = self._rows("metrics", "WHERE run_uuid = ? ORDER BY key, step, timestamp", run_id)
        return tuple((text(r["key"]), int(r.get("step") or 0), int(r["timestamp"]), _value(r)) for r in rows)

    def _inputs(
        self, run_id: str, datasets: dict[Any, dict[str, Any]], contexts: dict[tuple[Any, ...], dict[str, str]]
    ) -> tuple[RunInput, ...]:
        found = []
        for row in self._rows("inputs", "WHERE destination_type = 'RUN' AND destination_id = ?", run_id):
            data = datasets.get(row["source_id"])
            if row["source_type"] == "DATASET" and data is not None:
                found.append(
                    RunInput(
                        text(data["name"]),
                        text(data["digest"]),
                        contexts.get((row["input_uuid"],), {}).get("mlflow.data.context", ""),
                        text(data["dataset_source"]),
                        text(data["dataset_source_type"]),
                        text(data.get("dataset_schema")),
                        text(data.get("dataset_profile")),
                    )
                )
        return tuple(found)

    def models(self) -> list[RawModel]:
        """All logged models."""
        experiments = self._experiments()
        params = self._tags("logged_model_params", "model_id", key="param_key", value="param_value")
        tags = self._tags("logged_model_tags", "model_id", key="tag_key", value="tag_value")
        metrics: dict[str, list[Any]] = defaultdict(list)
        for row in self._rows("logged_model_metrics"):
            value = math.nan if row["metric_value"] is None else row["metric_value"]
            point = (text(row["metric_name"]), row["metric_step"], row["metric_timestamp_ms"], _unbounded(value))
            metrics[row["model_id"]].append((*point, text(row["dataset_name"]), text(row["dataset_digest"])))
        return [
            RawModel(
                LoggedModel(
                    name=text(row["name"]),
                    path="",
                    id=row["model_id"],
                    state=MODEL_STATES.get(row["status"], text(row["status"])),
                    created_at=instant(row["creation_timestamp_ms"]),
                    params=params.get((row["model_id"],), {}),
                    tags=tags.get((row["model_id"],), {}),
                    metrics=tuple(metrics[row["model_id"]]),
                ),
                text(row.get("source_run_id")),
                experiments.get(row["experiment_id"], ("", {}, False))[0],
                text(row["artifact_location"]),
            )
            for row in self._rows("logged_models")
        ]

    def versions(self) -> list[RawVersion]:
        """All versions of registered models, and the models that have none."""
        tags = self._tags("model_version_tags", "name", "version")
        model_tags = self._tags("registered_model_tags", "name")
        rows = {row["name"]: row for row in self._rows("registered_models")}
        models = {name: text(row.get("description")) for name, row in rows.items()}
        aliases: dict[tuple[Any, Any], list[str]] = defaultdict(list)
        for row in self._rows("registered_model_aliases"):
            aliases[row["name"], int(row["version"])].append(text(row["alias"]))
        found = []
        for row in self._rows("model_versions", "ORDER BY name, version"):
            if row.get("current_stage") == DELETED_STAGE:
                self.deleted_versions += 1
                continue
            key = (row["name"], row["version"])
            version = RegisteredVersion(
                model=text(row["name"]),
                version=text(row["version"]),
                aliases=tuple(sorted(aliases[row["name"], int(row["version"])])),
                stage=text(row.get("current_stage")),
                status=text(row.get("status")),
                description=text(row.get("description")),
                source=text(row.get("source")),
                created_at=instant(row.get("creation_time")),
                tags=tags.get(key, {}),
                model_description=models.get(row["name"], ""),
                model_tags=model_tags.get((row["name"],), {}),
            )
            location = text(row.get("storage_location")) or version.source
            found.append(RawVersion(version, text(row.get("run_id")), model_id_of(version.source), location))
        bare = set(models) - {v.version.model for v in found}
        for name in sorted(bare):
            model = RegisteredVersion(
                name,
                created_at=instant(rows[name].get("creation_time")),
                model_description=models[name],
                model_tags=model_tags.get((name,), {}),
            )
            found.append(RawVersion(model, "", "", ""))
        return found


def model_id_of(source: str) -> str:
    """The logged model that a version's source names: "models:/m-1234"; empty for another source."""
    rest = source.removeprefix("models:/")
    return rest if rest != source and rest.startswith("m-") and "/" not in rest else ""


def _value(row: dict[str, Any]) -> float | str:
    return "NaN" if row.get("is_nan") or row["value"] is None else _unbounded(row["value"])


def _unbounded(value: float) -> float | str:
    if abs(value) >= MAXIMUM:
        return "Infinity" if value > 0 else "-Infinity"
    return plain_number(value)
