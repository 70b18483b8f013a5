"""Reading a store of MLflow whole: which kind it is, its runs with their models, and where their files are now.

Nothing is executed and no model is loaded. Files are looked for where the store says; absolute paths that moved are
looked for beside the store. A path outside the store's folder is only believed when it names the run or model it is
said to belong to, so that no store can make others' files part of a workspace. Symbolic links are not followed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import yaml

from modelyard.core.errors import InputError, NotFoundError
from modelyard.domain.experiments.runs import LoggedModel
from modelyard.exchange.foreign import ForeignFile, ForeignRun, RawModel, RawRun, RawVersion, Store
from modelyard.exchange.mlflow_files import FileStore, is_file_store
from modelyard.exchange.mlflow_sqlite import SqliteStore, is_sqlite

DATABASES = ("mlflow.db", "mlruns.db")
MODELS_EXPERIMENT = "MLflow registered models"
ARTIFACT_ROOTS = (".", "mlruns", "mlartifacts")


def find_store(path: Path) -> Path:
    """The database file or the folder that `path` means. Raises `NotFoundError`, and `InputError` for neither."""
    path = path.expanduser().absolute()
    if not path.exists():
        raise NotFoundError(f"There is no {path}.", "Choose mlflow.db, or a folder mlruns.")
    if path.is_file():
        if not is_sqlite(path):
            raise InputError(f"{path.name} is not an SQLite database.", "Choose mlflow.db, or a folder mlruns.")
        return path
    stores = [p for p in (path, path / "mlruns") if is_file_store(p)][:1]
    stores += [path / name for name in DATABASES if (path / name).is_file() and is_sqlite(path / name)]
    if not stores:
        raise InputError(f"The folder {path.name} holds no store of MLflow.", "Choose mlflow.db, or a folder mlruns.")
    if len(stores) > 1:
        names = " and ".join(p.name for p in stores)
        raise InputError(f"The folder {path.name} holds two stores, {names}.", "Choose one of them; then the other.")
    return stores[0]


def open_store(path: Path) -> Store:
    """A store for reading; see `find_store`."""
    found = find_store(path)
    return SqliteStore(found) if found.is_file() else FileStore(found)


def read_runs(store: Store) -> Iterator[ForeignRun]:
    """All runs of a store with their models and files, the oldest first; then the models that no run made."""
    models, versions = store.models(), store.versions()
    by_id = {m.model.id: m for m in models}
    by_run: dict[str, list[RawVersion]] = defaultdict(list)
    for version in versions:
        if (of := by_id.get(version.model_id)) is not None:
            of.model = replace(of.model, versions=(*of.model.versions, version.version))
        else:
            by_run[version.run].append(version)
    of_run: dict[str, list[RawModel]] = defaultdict(list)
    for model in models:
        of_run[model.run].append(model)
    for raw in store.runs():
        yield _whole(store, raw, of_run.pop(raw.run.id, []), by_run.pop(raw.run.id, []))
    for orphan in (model for left in of_run.values() for model in left):
        name = orphan.model.name
        run = ForeignRun(f"model:{orphan.model.id}", orphan.experiment or MODELS_EXPERIMENT, name=name, of_model=True)
        yield _whole(store, RawRun(run, ""), [orphan], [])
    for version in (one for left in by_run.values() for one in left):
        yield _alone(store, version)


def _alone(store: Store, version: RawVersion) -> ForeignRun:
    """The run that stands for a registered version whose run is not in the store."""
    found = version.version
    label = f"{found.model} v{found.version}" if found.version else found.model
    made = "" if found.created_at is None else found.created_at.isoformat()  # tells stores apart
    run = ForeignRun(f"version:{label}:{made}", MODELS_EXPERIMENT, name=label, of_model=True)
    model = LoggedModel(found.model, "", created_at=found.created_at, versions=(found,))
    return _whole(store, RawRun(run, ""), [RawModel(model, "", "", version.location)], [])


def _whole(store: Store, raw: RawRun, models: list[RawModel], versions: list[RawVersion]) -> ForeignRun:
    files: list[ForeignFile] = []
    lost: list[str] = []
    if raw.location:
        files, lost = _files(store.root, raw.location, raw.run.id, "")
    found = _models_among(files)
    for version in versions:
        _register(found, version)
    taken = set(found)
    for model in models:
        path = f"models/{model.model.name}"
        if path in taken:
            path = f"{path}-{model.model.id}"
        taken.add(path)
        more, missed = _files(store.root, model.location, model.model.id, path) if model.location else ([], [])
        files += more
        lost += missed
        described = _models_among(more).get(path)
        kept = model.model if described is None else _described(model.model, described)
        found[path] = replace(kept, path=path)
    return replace(raw.run, files=tuple(files), lost=tuple(lost), models=tuple(found.values()))


def _described(model: LoggedModel, described: LoggedModel) -> LoggedModel:
    return replace(model, kind=described.kind, signature=described.signature)


def _register(found: dict[str, LoggedModel], version: RawVersion) -> None:
    """Add a registered version to the model of its run that it was made from."""
    tail = unquote(version.location).replace("\\", "/").rstrip("/")
    path = tail.rpartition("/artifacts/")[2] if "/artifacts/" in tail else tail
    if path.startswith("runs:/"):
        path = path.removeprefix("runs:/").partition("/")[2]
    if path not in found:
        fitting = [p for p in found if tail.endswith(f"/{p}")]
        path = fitting[0] if fitting else path.rpartition("/")[2] or version.version.model
    model = found.get(path) or LoggedModel(path.rpartition("/")[2], path)
    found[path] = replace(model, versions=(*model.versions, version.version))


def _models_among(files: list[ForeignFile]) -> dict[str, LoggedModel]:
    """The models among files, by folder: those that an MLmodel file describes."""
    found = {}
    for file in files:
        folder, _, name = file.path.rpartition("/")
        if name == "MLmodel":
            found[folder] = _read_mlmodel(Path(file.source), folder)
    return found


def _read_mlmodel(path: Path, folder: str) -> LoggedModel:
    try:
        described = yaml.safe_load(path.read_bytes())
    except (OSError, yaml.YAMLError, UnicodeDecodeError, ValueError):
        described = None
    if not isinstance(described, dict):
        return LoggedModel(folder.rpartition("/")[2], folder)
    flavours = described.get("flavors")
    flavours = flavours if isinstance(flavours, dict) else {}
    own = next((k for k in flavours if k != "python_function"), "python_function")
    settings: Any = flavours.get(own)
    form = settings.get("serialization_format") if isinstance(settings, dict) else None
    kind = str(form) if form else own
    parts = described.get("signature")
    signature = ""
    if isinstance(parts, dict):
        signature = json.dumps({k: _json(v) for k, v in parts.items()})
    return LoggedModel(folder.rpartition("/")[2], folder, kind=kind, signature=signature)


def _json(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text


def _files(root: Path, location: str, owner: str, below: str) -> tuple[list[ForeignFile], list[str]]:
    """The files of a run or model, and what was not found. `owner` is its id, `below` their folder in the run."""
    folder, why = _locate(root, location, owner)
    if folder is None:
        return [], [why]
    if not folder.is_dir():
        return [], []
    files, lost = [], []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink():
            lost.append(f"{inside} is a symbolic link, which is not followed.")
        elif path.is_file():
            stat = path.stat()
            files.append(
                ForeignFile(str(path), f"{below}/{inside}" if below else inside, stat.st_size, stat.st_mtime_ns)
            )
    return files, lost


def _locate(root: Path, location: str, owner: str) -> tuple[Path | None, str]:
    """The folder that a store's address means on this computer, or why there is none.

    Raises nothing; a folder that does not exist is returned for a run that has no files.
    """
    parsed = urlparse(location)
    if parsed.scheme not in ("", "file", "mlflow-artifacts") and len(parsed.scheme) > 1:
        return None, f"The files at {location} are not on this computer."
    text = location if len(parsed.scheme) == 1 or not parsed.scheme else unquote(parsed.path)
    path = Path(text)
    root = root.resolve()
    if parsed.scheme != "mlflow-artifacts":
        stated = path if path.is_absolute() else root / path
        believed = owner in stated.parts or root in stated.resolve().parents
        if believed and stated.is_dir() and not stated.is_symlink():
            return stated, ""
        if stated.is_dir() and not believed:
            return None, f"The files at {location} are outside the store's folder."
    parts = [part for part in text.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    for length in range(len(parts), 1, -1):
        for base in ARTIFACT_ROOTS:
            found = root.joinpath(base, *parts[-length:])
            if found.is_dir() and root in found.resolve().parents:
                return found, ""
    if _has_no_files(root, path, parts):
        return root / "none", ""
    return None, f"The files at {location} were not found, there or beside the store."


def _has_no_files(root: Path, stated: Path, parts: list[str]) -> bool:
    """Whether the folder of the experiment, or of all, is there, but none for this run: MLflow makes it with the
    run's first file (…/EXPERIMENT/RUN/artifacts)."""
    above = [p for p in list(stated.parents)[1:3] if stated.is_absolute() and len(p.parts) > 2]
    beside = [root.joinpath(base, *part) for base in ARTIFACT_ROOTS for part in (parts[-3:-2], parts[-4:-3])]
    return any(folder.is_dir() and folder != root for folder in (*above, *beside))
