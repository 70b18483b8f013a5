"""A search beside plain scikit-learn: the same trials, folds and cores; and how soon a job's child begins."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    ExperimentSpec,
    FoldKind,
    FoldSpec,
    SearchMethod,
    SearchRange,
    SearchSpec,
)
from modelyard.domain.jobs import Job
from modelyard.jobs.child import NICE
from modelyard.services import sample
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments import search
from modelyard.services.experiments.train_work import TrainTask, problem_of
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.training.search.loop import spent
from tests.bench.measure import Figure, median

GRIDS: dict[str, dict[str, list[Any]]] = {
    "logistic_regression": {"C": [0.01, 0.1, 1.0, 10.0]},
    "random_forest": {"max_depth": [6, 10], "min_samples_leaf": [5, 50]},
    "hist_gradient_boosting": {"learning_rate": [0.05, 0.1, 0.2], "max_leaf_nodes": [15, 31]},
}
ROWS = "month <= 3"


def searches(folder: Path, times: int = 3) -> Iterator[Figure]:
    """Each algorithm's grid by five folds of three months of flights, one after the other; then plain runs begun."""
    csv = folder / "flights-search.csv"
    sample.write_flights_csv(csv)
    workspace = create_workspace(folder / "search.modelyard", role="cli", actor="bench")
    try:
        from modelyard.domain.data.datasets import ImportRequest

        workspace.wait(datasets.import_file(workspace, ImportRequest(str(csv), "flights"))[0].id)
        spec = sample.flights_spec(datasets.find_version(workspace, "flights").id, "search")
        spec = replace(spec, where=ROWS, folds=FoldSpec(FoldKind.STRATIFIED))
        for key, grid in GRIDS.items():
            yield _beside_scikit_learn(workspace, spec, key, grid)
        begins = median(lambda: _begins(workspace, spec), times)
        yield Figure("Click to a warm child's work", begins * 1000, "ms", 150)
    finally:
        workspace.close()


def _beside_scikit_learn(workspace: Workspace, spec: ExperimentSpec, key: str, grid: dict[str, list[Any]]) -> Figure:
    ranges = {key: {name: SearchRange(choices=tuple(values)) for name, values in grid.items()}}
    fixed = {key: {**_fixed(key, spec), **ranges[key]}}
    method = SearchSpec(SearchMethod.GRID, trials=1000, prune=False, ranges=fixed)
    asked = replace(spec, name=key, algorithms=(AlgorithmSpec(key),), search=method)
    run = experiments.start(workspace, asked)[0][0]
    workspace.wait(run.job_id or "")
    trials = search.trials(workspace, run.id)
    seconds, scores = _scikit_learn(workspace, asked, key, [t.params for t in trials])
    worst = float(np.abs(np.array([t.value for t in trials]) - np.array(scores)).max())
    ours = spent(trials)
    name = f"Search of {len(trials)} by 5 folds, {run.algorithm_name.lower()}"
    print(f"  {name}: scores differ by {worst:.1g}; {ours:.1f} s against {seconds:.1f} s", flush=True)
    assert worst < 1e-9, "these are not the same trials"
    return Figure(name, ours / seconds, "", 1.1, note=f"of GridSearchCV, {joblib.cpu_count()} cores")


def _fixed(key: str, spec: ExperimentSpec) -> dict[str, SearchRange]:
    """What the catalogue would search besides, held at its default."""
    from modelyard.training.catalogue import algorithm

    entry = algorithm(key, spec.task)
    return {p.name: SearchRange(choices=(p.default,)) for p in entry.parameters if p.search is not None}


def _scikit_learn(
    workspace: Workspace, spec: ExperimentSpec, key: str, points: list[dict[str, Any]]
) -> tuple[float, list[float]]:
    """What a script takes that yields to the window as our child does."""
    version = datasets.version(workspace, spec.dataset_version_id)
    task = TrainTask(
        str(workspace.blobs.path(version.content_hash)), version.columns, spec, spec.algorithms[0], "", "", "", ""
    )
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, initializer=os.nice, initargs=(NICE,)) as pool:
        return pool.submit(grid_search, task, key, points).result()


def grid_search(task: TrainTask, key: str, points: list[dict[str, Any]]) -> tuple[float, list[float]]:
    """The seconds and scores of `GridSearchCV` on the same rows, folds and pipeline."""
    from joblib.externals.loky import get_reusable_executor
    from sklearn.model_selection import GridSearchCV

    from modelyard.tables.engine import QUIET
    from modelyard.training.features import make_pipeline
    from modelyard.training.problem import folds

    spec = task.spec
    problem, _ = problem_of(QUIET, task)
    assert problem.y is not None
    pipeline = make_pipeline(problem.features, spec, AlgorithmSpec(key), spec.seed)
    grid = [{f"model__{name}": [value] for name, value in point.items()} for point in points]
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = GridSearchCV(
            pipeline, grid, cv=list(folds(problem, spec)), scoring="roc_auc", n_jobs=joblib.cpu_count(), refit=False
        ).fit(problem.inputs, problem.y)
    seconds = time.perf_counter() - began
    get_reusable_executor().shutdown()  # or this process ends when loky's workers do, five minutes later
    return seconds, [float(v) for v in found.cv_results_["mean_test_score"]]


def _begins(workspace: Workspace, spec: ExperimentSpec) -> float:
    """From the click on Start to the child's first word."""
    first = threading.Event()
    at: list[float] = []

    def hear(job: Job) -> None:
        if job.text == "Reading rows" and not at:
            at.append(time.perf_counter())
            first.set()

    workspace.runner.subscribe(hear)
    asked = replace(spec, name="begins", algorithms=(AlgorithmSpec("baseline"),), search=None, folds=None)
    began = time.perf_counter()
    run: Run = experiments.start(workspace, asked)[0][0]
    assert first.wait(60)
    workspace.wait(run.job_id or "")
    return at[0] - began
