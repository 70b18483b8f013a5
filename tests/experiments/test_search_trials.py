"""Trials follow from the settings, the seed and earlier trials alone: on any cores, after any interruption."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import optuna
import pytest

from modelyard.core.errors import AppError, CancelledError, InputError
from modelyard.domain.experiments.runs import Trial, TrialState
from modelyard.domain.experiments.spec import SearchMethod, SearchRange, SearchSpec
from modelyard.training.search.loop import Loop, best_trial, spent
from modelyard.training.search.pruning import hopeless, left_behind
from modelyard.training.search.sampling import chooser
from modelyard.training.search.space import Dimension, dimensions, grid, steps
from tests.experiments.test_training import Context

FOLDS = 3
SPACE = (
    Dimension("rate", False, SearchRange(0.001, 1.0, log=True)),
    Dimension("leaves", True, SearchRange(2, 64, log=True)),
    Dimension("kind", False, SearchRange(choices=("a", "b", None))),
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Facts = list[tuple[int, TrialState, dict[str, Any], float | None, tuple[float, ...]]]


def value_of(params: dict[str, Any], step: int) -> float:
    """A landscape with its best at rate 0.1, and folds that differ."""
    distance = abs(math.log10(params["rate"]) + 1) + abs(params["leaves"] - 20) / 60 + 0.2 * (params["kind"] == "b")
    return 1.0 - 0.3 * distance + 0.02 * math.sin(7 * step + 50 * params["rate"])


def slowly(params: dict[str, Any], step: int) -> float:
    time.sleep(random.random() * 0.003)
    return value_of(params, step)


def made(
    search: SearchSpec,
    history: list[Trial] | None = None,
    workers: int = 2,
    judge: Callable[[dict[str, Any], int], float] = slowly,
    context: Any = None,
    at_once: int = 4,
    found: list[Trial] | None = None,
) -> list[Trial]:
    reported: list[Trial] = [] if found is None else found
    loop = Loop(
        search,
        chooser(SPACE, search, 7, greater=True),
        judge,
        folds=FOLDS,
        greater=True,
        history=history or [],
        report=reported.append,
    )
    with ThreadPoolExecutor(workers) as pool:
        loop.run(context or Context(), pool, workers, at_once)
    return [loop.trials[n] for n in sorted(loop.trials)]


def facts(trials: list[Trial]) -> Facts:
    return [(t.number, t.state, t.params, t.value, t.folds) for t in sorted(trials, key=lambda t: t.number)]


@pytest.fixture(scope="module", params=SearchMethod)
def search(request: pytest.FixtureRequest) -> SearchSpec:
    return SearchSpec(request.param, trials=24)


@pytest.fixture(scope="module")
def alone(search: SearchSpec) -> list[Trial]:
    return made(search, workers=1, judge=value_of)


def test_every_trial_is_made(search: SearchSpec, alone: list[Trial]) -> None:
    assert [t.number for t in alone] == list(range(len(alone)))
    assert len(alone) == 24
    assert alone[0].state is TrialState.FINISHED
    assert any(t.state is TrialState.PRUNED for t in alone)
    for trial in alone:
        assert trial.params.keys() == {"rate", "leaves", "kind"}
        assert isinstance(trial.params["leaves"], int)


@pytest.mark.parametrize("workers", [2, 7])
def test_cores_and_speed_change_nothing(search: SearchSpec, alone: list[Trial], workers: int) -> None:
    assert facts(made(search, workers=workers)) == facts(alone)


def test_one_by_one_changes_nothing(search: SearchSpec, alone: list[Trial]) -> None:
    assert facts(made(search, at_once=1)) == facts(alone)


def test_interrupted_ten_times_it_ends_with_the_same_trials(search: SearchSpec, alone: list[Trial]) -> None:
    class Stopped(Context):
        left = 0

        def check_cancelled(self) -> None:
            self.left -= 1
            if self.left < 0:
                raise CancelledError

    history: list[Trial] = []
    for _ in range(10):
        context, found = Stopped(), list[Trial]()
        context.left = random.randint(1, 12)
        try:
            made(search, history, context=context, found=found)
        except CancelledError:
            pass
        history = sorted([*history, *found], key=lambda t: t.number)
    assert facts(made(search, history)) == facts(alone)


def test_a_gap_in_the_history_is_filled(search: SearchSpec, alone: list[Trial]) -> None:
    history = [t for t in alone[:10] if t.number not in (6, 8)]
    assert facts(made(search, history)) == facts(alone)


def test_another_seed_makes_other_trials() -> None:
    search = SearchSpec(trials=3)
    first, second = (chooser(SPACE, search, seed, greater=True).ask() for seed in (1, 2))
    assert first != second


def test_tpe_finds_what_random_does_not() -> None:
    def best(method: SearchMethod) -> float:
        trials = made(SearchSpec(method, trials=60, prune=False), workers=4, judge=value_of)
        found = best_trial(trials, greater=True)
        assert found is not None
        assert found.value is not None
        return found.value

    assert best(SearchMethod.TPE) > best(SearchMethod.RANDOM)


def test_without_pruning_all_trials_finish() -> None:
    trials = made(SearchSpec(trials=12, prune=False), judge=value_of)
    assert {t.state for t in trials} == {TrialState.FINISHED}
    assert {len(t.folds) for t in trials} == {FOLDS}


def test_halving_gives_all_rows_to_a_few() -> None:
    trials = made(SearchSpec(SearchMethod.HALVING, trials=40), judge=value_of)
    rungs = [len(t.folds) // FOLDS for t in trials]
    assert rungs.count(1) > rungs.count(3) > 0
    assert all(len(t.folds) % FOLDS == 0 for t in trials)
    best = best_trial(trials, greater=True)
    assert best is not None
    assert best.value == pytest.approx(sum(best.folds[-FOLDS:]) / FOLDS)


def test_a_trial_that_fails_says_why_and_the_others_go_on() -> None:
    def judge(params: dict[str, Any], step: int) -> float:
        if params["kind"] == "b":
            raise ValueError("b is not possible here\nand more")
        return value_of(params, step)

    trials = made(SearchSpec(trials=20), judge=judge)
    failed = [t for t in trials if t.state is TrialState.FAILED]
    assert failed
    assert all(t.text == "b is not possible here" and t.value is None for t in failed)
    assert {t.number for t in failed} == {t.number for t in trials if t.params["kind"] == "b"}


def test_a_search_in_which_everything_fails_ends_soon() -> None:
    def judge(params: dict[str, Any], step: int) -> float:
        raise ValueError("nothing works")

    found: list[Trial] = []
    with pytest.raises(AppError, match=r"first 5 trials all failed\. The last one: nothing works"):
        made(SearchSpec(trials=1000), judge=judge, found=found)
    assert len(found) == 5


def test_the_minutes_end_it_but_not_before_one_trial_has_finished() -> None:
    trials = made(SearchSpec(trials=10_000, minutes=0.002), judge=slowly)
    assert 1 <= len(trials) < 5000
    before = [replace(t, seconds=60.0) for t in trials[:1]]
    assert len(made(SearchSpec(trials=10_000, minutes=0.5), before)) == 1
    never = made(SearchSpec(trials=10_000, minutes=1e-9), judge=slowly)
    assert any(t.state is TrialState.FINISHED for t in never)


def trial(number: int, folds: tuple[float, ...], state: TrialState = TrialState.FINISHED) -> Trial:
    return Trial(number, state, {}, sum(folds) / len(folds), folds, NOW, 1.0)


def test_the_median_rule_is_optunas() -> None:
    chance = random.Random(3)
    verdicts = set()
    for greater in (True, False):
        pruner = optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=0)
        for _ in range(60):
            before = [trial(n, tuple(chance.random() for _ in range(4))) for n in range(chance.randint(3, 9))]
            values = tuple(chance.random() for _ in range(chance.randint(1, 3)))
            study = _study(before, pruner, greater)
            asked = study.ask()
            for step in range(len(values)):
                asked.report(sum(values[: step + 1]) / (step + 1), step)
            ours = hopeless(values, before, greater)
            assert ours == asked.should_prune()
            verdicts.add(ours)
    assert verdicts == {True, False}


def test_halving_is_optunas() -> None:
    chance = random.Random(5)
    verdicts = set()
    for greater in (True, False):
        for _ in range(40):
            pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=3)
            study = optuna.create_study(direction="maximize" if greater else "minimize", pruner=pruner)
            before: list[Trial] = []
            for number in range(10):
                value = chance.random()
                asked = study.ask()
                asked.report(value, 1)
                ours = left_behind((value,), before, greater, folds=1)
                assert ours == asked.should_prune()
                verdicts.add(ours)
                before.append(trial(number, (value,)))
    assert verdicts == {True, False}


def _study(before: list[Trial], pruner: Any, greater: bool) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize" if greater else "minimize", pruner=pruner)
    for one in before:
        means = {step: sum(one.folds[: step + 1]) / (step + 1) for step in range(len(one.folds))}
        study.add_trial(optuna.trial.create_trial(value=one.value, intermediate_values=means))
    return study


def test_seconds_at_the_same_time_count_once() -> None:
    one, two = trial(0, (1.0,)), replace(trial(1, (1.0,)), started_at=NOW + timedelta(seconds=0.5))
    later = replace(trial(2, (1.0,)), started_at=NOW + timedelta(seconds=10))
    assert spent([later, two, one]) == pytest.approx(2.5)
    assert spent([]) == 0.0


def test_a_grid_is_the_whole_product_in_steps_or_an_even_part_of_it() -> None:
    small = grid(SPACE, 12, 0)
    assert len(small) == 12
    assert small[0] == {"rate": 0.001, "leaves": 2, "kind": "a"}
    assert {p["rate"] for p in small} == {0.001, 1.0}
    few = grid(SPACE, 5, 0)
    assert len(few) == 5
    assert all(point in small for point in few)
    assert few == grid(SPACE, 5, 0)
    assert steps(SPACE[0], 4) == (0.001, 0.01, 0.1, 1.0)
    assert steps(Dimension("n", True, SearchRange(1, 3)), 10) == (1, 2, 3)


def test_ranges_of_the_settings_stand_in_place_of_the_catalogues() -> None:
    ranges = {"logistic_regression": {"C": SearchRange(0.1, 10, log=True)}}
    found = {d.name: d for d in dimensions("logistic_regression", SearchSpec(ranges=ranges))}
    assert found["C"].values == SearchRange(0.1, 10, log=True)
    assert dimensions("baseline", SearchSpec()) == ()


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("gone", SearchRange(1, 2), "no parameter called 'gone'"),
        ("C", SearchRange(2, 1), "lower and a higher end"),
        ("C", SearchRange(1), "lower and a higher end"),
        ("C", SearchRange(0, 1, log=True), "begins at 0"),
        ("C", SearchRange(-5, 1), "cannot be -5"),
        ("class_weight", SearchRange(1, 2), "is not a number"),
        ("class_weight", SearchRange(choices=("heavy",)), "cannot be 'heavy'"),
    ],
)
def test_ranges_that_cannot_be_are_refused(name: str, values: SearchRange, words: str) -> None:
    with pytest.raises(InputError, match=words):
        dimensions("logistic_regression", SearchSpec(ranges={"logistic_regression": {name: values}}))
