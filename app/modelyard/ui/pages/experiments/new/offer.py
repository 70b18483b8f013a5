"""What the dialog of a new experiment can choose from, and what it proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from modelyard.domain.data.datasets import ColumnProfile, ColumnType, Dataset, DatasetVersion
from modelyard.domain.data.splits import Split
from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.runs import Experiment
from modelyard.services.data import datasets as data
from modelyard.services.data import splits as data_splits
from modelyard.services.experiments import own_code
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen from."""

    datasets: tuple[Dataset, ...]
    versions: tuple[DatasetVersion, ...]
    experiments: tuple[Experiment, ...]
    splits: tuple[Split, ...] = ()
    own_code: tuple[Algorithm, ...] = ()


def read_offer(workspace: Workspace) -> Offer:
    """Datasets, their versions and stored splits, the names in use, and own code."""
    return Offer(
        tuple(data.list_datasets(workspace)),
        tuple(data.versions(workspace)),
        tuple(experiments.experiments(workspace)),
        tuple(data_splits.splits(workspace)),
        own_code.algorithms(workspace),
    )


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """The name itself, or with the first free number: late-arrival-2."""
    if wanted not in taken:
        return wanted
    stem, _, number = wanted.rpartition("-")
    base = stem if stem and number.isdigit() else wanted
    return next(f"{base}-{i}" for i in range(2, len(taken) + 3) if f"{base}-{i}" not in taken)


def likely_target(columns: Sequence[ColumnProfile]) -> str:
    """The column that looks most like a yes-or-no question; the last one when none does."""
    yes_no = [c.name for c in columns if c.type is ColumnType.BOOLEAN and c.distinct == 2]
    two = [c.name for c in columns if c.distinct == 2]
    named = [c.name for c in columns if c.name.casefold() in ("target", "label", "y", "class", "outcome")]
    return next(iter([*(n for n in named if n in two), *yes_no, *two]), columns[-1].name if columns else "")
