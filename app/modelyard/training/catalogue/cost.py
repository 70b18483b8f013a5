"""How long a fit takes, before it is begun: measured laws of each algorithm. Importable without scikit-learn.

`resources/catalogue/costs.json` holds the laws; `packaging/make_costs.py` measures them on the flights data, in seconds
of one core of the machine it runs on. What other machines and other rows differ by is learned from a workspace's own
runs, in `services/experiments/estimate.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import msgspec

from modelyard.core.paths import resources_dir
from modelyard.domain.experiments.spec import Task
from modelyard.training.catalogue import entries as e

FORESTS = frozenset({e.RANDOM_FOREST, e.EXTRA_TREES, e.DECISION_TREE})
USUAL_PASSES = 60
"""About so many passes over the rows a neural network makes before it stops by itself."""

PARALLEL = {
    e.RANDOM_FOREST: 0.95,
    e.EXTRA_TREES: 0.95,
    e.ISOLATION_FOREST: 0.7,
    e.HIST_GRADIENT_BOOSTING: 0.8,
    e.LIGHTGBM: 0.8,
    e.XGBOOST: 0.8,
    e.MULTI_LAYER_PERCEPTRON: 0.3,
    e.K_MEANS: 0.6,
    e.K_NEIGHBORS: 0.9,
}
"""The share of an algorithm's work that several cores do together."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a model is given: `values` is how many numbers a row has that take work (without the zeros of `sparse`
    inputs), `classes` how many answers there are to choose from (1 for a number or yes/no)."""

    values: float
    classes: int = 1
    sparse: bool = False


class Law(msgspec.Struct, frozen=True):
    """Seconds = work × values^`values` × classes^`classes` × learned^`learned` × (`fixed` + `rate` × rows^`rows`).

    `learned` are the rows that a model was fitted on, when it answers. `spread` is the factor that two thirds of the
    measured fits are within.
    """

    fixed: float
    rate: float
    rows: float = 1.0
    values: float = 0.0
    classes: float = 0.0
    learned: float = 0.0
    spread: float = 1.0

    def seconds(self, work: float, rows: float, load: Load, learned: float = 1.0) -> float:
        """The seconds of one core."""
        shape = math.pow(max(load.values, 1.0), self.values) * math.pow(max(load.classes, 1), self.classes)
        before = math.pow(max(learned, 1.0), self.learned)
        return work * shape * before * (self.fixed + self.rate * math.pow(max(rows, 1.0), self.rows))


class Costs(msgspec.Struct, frozen=True):
    """The measured laws: `fit` and `answer` by algorithm and kind (see `law_name`), `prepare` by part: seconds a
    value when it is learned, and when it is only applied."""

    machine: str
    fit: dict[str, Law]
    answer: dict[str, Law]
    prepare: dict[str, tuple[float, float]]


@cache
def costs() -> Costs:
    """The laws that come with the application."""
    return msgspec.json.decode((resources_dir() / "catalogue" / "costs.json").read_bytes(), type=Costs)


def law_name(key: str, task: Task, sparse: bool) -> str:
    """A law's name: "random_forest classes dense"."""
    return f"{key} {'classes' if task.classifies else 'number'} {'sparse' if sparse else 'dense'}"


def law(laws: Mapping[str, Law], key: str, task: Task, sparse: bool) -> Law:
    """The law of an algorithm, where need be that of inputs of the other kind."""
    name = law_name(key, task, sparse)
    return laws[name] if name in laws else laws[law_name(key, task, not sparse)]


def fit_seconds(key: str, task: Task, params: Mapping[str, Any], rows: float, load: Load, cores: int = 1) -> float:
    """How long it takes to fit an algorithm to prepared rows. `params` are resolved."""
    found = law(costs().fit, key, task, load.sparse).seconds(fit_work(key, params, rows, load), rows, load)
    return found / speed(key, cores)


def answer_seconds(key: str, task: Task, params: Mapping[str, Any], learned: float, rows: float, load: Load) -> float:
    """How long a model fitted on `learned` rows takes to answer for `rows` prepared ones."""
    work = answer_work(key, params, learned)
    return law(costs().answer, key, task, load.sparse).seconds(work, rows, load, learned)


def speed(key: str, cores: int) -> float:
    """How many times as fast an algorithm is on several cores (Amdahl 1967)."""
    share = PARALLEL.get(key, 0.0)
    return 1.0 / (1.0 - share + share / max(cores, 1))


def fit_work(key: str, params: Mapping[str, Any], rows: float, load: Load) -> float:
    """How much work the parameters make, in units of the algorithm's own."""
    if key in FORESTS:
        tried = {"all": load.values, "log2": math.log2(load.values + 1)}.get(
            params.get("max_features", "all"), math.sqrt(load.values)
        )
        return _number(params, "n_estimators", 1) * _levels(params, rows) * tried / max(load.values, 1.0)
    if key in (e.HIST_GRADIENT_BOOSTING, e.LIGHTGBM, e.XGBOOST):
        return _trees(params) * _depth(params)
    if key == e.MULTI_LAYER_PERCEPTRON:
        sizes = [load.values, *_layers(params), load.classes]
        products = sum(a * b for a, b in pairwise(sizes))
        return products * min(_number(params, "max_iter", 200), USUAL_PASSES) / USUAL_PASSES
    if key == e.K_MEANS:
        return _number(params, "n_clusters", 8) * _number(params, "n_init", 10)
    return _number(params, "n_estimators", 1) if key == e.ISOLATION_FOREST else 1.0


def answer_work(key: str, params: Mapping[str, Any], learned: float) -> float:
    """How much work an answer takes, in units of the algorithm's own."""
    if key in FORESTS:
        return _number(params, "n_estimators", 1) * _levels(params, learned)
    if key in (e.HIST_GRADIENT_BOOSTING, e.LIGHTGBM, e.XGBOOST):
        return _trees(params) * _depth(params)
    if key == e.MULTI_LAYER_PERCEPTRON:
        return float(sum(_layers(params)))
    if key == e.K_MEANS:
        return _number(params, "n_clusters", 8)
    return _number(params, "n_estimators", 1) if key == e.ISOLATION_FOREST else 1.0


def _number(params: Mapping[str, Any], name: str, usual: float) -> float:
    value = params.get(name)
    return float(value) if isinstance(value, (int, float)) else usual


def _trees(params: Mapping[str, Any]) -> float:
    return _number(params, "max_iter", _number(params, "n_estimators", 100))


def _depth(params: Mapping[str, Any]) -> float:
    """The levels of a boosted tree, from its leaves where those are what is limited."""
    leaves = params.get("max_leaf_nodes", params.get("num_leaves"))
    return _number(params, "max_depth", 6) if leaves is None else math.log2(max(float(leaves), 2))


def _levels(params: Mapping[str, Any], rows: float) -> float:
    """The levels a tree grows to: as many as it may, or until its leaves are as small as they may be."""
    least = max(_number(params, "min_samples_leaf", 1), 1)
    return max(1.0, min(_number(params, "max_depth", 14), math.log2(max(rows, 4) / least)))


def _layers(params: Mapping[str, Any]) -> list[int]:
    return [int(size) for size in str(params.get("hidden_layer_sizes", "100")).split(",")]
