"""The Models stage: register a run as a version, move aliases, list versions."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import InputError, NotFoundError
from modelyard.core.files import writing
from modelyard.core.trust import trusted
from modelyard.domain.experiments.own_code import OwnSource
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.domain.experiments.spec import Task
from modelyard.domain.jobs import Job
from modelyard.domain.models import CHALLENGER, CHAMPION, Model, ModelVersion, Signature
from modelyard.domain.monitoring import Reference
from modelyard.services.experiments import own_code
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments.train_work import RunRecord
from modelyard.services.models_work import RegisterTask, register_bundle
from modelyard.services.names import check_name
from modelyard.services.workspace import Workspace
from modelyard.store import models as store
from modelyard.store.experiments import runs as run_store
from modelyard_server.bundle import Manifest

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext

REGISTER = "models.register"
ALIASES = (CHAMPION, CHALLENGER)


def register(workspace: Workspace, run_id: str, model: str, note: str = "") -> tuple[Job, Changes]:
    """Start to make a run the next version of a model; the first version of a model becomes its champion."""
    name = check_name(model, "model")
    run = experiments.run(workspace, run_id)
    if run.state is not RunState.FINISHED:
        raise InputError(f"Run {run.number} has not finished.", "Only a finished run can become a model version.")
    if run.task is not Task.BINARY:
        raise InputError(
            f"Run {run.number} answers no yes/no question, and only such models can be served so far.",
            "Register a run whose target has two values.",
        )
    own_code.check_served(_code(workspace, run))
    params = {"run_id": run_id, "model": name, "note": note}
    title = f"Register run {run.number} as {name}"
    return workspace.start_job("model.register.start", REGISTER, title, params, name, after=params)


def _code(workspace: Workspace, run: Run) -> tuple[OwnSource, ...]:
    """The own code that a run's model needs."""
    if run.kind not in experiments.JOBS:
        return ()
    algorithm = experiments.algorithm_of(run, experiments.run_spec(workspace, run.id))
    return own_code.sources(workspace, experiments.code_keys(workspace, algorithm))


def check_code(workspace: Workspace, version: ModelVersion) -> None:
    """Raises `InputError` where a version runs own code that the user of this computer has not agreed to."""
    from modelyard.runtime.bundle import MANIFEST, bundle_files

    for name, _, content in bundle_files(workspace.blobs.path(version.bundle_hash)):
        if name != MANIFEST:
            continue
        for one in codec.from_json(content.read(), Manifest).own_code:
            if not trusted(one.sha256):
                raise InputError(
                    f"{version.label} runs the own code {one.name}, which was not agreed to on this computer.",
                    f"Read it, then: modelyard experiments code agree {one.name}",
                )


def register_job(
    context: RunnerContext, workspace: Workspace, params: dict[str, Any]
) -> tuple[dict[str, Any], Changes]:
    """Build and check the bundle in a child process, store it, commit the version."""
    run = experiments.run(workspace, params["run_id"])
    name = params["model"]
    model_blob, record_blob, sample_blob = run_store.run_blobs(workspace.database, run.id)
    if model_blob is None or record_blob is None or sample_blob is None:
        raise NotFoundError(f"Run {run.number} has no stored model.", "Train it again.")
    with workspace.database.read() as connection:
        number = store.next_number(connection, name)
    folder, archive = workspace.blobs.stage(".bundle"), workspace.blobs.stage(".tar")
    task = RegisterTask(
        model_name=name,
        number=number,
        algorithm_name=run.algorithm_name,
        metrics=run.metrics,
        author=context.job.created_by,
        note=params["note"],
        facts=_facts(run),
        model_path=str(workspace.blobs.path(model_blob)),
        record_path=str(workspace.blobs.path(record_blob)),
        sample_path=str(workspace.blobs.path(sample_blob)),
        folder=str(folder),
        archive=str(archive),
        code=_code(workspace, run),
    )
    try:
        outcome = context.run_in_child(register_bundle, task)
        size = archive.stat().st_size
        bundle_hash = workspace.blobs.adopt(archive)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        archive.unlink(missing_ok=True)
    record = codec.from_json(workspace.blobs.path(record_blob).read_bytes(), RunRecord)
    version = ModelVersion(
        id=clock.new_id(),
        model_id="",
        model_name=name,
        number=number,
        run_id=run.id,
        run_number=run.number,
        experiment_name=run.experiment_name,
        algorithm_name=run.algorithm_name,
        bundle_hash=bundle_hash,
        size_bytes=size,
        scorer=outcome.scorer,
        parity=outcome.parity,
        signature=record.signature,
        metrics=run.metrics,
        note=params["note"],
        author=context.job.created_by,
        created_at=clock.now(),
    )
    return _commit(workspace, version, record.reference)


def _facts(run: Run) -> dict[str, str]:
    facts = {
        "Experiment": f"{run.experiment_name}, run {run.number}",
        "Training rows": f"{run.train_rows:,}",
        "Test rows": f"{run.test_rows:,}",
        "Data (sha256)": run.data_hash,
        "Split (sha256)": run.split_hash,
        "Seed": str(run.seed),
    }
    return facts | {name: value for name, value in run.environment.items() if name in ("python", "scikit-learn")}


