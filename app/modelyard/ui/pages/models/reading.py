"""What the Models page reads of a workspace; runs in a worker thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modelyard.core.errors import NotFoundError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.deployments import Deployment
from modelyard.domain.experiments.runs import Run
from modelyard.domain.models import Model, ModelVersion
from modelyard.services import deployments, models
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a version came from and where it runs; a part that was deleted is None."""

    dataset: DatasetVersion | None
    run: Run | None
    version: ModelVersion
    deployments: tuple[Deployment, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one reading found: the models, the versions of the current one, and all about the chosen version.

    Without any model, `best` is the run to register, if there is a finished one.
    """

    models: tuple[Model, ...]
    model: Model | None = None
    versions: tuple[ModelVersion, ...] = ()
    version: ModelVersion | None = None
    lineage: Lineage | None = None
    card: str = ""
    best: Run | None = None


def read(workspace: Any, target: str, model_id: str, kept: str) -> Snapshot:
    """Read what a target asks for: the id of a version or a model; else the version or model shown before (`kept`,
    `model_id`), else the first model's newest version."""
    known = tuple(models.models(workspace))
    if not known:
        return Snapshot((), best=experiments.best_run(experiments.runs(workspace)))
    everything = models.versions(workspace)
    by_id = {v.id: v for v in everything}
    chosen = by_id.get(target)
    wanted = chosen.model_id if chosen else target or model_id
    model = next((m for m in known if m.id == wanted), None)
    if model is None and target:
        raise NotFoundError("This model is not in the workspace any more.", "Choose another one from the list.")
    model = model or known[0]
    own = tuple(v for v in everything if v.model_id == model.id)
    if chosen is None:
        before = by_id.get(kept)
        chosen = before if before is not None and before.model_id == model.id else own[0] if own else None
    if chosen is None:
        return Snapshot(known, model)
    return Snapshot(known, model, own, chosen, lineage(workspace, chosen), models.card(workspace, chosen.id))


def lineage(workspace: Any, version: ModelVersion) -> Lineage:
    """From the dataset version to the deployments."""
    run: Run | None
    dataset: DatasetVersion | None = None
    try:
        run = experiments.run(workspace, version.run_id)
    except NotFoundError:
        run = None
    if run is not None and run.dataset_version_id:
        try:
            dataset = datasets.version(workspace, run.dataset_version_id)
        except NotFoundError:
            dataset = None
    running = tuple(d for d in deployments.deployments(workspace) if d.model_version_id == version.id)
    return Lineage(dataset, run, version, running)
