"""How long things take, before they begin: what the laws are told, what runs teach, how times are put."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from modelyard.cli.main import run as cli
from modelyard.domain.data.datasets import ColumnProfile, ColumnType
from modelyard.domain.experiments.estimate import A_FEW, AT_ONCE, HOURS, MINUTES, SECONDS, Experience, rounded, together
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    ExperimentSpec,
    FoldSpec,
    Limits,
    Preparation,
    SearchMethod,
    SearchSpec,
    Task,
)
from modelyard.services.experiments import estimate as service
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import runs as store
from modelyard.training.features import make_pipeline, prepare_frame
from modelyard.training.load import columns_of, load_of
from tests.experiments.search_support import make_workspace, search_spec
from tests.experiments.test_search import WAIT

COLUMNS = (
    ColumnProfile("a", ColumnType.NUMBER, 900, 0, 800),
    ColumnProfile("b", ColumnType.INTEGER, 900, 90, 50),
    ColumnProfile("word", ColumnType.TEXT, 900, 0, 30),
    ColumnProfile("many", ColumnType.TEXT, 900, 0, 300),
    ColumnProfile("day", ColumnType.DATE, 900, 0, 60),
)
SPEC = ExperimentSpec("e", "v", "y", tuple(c.name for c in COLUMNS), ())


def seconds(key: str, rows: int = 100_000, spec: ExperimentSpec = SPEC, **params: Any) -> float:
    """What an algorithm is estimated to take."""
    asked = replace(spec, algorithms=(AlgorithmSpec(key, params),))
    return service.estimate(asked, COLUMNS, rows, 2, Experience()).algorithms[key].likely


@pytest.mark.parametrize("task", list(Task))
def test_every_algorithm_can_be_told(task: Task) -> None:
    keys = [a.key for a in experiments.from_rows(task)]
    asked = replace(SPEC, task=task, algorithms=tuple(AlgorithmSpec(key) for key in keys))
    found = service.estimate(asked, COLUMNS, 50_000, 5, Experience())
    assert list(found.algorithms) == keys
    for key, span in found.algorithms.items():
        assert 0 < span.low <= span.likely <= span.high < math.inf, key
    assert found.total.likely == pytest.approx(sum(s.likely for s in found.algorithms.values()))


def test_more_work_takes_longer() -> None:
    for key in ("logistic_regression", "random_forest", "k_neighbors", "hist_gradient_boosting"):
        assert seconds(key, 400_000) > 2 * seconds(key, 100_000) > 2 * seconds(key, 10_000)
    assert seconds("random_forest", n_estimators=400) > 2.5 * seconds("random_forest")
    assert seconds("random_forest", max_depth=5) < 0.7 * seconds("random_forest")
    folds = replace(SPEC, folds=FoldSpec(count=5))
    assert 3 < seconds("random_forest", spec=folds) / seconds("random_forest") < 6
    alone = replace(SPEC, limits=Limits(cores=1))
    assert seconds("random_forest", spec=alone) > 2 * seconds(
        "random_forest", spec=replace(SPEC, limits=Limits(cores=4))
    )
    assert seconds("baseline", 2000) < 2


def test_a_search_is_as_long_as_its_budget() -> None:
    def search(**changes: Any) -> float:
        return seconds("random_forest", spec=replace(SPEC, folds=FoldSpec(), search=SearchSpec(**changes)))

    whole = search(trials=40, prune=False)
    assert 1.8 < search(trials=80, prune=False) / whole < 2.1
    assert 0.4 < search(trials=40) / whole < 0.9
    assert search(trials=40, method=SearchMethod.HALVING) < 0.6 * whole
    assert search(trials=40, keep_trials=True) > 1.1 * search(trials=40)
    assert search(trials=4000, minutes=1.0) < 60 + 20 * seconds("random_forest")
    asked = replace(
        SPEC, algorithms=(AlgorithmSpec("decision_tree"), AlgorithmSpec("baseline")), search=SearchSpec(trials=12)
    )
    assert service.estimate(asked, COLUMNS, 1000, 2, Experience()).searches == {"decision_tree": 12}


def test_what_is_half_typed_is_left_out() -> None:
    asked = replace(SPEC, algorithms=(AlgorithmSpec("random_forest", {"n_estimators": -1}), AlgorithmSpec("baseline")))
    assert list(service.estimate(asked, COLUMNS, 1000, 2, Experience()).algorithms) == ["baseline"]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    random = np.random.default_rng(0)
    made = pd.DataFrame({"a": random.normal(size=900), "b": random.integers(0, 50, 900).astype(float)})
    made["word"] = np.array([f"w{i}" for i in range(30)], dtype=object)[np.arange(900) % 30]
    made["many"] = np.array([f"m{i}" for i in range(300)], dtype=object)[np.arange(900) % 300]
    made["day"] = pd.Timestamp("2013-01-01") + pd.to_timedelta(random.integers(0, 60, 900), unit="D")
    return made


@pytest.mark.parametrize("key", ["logistic_regression", "random_forest", "naive_bayes"])
@pytest.mark.parametrize("features", [("a", "b"), ("a", "word"), ("a", "b", "word", "day")])
def test_the_load_is_that_of_the_fitted_pipeline(frame: pd.DataFrame, key: str, features: tuple[str, ...]) -> None:
    kinds = {c.name: c.type for c in COLUMNS if c.name in features}
    spec = replace(SPEC, features=features)
    x = prepare_frame(frame, kinds)
    fitted = make_pipeline(kinds, spec, AlgorithmSpec(key), 0).fit(x, np.arange(900) % 2)
    told, true = columns_of(spec, key, COLUMNS, 2).load, load_of(fitted, x, 1)
    assert told.sparse == true.sparse
    assert told.values == pytest.approx(true.values, rel=0.2)


def test_chosen_inputs_are_a_smaller_load() -> None:
    few = replace(SPEC, preparation=Preparation(select=3))
    assert columns_of(few, "random_forest", COLUMNS, 2).load.values == 3


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = make_workspace(tmp_path_factory.mktemp("estimate"), rows=400)
    yield made
    made.close()


def test_runs_that_took_longer_make_estimates_longer(workspace: Workspace) -> None:
    assert service.experience(workspace) == Experience()
    spec = replace(search_spec(workspace, "seen", "decision_tree", "logistic_regression"), search=None, folds=None)
    before = service.estimate_of(workspace, spec)
    done, _ = experiments.start(workspace, spec)
    for run in done:
        workspace.wait(run.job_id or "", timeout=WAIT)
        with workspace.database.bookkeeping() as write:  # as on a machine that is much slower
            store.update_run(write, run.id, fit_seconds=500 * (experiments.run(workspace, run.id).fit_seconds or 0.0))
    known = service.experience(workspace)
    assert known.runs == {"decision_tree": 1, "logistic_regression": 1}
    assert known.general > 5
    after = service.estimate_of(workspace, spec)
    for key, span in after.algorithms.items():
        assert span.likely > 3 * before.algorithms[key].likely
    other = replace(spec, algorithms=(AlgorithmSpec("random_forest"),))
    assert service.estimate_of(workspace, other).total.likely > 3 * seconds("random_forest", 400, spec=other)


def test_single_runs_count_less_than_many() -> None:
    once = service._learned({"ridge": [math.log(4.0)]})
    often = service._learned({"ridge": [math.log(4.0)] * 9, "lasso": [math.log(4.0)] * 9})
    assert 1.5 < once.factors["ridge"] < often.factors["ridge"] < 4.0
    assert often.spread["ridge"] < once.spread["ridge"]
    odd = service._learned({"ridge": [0.0, 0.0, 0.0, 0.0, math.log(100.0)]})
    assert odd.factors["ridge"] == pytest.approx(1.0)


def test_the_command_says_it_and_starts_nothing(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    before = len(experiments.runs(workspace))
    asked = ["experiments", "run", "table", "--target", "answer", "--algorithm", "decision_tree", "--search", "tpe",
             "--trials", "7", "--estimate", "--json", "--workspace", str(workspace.path)]  # fmt: skip
    assert cli(asked) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["searches"] == {"decision_tree": 7}
    assert found["algorithms"]["decision_tree"]["likely"] > 0
    assert cli([a for a in asked if a != "--json"]) == 0
    assert "Decision tree" in capsys.readouterr().out
    assert len(experiments.runs(workspace)) == before


@pytest.mark.parametrize(
    "time, said",
    [
        (0.4, (AT_ONCE, 0)),
        (6, (A_FEW, 0)),
        (23, (SECONDS, 25)),
        (58, (MINUTES, 1)),
        (240, (MINUTES, 4)),
        (2500, (MINUTES, 40)),
        (9000, (HOURS, 2)),
    ],
)
def test_times_are_rounded_as_people_do(time: float, said: tuple[str, int]) -> None:
    assert rounded(time) == said


def test_ranges_have_one_unit() -> None:
    assert together(540, 720) == (MINUTES, 9, 12)
    assert together(20, 200) == (MINUTES, 1, 3)
    assert together(200, 220) == (MINUTES, 3, 4)
    assert together(0.1, 1.0) == (AT_ONCE, 0, 0)


def test_nothing_heavy_is_imported() -> None:
    module = "modelyard.services.experiments.estimate"
    code = f"import sys, {module}; sys.exit(bool({{'sklearn', 'pandas'}} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
