"""A small workspace to search in, for tests in this process and in ones that get killed."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.experiments.runs import RunState, Trial
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    ExperimentSpec,
    FoldSpec,
    SearchMethod,
    SearchRange,
    SearchSpec,
)
from modelyard.services.data import datasets
from modelyard.services.workspace import Workspace, create_workspace

RANGES = {
    "logistic_regression": {"C": SearchRange(0.001, 100, log=True)},
    "decision_tree": {"max_depth": SearchRange(2, 12), "min_samples_leaf": SearchRange(1, 60, log=True)},
}


def make_workspace(folder: Path, rows: int = 600) -> Workspace:
    """A workspace with a table of two numbers, a word and a noisy answer."""
    chance = random.Random(5)
    lines = ["x,y,word,answer"]
    for _ in range(rows):
        x, y, word = chance.gauss(0, 1), chance.gauss(0, 1), chance.choice("abc")
        yes = x + (0.8 if word == "a" else 0.0) * y + chance.gauss(0, 0.8) > 0.3
        lines.append(f"{x:.4f},{y:.4f},{word},{'yes' if yes else 'no'}")
    csv = folder / "table.csv"
    csv.write_text("\n".join(lines), encoding="utf-8")
    workspace = create_workspace(folder / "search.modelyard", role="cli", actor="ann")
    workspace.wait(datasets.import_file(workspace, ImportRequest(str(csv), "table"))[0].id, timeout=60)
    return workspace


def search_spec(workspace: Workspace, name: str, *keys: str, **changes: Any) -> ExperimentSpec:
    """A search over some algorithms; `changes` are the search's own settings."""
    search = SearchSpec(**{"method": SearchMethod.TPE, "trials": 8, "ranges": RANGES, **changes})
    version = datasets.find_version(workspace, "table")
    algorithms = tuple(AlgorithmSpec(key) for key in keys or ("decision_tree",))
    spec = ExperimentSpec(name, version.id, "answer", ("x", "y", "word"), algorithms, seed=3)
    return replace(spec, search=search, folds=FoldSpec(count=3))


KILLED = "killed"


def forest_search(workspace: Workspace, name: str) -> ExperimentSpec:
    """A search whose trials take a moment each, so that it can be killed during one."""
    ranges = {"random_forest": {"max_depth": SearchRange(2, 12), "min_samples_leaf": SearchRange(1, 60, log=True)}}
    return search_spec(workspace, name, "random_forest", trials=20, ranges=ranges)


def facts(trials: list[Trial]) -> list[tuple[Any, ...]]:
    """What must be the same however often a search was interrupted."""
    return [(t.number, t.state, t.params, t.value, t.folds) for t in trials]


ENDED = (RunState.FINISHED, RunState.FAILED, RunState.CANCELLED, RunState.PAUSED)
