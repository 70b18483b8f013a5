"""Calibration of several runs in one chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from modelyard.charts.curves import titled_legend, unit_square
from modelyard.charts.style import (
    DASHES,
    MARKERS,
    chart,
    color,
    empty,
    new_figure,
    series_color,
    shorten,
    tr,
)
from modelyard.charts.table import Table
from modelyard.domain.experiments.evaluation import Calibration

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# (label, colour place, calibration)
CalibrationSeries = tuple[str, int | str | None, Calibration]


@chart
def calibration_curves(
    runs: Sequence[CalibrationSeries], *, width: float, height: float, theme: str = "light"
) -> Figure:
    """Actual share of yes over the predicted probability, a line a run; on the dashed line both are equal."""
    shown = [(i, *run) for i, run in enumerate(runs) if run[2].counts]
    if not shown:
        return empty(tr("No calibration yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    axes = unit_square(figure, tr("Predicted probability"), tr("Actual rate"))
    axes.plot([0, 1], [0, 1], color=color(theme, "border-strong"), linewidth=1, linestyle=(0, (3, 3)), zorder=1)
    for i, label, wanted, found in shown:
        axes.plot(
            found.predicted, found.observed, color=series_color(theme, wanted, i), linestyle=DASHES[i % 6],
            marker=MARKERS[i % 6], markersize=4, markeredgecolor=color(theme, "surface"), markeredgewidth=0.75,
            label=f"{shorten(label, 130)} {found.error:.3f}" if i < 6 else None, zorder=10 - i / 100,
        )  # fmt: skip
    titled_legend(axes, tr("Calibration error"), theme, "upper left")
    return figure


def describe_calibration_curves(runs: Sequence[CalibrationSeries]) -> str:
    """One sentence: whose probabilities are closest to what came true."""
    found = [(run[2].error, run[0]) for run in runs if run[2].counts]
    if not found:
        return tr("There is no calibration yet.")
    error, label = min(found)
    text = tr("{label} comes closest to the actual rates, {error:.3f} off on average; the farthest is {worst:.3f}.")
    return text.format(label=label, error=error, worst=max(found)[0])


def calibration_curves_table(runs: Sequence[CalibrationSeries]) -> Table:
    """Mean prediction, actual rate and rows of every bin of every run."""
    rows = tuple(
        (label, predicted, observed, count)
        for label, _, found in runs
        for predicted, observed, count in zip(found.predicted, found.observed, found.counts, strict=True)
    )
    return Table((tr("Run"), tr("Mean predicted probability"), tr("Actual rate"), tr("Rows")), rows)
