"""Charts of a search: the best value so far, and the value against each parameter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from modelyard.charts.parts import (
    LEGEND,
    finite,
    fits,
    lower_is_better,
    metric_name,
    metric_text,
    named_legend,
    scale_ticks,
    spots,
    within,
)
from modelyard.charts.scale import Scale, name_of, number_of
from modelyard.charts.style import (
    BELOW,
    chart,
    color,
    empty,
    left_margin,
    new_figure,
    place,
    series_color,
    set_y,
    shorten,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import number_text, number_ticks
from modelyard.domain.experiments.runs import Trial, TrialState

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Below this height, in px, there is room for the line alone
SMALL = 130.0
# From so many trials on, dots are small and lie below the line
MANY = 200


# --- best so far --------------------------------------------------------------------------------------------------


def best_trial(trials: Sequence[Trial], metric: str) -> Trial | None:
    """The finished trial with the best value, the first of equals."""
    judged = [t for t in trials if t.state is TrialState.FINISHED and t.value is not None and math.isfinite(t.value)]
    sign = -1 if lower_is_better(metric) else 1
    return max(judged, key=lambda t: sign * _value(t), default=None)


def _value(trial: Trial) -> float:
    return math.nan if trial.value is None else trial.value


def best_line(trials: Sequence[Trial], metric: str) -> list[tuple[int, float]]:
    """(trial, best value until then), beginning with the first finished trial; trials count from 1."""
    line: list[tuple[int, float]] = []
    for trial in sorted(trials, key=lambda t: t.number):
        best = best_trial([trial], metric)
        if best is not None and line:
            pair = (line[-1][1], _value(best))
            line.append((trial.number + 1, min(pair) if lower_is_better(metric) else max(pair)))
        elif best is not None:
            line.append((trial.number + 1, _value(best)))
        elif line:
            line.append((trial.number + 1, line[-1][1]))
    return line


@chart
def best_so_far(
    trials: Sequence[Trial],
    metric: str = "roc_auc",
    planned: int = 0,
    *,
    width: float,
    height: float,
    theme: str = "light",
) -> Figure:
    """The best value so far as a step line, each trial a dot, those stopped early hollow. `planned` trials fit.

    A trial far worse than the others does not squeeze the rest: it stands as a triangle at the edge.
    """
    line = best_line(trials, metric)
    shown = [t for t in trials if t.state is not TrialState.FAILED and finite([t.value])]
    if not line and not shown:
        return empty(tr("No finished trial yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    small = height < SMALL
    low, high = _limits([_value(t) for t in shown], metric)
    ticks, labels = number_ticks(low, high, 4 if small else 5)
    left = left_margin(labels, title=not small)
    axes = place(figure, left, 12 if small else 16, 6 if small else LEGEND, 22 if small else BELOW)
    room = width - left - 14
    pad = 0.06 * (high - low)
    axes.set_ylim(low - pad, high + pad)
    kept = [(t, text) for t, text in zip(ticks, labels, strict=True) if low - pad <= t <= high + pad]
    axes.set_yticks([t for t, _ in kept], [text for _, text in kept])
    axes.grid(True, axis="y")
    last = max(planned, max(t.number for t in trials) + 1, 2)
    axes.set_xlim(1 - 0.025 * last, last + 0.025 * last)
    _trial_ticks(axes, last, room)
    if line:
        axes.step([x for x, _ in line], _inside(line, low - pad, high + pad), where="post",
                  color=series_color(theme, 0, 0), linewidth=1.75, zorder=3 if len(shown) < MANY else 5)  # fmt: skip
    _dots(axes, shown, (low - pad, high + pad), theme, small)
    if not small:
        _large(axes, trials, metric, theme, room)
    texts = ((t.number + 1, min(max(_value(t), low - pad), high + pad), t.number, _trial_text(t, metric))
             for t in shown)  # fmt: skip
    spots(figure, axes, texts, 8 if small else 12)
    return figure


def _inside(line: Sequence[tuple[int, float]], low: float, high: float) -> list[float]:
    """The line's values, kept inside the axis."""
    return [min(max(value, low), high) for _, value in line]


