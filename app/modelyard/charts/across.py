"""Charts across runs: any two columns against each other, and whether differences of a metric are real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from modelyard.charts.parts import (
    fits,
    legend_above,
    lower_is_better,
    metric_name,
    name_rows,
    named_legend,
    number_x,
    scale_ticks,
    spots,
)
from modelyard.charts.scale import Scale, name_of, number_of
from modelyard.charts.style import (
    BELOW,
    MARKERS,
    chart,
    color,
    empty,
    left_margin,
    new_figure,
    place,
    series_color,
    set_y,
    shorten,
    text_width,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import number_text, number_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from modelyard.domain.experiments.evaluation import RegressionEvaluation


@dataclass(frozen=True, slots=True)
class RunPoint:
    """A run in a scatter: `key` is its id, `group` what gives it its shape and tint (its algorithm), `colour` its own
    place in the palette if it was chosen. `x` and `y` may be numbers or anything else, which then is a category."""

    key: Any
    label: str
    x: Any
    y: Any
    group: str = ""
    colour: int | str | None = None


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """How much a metric of one run differs from that of another, with its 95 % interval. `real` says whether the test
    calls it more than chance, after correction for many comparisons; None: no test was made."""

    label: str
    value: float
    low: float
    high: float
    colour: int | str | None = None
    real: bool | None = None


# --- scatter ------------------------------------------------------------------------------------------------------


@chart
def run_scatter(
    points: Sequence[RunPoint],
    x_name: str = "",
    y_name: str = "",
    *,
    width: float,
    height: float,
    theme: str = "light",
    log_x: bool | None = None,
    log_y: bool | None = None,
) -> Figure:
    """Two columns against each other, a mark a run, coloured by group; chosen runs are large, in their own colours.

    Columns that are no numbers become categories; without `log_x` and `log_y`, wide ranges are in powers.
    """
    across, up = Scale.of([p.x for p in points], log_x), Scale.of([p.y for p in points], log_y)
    placed = [(a, b, p) for p in points if (a := across.place(p.x)) is not None and (b := up.place(p.y)) is not None]
    if not placed:
        return empty(tr("No runs to show"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    y_ticks = up.ticks(fits(height - BELOW - 26, 28))
    labels = [shorten(text, max(48.0, width * 0.25)) for _, text in y_ticks]
    left = left_margin(labels, title=True)
    room = width - left - 20
    axes = place(figure, left, 20, 26, BELOW)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.04, 1.04)
    axes.set_yticks([y for y, _ in y_ticks], labels)
    scale_ticks(axes, across, room)
    axes.grid(True)
    axes.set_xlabel(shorten(tr("{name} (log scale)").format(name=x_name) if across.log else x_name, room))
    axes.set_ylabel(shorten(tr("{name} (log scale)").format(name=y_name) if up.log else y_name, height - BELOW - 20))
    _groups(axes, placed, theme, room)
    ordered = sorted(placed, key=lambda found: found[2].colour is None)
    spots(figure, axes, ((a, b, p.key, _point_text(p, x_name, y_name)) for a, b, p in ordered))
    return figure


def groups_of(points: Sequence[RunPoint]) -> list[str]:
    """The groups, those with most runs first."""
    count: dict[str, int] = {}
    for p in points:
        count[p.group] = count.get(p.group, 0) + 1
    return sorted(count, key=lambda g: (-count[g], g))


def _groups(axes: Axes, placed: Sequence[tuple[float, float, RunPoint]], theme: str, room: float) -> None:
    """The marks: a colour and shape a group; with chosen runs the others step back to grey."""
    from matplotlib.lines import Line2D

    chosen = any(p.colour is not None for _, _, p in placed)
    groups = groups_of([p for _, _, p in placed])
    handles = []
    for i, group in enumerate(groups):
        some = [(a, b) for a, b, p in placed if p.group == group and p.colour is None]
        shade = color(theme, "control") if chosen else series_color(theme, None, i)
        look: dict[str, Any] = {"linestyle": "", "marker": MARKERS[i % 6], "color": shade, "markeredgewidth": 0}
        axes.plot([a for a, _ in some], [b for _, b in some], markersize=5 if len(placed) < 500 else 3.5, alpha=0.6,
                  clip_on=False, zorder=3, **look)  # fmt: skip
        handles.append(Line2D([], [], markersize=5, **look))
    for a, b, p in placed:
        if p.colour is not None:
            axes.plot([a], [b], marker=MARKERS[groups.index(p.group) % 6], markersize=8, clip_on=False, zorder=6,
                      color=series_color(theme, p.colour, 0), markeredgecolor=color(theme, "surface"))  # fmt: skip
    if any(groups):
        named_legend(axes, handles, groups, room)


def _point_text(point: RunPoint, x_name: str, y_name: str) -> str:
    return f"{point.label}: {x_name} {_said(point.x)}, {y_name} {_said(point.y)}"


def _said(value: Any) -> str:
    number = None if isinstance(value, str) else number_of(value)
    return "–" if value is None else name_of(value) if number is None else number_text(number)


def describe_run_scatter(points: Sequence[RunPoint], x_name: str = "", y_name: str = "") -> str:
    """One sentence: how many runs, and which has the most of the second column."""
    known = [(number, p) for p in points if (number := number_of(p.y)) is not None]
    if not known:
        return tr("There are no runs to show.")
    most, least = max(known, key=lambda k: k[0]), min(known, key=lambda k: k[0])
    text = tr("{count:,} runs by {x} and {y}; {y} goes from {low} ({least}) to {high} ({most}).")
    return text.format(count=len(points), x=x_name, y=y_name, low=number_text(least[0]), least=least[1].label,
                       high=number_text(most[0]), most=most[1].label)  # fmt: skip


def run_scatter_table(points: Sequence[RunPoint], x_name: str = "", y_name: str = "") -> Table:
    """A row a run."""
    rows = tuple((p.label, p.group, _cell(p.x), _cell(p.y)) for p in points)
    return Table((tr("Run"), tr("Group"), x_name, y_name), rows)


def _cell(value: Any) -> str | int | float | None:
    return value if value is None or type(value) in (int, float) else name_of(value)


# --- differences --------------------------------------------------------------------------------------------------


@chart
def metric_differences(
    found: Sequence[MetricDifference], metric: str = "roc_auc", *, width: float, height: float, theme: str = "light"
) -> Figure:
    """Differences of a metric with their 95 % intervals; right of the line at 0 is more. Those that may be chance are
    hollow."""
    if not found:
        return empty(tr("No differences to show"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    names = [shorten(d.label, max(60.0, width * 0.36)) for d in found]
    left = left_margin(names)
    axes = place(figure, left, 20, 10, BELOW)
    name_rows(axes, names, theme, height - 10 - BELOW)
    number_x(axes, min(0.0, *(d.low for d in found)), max(0.0, *(d.high for d in found)), width - left - 20)
    axes.grid(True, axis="x")
    axes.axvline(0, color=color(theme, "text2"), linewidth=1, linestyle=(0, (3, 3)), zorder=2)
    for y, d in enumerate(found):
        shade = series_color(theme, d.colour, 0)
        axes.plot([d.low, d.high], [y, y], color=shade, linewidth=1.5, zorder=4, solid_capstyle="butt")
        for end in (d.low, d.high):
            axes.plot([end], [y], marker="|", markersize=7, color=shade, markeredgewidth=1.5, zorder=4)
        axes.plot([d.value], [y], marker="o", markersize=6, color=shade, zorder=5, markeredgewidth=1.5,
                  markerfacecolor=color(theme, "surface") if d.real is False else shade)  # fmt: skip
    better = tr("less") if lower_is_better(metric) else tr("more")
    title = tr("Difference of {metric}; {better} is better").format(metric=metric_name(metric), better=better)
    short = tr("Difference of {metric}").format(metric=metric_name(metric))
    axes.set_xlabel(title if text_width(title) <= width - left else short)
    texts = ((d.value, y, d.label, _difference_text(d)) for y, d in enumerate(found))
    spots(figure, axes, texts, 16)
    return figure


def _signed(value: float) -> str:
    return f"+{number_text(value)}" if value > 0 else number_text(value)


def _difference_text(d: MetricDifference) -> str:
    text = tr("{label}: {value}, 95 % interval {low} to {high}")
    text = text.format(label=d.label, value=_signed(d.value), low=_signed(d.low), high=_signed(d.high))
    verdicts = {True: tr("more than chance"), False: tr("may be chance")}
    return text if d.real is None else f"{text}; {verdicts[d.real]}"


def describe_metric_differences(found: Sequence[MetricDifference], metric: str = "roc_auc") -> str:
    """One sentence: the largest difference, and how many are more than chance."""
    if not found:
        return tr("There are no differences to show.")
    most = max(found, key=lambda d: abs(d.value))
    text = tr("The largest difference of {metric} is {value} ({label}), 95 % interval {low} to {high}.")
    text = text.format(metric=metric_name(metric), value=_signed(most.value), label=most.label, low=_signed(most.low),
                       high=_signed(most.high))  # fmt: skip
    judged = [d for d in found if d.real is not None]
    if not judged:
        return text
    more = tr("{real:,} of {count:,} are more than chance.")
    return f"{text} " + more.format(real=sum(d.real is True for d in judged), count=len(judged))


def metric_differences_table(found: Sequence[MetricDifference], metric: str = "roc_auc") -> Table:
    """A row a difference."""
    said = {True: tr("more than chance"), False: tr("may be chance"), None: None}
    rows = tuple((d.label, d.value, d.low, d.high, said[d.real]) for d in found)
    return Table((tr("Runs"), metric_name(metric), tr("From"), tr("To"), tr("Verdict")), rows)


# --- errors of several runs ---------------------------------------------------------------------------------------


@chart
def error_curves(
    runs: Sequence[tuple[str, int | str | None, RegressionEvaluation]],
    *,
    width: float,
    height: float,
    theme: str = "light",
) -> Figure:
    """The absolute error that so many rows stay under, a line a run; the lower line is the better run."""
    shown = [(label, wanted, [(s, e) for s, e in found.quantiles if isfinite(e)]) for label, wanted, found in runs]
    top = max((e for _, _, points in shown for _, e in points), default=0.0)
    if not top:
        return empty(tr("No errors yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    ticks, labels = number_ticks(0, top, fits(height - BELOW - 26, 44))
    left = left_margin(labels, title=True)
    axes = place(figure, left, 20, 26, BELOW)
    set_y(axes, ticks, labels)
    for k, (label, wanted, points) in enumerate(shown):
        if points:
            x, y = zip(*points, strict=True)
            axes.plot(x, y, color=series_color(theme, wanted, k), label=label, clip_on=False)
    axes.set_xlim(0, 1)
    axes.set_xlabel(tr("Share of rows"))
    axes.set_ylabel(tr("Error of at most"))
    axes.grid(True)
    legend_above(axes, width - left - 20)
    return figure


def describe_error_curves(runs: Sequence[tuple[str, int | str | None, RegressionEvaluation]]) -> str:
    """One sentence: whose median error is least."""
    halves = [(min(found.quantiles, key=lambda q: abs(q[0] - 0.5))[1], label) for label, _, found in runs
              if found.quantiles]  # fmt: skip
    if not halves:
        return tr("There are no errors yet.")
    error, label = min(halves)
    return tr("Half of the rows of {label} are off by at most {error}, the least of all.").format(
        label=label, error=number_text(error)
    )


def error_curves_table(runs: Sequence[tuple[str, int | str | None, RegressionEvaluation]]) -> Table:
    """A row a run and share of rows."""
    rows = tuple((label, share, error) for label, _, found in runs for share, error in found.quantiles)
    return Table((tr("Run"), tr("Share of rows"), tr("Error of at most")), rows)
