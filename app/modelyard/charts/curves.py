"""Charts of how well runs separate and rate: ROC, precision-recall, calibration, thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from modelyard.charts.style import (
    BELOW,
    DASHES,
    ValueAxis,
    chart,
    color,
    empty,
    interaction,
    left_margin,
    named_lines,
    new_figure,
    place,
    series_color,
    set_x,
    set_y,
    shorten_each,
    tr,
)
from modelyard.charts.table import Table
from modelyard.domain.experiments.decisions import best_f1, decision_at, decisions
from modelyard.domain.experiments.evaluation import BinaryEvaluation, Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# (label, colour, curve): the colour is a place in the categorical palette, "#RRGGBB", or None for the next one
CurveSeries = tuple[str, int | str | None, Curve]

QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def area_under(curve: Curve) -> float:
    """The area under a curve's points by the trapezoidal rule."""
    points = pairwise(zip(curve.x, curve.y, strict=True))
    return sum((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in points)


def average_precision(curve: Curve) -> float:
    """Average precision of a precision-recall curve's points (steps; recall is x and rises)."""
    points = pairwise(zip(curve.x, curve.y, strict=True))
    return sum((x1 - x0) * y1 for (x0, _), (x1, y1) in points)


# --- ROC ----------------------------------------------------------------------------------------------------------


@chart
def roc(
    runs: Sequence[CurveSeries],
    *,
    width: float,
    height: float,
    theme: str = "light",
    values: Sequence[float | None] = (),
) -> Figure:
    """ROC curves of some runs. `values` are their exact areas; those missing are computed from the points."""
    if not any(curve.x for _, _, curve in runs):
        return empty(tr("No ROC curve yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    axes = unit_square(figure, tr("False positive rate"), tr("True positive rate"))
    axes.plot([0, 1], [0, 1], color=color(theme, "border-strong"), linewidth=1, linestyle=(0, (3, 3)), zorder=1)
    _curves(axes, runs, [_exact(values, i, area_under(c)) for i, (_, _, c) in enumerate(runs)], theme, tr("ROC AUC"))
    return figure


def describe_roc(runs: Sequence[CurveSeries], values: Sequence[float | None] = ()) -> str:
    """One sentence: which run has the largest area."""
    areas = [(label, _exact(values, i, area_under(c))) for i, (label, _, c) in enumerate(runs) if c.x]
    return _best(areas, tr("ROC AUC"))


def roc_table(runs: Sequence[CurveSeries], values: Sequence[float | None] = ()) -> Table:
    """Every point of every curve."""
    return _curve_table(runs, tr("False positive rate"), tr("True positive rate"))


# --- precision-recall ---------------------------------------------------------------------------------------------


@chart
def precision_recall(
    runs: Sequence[CurveSeries],
    *,
    width: float,
    height: float,
    theme: str = "light",
    values: Sequence[float | None] = (),
    positive_share: float | None = None,
) -> Figure:
    """Precision over recall. `values` are exact average precisions; the dashed line is what guessing gives."""
    if not any(curve.x for _, _, curve in runs):
        return empty(tr("No precision-recall curve yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    axes = unit_square(figure, tr("Recall"), tr("Precision"))
    if positive_share is not None:
        axes.axhline(positive_share, color=color(theme, "border-strong"), linewidth=1, linestyle=(0, (3, 3)), zorder=1)
    found = [_exact(values, i, average_precision(c)) for i, (_, _, c) in enumerate(runs)]
    _curves(
        axes, runs, found, theme, tr("Average precision"), location="lower left", drawstyle="steps-pre"
    )  # between two recalls precision is that of the higher one
    return figure


def describe_precision_recall(runs: Sequence[CurveSeries], values: Sequence[float | None] = ()) -> str:
    """One sentence: which run has the highest average precision."""
    found = [(label, _exact(values, i, average_precision(c))) for i, (label, _, c) in enumerate(runs) if c.x]
    return _best(found, tr("average precision"))


def precision_recall_table(runs: Sequence[CurveSeries], values: Sequence[float | None] = ()) -> Table:
    """Every point of every curve."""
    return _curve_table(runs, tr("Recall"), tr("Precision"))


# --- calibration --------------------------------------------------------------------------------------------------


@chart
def calibration(evaluation: BinaryEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """Actual share of yes over predicted probability, and below how often each probability was given."""
    found = evaluation.calibration
    if not found.counts:
        return empty(tr("No calibration yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    labels = ["0.0", "0.5", "1.0"]
    left, below = left_margin(labels, title=True), BELOW
    strip = min(34.0, height * 0.14)
    upper = place(figure, left, 16, 10, below + strip + 12)
    blue = series_color(theme, 0, 0)
    upper.plot([0, 1], [0, 1], color=color(theme, "border-strong"), linewidth=1, linestyle=(0, (3, 3)), zorder=1)
    upper.plot(
        found.predicted, found.observed, color=blue, marker="o", markersize=5, markeredgecolor=color(theme, "surface")
    )
    upper.set_xlim(-0.02, 1.02)
    set_y(upper, (0.0, 0.5, 1.0), labels)
    upper.set_ylim(-0.02, 1.04)
    upper.grid(True)
    upper.set_xticks(QUARTERS, [""] * 5)
    upper.tick_params(axis="x", length=0)
    upper.spines["bottom"].set_visible(False)
    upper.set_ylabel(tr("Actual rate"))
    lower = place(figure, left, 16, height - below - strip, below)
    bins = evaluation.score_histogram
    if bins:
        lower.bar([(i + 0.5) / len(bins) for i in range(len(bins))], bins, width=0.85 / len(bins),
                  color=color(theme, "border-strong"))  # fmt: skip
        lower.set_ylim(0, max(bins) or 1)
    lower.set_xlim(-0.02, 1.02)
    lower.set_yticks([])
    set_x(lower, QUARTERS, [f"{q:.2f}" for q in QUARTERS])
    lower.set_xlabel(tr("Predicted probability"))
    return figure


def describe_calibration(evaluation: BinaryEvaluation) -> str:
    """One sentence: how far predicted and actual are apart."""
    found = evaluation.calibration
    if not found.counts:
        return tr("There is no calibration yet.")
    gaps = [(abs(o - p), p, o) for p, o in zip(found.predicted, found.observed, strict=True)]
    _, predicted, observed = max(gaps)
    text = tr(
        "Predicted and actual rates differ by {error:.3f} on average; most where {predicted:.2f} was predicted and "
        "{observed:.2f} came true."
    )
    return text.format(error=found.error, predicted=predicted, observed=observed)


def calibration_table(evaluation: BinaryEvaluation) -> Table:
    """Mean prediction, actual rate and rows of each bin."""
    found = evaluation.calibration
    rows = tuple(zip(found.predicted, found.observed, found.counts, strict=True))
    return Table((tr("Mean predicted probability"), tr("Actual rate"), tr("Rows")), rows)


# --- thresholds ---------------------------------------------------------------------------------------------------


@chart
def thresholds(
    evaluation: BinaryEvaluation, threshold: float = 0.5, *, width: float, height: float, theme: str = "light"
) -> Figure:
    """Precision, F1 and recall over the decision threshold; the present one is a dashed line that can be dragged."""
    table = evaluation.thresholds
    if not table.thresholds:
        return empty(tr("No thresholds yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    labels = [f"{t:.2f}" for t in QUARTERS]
    left, right = left_margin(labels, title=True), 14.0
    axes = place(figure, left, right, 28, BELOW)
    found = decisions(table)
    series = (
        (tr("Precision"), [d.precision for d in found], 1),
        (tr("F1"), [d.f1 for d in found], 0),
        (tr("Recall"), [d.recall for d in found], 2),
    )
    for name, values, colour in series:
        points = [(t, v) for t, v in zip(table.thresholds, values, strict=True) if v is not None]
        if points:
            x, y = zip(*points, strict=True)
            axes.plot(x, y, color=series_color(theme, colour, 0), label=name, clip_on=False)
    axes.axvline(threshold, color=color(theme, "text2"), linewidth=1, linestyle=(0, (4, 3)))
    axes.text(threshold + (0.015 if threshold < 0.85 else -0.015), 0.02, f"{threshold:.2f}",
              color=color(theme, "text2"), ha="left" if threshold < 0.85 else "right", va="bottom")  # fmt: skip
    axes.set_xlim(0, 1)
    set_y(axes, QUARTERS, labels)
    set_x(axes, (0.1, 0.3, 0.5, 0.7, 0.9), ["0.1", "0.3", "0.5", "0.7", "0.9"])
    axes.set_xlabel(tr("Decision threshold"))
    axes.set_ylabel(tr("Score"))
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=3, columnspacing=1.2)
    interaction(figure).axis = ValueAxis(left, width - right, 0.0, 1.0, threshold, 0.01)
    return figure


def describe_thresholds(evaluation: BinaryEvaluation, threshold: float = 0.5) -> str:
    """One sentence: what the present threshold gives, and where F1 is best."""
    table = evaluation.thresholds
    if not table.thresholds:
        return tr("There are no thresholds yet.")
    here, best = decision_at(table, threshold), best_f1(table)
    text = tr(
        "At {threshold:.2f}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}. F1 is best at {best:.2f} "
        "with {best_f1:.3f}."
    )
    return text.format(
        threshold=threshold, precision=here.precision or 0.0, recall=here.recall or 0.0, f1=here.f1 or 0.0,
        best=best.threshold, best_f1=best.f1 or 0.0,
    )  # fmt: skip


def thresholds_table(evaluation: BinaryEvaluation, threshold: float = 0.5) -> Table:
    """Counts and rates at every threshold."""
    table = evaluation.thresholds
    rows = tuple(
        (d.threshold, d.true_positive, d.false_positive, d.true_negative, d.false_negative, d.precision, d.recall, d.f1)
        for d in decisions(table)
    )
    columns = (tr("Threshold"), tr("True positive"), tr("False positive"), tr("True negative"), tr("False negative"),
               tr("Precision"), tr("Recall"), tr("F1"))  # fmt: skip
    return Table(columns, rows)


# --- shared -------------------------------------------------------------------------------------------------------


def _exact(values: Sequence[float | None], index: int, otherwise: float) -> float:
    value = values[index] if index < len(values) else None
    return otherwise if value is None else value


def unit_square(figure: Figure, x: str, y: str) -> Axes:
    """Axes from 0 to 1 both ways."""
    labels = [f"{q:.2f}" for q in QUARTERS]
    axes = place(figure, left_margin(labels, title=True), 16, 10, BELOW)
    axes.set_xlim(0, 1)
    set_x(axes, QUARTERS, labels)
    set_y(axes, QUARTERS, labels)
    axes.set_ylim(0, 1.02)
    axes.grid(True)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return axes


def _curves(
    axes: Axes, runs: Sequence[CurveSeries], values: Sequence[float], theme: str, title: str,
    location: Any = "lower right", drawstyle: str = "default",
) -> None:  # fmt: skip
    """The lines, first run on top, and a legend with each run's number."""
    labels = shorten_each([label for label, _, _ in runs[:6]], 130)
    for i, ((_, wanted, curve), value) in enumerate(zip(runs, values, strict=True)):
        name = f"{labels[i]} {value:.3f}" if i < 6 else None
        axes.plot(curve.x, curve.y, drawstyle=drawstyle, color=series_color(theme, wanted, i),
                  linestyle=DASHES[i % 6], zorder=10 - i / 100, label=name)  # fmt: skip
    if runs:
        titled_legend(axes, title, theme, location)


def titled_legend(axes: Axes, title: str, theme: str, location: Any) -> None:
    """The names of the lines, with what the numbers beside them are above."""
    legend = axes.legend(*named_lines(axes), loc=location, title=title, alignment="left", labelspacing=0.55)
    legend.get_title().set_color(color(theme, "text2"))


def _best(found: Sequence[tuple[str, float]], name: str) -> str:
    if not found:
        return tr("There is nothing to compare yet.")
    label, value = max(found, key=lambda pair: pair[1])
    if len(found) == 1:
        return tr("{label}: {name} {value:.3f}.").format(label=label, name=name, value=value)
    text = tr("Of {count} runs, {label} has the highest {name}, {value:.3f}; the lowest is {low:.3f}.")
    return text.format(count=len(found), label=label, name=name, value=value, low=min(v for _, v in found))


def _curve_table(runs: Sequence[CurveSeries], x: str, y: str) -> Table:
    rows: list[tuple[str | int | float | None, ...]] = []
    for label, _, curve in runs:
        limits = curve.threshold or (None,) * len(curve.x)
        rows += [(label, a, b, t) for a, b, t in zip(curve.x, curve.y, limits, strict=True)]
    return Table((tr("Run"), x, y, tr("Threshold")), tuple(rows))