def _limits(values: Sequence[float], metric: str) -> tuple[float, float]:
    """What to show: all values, but none that is far worse than the bulk (Tukey's fence)."""
    ordered = sorted(values)
    low, high = ordered[0], ordered[-1]
    if len(ordered) >= 6:
        first, third = ordered[len(ordered) // 4], ordered[(3 * len(ordered)) // 4]
        reach = 3.0 * max(third - first, 1e-9)
        if lower_is_better(metric):
            high = min(high, third + reach)
        else:
            low = max(low, first - reach)
    if high <= low:
        pad = abs(low) * 0.01 or 0.01
        return low - pad, high + pad
    return low, high


def _trial_ticks(axes: Axes, last: int, room: float) -> None:
    """1, 10, 20 … as the mock-up counts; every trial while they are few."""
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if last / s * 36 <= room), 10000)
    ticks = [1, *range(step, last + 1, step)] if step > 1 else list(range(1, last + 1))
    axes.set_xticks(ticks, [f"{t:,}" for t in ticks])


def _dots(axes: Axes, shown: Sequence[Trial], limits: tuple[float, float], theme: str, small: bool) -> None:
    shade = color(theme, "border-strong" if small else "control")
    size = 3.0 if len(shown) >= MANY else 4.0 if small else 5.0
    for pruned in (True, False):  # those that count lie on top
        for outside in (False, True):
            some = [t for t in shown if (t.state is TrialState.PRUNED) == pruned
                    and (not limits[0] <= _value(t) <= limits[1]) == outside]  # fmt: skip
            if not some:
                continue
            places = [min(max(_value(t), limits[0]), limits[1]) for t in some]
            upwards = _value(some[0]) > limits[1]
            axes.plot([t.number + 1 for t in some], places, linestyle="", markersize=size, color=shade, clip_on=False,
                      marker=("^" if upwards else "v") if outside else "o", zorder=2 if pruned else 4,
                      markeredgewidth=0.9, markerfacecolor=color(theme, "surface") if pruned else shade,
                      markeredgecolor=color(theme, "control") if pruned else shade)  # fmt: skip


def _large(axes: Axes, trials: Sequence[Trial], metric: str, theme: str, room: float) -> None:
    """What only a large chart has: titles, the best trial's mark, failed trials, a row of names."""
    from matplotlib.lines import Line2D

    axes.set_xlabel(tr("Trial"))
    axes.set_ylabel(metric_name(metric))
    blue, grey = series_color(theme, 0, 0), color(theme, "control")
    best = best_trial(trials, metric)
    if best is not None:
        axes.plot([best.number + 1], [_value(best)], marker="o", markersize=7, color=blue, zorder=6, clip_on=False,
                  markeredgecolor=color(theme, "surface"))  # fmt: skip
    failed = [t.number + 1 for t in trials if t.state is TrialState.FAILED]
    if failed:
        axes.plot(failed, [0.02] * len(failed), linestyle="", marker="x", markersize=4.5, color=color(theme, "bad"),
                  transform=axes.get_xaxis_transform(), clip_on=False)  # fmt: skip
    parts: list[tuple[Any, str]] = [
        (Line2D([], [], color=blue, linewidth=1.75), tr("best so far")),
        (Line2D([], [], color=grey, marker="o", linestyle="", markersize=5), tr("trial")),
    ]
    if any(t.state is TrialState.PRUNED for t in trials):
        hollow = Line2D([], [], color=grey, marker="o", linestyle="", markersize=5,
                        markerfacecolor=color(theme, "surface"))  # fmt: skip
        parts.append((hollow, tr("stopped early")))
    if failed:
        cross = Line2D([], [], color=color(theme, "bad"), marker="x", linestyle="", markersize=4.5)
        parts.append((cross, tr("failed")))
    named_legend(axes, [p for p, _ in parts], [n for _, n in parts], room)


def _trial_text(trial: Trial, metric: str) -> str:
    texts = {
        TrialState.FINISHED: tr("Trial {n}: {value}"),
        TrialState.PRUNED: tr("Trial {n}: {value} when it was stopped early"),
        TrialState.FAILED: tr("Trial {n}: failed"),
    }
    text = texts[trial.state].format(n=f"{trial.number + 1:,}", value=metric_text(metric, _value(trial)))
    params = ", ".join(f"{k} {_param(v)}" for k, v in list(trial.params.items())[:6])
    return f"{text}; {params}" if params else text


