"""Charts of realised quality over time, once labels have come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from modelyard.charts.runs import LOWER_IS_BETTER, METRIC_NAMES
from modelyard.charts.style import (
    Region,
    chart,
    color,
    empty,
    interaction,
    left_margin,
    new_figure,
    place,
    series_color,
    set_x,
    set_y,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import date_cell, date_text, date_ticks, decimals, nice_ticks, percent, seconds
from modelyard.charts.traffic import limit_line, spacing
from modelyard.domain.monitoring import QualityPoint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STRIP = 18.0


def breaches(value: float | None, limit: float | None, metric: str) -> bool:
    """Whether a value is on the wrong side of its limit."""
    if value is None or limit is None:
        return False
    return value > limit if metric in LOWER_IS_BETTER else value < limit


@chart
def quality(
    points: Sequence[QualityPoint],
    metric: str = "roc_auc",
    training: float | None = None,
    limit: float | None = None,
    *,
    width: float,
    height: float,
    theme: str = "light",
) -> Figure:
    """A realised metric a window, with the training level (grey) and the limit (dashed); breaches are red dots.

    The bars below show which share of the predictions had labels. `metric` is a field of `QualityPoint`.
    """
    values = [getattr(p, metric) for p in points]
    known = [v for v in values if v is not None]
    if not known:
        return empty(tr("No labels yet. Add labels to see how good the predictions were."),
                     width=width, height=height, theme=theme)  # fmt: skip
    figure = new_figure(width, height)
    extra = [v for v in (training, limit) if v is not None]
    low, high = min(known + extra), max(known + extra)
    margin = max((high - low) * 0.08, 0.005)
    ticks = nice_ticks(low - margin, high + margin, 5 if height > 150 else 3)
    if metric != "log_loss":
        ticks = [t for t in ticks if -1e-9 <= t <= 1 + 1e-9]
    form = decimals(ticks)
    labels = [form(t) for t in ticks]
    left, right, below = left_margin(labels, title=True), 14.0, 22.0
    strip = STRIP if height > 120 else 0.0
    axes = place(figure, left, right, 10, below + (strip + 10 if strip else 0))
    set_y(axes, ticks, labels)
    axes.set_ylabel(METRIC_NAMES.get(metric, metric))
    step = spacing([p.start for p in points])
    start, end = seconds(points[0].start), seconds(points[-1].start) + step
    middles = [seconds(p.start) + step / 2 for p in points]
    axes.set_xlim(start, end)
    if training is not None:
        _level(axes, training, tr("training {value:.3f}").format(value=training), theme)
    if limit is not None:
        limit_line(axes, limit, tr("limit {value:g}").format(value=limit), theme, below=True)
    _line(axes, middles, values, limit, metric, theme)
    bottom = axes
    if strip:
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        bottom = _coverage(figure, points, middles, step, (left, right, height - below - strip, below), theme)
        bottom.set_xlim(start, end)
    set_x(bottom, *date_ticks(start, end, width - left - right))
    scale = (width - left - right) / (end - start)
    for point, value in zip(points, values, strict=True):
        x = left + (seconds(point.start) - start) * scale
        text = quality_text(point, metric, value)
        interaction(figure).regions.append(Region(x, 6, step * scale, height - below - 6, point, text))
    return figure


def _line(axes: Axes, middles: Sequence[float], values: Sequence[float | None], limit: float | None, metric: str,
          theme: str) -> None:  # fmt: skip
    y = [math.nan if v is None else v for v in values]
    alone = [i for i, v in enumerate(y) if v == v and not any(y[k] == y[k] for k in (i - 1, i + 1) if 0 <= k < len(y))]
    orange = series_color(theme, 1, 1)
    axes.plot(middles, y, color=orange)
    axes.plot([middles[i] for i in alone], [y[i] for i in alone], linestyle="", marker="o", color=orange)
    bad = [i for i, v in enumerate(values) if breaches(v, limit, metric)]
    axes.plot([middles[i] for i in bad], [y[i] for i in bad], linestyle="", marker="o", markersize=5.5, zorder=6,
              color=color(theme, "bad"), markeredgecolor=color(theme, "surface"))  # fmt: skip


def _level(axes: Axes, value: float, text: str, theme: str) -> None:
    axes.axhline(value, color=color(theme, "text3"), linewidth=1, linestyle=(0, (1, 2)))
    axes.annotate(text, (1.0, value), (-2, 2), xycoords=("axes fraction", "data"), textcoords="offset points",
                  color=color(theme, "text2"), va="bottom", ha="right")  # fmt: skip


def _coverage(figure: Figure, points: Sequence[QualityPoint], middles: Sequence[float], step: float,
              box: tuple[float, float, float, float], theme: str) -> Axes:  # fmt: skip
    """The strip of bars that shows the share of labelled predictions."""
    axes = place(figure, *box)
    axes.bar(middles, [1.0] * len(points), width=0.78 * step, color=color(theme, "track"))
    axes.bar(middles, [p.coverage for p in points], width=0.78 * step, color=color(theme, "text3"))
    axes.set_ylim(0, 1)
    axes.set_yticks((0.5,), [tr("labels")])
    return axes


def quality_text(point: QualityPoint, metric: str, value: float | None) -> str:
    """What a window says: its date, metric and labels."""
    labels = tr("{labelled:,} of {predictions:,} labelled").format(
        labelled=point.labelled, predictions=point.predictions
    )
    if value is None:
        return f"{date_text(point.start)}: {labels}"
    return f"{date_text(point.start)}: {METRIC_NAMES.get(metric, metric)} {value:.3f}, {labels}"


def describe_quality(
    points: Sequence[QualityPoint],
    metric: str = "roc_auc",
    training: float | None = None,
    limit: float | None = None,
) -> str:
    """One sentence: the last value against training, how often the limit was broken, how many labels came."""
    known = [(p, getattr(p, metric)) for p in points if getattr(p, metric) is not None]
    if not known:
        return tr("There are no labels yet.")
    name = METRIC_NAMES.get(metric, metric)
    last, value = known[-1]
    text = tr("{name} was {value:.3f} in the window from {date}").format(
        name=name, value=value, date=date_text(last.start)
    )
    if training is not None:
        text += tr(", {training:.3f} in training").format(training=training)
    if limit is not None:
        over = sum(breaches(v, limit, metric) for _, v in known)
        text += tr("; {over:,} of {count:,} windows broke the limit of {limit:g}").format(
            over=over, count=len(known), limit=limit
        )
    labelled, predictions = sum(p.labelled for p in points), sum(p.predictions for p in points)
    share = percent(labelled / predictions) if predictions else "0"
    return text + ". " + tr("{share} of predictions have labels.").format(share=share)


def quality_table(
    points: Sequence[QualityPoint],
    metric: str = "roc_auc",
    training: float | None = None,
    limit: float | None = None,
) -> Table:
    """All metrics of every window."""
    rows = tuple(
        (date_cell(p.start), p.predictions, p.labelled, p.coverage, p.roc_auc, p.f1, p.log_loss, p.precision, p.recall)
        for p in points
    )
    columns = (tr("Window from"), tr("Predictions"), tr("Labelled"), tr("Labelled share"), "ROC AUC", "F1",
               tr("Log loss"), tr("Precision"), tr("Recall"))  # fmt: skip
    return Table(columns, rows)
