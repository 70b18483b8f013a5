"""Charts of how a run learned: its learning curve, its folds, and how the prediction depends on a feature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from modelyard.charts.parts import (
    finite,
    fits,
    gaps,
    legend_above,
    lower_is_better,
    metric_name,
    metric_text,
    name_rows,
    number_x,
    spots,
    within,
)
from modelyard.charts.style import (
    BELOW,
    DASHES,
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
from modelyard.charts.ticks import number_text
from modelyard.domain.experiments.evaluation import Dependence, LearningCurve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# (label, colour, a metric's value in each fold)
FoldSeries = tuple[str, int | str | None, Sequence[float]]


# --- learning curve -----------------------------------------------------------------------------------------------


@chart
def learning_curve(curve: LearningCurve | None, *, width: float, height: float, theme: str = "light") -> Figure:
    """The metric on hold-out and on training rows over how many rows were learned from."""
    values = finite((*curve.training, *curve.hold_out)) if curve is not None else []
    if curve is None or not values:
        return empty(tr("No learning curve yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    limits, ticks, labels = within(min(values), max(values), fits(height - BELOW - 28, 32))
    left = left_margin(labels, title=True)
    axes = place(figure, left, 24, 28, BELOW)
    set_y(axes, ticks, labels)
    axes.set_ylim(*limits)
    for name, found, place_ in (
        (tr("hold-out rows"), curve.hold_out, 0),
        (tr("training rows"), curve.training, 1),
    ):
        axes.plot(curve.rows, gaps(found), color=series_color(theme, place_, 0), marker=MARKERS[place_], markersize=5,
                  markeredgecolor=color(theme, "surface"), label=name, clip_on=False, zorder=5 - place_)  # fmt: skip
    number_x(axes, 0, max(curve.rows), width - left - 24)
    axes.set_xlabel(tr("Rows learned from"))
    axes.set_ylabel(metric_name(curve.metric))
    legend_above(axes, width - left - 24)
    texts = zip(curve.rows, curve.hold_out, curve.training, strict=True)
    said = tr("{rows:,} rows: {hold_out} on hold-out rows, {training} on training rows")
    spots(figure, axes, (
        (n, h, n, said.format(rows=n, hold_out=metric_text(curve.metric, h), training=number_text(t)))
        for n, h, t in texts if finite([h])
    ))  # fmt: skip
    return figure


def describe_learning_curve(curve: LearningCurve | None) -> str:
    """One sentence: whether more rows still help, and the gap to the training rows."""
    if curve is None or not finite(curve.hold_out):
        return tr("There is no learning curve yet.")
    found = [(n, h) for n, h in zip(curve.rows, curve.hold_out, strict=True) if finite([h])]
    (first, start), (last, end) = found[0], found[-1]
    text = tr("{metric} on hold-out rows goes from {start} with {first:,} rows to {end} with {last:,}.")
    text = text.format(
        metric=metric_name(curve.metric), start=number_text(start), end=number_text(end), first=first, last=last
    )
    if len(found) < 2:
        return text
    gain = (end - found[-2][1]) * (-1 if lower_is_better(curve.metric) else 1)
    helps = gain > 0.01 * max(abs(end - start), 1e-12)
    return f"{text} " + (tr("The last step still helped.") if helps else tr("The last step did not help."))


def learning_curve_table(curve: LearningCurve | None) -> Table:
    """Both values at each number of rows."""
    columns = (tr("Rows learned from"), tr("On training rows"), tr("On hold-out rows"))
    return Table(columns, tuple(zip(curve.rows, curve.training, curve.hold_out, strict=True)) if curve else ())


# --- folds --------------------------------------------------------------------------------------------------------


@chart
def folds(
    runs: Sequence[FoldSeries], metric: str = "roc_auc", *, width: float, height: float, theme: str = "light"
) -> Figure:
    """A metric in each fold: a dot a fold, and their mean as a line; a row a run."""
    shown = [(label, wanted, finite(values)) for label, wanted, values in runs if finite(values)]
    if not shown:
        return empty(tr("No folds yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    names = [shorten(label, max(60.0, width * 0.3)) for label, _, _ in shown]
    left = left_margin(names)
    axes = place(figure, left, 20, 10, BELOW)
    name_rows(axes, names, theme, height - 10 - BELOW)
    found = [v for _, _, values in shown for v in values]
    number_x(axes, min(found), max(found), width - left - 20)
    axes.grid(True, axis="x")
    points = []
    for y, (label, wanted, values) in enumerate(shown):
        shade, mean = series_color(theme, wanted, y), sum(values) / len(values)
        axes.plot([min(values), max(values)], [y, y], color=color(theme, "border-strong"), linewidth=1, zorder=2)
        axes.plot(values, [y] * len(values), linestyle="", marker=MARKERS[y % 6], markersize=6, color=shade, alpha=0.75,
                  markeredgewidth=0, clip_on=False, zorder=4)  # fmt: skip
        half = min(0.22, 11 / max((height - 10 - BELOW) / len(shown), 1))
        axes.plot([mean, mean], [y - half, y + half], color=color(theme, "text"), linewidth=1.5, zorder=5,
                  solid_capstyle="butt")  # fmt: skip
        points += [(v, y, (label, i), tr("{label}, fold {n}: {value}").format(
            label=label, n=i + 1, value=metric_text(metric, v))) for i, v in enumerate(values)]  # fmt: skip
    axes.set_xlabel(tr("{metric} in each fold; the line is the mean").format(metric=metric_name(metric)))
    spots(figure, axes, points)
    return figure


def describe_folds(runs: Sequence[FoldSeries], metric: str = "roc_auc") -> str:
    """One sentence: mean and range over the folds of the best run."""
    shown = [(sum(v) / len(v), label, v) for label, _, values in runs if (v := finite(values))]
    if not shown:
        return tr("There are no folds yet.")
    mean, label, values = (min if lower_is_better(metric) else max)(shown, key=lambda found: found[0])
    text = tr("{label}: {value} on average over {count} folds, from {low} to {high}.")
    return text.format(label=label, value=metric_text(metric, mean), count=len(values), low=number_text(min(values)),
                       high=number_text(max(values)))  # fmt: skip


def folds_table(runs: Sequence[FoldSeries], metric: str = "roc_auc") -> Table:
    """A row a run and fold."""
    rows = tuple((label, i + 1, v) for label, _, values in runs for i, v in enumerate(values))
    return Table((tr("Run"), tr("Fold"), metric_name(metric)), rows)


# --- partial dependence -------------------------------------------------------------------------------------------


@chart
def dependence(
    found: Dependence | None, target: str = "", *, width: float, height: float, theme: str = "light"
) -> Figure:
    """The mean prediction with a feature set to each value: a line for numbers, dots for categories, a series a class.
    `target` names what is predicted."""
    values = finite(v for line in found.y for v in line) if found is not None else []
    if found is None or not values:
        return empty(tr("No partial dependence yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    several = len(found.y) > 1
    top = 28 if several else 10
    limits, ticks, labels = within(min(values), max(values), fits(height - BELOW - top, 32))
    left = left_margin(labels, title=True)
    room = width - left - 20
    axes = place(figure, left, 20, top, BELOW)
    set_y(axes, ticks, labels)
    axes.set_ylim(*limits)
    places = range(len(found.labels)) if found.labels else found.x
    for i, line in enumerate(found.y):
        look: dict[str, Any] = {
            "color": series_color(theme, None, i),
            "label": found.classes[i] if i < len(found.classes) else "",
        }
        if found.labels:
            axes.plot(places, gaps(line), linestyle="", marker=MARKERS[i % 6], markersize=6, clip_on=False, **look)
        else:
            axes.plot(places, gaps(line), linestyle=DASHES[i % 6], marker="o" if len(line) == 1 else None, **look)
    if found.labels:
        axes.set_xlim(-0.5, len(found.labels) - 0.5)
        each = room / len(found.labels)
        every = max(1, -(-34 // max(int(each), 1)))
        shown = [shorten(text, max(every * each - 6, 18)) for text in found.labels]
        axes.set_xticks(range(0, len(shown), every), shown[::every])
    else:
        number_x(axes, min(found.x), max(found.x), room, pad=0.02)
    if several:
        legend_above(axes, room)
    axes.set_xlabel(shorten(found.feature, room))
    title = tr("Mean prediction of {target}").format(target=target) if target else tr("Mean prediction")
    axes.set_ylabel(title if text_width(title) < height - BELOW else tr("Mean prediction"))
    texts = found.labels or tuple(number_text(x) for x in found.x)
    spots(figure, axes, (
        (x, y, (i, k), f"{found.feature} {texts[k]}: {number_text(y)}")
        for i, line in enumerate(found.y) for k, (x, y) in enumerate(zip(places, line, strict=True)) if finite([y])
    ), 10)  # fmt: skip
    return figure


def describe_dependence(found: Dependence | None, target: str = "") -> str:
    """One sentence: where the mean prediction is lowest and highest, of the class that moves most."""
    lines = [line for line in found.y if finite(line)] if found is not None else []
    if found is None or not lines:
        return tr("There is no partial dependence yet.")
    i = max(range(len(lines)), key=lambda k: max(finite(lines[k])) - min(finite(lines[k])))
    names = found.labels or tuple(number_text(x) for x in found.x)
    pairs = [(v, name) for v, name in zip(lines[i], names, strict=True) if finite([v])]
    (low, at_low), (high, at_high) = min(pairs), max(pairs)
    of = tr(" of {name}").format(name=found.classes[i]) if len(lines) > 1 and i < len(found.classes) else ""
    text = tr("The mean prediction{of} goes from {low} at {feature} {at_low} to {high} at {at_high}.")
    return text.format(of=of, low=number_text(low), high=number_text(high), feature=found.feature, at_low=at_low,
                       at_high=at_high)  # fmt: skip


def dependence_table(found: Dependence | None, target: str = "") -> Table:
    """The mean prediction at each value, a column a class."""
    if found is None:
        return Table((tr("Value"), tr("Mean prediction")), ())
    several = len(found.y) > 1 and len(found.classes) == len(found.y)
    columns = (found.feature, *(found.classes if several else [tr("Mean prediction")] * len(found.y)))
    places: Sequence[str | float] = found.labels or found.x
    return Table(columns, tuple((x, *(line[k] for line in found.y)) for k, x in enumerate(places)))