def _param(value: Any) -> str:
    number = None if isinstance(value, str) else number_of(value)
    return name_of(value) if number is None else number_text(number)


def describe_best_so_far(trials: Sequence[Trial], metric: str = "roc_auc", planned: int = 0) -> str:
    """One sentence: the best value and trial, and how many were tried."""
    best = best_trial(trials, metric)
    if best is None:
        return tr("There is no finished trial yet.")
    count = f"{len(trials):,}" if planned <= len(trials) else tr("{n:,} of {all:,}").format(n=len(trials), all=planned)
    text = tr("The best {value} was found in trial {n:,}; tried: {count}.")
    text = text.format(value=metric_text(metric, _value(best)), n=best.number + 1, count=count)
    pruned = sum(t.state is TrialState.PRUNED for t in trials)
    failed = sum(t.state is TrialState.FAILED for t in trials)
    if not pruned and not failed:
        return text
    return f"{text} " + tr("{pruned:,} stopped early, {failed:,} failed.").format(pruned=pruned, failed=failed)


def best_so_far_table(trials: Sequence[Trial], metric: str = "roc_auc", planned: int = 0) -> Table:
    """A row a trial, with its parameters and the best value until then."""
    until = dict(best_line(trials, metric))
    names = tuple(dict.fromkeys(name for t in trials for name in t.params))
    rows = tuple(
        (
            t.number + 1, t.state.value, t.value, until.get(t.number + 1), t.seconds,
            *(_cell(t.params.get(n)) for n in names),
        )
        for t in sorted(trials, key=lambda t: t.number)
    )  # fmt: skip
    columns = (tr("Trial"), tr("State"), metric_name(metric), tr("Best so far"), tr("Seconds"), *names)
    return Table(columns, rows)


def _cell(value: Any) -> str | int | float | None:
    return value if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)) else str(value)


# --- slices -------------------------------------------------------------------------------------------------------


def searched(trials: Sequence[Trial], metric: str) -> list[tuple[str, float]]:
    """The parameters that differ between trials with how much the metric goes along with them (0 to 1), most first.

    For numbers that is the size of the rank correlation; for categories the share of the ranks' variance between them.
    """
    judged = [t for t in trials if finite([t.value]) and t.state is TrialState.FINISHED]
    names = dict.fromkeys(name for t in judged for name in t.params)
    found = []
    for name in names:
        values = [t.params.get(name) for t in judged]
        if len({name_of(v) for v in values}) > 1:
            found.append((name, _strength(values, [_value(t) for t in judged])))
    return sorted(found, key=lambda pair: -pair[1])


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(values)
    first = {v: i for i, v in reversed(list(enumerate(order)))}
    count = {v: order.count(v) for v in first} if len(first) < len(order) else dict.fromkeys(first, 1)
    return [first[v] + (count[v] - 1) / 2 for v in values]


def _strength(values: Sequence[Any], results: Sequence[float]) -> float:
    ranks = _ranks(results)
    mean = sum(ranks) / len(ranks)
    total = sum((r - mean) ** 2 for r in ranks)
    if not total:
        return 0.0
    scale = Scale.of(values)
    if not scale.names and not scale.missing:
        other = _ranks([number_of(v) or 0.0 for v in values])
        centre = sum(other) / len(other)
        spread = sum((o - centre) ** 2 for o in other)
        both = sum((r - mean) * (o - centre) for r, o in zip(ranks, other, strict=True))
        return abs(both) / math.sqrt(total * spread) if spread else 0.0
    groups: dict[str, list[float]] = {}
    for value, rank in zip(values, ranks, strict=True):
        groups.setdefault(name_of(value), []).append(rank)
    return sum(len(g) * (sum(g) / len(g) - mean) ** 2 for g in groups.values()) / total


def slices_height(trials: Sequence[Trial], metric: str, width: float) -> float:
    """The px that the small charts of every parameter need in so much width."""
    count = len(searched(trials, metric))
    return max(1, math.ceil(count / _columns(count, width))) * 180.0


