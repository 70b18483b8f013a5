"""Charts over a run's time: metrics as a script logged them, and what it used of the machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from modelyard.charts.parts import finite, fits, gaps, legend_above, lower_is_better, metric_name, number_x, within
from modelyard.charts.style import (
    BELOW,
    DASHES,
    chart,
    empty,
    left_margin,
    new_figure,
    place,
    series_color,
    set_y,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import log_ticks, number_text, number_ticks
from modelyard.domain.experiments.runs import MetricPoint, ResourceSample

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# (label, colour, points of one metric)
HistorySeries = tuple[str, int | str | None, Sequence[MetricPoint]]

# More points than this are drawn as the lowest and highest of each stretch
MOST_POINTS = 2000


def by_step(points: Sequence[MetricPoint]) -> list[MetricPoint]:
    """Points in the order of their steps; those of one step in the order of their time."""
    return sorted(points, key=lambda p: (p.step, p.at))


def thinned(steps: Sequence[int], values: Sequence[float], most: int = MOST_POINTS) -> tuple[list[int], list[float]]:
    """A long line with the lowest and highest value of each stretch, so that no peak is lost."""
    if len(steps) <= most:
        return list(steps), list(values)
    kept: list[int] = []
    stretches = most // 2
    for i in range(stretches):
        places = range(len(steps) * i // stretches, len(steps) * (i + 1) // stretches)
        some = [k for k in places if math.isfinite(values[k])] or [places[0]]
        kept += sorted({min(some, key=lambda k: values[k]), max(some, key=lambda k: values[k])})
    return [steps[k] for k in kept], [values[k] for k in kept]


# --- metric history -----------------------------------------------------------------------------------------------


@chart
def metric_history(
    runs: Sequence[HistorySeries],
    metric: str = "",
    *,
    width: float,
    height: float,
    theme: str = "light",
    log: bool = False,
) -> Figure:
    """A metric over the steps of some runs. With `log`, values are in powers, and those of 0 and less are left out."""
    shown = [(label, wanted, by_step(points)) for label, wanted, points in runs if points]
    values = [v for _, _, points in shown for v in finite(p.value for p in points) if v > 0 or not log]
    if not values:
        return empty(tr("No values to show"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    top = 28 if len(shown) > 1 else 10
    low, high = min(values), max(values)
    count = fits(height - BELOW - top, 40)
    if log and low == high:
        low, high = low / 2, high * 2
    if log:
        limits, (ticks, labels) = (low, high), log_ticks(low, high, count)
    else:
        limits, ticks, labels = within(low, high, count)
    left = left_margin(labels, title=True)
    room = width - left - 20
    axes = place(figure, left, 20, top, BELOW)
    if log:
        axes.set_yscale("log")
        axes.minorticks_off()
    set_y(axes, ticks, labels)
    if log:
        axes.minorticks_off()
        axes.set_ylim(min(low, ticks[0]) / 1.05, max(high, ticks[-1]) * 1.05)
    else:
        axes.set_ylim(*limits)
    for i, (label, wanted, points) in enumerate(shown):
        x, y = thinned([p.step for p in points], [p.value for p in points])
        drawn = gaps(v if v > 0 or not log else math.nan for v in y)
        axes.plot(x, drawn, color=series_color(theme, wanted, i), linestyle=DASHES[i % 6], label=label,
                  zorder=10 - i / 100, marker="o" if len(x) < 30 else None, markersize=3.5)  # fmt: skip
    steps = [p.step for _, _, points in shown for p in points]
    number_x(axes, min(steps), max(steps), room, pad=0.01, whole=True)
    if len(shown) > 1:
        legend_above(axes, room)
    axes.set_xlabel(tr("Step"))
    axes.set_ylabel((tr("{metric} (log scale)") if log else "{metric}").format(metric=metric_name(metric)))
    return figure


def describe_metric_history(runs: Sequence[HistorySeries], metric: str = "") -> str:
    """One sentence: the last and the best value of the run that ends best, and values that are no numbers."""
    ends = []
    for label, _, points in runs:
        known = [p for p in by_step(points) if math.isfinite(p.value)]
        if known:
            ends.append((known[-1].value, label, known))
    if not ends:
        return tr("There are no values to show.")
    choose = min if lower_is_better(metric) or "loss" in metric.lower() else max
    last, label, known = choose(ends, key=lambda end: end[0])
    best = choose(known, key=lambda p: p.value)
    text = tr("{label}: {metric} ends at {last} in step {step:,}; its best is {best} in step {at:,}.")
    text = text.format(label=label, metric=metric_name(metric), last=number_text(last), step=known[-1].step,
                       best=number_text(best.value), at=best.step)  # fmt: skip
    broken = sum(not math.isfinite(p.value) for _, _, points in runs for p in points)
    return f"{text} " + tr("{count:,} values are no finite numbers.").format(count=broken) if broken else text


def metric_history_table(runs: Sequence[HistorySeries], metric: str = "") -> Table:
    """A row a logged value; what is no finite number is written as it was logged."""
    rows = tuple(
        (label, p.step, p.at.isoformat(), p.value if math.isfinite(p.value) else str(p.value))
        for label, _, points in runs
        for p in by_step(points)
    )
    return Table((tr("Run"), tr("Step"), tr("Time"), metric_name(metric) or tr("Value")), rows)


# --- resources ----------------------------------------------------------------------------------------------------


@chart
def resources(samples: Sequence[ResourceSample], *, width: float, height: float, theme: str = "light") -> Figure:
    """Cores and memory over the seconds of a run, one above the other."""
    if not samples:
        return empty(tr("No samples yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    divide, unit = memory_unit(max(s.memory for s in samples))
    each = (height - BELOW - 44) / 2
    count = fits(each, 30)
    cores = number_ticks(0, max(*(s.cores for s in samples), 1.0), count)
    memory = number_ticks(0, max(*(s.memory / divide for s in samples), 0.1), count)
    left = left_margin([*cores[1], *memory[1]])
    upper = place(figure, left, 20, 20, BELOW + each + 24)
    lower = place(figure, left, 20, 20 + each + 24, BELOW)
    room, last = width - left - 20, max(*(s.second for s in samples), 1.0)
    scale, name = time_unit(last)
    seconds = [s.second / scale for s in samples]
    _area(upper, seconds, [s.cores for s in samples], cores, tr("Cores"), series_color(theme, 0, 0))
    _area(lower, seconds, [s.memory / divide for s in samples], memory, unit, series_color(theme, 2, 0))
    for axes in (upper, lower):
        number_x(axes, 0, last / scale, room, pad=0)
    upper.set_xticklabels([])
    lower.set_xlabel(tr("{unit} since it began").format(unit=name))
    return figure


def memory_unit(most: float) -> tuple[float, str]:
    """What to divide bytes by, and the unit's name."""
    return (1e9, tr("Memory, GB")) if most >= 1e9 else (1e6, tr("Memory, MB"))


