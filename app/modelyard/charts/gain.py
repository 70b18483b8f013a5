"""Gain and lift: how many of the yes rows are found by looking at the most likely rows first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from modelyard.charts.curves import QUARTERS, CurveSeries
from modelyard.charts.parts import fits, legend_above
from modelyard.charts.style import (
    BELOW,
    DASHES,
    chart,
    color,
    empty,
    left_margin,
    new_figure,
    place,
    series_color,
    set_x,
    set_y,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import number_ticks, percent
from modelyard.domain.experiments.evaluation import BinaryEvaluation, Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Lift over fewer rows than this share is chance
FIRST_SHARE = 0.01


def gain_curve(evaluation: BinaryEvaluation) -> Curve:
    """Share of the yes rows found (y) over the share of rows looked at, the most likely first (x), from the ROC curve.

    With P of n rows yes, a point (f, t) of the ROC curve looks at t P + f (n - P) rows.
    """
    yes = evaluation.positives / evaluation.rows if evaluation.rows else 0.0
    points = zip(evaluation.roc.x, evaluation.roc.y, strict=True)
    shares = tuple(t * yes + f * (1 - yes) for f, t in points)
    return Curve(shares, evaluation.roc.y, evaluation.roc.threshold)


def gain_at(curve: Curve, share: float) -> float | None:
    """The share of the yes rows found by looking at so many rows, between the curve's points."""
    for (x0, y0), (x1, y1) in pairwise(zip(curve.x, curve.y, strict=True)):
        if x0 <= share <= x1:
            return y1 if x0 == x1 else y0 + (y1 - y0) * (share - x0) / (x1 - x0)
    return None


def lift_points(curve: Curve) -> list[tuple[float, float]]:
    """(share of rows, how many times more yes rows than by chance)."""
    return [(x, y / x) for x, y in zip(curve.x, curve.y, strict=True) if x >= FIRST_SHARE]


def _frame(figure: Figure, left: float, runs: Sequence[CurveSeries]) -> Axes:
    """Axes with shares of rows below, and room for a row of names where there are several."""
    axes = place(figure, left, 20, 28 if len(runs) > 1 else 10, BELOW)
    axes.set_xlim(0, 1)
    set_x(axes, QUARTERS, [percent(s) for s in QUARTERS])
    axes.set_xlabel(tr("Share of rows, most likely first"))
    return axes


# --- gain ---------------------------------------------------------------------------------------------------------


@chart
def gain(
    runs: Sequence[CurveSeries],
    *,
    width: float,
    height: float,
    theme: str = "light",
    positive_share: float | None = None,
) -> Figure:
    """Share of the yes rows found over the share of rows looked at; a dashed line is chance.

    With `positive_share`, the share of all rows that are yes, a second one is what is possible at best.
    """
    shown = [run for run in runs if run[2].x]
    if not shown:
        return empty(tr("No gain curve yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    labels = [percent(s) for s in QUARTERS]
    left = left_margin(labels, title=True)
    axes = _frame(figure, left, shown)
    set_y(axes, QUARTERS, labels)
    axes.set_ylim(0, 1.02)
    axes.grid(True)
    quiet: dict[str, Any] = {"color": color(theme, "control"), "linewidth": 1, "linestyle": (0, (3, 3)), "zorder": 1}
    axes.plot([0, 1], [0, 1], **quiet)
    if positive_share:
        axes.plot([0, positive_share, 1], [0, 1, 1], **quiet)
    for i, (label, wanted, curve) in enumerate(shown):
        axes.plot(curve.x, curve.y, color=series_color(theme, wanted, i), linestyle=DASHES[i % 6], label=label,
                  zorder=10 - i / 100)  # fmt: skip
    if len(shown) > 1:
        legend_above(axes, width - left - 20)
    axes.set_ylabel(tr("Found of all yes rows"))
    return figure


def describe_gain(runs: Sequence[CurveSeries]) -> str:
    """One sentence: what the most likely fifth of the rows holds."""
    found = [(value, run[0]) for run in runs if (value := gain_at(run[2], 0.2)) is not None]
    if not found:
        return tr("There is no gain curve yet.")
    best, label = max(found, key=lambda pair: pair[0])
    text = tr("{label}: the most likely 20 % of the rows hold {share} of the yes rows.")
    return text.format(label=label, share=percent(best))


def gain_table(runs: Sequence[CurveSeries]) -> Table:
    """Every point of every curve."""
    rows = tuple((label, x, y) for label, _, c in runs for x, y in zip(c.x, c.y, strict=True))
    return Table((tr("Run"), tr("Share of rows"), tr("Found of all yes rows")), rows)


# --- lift ---------------------------------------------------------------------------------------------------------


@chart
def lift(runs: Sequence[CurveSeries], *, width: float, height: float, theme: str = "light") -> Figure:
    """How many times more yes rows than by chance are in the most likely share of rows; dashed is chance, 1."""
    shown = [(run, points) for run in runs if (points := lift_points(run[2]))]
    if not shown:
        return empty(tr("No lift curve yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    ticks, labels = number_ticks(0, max(y for _, points in shown for _, y in points), fits(height - BELOW, 44))
    left = left_margin(labels, title=True)
    axes = _frame(figure, left, [run for run, _ in shown])
    set_y(axes, ticks, labels)
    axes.grid(True)
    axes.axhline(1, color=color(theme, "control"), linewidth=1, linestyle=(0, (3, 3)), zorder=1)
    for i, ((label, wanted, _), points) in enumerate(shown):
        axes.plot([x for x, _ in points], [y for _, y in points], color=series_color(theme, wanted, i),
                  linestyle=DASHES[i % 6], label=label, zorder=10 - i / 100)  # fmt: skip
    if len(shown) > 1:
        legend_above(axes, width - left - 20)
    axes.set_ylabel(tr("Times more than by chance"))
    return figure


def describe_lift(runs: Sequence[CurveSeries]) -> str:
    """One sentence: how much better than chance the most likely tenth of the rows is."""
    found = [(value / 0.1, run[0]) for run in runs if (value := gain_at(run[2], 0.1)) is not None]
    if not found:
        return tr("There is no lift curve yet.")
    best, label = max(found, key=lambda pair: pair[0])
    text = tr("{label}: in the most likely 10 % of the rows, yes is {times:.1f} times as frequent as in all.")
    return text.format(label=label, times=best)


def lift_table(runs: Sequence[CurveSeries]) -> Table:
    """Every point of every curve."""
    rows = tuple((label, x, y) for label, _, c in runs for x, y in lift_points(c))
    return Table((tr("Run"), tr("Share of rows"), tr("Times more than by chance")), rows)