def _columns(count: int, width: float) -> int:
    return max(1, min(count, int(width // 200)))


@chart
def slices(
    trials: Sequence[Trial], metric: str = "roc_auc", *, width: float, height: float, theme: str = "light"
) -> Figure:
    """A small chart a parameter that was searched: the metric against its values, the most telling parameter first.

    As many as fit are drawn, each at least 110 px high.
    """
    names = [name for name, _ in searched(trials, metric)]
    if not names:
        return empty(tr("No parameter was searched yet"), width=width, height=height, theme=theme)
    shown = [t for t in trials if t.state is not TrialState.FAILED and finite([t.value])]
    figure = new_figure(width, height)
    columns = _columns(len(names), width)
    rows = max(1, min(math.ceil(len(names) / columns), int(height // 110)))
    low, high = _limits([_value(t) for t in shown], metric)
    limits, ticks, labels = within(low, high, fits(height / rows - 60, 28))
    left = left_margin(labels, title=True)
    cell_w, cell_h = (width - left - 8) / columns, height / rows
    for i, name in enumerate(names[: rows * columns]):
        row, column = divmod(i, columns)
        x = left + column * cell_w
        axes = place(figure, x, width - x - cell_w + 12, row * cell_h + 10, height - (row + 1) * cell_h + 42)
        set_y(axes, ticks, labels if column == 0 else [""] * len(labels))
        axes.set_ylim(*limits)
        if column == 0:
            axes.set_ylabel(shorten(metric_name(metric), cell_h - 52))
        _slice(figure, axes, name, shown, metric, theme, cell_w - 12)
    return figure


def _slice(figure: Figure, axes: Axes, name: str, shown: Sequence[Trial], metric: str, theme: str, room: float) -> None:
    """One small chart; the best trial is blue."""
    scale = Scale.of([t.params.get(name) for t in shown])
    best = best_trial(shown, metric)
    low, high = axes.get_ylim()
    points = []
    for t in shown:
        x = scale.place(t.params.get(name))
        if x is not None:
            points.append((x, min(max(_value(t), low), high), t))
    for pruned in (True, False):  # those that count lie on top
        some = [p for p in points if (p[2].state is TrialState.PRUNED) == pruned]
        axes.plot([p[0] for p in some], [p[1] for p in some], linestyle="", marker="o",
                  markersize=3.0 if len(points) >= MANY else 4.5, color=color(theme, "control"), clip_on=False,
                  zorder=3, markerfacecolor=color(theme, "surface" if pruned else "control"))  # fmt: skip
    for x, y, t in points:
        if t is best:
            axes.plot([x], [y], marker="o", markersize=7, color=series_color(theme, 0, 0), zorder=5, clip_on=False,
                      markeredgecolor=color(theme, "surface"))  # fmt: skip
    axes.set_xlim(-0.06, 1.06)
    scale_ticks(axes, scale, room)
    axes.set_xlabel(shorten(tr("{name} (log scale)").format(name=name) if scale.log else name, room))
    spots(figure, axes, ((x, y, t.number, _trial_text(t, metric)) for x, y, t in points), 10)


def describe_slices(trials: Sequence[Trial], metric: str = "roc_auc") -> str:
    """One sentence: which parameter the metric goes along with most."""
    found = searched(trials, metric)
    if not found:
        return tr("No parameter was searched yet.")
    count = sum(t.state is TrialState.FINISHED for t in trials)
    text = tr("{metric} goes along with {name} most, {share:.2f} of 1 in ranks, over {count:,} finished trials.")
    return text.format(metric=metric_name(metric), name=found[0][0], share=found[0][1], count=count)


def slices_table(trials: Sequence[Trial], metric: str = "roc_auc") -> Table:
    """A row a trial with the parameters that were searched."""
    names = tuple(name for name, _ in searched(trials, metric))
    rows = tuple((t.number + 1, t.state.value, t.value, *(_cell(t.params.get(n)) for n in names)) for t in trials)
    return Table((tr("Trial"), tr("State"), metric_name(metric), *names), rows)