def time_unit(last: float) -> tuple[float, str]:
    """What to divide seconds by, and the unit's name."""
    if last >= 3 * 3600:
        return 3600.0, tr("Hours")
    return (60.0, tr("Minutes")) if last >= 180 else (1.0, tr("Seconds"))


def _area(
    axes: Axes, x: Sequence[float], y: Sequence[float], ticks: tuple[list[float], list[str]], title: str, shade: str
) -> None:
    set_y(axes, *ticks)
    axes.fill_between(x, y, color=shade, alpha=0.14, linewidth=0)
    axes.plot(x, y, color=shade, linewidth=1.25, marker="o" if len(x) == 1 else None)
    axes.annotate(title, (0, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", va="bottom")


def describe_resources(samples: Sequence[ResourceSample]) -> str:
    """One sentence: cores on average and at most, and the most memory."""
    if not samples:
        return tr("There are no samples yet.")
    cores = [s.cores for s in samples]
    divide, unit = memory_unit(max(s.memory for s in samples))
    text = tr("{mean:.1f} cores on average, {most:.1f} at most; at most {memory:.3g} {unit} of memory.")
    most = max(s.memory for s in samples) / divide
    return text.format(mean=sum(cores) / len(cores), most=max(cores), memory=most, unit=unit.split()[-1])


def resources_table(samples: Sequence[ResourceSample]) -> Table:
    """A row a sample; memory in bytes."""
    rows = tuple((s.second, s.cores, s.memory) for s in samples)
    return Table((tr("Second"), tr("Cores"), tr("Memory, bytes")), rows)
