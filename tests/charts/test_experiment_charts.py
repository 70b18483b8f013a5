"""Charts of experiments: what single ones draw and say."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from sklearn import metrics

from modelyard.charts import classes, curves, gain, learning, logged, make, search, unlabelled
from modelyard.charts.parallel import Parallels, height_at
from modelyard.charts.render import content
from modelyard.charts.scale import Scale
from modelyard.charts.style import interaction, palette, shorten_each, text_width
from modelyard.charts.ticks import log_ticks, number_ticks
from modelyard.domain.experiments.evaluation import ClustersEvaluation, Curve, Importance, LearningCurve
from modelyard.domain.experiments.runs import MetricPoint, TrialState
from modelyard.training.evaluation.tasks import classes_evaluation as measured_classes
from tests.charts.examples import FULL, judged, scored
from tests.charts.experiment_examples import (
    AXES,
    HOSTILE,
    classes_evaluation,
    regression_evaluation,
    run_lines,
    run_points,
    search_trials,
)
from tests.charts.test_charts import texts

NEW = ("class_roc", "gain", "metric_history", "dependence", "folds", "run_scatter", "parallel", "best_so_far")


@pytest.mark.parametrize("kind", NEW)
@pytest.mark.parametrize("size", [(330, 230), (700, 320)])
def test_axes_have_at_least_two_ticks_at_card_size_and_wide(kind, size):
    figure: Any = make(kind, "A chart", *FULL[kind]).draw(size[0], size[1], "light")
    axes = figure.axes[0]
    if axes.axison:
        low, high = sorted(axes.get_xlim())
        assert sum(low <= t <= high for t in axes.get_xticks()) >= 2
    assert sum(1 for t in texts(figure)) >= 4


def test_names_that_begin_with_an_underscore_are_in_the_legend():
    for kind in ("gain", "metric_history", "class_roc"):
        figure: Any = make(kind, "A chart", *FULL[kind]).draw(700, 320, "light")
        legend = [t.get_text() for t in figure.axes[0].get_legend().get_texts()]
        assert any(text.startswith("_a $x^2$") for text in legend), kind


def test_ticks_of_tiny_huge_and_logarithmic_numbers():
    assert number_ticks(0, 3e-7, 4)[1] == ["0", "1e−7", "2e−7", "3e−7"]
    assert number_ticks(0, 3e20, 4)[1][-1] == "3e20"
    assert log_ticks(0.02, 40, 6) == ([0.1, 1.0, 10.0], ["0.1", "1", "10"])
    assert log_ticks(2, 30, 6)[0] == [2, 5, 10, 20]
    assert log_ticks(2, 2.5, 6)[0] == [2]


# Searches


def test_best_so_far_leaves_out_pruned_and_failed_trials():
    trials = search_trials()
    best = max((t for t in trials if t.state is TrialState.FINISHED), key=lambda t: t.value or 0.0)
    assert search.best_trial(trials, "roc_auc") is best
    line = search.best_line(trials, "roc_auc")
    assert [v for _, v in line] == list(np.maximum.accumulate([v for _, v in line]))
    assert line[-1] == (23, best.value)
    falling = search.best_line(trials, "log_loss")
    assert falling[-1][1] == 0.51, "less is better"
    sentence = search.describe_best_so_far(trials, "roc_auc", 40)
    assert f"ROC AUC {best.value:.4f} was found in trial {best.number + 1}; tried: 23 of 40." in sentence
    assert sentence.endswith("3 stopped early, 1 failed.")


def test_a_trial_far_worse_than_the_rest_does_not_squeeze_them():
    figure: Any = make("best_so_far", "Best", search_trials(), "roc_auc", 40).draw(330, 230, "light")
    low, high = figure.axes[0].get_ylim()
    assert low > 0.8
    assert high < 0.96
    assert [list(line.get_xdata()) for line in figure.axes[0].lines if line.get_marker() == "v"] == [[13]]
    hollow = [line for line in figure.axes[0].lines if line.get_markerfacecolor() != line.get_markeredgecolor()]
    assert any(list(line.get_xdata()) == [6, 12, 18] for line in hollow)
    keys = [r.key for r in interaction(figure).regions]
    assert len(keys) == 22
    assert 9 not in keys, "a failed trial has no value"


def test_slices_show_the_most_telling_parameter_first_and_no_constants():
    found = search.searched(search_trials(40), "roc_auc")
    assert "seed" not in [name for name, _ in found]
    assert found[0][0] == "learning_rate"
    assert all(0 <= share <= 1 for _, share in found)
    trials = [t for t in search_trials(40) if t.state is TrialState.FINISHED]
    values = [t.value or 0.0 for t in trials]
    from scipy.stats import spearmanr

    expected = abs(spearmanr([t.params["max_leaf_nodes"] for t in trials], values).statistic)
    assert dict(found)["max_leaf_nodes"] == pytest.approx(expected)
    chart = make("slices", "Slices", search_trials(40), "roc_auc")
    assert len(chart.draw(700, search.slices_height(search_trials(40), "roc_auc", 700), "light").axes) == 5
    assert len(chart.draw(330, 230, "light").axes) == 2


def test_scales_place_numbers_categories_and_what_is_missing():
    plain = Scale.of([1, 2, "3.5"])
    assert not plain.names
    assert plain.place("2") == pytest.approx((2 - plain.low) / (plain.high - plain.low))
    wide = Scale.of([0.001, 0.1, 10])
    assert wide.log
    assert wide.place(0.1) == pytest.approx(0.5)
    assert wide.value_at(0.5) == pytest.approx(0.1)
    mixed = Scale.of([0.5, "sqrt", None, True])
    assert mixed.names == ("0.5", "sqrt", "yes")
    assert mixed.place(None) == 0.0
    assert mixed.place(0.5) == pytest.approx(0.12 + 0.88 / 6)
    assert mixed.place("unknown") is None
    assert Scale.of([7, 7]).place(7) == 0.5
    assert Scale.of([]).place(None) is None
    assert Scale.of([float("nan"), 1, 2]).missing


# Classes


def test_beyond_twenty_classes_the_most_confused_are_drawn():
    names = tuple(f"class {i}" for i in range(30))
    evaluation = classes_evaluation(names)
    quiet = tuple(
        tuple(n if i == k or i < 22 else 0 for k, n in enumerate(row)) for i, row in enumerate(evaluation.confusion)
    )
    shown = classes.shown_classes(replace(evaluation, confusion=quiet))
    assert len(shown) == 20
    assert max(shown) <= 22
    assert shown == sorted(shown)
    figure: Any = make("class_confusion", "Confusion", replace(evaluation, confusion=quiet)).draw(600, 500, "light")
    assert len(interaction(figure).regions) == 400


def test_recall_of_classes_agrees_with_scikit_learn():
    generator = np.random.default_rng(1)
    actual, predicted = generator.integers(0, 3, 300), generator.integers(0, 3, 300)
    matrix = metrics.confusion_matrix(actual, predicted)
    evaluation = replace(classes_evaluation(("a", "b", "c")), confusion=tuple(map(tuple, matrix.tolist())))
    recall = [right / rows for _, right, rows in classes.class_recalls(evaluation)]
    assert recall == pytest.approx(list(metrics.recall_score(actual, predicted, average=None)))
    table = classes.class_recall_table(evaluation)
    assert [row[4] for row in table.rows] == pytest.approx(
        list(metrics.precision_score(actual, predicted, average=None))
    )


def test_more_than_six_classes_are_grey():
    figure: Any = make("class_roc", "ROC", classes_evaluation(tuple("abcdefgh"))).draw(700, 320, "light")
    grey = palette("light", "categorical")[6]
    assert sum(line.get_color() == grey for line in figure.axes[0].lines) == 2
    assert len(figure.axes[0].get_legend().get_texts()) == 6


# Gain and lift


def test_gain_is_that_of_the_sorted_rows():
    y, score = scored()
    curve = gain.gain_curve(judged())
    order = np.argsort(-score, kind="stable")
    for share in (0.1, 0.2, 0.5):
        found = y[order][: int(share * len(y))].sum() / y.sum()
        assert gain.gain_at(curve, share) == pytest.approx(found, abs=0.01)
    assert curve.x[-1] == pytest.approx(1)
    assert curve.y[-1] == pytest.approx(1)
    assert "hold" in gain.describe_gain([("Run 1", None, curve)])
    share, times = gain.lift_points(curve)[5]
    assert times * share == pytest.approx(gain.gain_at(curve, share))


# Numbers


def test_residuals_lean_where_the_model_is_too_low():
    figure: Any = make("residuals", "Residuals", regression_evaluation(1500)).draw(700, 320, "light")
    assert len(figure.axes[0].collections) == 1, "many points become cells"
    few: Any = make("residuals", "Residuals", regression_evaluation(100)).draw(330, 230, "light")
    assert few.axes[0].collections[0].get_offsets().shape == (100, 2)
    assert "too low on average" in make("residuals", "Residuals", regression_evaluation(1500)).description


def test_error_quantiles_say_what_half_of_the_rows_stay_under():
    evaluation = regression_evaluation(1000)
    errors = np.abs(np.subtract(evaluation.actual, evaluation.predicted))
    half = f"{np.quantile(errors, 0.5):,.4g}"
    assert f"Half of the rows are off by at most {half}," in make("error_quantiles", "Errors", evaluation).description


# Learning and logging


def test_learning_curve_says_whether_more_rows_help():
    curve = LearningCurve("rmse", (100, 200, 400), (1.0, 1.5, 1.8), (4.0, 3.0, 2.5))
    assert learning.describe_learning_curve(curve).endswith("The last step still helped.")
    flat = replace(curve, hold_out=(4.0, 2.5, 2.6))
    assert learning.describe_learning_curve(flat).endswith("The last step did not help.")


def test_long_histories_keep_their_peaks_and_gaps():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    values = [math.sin(i / 500) for i in range(50_000)]
    values[31_337] = 9.0
    points = [MetricPoint("loss", i, at, v) for i, v in enumerate(values)]
    figure: Any = make("metric_history", "Loss", [("Run 1", None, points)], "loss").draw(700, 300, "light")
    line = figure.axes[0].lines[0]
    assert len(line.get_xdata()) <= logged.MOST_POINTS
    assert max(line.get_ydata()) == 9.0
    small: Any = make("metric_history", "Loss", *FULL["metric_history"]).draw(330, 230, "light")
    assert np.isnan(small.axes[0].lines[0].get_ydata()[7]), "what is no number is a gap"
    assert "2 values are no finite numbers." in make("metric_history", "Loss", *FULL["metric_history"]).description
    assert make("metric_history", "Loss", *FULL["metric_history"]).table().rows[7][3] == "nan"


def test_logarithmic_history_leaves_out_what_has_no_logarithm():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    points = [MetricPoint("loss", i, at, v) for i, v in enumerate((1.0, 0.0, 0.01, -1.0, 0.001))]
    figure: Any = make("metric_history", "Loss", [("Run 1", None, points)], "loss", log=True).draw(330, 230, "light")
    assert figure.axes[0].get_yscale() == "log"
    assert list(np.isnan(figure.axes[0].lines[0].get_ydata())) == [False, True, False, True, False]
    assert {"0.001", "0.01", "0.1", "1"} <= set(texts(figure))


# Many runs


def test_chosen_runs_keep_their_colours_in_the_scatter():
    figure: Any = make("run_scatter", "Runs", run_points(), "Fit time, s", "ROC AUC").draw(700, 320, "light")
    colours = {line.get_color() for line in figure.axes[0].lines if line.get_markersize() == 8}
    assert colours == set(palette("light", "categorical")[:3])
    assert interaction(figure).regions[0].key in {"run31", "run28", "run21"}, "chosen runs are found first"
    assert "Fit time, s (log scale)" in texts(figure)


def test_importance_of_an_error_says_that_it_rises():
    run, drops = "Run 1", FULL["importance"][0][0][2]
    chart = make("importance", "Importance", [(run, 0, drops)], "rmse")
    assert "RMSE rises by 0.380" in chart.description
    assert "RMSE added when shuffled" in texts(chart.draw(360, 260, "light"))
    assert chart.table().columns[2] == "RMSE added"


def test_parallel_lines_outside_the_range_step_back():
    chart = make("parallel", "Runs", AXES, run_lines(12, chosen=1), {5: (0.5, 1.0)})
    figure: Any = chart.draw(700, 300, "light")
    faint, plain = figure.axes[0].collections[:2]
    inside = len(chart.table().rows)
    assert 0 < inside < 12
    assert len(faint.get_segments()) + len(plain.get_segments()) == 11
    assert len(plain.get_segments()) in (inside, inside - 1)
    curve = plain.get_segments()[0]
    found = Parallels(AXES, run_lines(12, chosen=1))
    heights = [height_at(found.places[k], 2, 0.25) for k in range(12)]
    assert any(curve[2 * 12 + 3][1] == pytest.approx(h) for h in heights), "the same lines as in the window"


def test_hostile_names_stay_one_line():
    for kind in ("class_recall", "folds", "metric_differences", "dependence"):
        figure: Any = make(kind, "A chart", *FULL[kind]).draw(330, 230, "light")
        assert HOSTILE not in texts(figure)
        assert all("\n" not in text for text in texts(figure)), kind


def told_apart(rows: int = 600, classes_: int = 4) -> tuple[Any, Any, Any]:
    """Probabilities of several classes that are right more often than not, the answers, and their evaluation."""
    rng = np.random.default_rng(5)
    answer = rng.integers(0, classes_, rows)
    raw = rng.random((rows, classes_)) + 0.6 * np.eye(classes_)[answer]
    probabilities = raw / raw.sum(axis=1, keepdims=True)
    names = tuple(f"kind {i}" for i in range(classes_))
    return answer, probabilities, measured_classes(answer, probabilities, names)


def curve_of(*given: Any, **options: Any) -> Curve:
    curve = classes.against_rest(*given, **options)
    assert curve is not None
    return curve


def test_curves_of_several_classes_are_those_of_one_or_the_mean_of_all():
    answer, probabilities, found = told_apart()
    mean = curve_of(found, found.roc)
    expected = metrics.roc_auc_score(answer, probabilities, multi_class="ovr", average="macro")
    assert curves.area_under(mean) == pytest.approx(expected, abs=5e-3)
    one = curve_of(found, found.roc, "kind 2")
    assert curves.area_under(one) == pytest.approx(metrics.roc_auc_score(answer == 2, probabilities[:, 2]), abs=5e-3)
    mean = curve_of(found, found.precision_recall, steps=True)
    each = [metrics.average_precision_score(answer == k, probabilities[:, k]) for k in range(4)]
    assert curves.average_precision(mean) == pytest.approx(np.mean(each), abs=1e-2)
    assert classes.against_rest(found, found.roc, "no such class") is None


def test_precision_is_that_of_the_next_recall_not_a_line_between_them():
    always = Curve((0.0, 1.0), (1.0, 0.3), (None, 0.5))  # a run that says the same of every row
    figure: Any = make("precision_recall", "PR", [("Run 1", 0, always)]).draw(330, 230, "light")
    assert figure.axes[0].lines[0].get_drawstyle() == "steps-pre"


def test_names_that_are_cut_still_differ():
    names = [f"a class with a long name, number {i}" for i in range(3)]
    assert len(set(shorten_each(names, 90))) == 3
    assert all(text_width(text) <= 90 for text in shorten_each(names, 90))
    assert shorten_each(["short", "a rather long name of one"], 60)[1].startswith("a rather")


def test_a_low_picture_shows_as_many_features_as_there_is_room_for():
    found = [Importance(f"feature {i}", 1.0 / (i + 1), 0.01) for i in range(30)]
    for height, least, most in ((150, 4, 9), (600, 30, 30)):
        figure: Any = make("importance", "I", [("Run 1", 0, found)], "roc_auc", most=30).draw(400, height, "light")
        assert least <= len(figure.axes[0].get_yticks()) <= most


def test_finished_trials_lie_above_those_stopped_early():
    figure: Any = make("best_so_far", "Best", search_trials(40)).draw(700, 320, "light")
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o" and len(line.get_xdata()) > 1]
    hollow = [d for d in dots if d.get_markerfacecolor() != d.get_color()]
    full = [d for d in dots if d.get_markerfacecolor() == d.get_color()]
    assert hollow
    assert max(d.get_zorder() for d in hollow) < min(d.get_zorder() for d in full)


def test_steps_are_counted_in_whole_numbers():
    at = datetime(2026, 11, 1, tzinfo=UTC)
    points = [MetricPoint("loss", step, at, 1 / (1 + step)) for step in range(30)]
    figure = logged.metric_history([("Run 1", None, points)], "loss", width=900, height=200)
    shown = [t.get_text() for t in figure.axes[0].get_xticklabels()]
    assert shown == ["0", "5", "10", "15", "20", "25"]


def test_a_cluster_has_its_colour_in_both_charts_though_another_is_empty():
    points = tuple((float(k), float(i), k) for k in (0, 2, 3, 4, 5, 6, 7) for i in range(3))
    found = ClustersEvaluation((3, 0, 3, 3, 3, 3, 3, 3), points, (0.5, 0.2))
    lines: Any = unlabelled.cluster_points(found, width=600, height=300).axes[0]
    bars = unlabelled.cluster_sizes(found, width=300, height=300).axes[0]
    shades = {round(line.get_xdata()[0]): to_hex(line.get_color()) for line in lines.get_lines()}
    assert {k: to_hex(bars.patches[k].get_facecolor()) for k in shades} == shades
    assert [t.get_text() for t in lines.get_legend().get_texts()] == ["1", "3", "4", "5", "6", "7", "8"]


def test_the_words_of_a_report_look_the_same_without_our_fonts():
    chart = make("roc", "ROC", *FULL["roc"])
    assert b"<text" in content(chart, "svg", 300, 200, "light")
    assert b"<text" not in content(chart, "svg", 300, 200, "light", outlined=True)
