"""What the palette can go to: the datasets, experiments, models and deployments of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Thing:
    """A named thing: the page it is on, its id there, its icon, its name and a grey fact."""

    page: str
    target: str
    icon: str
    name: str
    fact: str


def read_things(workspace: Any) -> list[Thing]:
    """Everything with a name, deployments first; runs in a worker thread."""
    from modelyard.services import deployments, models
    from modelyard.services.data import datasets
    from modelyard.services.experiments import runs as experiments

    found = [
        Thing("deployments", d.id, "deployments", d.name, f"deployment, {d.address}")
        for d in deployments.deployments(workspace)
    ]
    found += [
        Thing("models", v.id, "models", f"{v.model_name} v{v.number}", ", ".join(["model version", *v.aliases]))
        for v in models.versions(workspace)
    ]
    found += [
        Thing("experiments", e.id, "experiments", e.name, f"experiment, {e.runs:,} run{'' if e.runs == 1 else 's'}")
        for e in experiments.experiments(workspace)
    ]
    found += [
        Thing("data", d.id, "data", d.name, f"dataset, {d.rows:,} rows") for d in datasets.list_datasets(workspace)
    ]
    return found
