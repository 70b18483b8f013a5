"""MLflow's folder store, `mlruns` (MLflow 3.17, mlflow/store/tracking/file_store.py).

The traps: names with slashes are nested folders; a metric's line has 2, 3 or 5 fields ("ms value step data digest") and
may be there twice; deleted experiments lie in `.trash`; states are numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from modelyard.domain.experiments.runs import LoggedModel, RegisteredVersion, RunInput
from modelyard.exchange.foreign import ForeignRun, RawModel, RawRun, RawVersion, instant, text
from modelyard.exchange.mlflow_sqlite import DELETED_STAGE, MODEL_STATES, model_id_of
from modelyard.store.experiments.numbers import plain_number

META = "meta.yaml"
STATES = {1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED", 5: "KILLED"}
PARTS = {"tags", "datasets", "traces", "models", ".trash"}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def is_file_store(path: Path) -> bool:
    """Whether a folder is a store: some folder in it describes an experiment."""
    return path.is_dir() and any(_experiment_folders(path))


def _experiment_folders(root: Path) -> Iterator[Path]:
    for parent in (root, root / ".trash"):
        if parent.is_dir():
            for folder in sorted(parent.iterdir()):
                if folder.name.isdigit() and (folder / META).is_file():
                    yield folder


class FileStore:
    """An `mlruns` folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[str] = []
        self.deleted_versions = 0

    def close(self) -> None:
        """Nothing is open."""

    def _meta(self, folder: Path) -> dict[str, Any] | None:
        path = folder / META
        try:
            found = yaml.load(path.read_bytes(), _Loader)
        except (OSError, yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
            self.problems.append(f"{path.relative_to(self.root)} cannot be read: {type(error).__name__}.")
            return None
        if not isinstance(found, dict):
            self.problems.append(f"{path.relative_to(self.root)} is empty or damaged.")
            return None
        return found

    def experiments(self) -> list[tuple[str, dict[str, str], bool]]:
        """Name, tags, and whether it was deleted."""
        return [(name, tags, deleted) for _, name, tags, deleted in self._experiments()]

    def _experiments(self) -> Iterator[tuple[Path, str, dict[str, str], bool]]:
        for folder in _experiment_folders(self.root):
            meta = self._meta(folder)
            if meta is not None:
                deleted = folder.parent.name == ".trash" or meta.get("lifecycle_stage") == "deleted"
                name = text(meta.get("name")) or f"MLflow experiment {folder.name}"
                yield folder, name, dict(self._texts(folder / "tags")), deleted

    def _run_folders(self, experiment: Path) -> list[Path]:
        folders = (f for f in experiment.iterdir() if f.is_dir() and f.name not in PARTS)
        return sorted(f for f in folders if (f / META).is_file() or (f / "params").is_dir())

    def count(self) -> int:
        """How many runs there are."""
        return sum(len(self._run_folders(folder)) for folder in _experiment_folders(self.root))

    def traces(self) -> int:
        """How many traces there are."""
        folders = (f / "traces" for f in _experiment_folders(self.root))
        return sum(1 for folder in folders if folder.is_dir() for one in folder.iterdir() if one.is_dir())

    def runs(self) -> Iterator[RawRun]:
        """All runs, the oldest first."""
        found = []
        for experiment, name, tags, _ in list(self._experiments()):
            for folder in self._run_folders(experiment):
                meta = self._meta(folder)
                if meta is not None:
                    found.append((_number(meta.get("start_time")) or 0, str(folder), meta, name, tags))
        for _, path, meta, name, tags in sorted(found, key=lambda f: f[:2]):
            yield self._run(Path(path), meta, name, tags)

    def _run(self, folder: Path, meta: dict[str, Any], experiment: str, tags: dict[str, str]) -> RawRun:
        status = meta.get("status")
        own_tags = dict(self._texts(folder / "tags"))
        run = ForeignRun(
            id=text(meta.get("run_id") or meta.get("run_uuid") or folder.name),
            experiment=experiment,
            experiment_tags=tags,
            name=text(meta.get("run_name") or meta.get("name")) or own_tags.get("mlflow.runName", ""),
            status=STATES.get(status, text(status)) if isinstance(status, int) else text(status),
            user=text(meta.get("user_id")),
            started=_number(meta.get("start_time")),
            ended=_number(meta.get("end_time")),
            deleted=_number(meta.get("deleted_time")),
            is_deleted=meta.get("lifecycle_stage") == "deleted",
            params=dict(self._texts(folder / "params")),
            points=tuple(point[:4] for point in self._points(folder / "metrics", of_model=False)),
            tags=own_tags,
            inputs=tuple(self._inputs(folder)),
        )
        return RawRun(run, _own(folder, meta.get("artifact_uri")))

    def _texts(self, folder: Path) -> Iterator[tuple[str, str]]:
        """Names and contents of the files below a folder; a name holds the folders above it."""
        if folder.is_dir():
            for file in sorted(p for p in folder.rglob("*") if p.is_file()):
                yield file.relative_to(folder).as_posix(), file.read_bytes().decode("utf-8", "replace")

    def _points(self, folder: Path, of_model: bool) -> Iterator[tuple[str, int, int, float | str, str, str]]:
        """Metric lines, each once; those of a model have a run's id after the step."""
        for key, content in self._texts(folder):
            seen = set()
            for line in content.splitlines():
                fields = line.split()
                if not fields or line in seen:
                    continue
                seen.add(line)
                try:
                    at, value = int(fields[0]), float(fields[1])
                    step = int(fields[2]) if len(fields) > 2 else 0
                except (ValueError, IndexError):
                    where = (folder / key).relative_to(self.root)
                    self.problems.append(f"{where} has a line that is no value of a metric: {line[:80]!r}.")
                    continue
                data = fields[4:6] if of_model else fields[3:5]
                name, digest = (*data, "", "")[:2]
                yield key, step, at, plain_number(value), name, digest

    def _inputs(self, folder: Path) -> Iterator[RunInput]:
        inputs = folder / "inputs"
        for one in sorted(inputs.iterdir()) if inputs.is_dir() else ():
            meta = self._meta(one)
            if meta is None or meta.get("source_type", "DATASET") != "DATASET":
                continue
            data = self._meta(folder.parent / "datasets" / text(meta.get("source_id")))
            if data is not None:
                yield RunInput(
                    text(data.get("name")),
                    text(data.get("digest")),
                    text((meta.get("tags") or {}).get("mlflow.data.context")),
                    text(data.get("source")),
                    text(data.get("source_type")),
                    text(data.get("schema")),
                    text(data.get("profile")),
                )

    def models(self) -> list[RawModel]:
        """All logged models."""
        found = []
        for experiment, name, _, _ in list(self._experiments()):
            folders = experiment / "models"
            for folder in sorted(folders.iterdir()) if folders.is_dir() else ():
                meta = self._meta(folder)
                if meta is not None:
                    found.append(self._model(folder, meta, name))
        return found

    def _model(self, folder: Path, meta: dict[str, Any], experiment: str) -> RawModel:
        status = meta.get("status")
        model = LoggedModel(
            name=text(meta.get("name")) or folder.name,
            path="",
            id=text(meta.get("model_id")) or folder.name,
            state=MODEL_STATES.get(status, text(status)) if isinstance(status, int) else text(status).lower(),
            created_at=instant(meta.get("creation_timestamp")),
            params=dict(self._texts(folder / "params")),
            tags=dict(self._texts(folder / "tags")),
            metrics=tuple(self._points(folder / "metrics", of_model=True)),
        )
        location = _own(folder, meta.get("artifact_location"))
        return RawModel(model, text(meta.get("source_run_id")), experiment, location)

    def versions(self) -> list[RawVersion]:
        """All versions of registered models, and the models that have none."""
        models = self.root / "models"
        found = []
        for folder in sorted(models.iterdir()) if models.is_dir() else ():
            meta = self._meta(folder) if folder.is_dir() else None
            if meta is not None:
                found += self._versions(folder, meta)
        return found

    def _versions(self, folder: Path, meta: dict[str, Any]) -> list[RawVersion]:
        name, tags = text(meta.get("name")) or folder.name, dict(self._texts(folder / "tags"))
        aliases: dict[str, list[str]] = defaultdict(list)
        for alias, number in self._texts(folder / "aliases"):
            aliases[number.strip()].append(alias)
        description = text(meta.get("description"))
        found: list[RawVersion] = []
        for one in sorted(folder.glob("version-*"), key=lambda p: (len(p.name), p.name)):
            described = self._meta(one)
            if described is None:
                continue
            if described.get("current_stage") == DELETED_STAGE:
                self.deleted_versions += 1
                continue
            number, source = text(described.get("version")), text(described.get("source"))
            version = RegisteredVersion(
                name,
                number,
                tuple(sorted(aliases[number])),
                text(described.get("current_stage")),
                text(described.get("status")),
                text(described.get("description")),
                source,
                instant(described.get("creation_timestamp")),
                dict(self._texts(one / "tags")),
                description,
                tags,
            )
            model_id = text(described.get("model_id")) or model_id_of(source)
            location = text(described.get("storage_location")) or source
            found.append(RawVersion(version, text(described.get("run_id")), model_id, location))
        made = instant(meta.get("creation_timestamp"))
        bare = RegisteredVersion(name, created_at=made, model_description=description, model_tags=tags)
        return found or [RawVersion(bare, "", "", "")]


def _own(folder: Path, stated: Any) -> str:
    """Where the files of a run or model are: in its own folder, wherever that was moved, else where it says."""
    own = folder.resolve() / "artifacts"
    return str(own) if own.is_dir() else text(stated) or str(own)


def _number(value: Any) -> int | None:
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError):
        return None
