"""What can be written after the options of `modelyard experiments run`."""

from __future__ import annotations

import pytest

from modelyard.cli.experiments import options
from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    ClassWeight,
    FoldKind,
    FoldSpec,
    Formula,
    Missing,
    Preparation,
    Role,
    Scaling,
    SearchRange,
)


def test_options_become_settings():
    assert options.roles(["zip=category", "note=text"]) == {"zip": Role.CATEGORY, "note": Role.TEXT}
    assert options.class_weights("balanced") == (ClassWeight.BALANCED, {})
    assert options.class_weights("high=4,low=0.5") == (ClassWeight.CUSTOM, {"high": 4.0, "low": 0.5})
    given = ["missing=mean", "scaling=none", "text_words=50", "missing_flags=true", "formula=v: a / b"]
    assert options.preparation(given) == Preparation(
        Missing.MEAN, True, Scaling.NONE, text_words=50, formulas=(Formula("v", "a / b"),)
    )
    assert options.folds(None, FoldKind.AUTO, "") is None
    assert options.folds(3, FoldKind.AUTO, "") == FoldSpec(count=3)
    assert options.folds(None, FoldKind.AUTO, "owner") == FoldSpec(FoldKind.GROUP, 5, "owner")
    assert options.algorithm("ridge:alpha=0.5").params == {"alpha": 0.5}
    assert options.ranges(["ridge:alpha=0.1..10:log", "own:Nearest:power=1..2", "ridge:solver=svd, lsqr"]) == {
        "ridge": {"alpha": SearchRange(0.1, 10.0, log=True), "solver": SearchRange(choices=("svd", "lsqr"))},
        "own:Nearest": {"power": SearchRange(1.0, 2.0)},
    }


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (options.roles, ["zip=fruit"], "no role of a column"),
        (options.ranges, ["alpha=1..2"], "'alpha' names no parameter of an algorithm"),
        (options.ranges, ["ridge:alpha=1..many"], "'1..many' is no range"),
        (options.roles, ["zip"], "'zip' has no value"),
        (options.class_weights, "high=much", "The weight of 'high' is 'much'"),
        (options.class_weights, "fair", "'fair' has no value"),
        (options.preparation, ["colour=red"], "no setting called 'colour'"),
        (options.preparation, ["scaling=loud"], "The preparation cannot be so"),
    ],
)
def test_wrong_options_are_refused_with_a_sentence(read, text, words):
    with pytest.raises(InputError, match=words):
        read(text)


def test_only_ensembles_have_members():
    ensemble, tree = options.with_members([AlgorithmSpec("voting"), AlgorithmSpec("decision_tree")], ["a", "b"])
    assert (ensemble.members, tree.members) == (("a", "b"), ())
    with pytest.raises(InputError, match="Only an ensemble has members"):
        options.with_members([AlgorithmSpec("decision_tree")], ["a"])
    with pytest.raises(InputError, match="Nothing says what stacking is of"):
        options.with_members([AlgorithmSpec("stacking")], [])
