"""Whether differences between runs are real, in sentences."""

from __future__ import annotations

from dataclasses import replace

from modelyard.domain.experiments.significance import Difference, Differences, best_of_all
from modelyard.domain.experiments.spec import AlgorithmSpec, Task
from modelyard.services.experiments import compare as service
from tests.experiments.runs_support import add_experiment, add_runs
from tests.experiments.test_reproduce import spec, trained, workspace  # noqa: F401

NAMES = {"a": "Run 1", "b": "Run 2", "c": "Run 3"}


def pair(first: str, second: str, value: float, better: str | None) -> Difference:
    return Difference(first, second, value, value - 0.01, value + 0.01, 0.001, 0.003, better, "")


def test_the_best_of_all_in_a_sentence() -> None:
    sure = Differences("roc_auc", 9, (pair("a", "b", 0.05, "a"), pair("c", "a", -0.02, "a")))
    assert best_of_all(sure, "a", NAMES) == (
        "Run 1 is better than run 3, the next best of 3, by 0.0200 ROC AUC (0.0100 to 0.0300); "
        "that is more than chance explains."
    )
    less = Differences("log_loss", 9, (pair("a", "b", -0.05, "a"), pair("c", "a", 0.001, None)))
    said = best_of_all(less, "a", NAMES)
    assert said == "Run 1 has the best Log loss, but run 3 cannot be told from it; 1 of 2 others are really worse."


def test_from_stored_predictions(workspace) -> None:  # noqa: F811
    asked = replace(spec(workspace, Task.BINARY, "baseline", "naive_bayes"), name="real")
    baseline, bayes = trained(workspace, asked)
    found = service.significance(workspace, [baseline.id, bayes.id], "roc_auc")
    assert found.best == bayes.id
    assert found.found is not None
    assert found.found.rows == bayes.test_rows
    assert found.text.startswith(f"Run {bayes.number} is better than run {baseline.number} by 0.")
    assert found.text.endswith("more than chance explains.")
    assert [p.better for p in found.against_best()] == [bayes.id]
    other = trained(workspace, replace(asked, seed=9, algorithms=(AlgorithmSpec("naive_bayes"),)))[0]
    said = service.significance(workspace, [baseline.id, other.id], "roc_auc")
    assert said.found is None
    assert "other hold-out rows" in said.text


def test_runs_without_predictions_say_so(workspace) -> None:  # noqa: F811
    experiment = add_experiment(workspace, "logged")
    ids = add_runs(workspace, experiment, [{"metrics": {"roc_auc": 0.7}}, {"metrics": {"roc_auc": 0.8}}])
    assert "kept no predictions" in service.significance(workspace, ids, "roc_auc").text
    assert "has no F1" in service.significance(workspace, ids, "f1").text
