"""Charts of predicted numbers: predicted against actual, residuals, their histogram, errors by share of rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from modelyard.charts.parts import fits, number_x, within
from modelyard.charts.profile import histogram
from modelyard.charts.style import (
    BELOW,
    chart,
    color,
    empty,
    left_margin,
    new_figure,
    palette,
    place,
    series_color,
    set_y,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import number_text, number_ticks, percent
from modelyard.domain.data.datasets import Histogram
from modelyard.domain.experiments.evaluation import RegressionEvaluation

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# From so many points on, cells are shaded by their number instead
DENSE = 700


def _pairs(evaluation: RegressionEvaluation) -> list[tuple[float, float]]:
    """(predicted, actual) of the rows where both are finite."""
    pairs = zip(evaluation.predicted, evaluation.actual, strict=True)
    return [(p, a) for p, a in pairs if math.isfinite(p) and math.isfinite(a)]


def _cloud(axes: Axes, x: Sequence[float], y: Sequence[float], theme: str, size: tuple[float, float]) -> None:
    """Points while they are few, else hexagons shaded by their number; the axes' limits are set."""
    if len(x) < DENSE:
        axes.scatter(x, y, s=12, color=series_color(theme, 0, 0), alpha=0.45, linewidths=0, zorder=3)
        return
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    cells = max(6, int(size[0] / 9))
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    shades = LinearSegmentedColormap.from_list("amount", palette(theme, "sequential")[1:])
    axes.hexbin(x, y, gridsize=(cells, max(4, int(cells * size[1] / size[0] / 1.73))), cmap=shades, mincnt=1,
                norm=LogNorm(), extent=(low, high, bottom, top), linewidths=0.2, zorder=3)  # fmt: skip
    axes.set_xlim(low, high)
    axes.set_ylim(bottom, top)


# --- predicted against actual -------------------------------------------------------------------------------------


