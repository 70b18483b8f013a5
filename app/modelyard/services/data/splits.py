"""Stored splits of a dataset version: make, look at, delete. Training asks here which rows it may learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.core.words import counted
from modelyard.domain.data.splits import Split, SplitCounts, SplitDefinition, SplitRequest
from modelyard.domain.experiments.spec import SplitKind, SplitSpec
from modelyard.domain.jobs import Job, JobContext
from modelyard.services.data import datasets
from modelyard.services.data.splits_work import SplitTask, divide
from modelyard.services.names import check_name
from modelyard.services.workspace import Workspace
from modelyard.store.data import splits as store

if TYPE_CHECKING:
    from modelyard.domain.data.datasets import DatasetVersion
    from modelyard.jobs.runner import RunnerContext

SPLIT = "data.split"


def splits(workspace: Workspace, version_id: str | None = None) -> list[Split]:
    """The stored splits of a version, or of all, oldest first."""
    return store.split_list(workspace.database, version_id)


def split(workspace: Workspace, split_id: str) -> Split:
    """One split. Raises `NotFoundError`."""
    return store.split(workspace.database, split_id)


def find_split(workspace: Workspace, version_id: str, name: str) -> Split:
    """A version's split by its name. Raises `NotFoundError` that names those there are."""
    found = splits(workspace, version_id)
    for one in found:
        if one.name == name:
            return one
    names = ", ".join(s.name for s in found)
    label = datasets.version(workspace, version_id).label
    raise NotFoundError(
        f"{label} has no split {name}.", f"It has {names}." if names else "Make one on the Splits tab of the Data page."
    )


def preview_split(
    workspace: Workspace, version_id: str, definition: SplitDefinition, context: JobContext
) -> SplitCounts:
    """How a split would divide the rows; nothing is stored. Runs in a child process."""
    version = datasets.version(workspace, version_id)
    task = SplitTask(str(datasets.table_path(workspace, version.id)), definition, "")
    counts: SplitCounts = workspace.runner.children.run(divide, (task,), context)
    return counts


def create_split(workspace: Workspace, request: SplitRequest) -> tuple[Job, Changes]:
    """Start to divide a version's rows and keep the division under a name. Raises `InputError`, `ConflictError`."""
    name = check_name(request.name, "split")
    version = datasets.version(workspace, request.dataset_version_id)
    check_definition(version, request.definition)
    if any(one.name == name for one in splits(workspace, version.id)):
        raise _taken(version, name)
    request = SplitRequest(version.id, name, request.definition)
    title, label = f"Split {version.label}", f"{version.label}: {name}"
    return workspace.start_job("split.start", SPLIT, title, request, name, label=label)


def _taken(version: DatasetVersion, name: str) -> ConflictError:
    return ConflictError(
        f"{version.label} has a split {name} already, and a split never changes.", "Choose another name."
    )


def check_definition(version: DatasetVersion, definition: SplitDefinition) -> None:
    """Raises `InputError` unless the definition fits the version's columns."""
    if not 0.01 <= definition.hold_out <= 0.9:
        raise InputError(f"{definition.hold_out:.0%} cannot be the share of the hold-out.", "Use 1 % to 90 %.")
    if definition.method.needs_column and definition.column not in {c.name for c in version.columns}:
        what = f"{version.label} has no column {definition.column}." if definition.column else "No column is chosen."
        raise InputError(what, "Choose a column to divide by.")


def split_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Divide the rows in a child process and commit the division."""
    request = codec.from_builtins(params, SplitRequest)
    version = datasets.version(workspace, request.dataset_version_id)
    sides = workspace.blobs.stage(".split.parquet")
    try:
        task = SplitTask(str(datasets.table_path(workspace, version.id)), request.definition, str(sides))
        counts = context.run_in_child(divide, task)
        context.check_cancelled()
        blob = workspace.blobs.adopt(sides)
    finally:
        sides.unlink(missing_ok=True)
    made = Split(
        id=clock.new_id(),
        name=request.name,
        dataset_version_id=version.id,
        version_label=version.label,
        definition=request.definition,
        counts=counts,
        blob=blob,
        created_at=clock.now(),
        created_by=context.job.created_by,
    )
    with workspace.database.write(context.job.created_by) as write:
        if store.named(write, version.id, request.name) is not None:
            raise _taken(version, request.name)
        store.add_split(write, made)
        facts = {"training": counts.training, "hold_out": counts.hold_out, "hash": blob}
        write.record("split.create", Kind.DATASET, version.dataset_id, f"{version.label}: {made.name}", after=facts)
    return {"split_id": made.id, "version_id": version.id, **codec.to_builtins(counts)}, write.changes


def delete_split(workspace: Workspace, split_id: str) -> tuple[None, Changes]:
    """Delete a split that no run used. Raises `ConflictError` when some did: their record would be incomplete."""
    found = split(workspace, split_id)
    with workspace.database.write(workspace.actor) as write:
        used = split(workspace, split_id).runs
        if used:
            hint = "It is kept so that they can be repeated."
            raise ConflictError(f"The split {found.name} was used by {counted(used, 'run')}.", hint)
        store.remove_split(write, split_id)
        dataset_id = datasets.version(workspace, found.dataset_version_id).dataset_id
        subject = f"{found.version_label}: {found.name}"
        write.record("split.delete", Kind.DATASET, dataset_id, subject, before=codec.to_builtins(found))
    return None, write.changes


def as_spec(found: Split) -> SplitSpec:
    """What an experiment that uses the split says of its hold-out."""
    return SplitSpec(SplitKind.STORED, found.counts.share, None, found.id, found.name)


def check_hold_out(workspace: Workspace, version: DatasetVersion, spec: SplitSpec) -> None:
    """Raises `InputError` for a hold-out that would let a model learn from rows a stored split keeps from it."""
    if spec.kind is SplitKind.STORED:
        found = split(workspace, spec.split_id or "")
        if found.dataset_version_id != version.id:
            raise InputError(
                f"The split {found.name} divides {found.version_label}, not {version.label}.",
                f"Make a split of {version.label}, or train on {found.version_label}.",
            )
        return
    stored = splits(workspace, version.id)
    if stored:
        names = ", ".join(s.name for s in stored)
        raise InputError(
            f"{version.label} has a stored split ({names}); another hold-out would learn from rows it keeps apart.",
            "Choose the stored split, or delete it.",
        )
