"""What the Data page reads; all of it runs in worker threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelyard.domain.data.datasets import Dataset, DatasetVersion, TableProfile
from modelyard.domain.data.versions import Origin
from modelyard.domain.experiments.runs import Run

if TYPE_CHECKING:
    from modelyard.services.workspace import Workspace
    from modelyard.tables.pages import TableReader

Uses = tuple[list[Run], dict[str, set[str]]]
"""All runs, and for each dataset version the columns that experiments predict from it."""


def read_all(workspace: Workspace) -> tuple[list[Dataset], list[DatasetVersion], Uses]:
    """All datasets, their versions newest first, and what uses them."""
    from modelyard.services.data import datasets

    return datasets.list_datasets(workspace), datasets.versions(workspace), read_uses(workspace)


def read_uses(workspace: Workspace) -> Uses:
    """All runs, and for each dataset version what experiments predict from it."""
    from modelyard.services.experiments import runs as experiments

    targets: dict[str, set[str]] = {}
    for experiment in experiments.experiments(workspace):
        if (spec := experiment.spec) is not None and spec.target:
            targets.setdefault(spec.dataset_version_id, set()).add(spec.target)
    return experiments.runs(workspace), targets


def open_version(workspace: Workspace, version: DatasetVersion) -> tuple[DatasetVersion, TableReader, TableProfile]:
    """A version with a reader of its rows and its profile."""
    from modelyard.services.data import datasets

    return version, datasets.open_table(workspace, version.id), datasets.profile(workspace, version.id)


def read_origins(workspace: Workspace, version_id: str) -> tuple[str, list[Origin]]:
    """What a version was made from."""
    from modelyard.services.data import versions as data_versions

    return version_id, data_versions.origins(workspace, version_id)


def read_bin(workspace: Workspace) -> tuple[int, int]:
    """How many entries the recycle bin has, and the bytes that emptying it frees."""
    from modelyard.services.data import bin as data_bin

    return data_bin.bin_size(workspace)