@chart
def predicted_actual(evaluation: RegressionEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """Actual over predicted numbers of hold-out rows; on the dashed line both are equal."""
    pairs = _pairs(evaluation)
    if not pairs:
        return empty(tr("No predictions yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    values = [v for pair in pairs for v in pair]
    ends, ticks, labels = within(min(values), max(values), fits(height - BELOW, 36))
    left = left_margin(labels, title=True)
    inner = (width - left - 16, height - 10 - BELOW)
    axes = place(figure, left, 16, 10, BELOW)
    set_y(axes, ticks, labels)
    number_x(axes, min(values), max(values), inner[0])
    axes.set_ylim(*ends)
    axes.grid(True)
    axes.plot(ends, ends, color=color(theme, "text3"), linewidth=1, linestyle=(0, (3, 3)), zorder=5)
    _cloud(axes, [p for p, _ in pairs], [a for _, a in pairs], theme, inner)
    axes.set_xlabel(tr("Predicted"))
    axes.set_ylabel(tr("Actual"))
    return figure


def describe_predicted_actual(evaluation: RegressionEvaluation) -> str:
    """One sentence: how far apart they are, and to which side."""
    pairs = _pairs(evaluation)
    if not pairs:
        return tr("There are no predictions yet.")
    errors = [a - p for p, a in pairs]
    mean = sum(map(abs, errors)) / len(errors)
    lean = sum(errors) / len(errors)
    side = tr("too low") if lean > 0 else tr("too high")
    text = tr("Over {count:,} rows predictions are off by {mean} on average; overall they are {lean} {side}.")
    return text.format(count=len(pairs), mean=number_text(mean), lean=number_text(abs(lean)), side=side)


def predicted_actual_table(evaluation: RegressionEvaluation) -> Table:
    """Both numbers of every row shown."""
    rows = tuple((p, a, a - p) for p, a in zip(evaluation.predicted, evaluation.actual, strict=True))
    return Table((tr("Predicted"), tr("Actual"), tr("Residual")), rows)


# --- residuals ----------------------------------------------------------------------------------------------------


@chart
def residuals(evaluation: RegressionEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """Actual minus predicted over the predicted number; the line is their mean in tenths of the rows."""
    pairs = sorted(_pairs(evaluation))
    if not pairs:
        return empty(tr("No predictions yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    x, y = [p for p, _ in pairs], [a - p for p, a in pairs]
    limits, ticks, labels = within(min(0.0, *y), max(0.0, *y), fits(height - BELOW, 36))
    left = left_margin(labels, title=True)
    inner = (width - left - 16, height - 10 - BELOW)
    axes = place(figure, left, 16, 10, BELOW)
    set_y(axes, ticks, labels)
    axes.set_ylim(*limits)
    number_x(axes, x[0], x[-1], inner[0])
    _cloud(axes, x, y, theme, inner)
    axes.axhline(0, color=color(theme, "text3"), linewidth=1, linestyle=(0, (3, 3)), zorder=5)
    means = residual_means(evaluation)
    if len(means) > 2:
        axes.plot([m[0] for m in means], [m[1] for m in means], color=series_color(theme, 1, 0), zorder=6)
    axes.set_xlabel(tr("Predicted"))
    axes.set_ylabel(tr("Actual minus predicted"))
    return figure


def residual_means(evaluation: RegressionEvaluation, parts: int = 10) -> list[tuple[float, float, int]]:
    """(mean prediction, mean residual, rows) of equally many rows in the order of the prediction."""
    pairs = sorted(_pairs(evaluation))
    parts = max(1, min(parts, len(pairs) // 20))
    found = []
    for i in range(parts if pairs else 0):
        some = pairs[len(pairs) * i // parts : len(pairs) * (i + 1) // parts]
        found.append((sum(p for p, _ in some) / len(some), sum(a - p for p, a in some) / len(some), len(some)))
    return found


def describe_residuals(evaluation: RegressionEvaluation) -> str:
    """One sentence: where predictions lean most to one side."""
    means = residual_means(evaluation)
    if not means:
        return tr("There are no predictions yet.")
    at, lean, _ = max(means, key=lambda m: abs(m[1]))
    side = tr("low") if lean > 0 else tr("high")
    text = tr("Predictions lean most around {at}: there they are {lean} too {side} on average.")
    return text.format(at=number_text(at), lean=number_text(abs(lean)), side=side)


def residuals_table(evaluation: RegressionEvaluation) -> Table:
    """Prediction and residual of every row shown."""
    rows = tuple((p, a - p) for p, a in zip(evaluation.predicted, evaluation.actual, strict=True))
    return Table((tr("Predicted"), tr("Residual")), rows)


# --- histogram of residuals ---------------------------------------------------------------------------------------


@chart
def residual_histogram(
    evaluation: RegressionEvaluation, *, width: float, height: float, theme: str = "light"
) -> Figure:
    """How often the actual number is so much above or below the predicted one."""
    if not any(evaluation.residual_counts):
        return empty(tr("No predictions yet"), width=width, height=height, theme=theme)
    data = Histogram(evaluation.residual_edges, evaluation.residual_counts)
    figure = histogram(data, width=width, height=height, theme=theme, title=tr("Actual minus predicted"))
    axes = figure.axes[0]
    if data.edges[0] < 0 < data.edges[-1]:
        axes.axvline(0, color=color(theme, "text2"), linewidth=1, linestyle=(0, (3, 3)))
    return figure


def describe_residual_histogram(evaluation: RegressionEvaluation) -> str:
    """One sentence: the most frequent residuals, and how many rows were predicted too low."""
    counts, edges = evaluation.residual_counts, evaluation.residual_edges
    if not any(counts):
        return tr("There are no predictions yet.")
    i = max(range(len(counts)), key=lambda k: counts[k])
    text = tr("Most residuals, {share}, lie between {low} and {high}.")
    return text.format(
        share=percent(counts[i] / sum(counts)), low=number_text(edges[i]), high=number_text(edges[i + 1])
    )


def residual_histogram_table(evaluation: RegressionEvaluation) -> Table:
    """A row a bin."""
    edges = evaluation.residual_edges
    rows = tuple((edges[i], edges[i + 1], n) for i, n in enumerate(evaluation.residual_counts))
    return Table((tr("From"), tr("To"), tr("Rows")), rows)


# --- errors by share of rows --------------------------------------------------------------------------------------


@chart
def error_quantiles(evaluation: RegressionEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """The absolute error that so many rows stay under; dashed where half of the rows and nine in ten are."""
    found = [(s, e) for s, e in evaluation.quantiles if math.isfinite(e)]
    if not found:
        return empty(tr("No errors yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    ticks, labels = number_ticks(0, max(e for _, e in found), fits(height - BELOW, 44))
    left = left_margin(labels, title=True)
    axes = place(figure, left, 20, 10, BELOW)
    set_y(axes, ticks, labels)
    blue = series_color(theme, 0, 0)
    x, y = [s for s, _ in found], [e for _, e in found]
    axes.fill_between(x, y, color=blue, alpha=0.14, linewidth=0)
    axes.plot(x, y, color=blue, marker="o" if len(found) == 1 else None, clip_on=False)
    for share in (0.5, 0.9):
        error = error_at(evaluation, share)
        if error is not None:
            axes.plot([share, share], [0, error], color=color(theme, "text3"), linewidth=1, linestyle=(0, (3, 3)))
            axes.plot([share], [error], marker="o", markersize=5, color=blue, markeredgecolor=color(theme, "surface"))
            axes.annotate(number_text(error), (share, error), (-4, 3), textcoords="offset points", ha="right",
                          va="bottom", color=color(theme, "text"))  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_xticks((0, 0.25, 0.5, 0.75, 1), [percent(t) for t in (0, 0.25, 0.5, 0.75, 1)])
    axes.set_xlabel(tr("Share of rows"))
    axes.set_ylabel(tr("Error of at most"))
    return figure


def error_at(evaluation: RegressionEvaluation, share: float) -> float | None:
    """The absolute error at a share of rows, between the nearest known shares; None outside of them."""
    found = sorted((s, e) for s, e in evaluation.quantiles if math.isfinite(e))
    for (s0, e0), (s1, e1) in pairwise(found):
        if s0 <= share <= s1:
            return e0 if s0 == s1 else e0 + (e1 - e0) * (share - s0) / (s1 - s0)
    return None


def describe_error_quantiles(evaluation: RegressionEvaluation) -> str:
    """One sentence: what half of the rows and nine in ten stay under."""
    half, most = error_at(evaluation, 0.5), error_at(evaluation, 0.9)
    if half is None or most is None:
        return tr("There are no errors yet.")
    text = tr("Half of the rows are off by at most {half}, nine in ten by at most {most}.")
    return text.format(half=number_text(half), most=number_text(most))


def error_quantiles_table(evaluation: RegressionEvaluation) -> Table:
    """The absolute error at each share of rows."""
    return Table((tr("Share of rows"), tr("Error of at most")), tuple(evaluation.quantiles))