def _commit(workspace: Workspace, version: ModelVersion, reference: Reference) -> tuple[dict[str, Any], Changes]:
    with workspace.database.write(version.author) as write:
        model_id = store.find_model(write, version.model_name) or store.add_model(write, version.model_name)
        number = store.next_number(write.connection, version.model_name)
        version = replace(version, model_id=model_id, number=number)
        store.add_version(write, version, reference)
        if number == 1:
            store.set_alias(write, model_id, CHAMPION, version.id)
        facts = {"run": version.run_number, "bundle": version.bundle_hash, "scorer": version.scorer}
        write.record("model.register", Kind.MODEL, model_id, version.label, after=facts)
    return {"version_id": version.id, "model_id": model_id, "number": number, "scorer": version.scorer}, write.changes


def models(workspace: Workspace) -> list[Model]:
    """Every model, by name."""
    return store.model_list(workspace.database)


def versions(workspace: Workspace, model_id: str | None = None) -> list[ModelVersion]:
    """The versions of a model, or of all, newest first."""
    return store.versions(workspace.database, experiments.algorithm_names(workspace), model_id)


def version(workspace: Workspace, version_id: str) -> ModelVersion:
    """One version. Raises `NotFoundError`."""
    return store.version(workspace.database, experiments.algorithm_names(workspace), version_id)


def find_version(workspace: Workspace, model: str, which: str = CHAMPION) -> ModelVersion:
    """A version of a model by number ("3", "v3") or alias. Raises `NotFoundError`."""
    found = [v for v in versions(workspace) if v.model_name == model]
    if not found:
        raise NotFoundError(f"There is no model {model}.", "List the models to see their names.")
    for candidate in found:
        if which in candidate.aliases or which.removeprefix("v") == str(candidate.number):
            return candidate
    raise NotFoundError(f"{model} has no version {which}.", f"It has versions 1 to {found[0].number}.")


def sample_rows(workspace: Workspace, version_id: str, count: int) -> tuple[list[str], list[list[Any]], list[float]]:
    """Hold-out rows of the version's run as a server takes them: columns, rows, and the scores of training."""
    from modelyard.tables.pages import TableReader

    found = version(workspace, version_id)
    sample_blob = run_store.run_blobs(workspace.database, found.run_id)[2]
    if sample_blob is None:
        return [], [], []
    columns = [f.name for f in found.signature.inputs]
    kinds = [f.type.value for f in found.signature.inputs]
    reader = TableReader(workspace.blobs.path(sample_blob))
    try:
        page = reader.read_page(0, count, [*columns, found.signature.score_column])
    finally:
        reader.close()
    rows = [[plain(value, kind) for value, kind in zip(row[:-1], kinds, strict=True)] for row in page.rows]
    return columns, rows, [cast(float, row[-1]) for row in page.rows]


def plain(value: Any, kind: str) -> Any:
    """A pipeline's value as JSON holds it: whole numbers and booleans as such, NaN as None."""
    if value is None or value != value:
        return None
    if kind == "integer":
        return int(value)
    if kind == "boolean":
        return bool(value)
    return value


def set_alias(workspace: Workspace, version_id: str, alias: str) -> tuple[ModelVersion, Changes]:
    """Point an alias at a version, away from where it pointed."""
    if alias not in ALIASES:
        raise InputError(f"There is no alias {alias}.", f"Use {' or '.join(ALIASES)}.")
    found = version(workspace, version_id)
    before = next((v.number for v in versions(workspace, found.model_id) if alias in v.aliases), None)
    with workspace.database.write(workspace.actor) as write:
        store.set_alias(write, found.model_id, alias, version_id)
        after = {alias: found.number}
        write.record("model.alias", Kind.MODEL, found.model_id, found.label, {alias: before}, after)
    return version(workspace, version_id), write.changes


def remove_alias(workspace: Workspace, version_id: str, alias: str) -> tuple[ModelVersion, Changes]:
    """Take an alias away from a version. Raises `InputError` when it does not have it."""
    found = version(workspace, version_id)
    if alias not in found.aliases:
        raise InputError(f"{found.label} is not the {alias}.", "There is nothing to take away.")
    with workspace.database.write(workspace.actor) as write:
        store.remove_alias(write, found.model_id, alias)
        write.record("model.alias.remove", Kind.MODEL, found.model_id, found.label, before={alias: found.number})
    return version(workspace, version_id), write.changes


def signature(workspace: Workspace, version_id: str) -> Signature:
    """What a version takes and gives."""
    return version(workspace, version_id).signature


def card(workspace: Workspace, version_id: str) -> str:
    """The version's model card, as Markdown, from its bundle."""
    return bundle_file(workspace, version_id, "card.md")


def bundle_file(workspace: Workspace, version_id: str, name: str) -> str:
    """A text file of the version's bundle. Raises `NotFoundError`."""
    import tarfile

    with tarfile.open(workspace.blobs.path(version(workspace, version_id).bundle_hash)) as tar:
        for member in tar:
            if member.name.removeprefix("./") == name and (file := tar.extractfile(member)) is not None:
                return file.read().decode("utf-8")
    raise NotFoundError(f"The bundle holds no {name}.", "Register the run again.")


def export_bundle(workspace: Workspace, version_id: str, path: Path) -> Path:
    """Write a version's bundle, which MLflow can load too, to a new folder, or to a file when `path` ends in .tar.

    Returns where it is. Raises `InputError` for a folder that is not empty or cannot be written.
    """
    from modelyard.artifacts.archive import unpack

    path = path.expanduser().absolute()
    blob = workspace.blobs.path(version(workspace, version_id).bundle_hash)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".tar":
            shutil.copyfile(blob, path)
        else:
            unpack(blob, path)
    return path
