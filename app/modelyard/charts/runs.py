"""Charts of one run's decisions and of runs side by side: confusion matrix, feature importance, metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from modelyard.charts.style import (
    BELOW,
    MARKERS,
    Region,
    bold,
    chart,
    color,
    empty,
    interaction,
    left_margin,
    new_figure,
    on_fill,
    palette,
    place,
    series_color,
    shorten_each,
    text_width,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import decimals, nice_ticks, number_text, percent
from modelyard.domain.experiments.decisions import decision_at
from modelyard.domain.experiments.evaluation import BinaryEvaluation, Importance
from modelyard.domain.experiments.metrics import METRICS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# (label, colour, importance of each feature); the colour as in `curves.CurveSeries`
ImportanceSeries = tuple[str, int | str | None, Sequence[Importance]]
# (label, colour, metrics by name)
MetricSeries = tuple[str, int | str | None, Mapping[str, float]]

LEAST_ROW = 13.0
"""The px of height that a row with a name needs."""
METRIC_NAMES = {m.key: m.name for m in METRICS}
LOWER_IS_BETTER = frozenset(m.key for m in METRICS if not m.greater)


# --- confusion matrix ---------------------------------------------------------------------------------------------


def confusion_counts(evaluation: BinaryEvaluation, threshold: float = 0.5) -> tuple[tuple[int, int], tuple[int, int]]:
    """((true no, false yes), (false no, true yes)): a row an actual class, a column a predicted one."""
    found = decision_at(evaluation.thresholds, threshold)
    return ((found.true_negative, found.false_positive), (found.false_negative, found.true_positive))


@chart
def confusion(
    evaluation: BinaryEvaluation, threshold: float = 0.5, *, width: float, height: float, theme: str = "light"
) -> Figure:
    """Actual against predicted class at a threshold; shade and second line are the share of the actual class."""
    if not evaluation.thresholds.thresholds:
        return empty(tr("No confusion matrix yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    axes = place(figure, 44, 14, 10, BELOW)
    axes.set_xlim(0, 2)
    axes.set_ylim(2, 0)
    counts = confusion_counts(evaluation, threshold)
    fills = palette(theme, "sequential")
    inner_w, inner_h = (width - 58) / 2, (height - 10 - BELOW) / 2
    for row in (0, 1):
        total = sum(counts[row])
        for column in (0, 1):
            share = counts[row][column] / total if total else 0.0
            fill = shade_of(fills, share)
            gap_x, gap_y = 2 / inner_w, 2 / inner_h
            axes.bar(column + 0.5, 1 - 2 * gap_y, 1 - 2 * gap_x, bottom=row + gap_y, color=fill)
            ink = on_fill(fill)
            axes.text(column + 0.5, row + 0.5 - 9 / inner_h, f"{counts[row][column]:,}", color=ink, fontsize=11.25,
                      ha="center", va="center", **bold())  # fmt: skip
            axes.text(column + 0.5, row + 0.5 + 11 / inner_h, tr("{share} of row").format(share=percent(share)),
                      color=ink, ha="center", va="center")  # fmt: skip
    names = shorten_each(evaluation.classes, min(inner_w, inner_h) - 6)
    axes.set_xticks((0.5, 1.5), names)
    axes.set_yticks((0.5, 1.5), names, rotation=90, va="center")
    axes.tick_params(length=0, labelcolor=color(theme, "text2"))
    axes.spines["bottom"].set_visible(False)
    axes.set_xlabel(tr("Predicted"))
    axes.set_ylabel(tr("Actual"))
    return figure


def describe_confusion(evaluation: BinaryEvaluation, threshold: float = 0.5) -> str:
    """One sentence: how many rows of each class were told right."""
    if not evaluation.thresholds.thresholds:
        return tr("There is no confusion matrix yet.")
    (tn, fp), (fn, tp) = confusion_counts(evaluation, threshold)
    text = tr(
        "At {threshold:.2f}, {tp:,} of {yes:,} {positive} rows were found, and {fp:,} of {no:,} {negative} rows were "
        "taken for {positive}."
    )
    negative, positive = evaluation.classes
    return text.format(threshold=threshold, tp=tp, yes=tp + fn, fp=fp, no=tn + fp, negative=negative, positive=positive)


def confusion_table(evaluation: BinaryEvaluation, threshold: float = 0.5) -> Table:
    """The four counts."""
    if not evaluation.thresholds.thresholds:
        return Table((tr("Actual"), *evaluation.classes), ())
    counts = confusion_counts(evaluation, threshold)
    columns = (tr("Actual"), *(tr("Predicted {name}").format(name=name) for name in evaluation.classes))
    return Table(columns, tuple((name, *row) for name, row in zip(evaluation.classes, counts, strict=True)))


def shade_of(colours: Sequence[str], share: float) -> str:
    """A colour of a palette between its steps; 0 is the second step, so that an empty cell is still a cell."""
    position = max(0.0, min(1.0, share)) * (len(colours) - 2) + 0.4
    low = min(int(position), len(colours) - 2)
    part = min(position - low, 1.0)
    ends = [[int(colours[k][i : i + 2], 16) for i in (1, 3, 5)] for k in (low, low + 1)]
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in zip(*ends, strict=True))


# --- importance ---------------------------------------------------------------------------------------------------


@chart
def importance(
    runs: Sequence[ImportanceSeries],
    metric: str = "roc_auc",
    *,
    width: float,
    height: float,
    theme: str = "light",
    most: int = 12,
) -> Figure:
    """How much worse a metric gets when a feature is shuffled: bars with their spread for one run, dots for several.

    At most `most` features are shown, and as many as there is height for.
    The axis is logarithmic where several runs' drops span more than a factor of 30; drops of zero and less then
    stand hollow at the left edge.
    """
    names = _top_features(runs, max(1, min(most, int((height - 8 - BELOW) / LEAST_ROW))))
    if not names:
        return empty(tr("No feature importance yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    labels = shorten_each(names, max(60.0, width * 0.36))
    left = left_margin(labels)
    room = width - left - 16
    axes = place(figure, left, 16, 8, BELOW)
    if len(runs) == 1:
        _importance_bars(axes, runs[0], names, theme)
        log = False
    else:
        log = _importance_dots(axes, runs, names, theme)
    lost = _lost(metric)
    title = (tr("{lost} when shuffled (log scale)") if log else tr("{lost} when shuffled")).format(lost=lost)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), labels)
    axes.tick_params(axis="y", labelcolor=color(theme, "text2"))
    axes.grid(True, axis="both" if len(runs) > 1 else "x")
    if not log:
        low, high = axes.get_xlim()
        ticks = nice_ticks(min(0.0, low), high, max(3, min(6, int(room / 60))))
        axes.set_xlim(ticks[0], ticks[-1])
        form = decimals(ticks)
        axes.set_xticks(ticks, [form(t) for t in ticks])
    axes.set_xlabel(title if text_width(title) <= room + 30 else lost)
    return figure


def describe_importance(runs: Sequence[ImportanceSeries], metric: str = "roc_auc") -> str:
    """One sentence: which feature matters most."""
    names = _top_features(runs, 2)
    if not names:
        return tr("There is no feature importance yet.")
    drops = {i.feature: i.mean for i in runs[0][2]}
    falls = tr("Shuffling {first} costs {label} most: {metric} falls by {drop}.")
    rises = tr("Shuffling {first} costs {label} most: {metric} rises by {drop}.")
    text = (rises if metric in LOWER_IS_BETTER else falls).format(
        first=names[0], label=runs[0][0], drop=_drop(drops.get(names[0], 0.0)), metric=METRIC_NAMES.get(metric, metric)
    )
    if len(names) < 2:
        return text
    more = tr("Next is {second} with {drop}.").format(second=names[1], drop=_drop(drops.get(names[1], 0.0)))
    return f"{text} {more}"


def _drop(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else number_text(value)


def importance_table(runs: Sequence[ImportanceSeries], metric: str = "roc_auc") -> Table:
    """Mean and spread of every feature in every run."""
    rows = tuple((label, i.feature, i.mean, i.std) for label, _, items in runs for i in items)
    return Table((tr("Run"), tr("Feature"), _lost(metric), tr("Standard deviation")), rows)


def _top_features(runs: Sequence[ImportanceSeries], most: int) -> list[str]:
    """Features by their largest drop in any run."""
    best: dict[str, float] = {}
    for _, _, items in runs:
        for item in items:
            best[item.feature] = max(best.get(item.feature, item.mean), item.mean)
    return sorted(best, key=lambda name: -best[name])[:most]


def _importance_bars(axes: Axes, run: ImportanceSeries, names: Sequence[str], theme: str) -> None:
    items = {i.feature: i for i in run[2]}
    places = [i for i, name in enumerate(names) if name in items]
    means = [items[names[i]].mean for i in places]
    spread = [items[names[i]].std for i in places]
    axes.barh(places, means, height=0.62, color=series_color(theme, run[1], 0), xerr=spread,
              error_kw={"ecolor": color(theme, "text3"), "elinewidth": 1})  # fmt: skip
    most = max(m + s for m, s in zip(means, spread, strict=True)) or 1e-3
    least = min(0.0, *(m - s for m, s in zip(means, spread, strict=True)))
    axes.set_xlim(least if least < -0.05 * most else 0.0, most)


def _importance_dots(axes: Axes, runs: Sequence[ImportanceSeries], names: Sequence[str], theme: str) -> bool:
    """The dots; returns whether the axis is logarithmic."""
    wanted = set(names)
    drops = [i.mean for _, _, items in runs for i in items if i.feature in wanted]
    positive = [d for d in drops if d > 0]
    log = bool(positive) and max(positive) / max(min(positive), 1e-4) > 30
    floor = max(min(positive), 1e-4) * 0.7 if log else min(0.0, *drops)
    for k, (label, wanted_colour, items) in enumerate(runs):
        shade = series_color(theme, wanted_colour, k)
        found = {i.feature: i.mean for i in items}
        for hollow in (False, True):
            points = [(max(found[n], floor), y) for y, n in enumerate(names)
                      if n in found and (log and found[n] < floor) == hollow]  # fmt: skip
            if points:
                x, y = zip(*points, strict=True)
                axes.plot(x, y, linestyle="", marker=MARKERS[k % 6], markersize=5, color=shade, clip_on=False,
                          markerfacecolor=color(theme, "surface") if hollow else shade, label=label)  # fmt: skip
    if log:
        axes.set_xscale("log")
        axes.set_xlim(floor * 0.8, max(positive) * 1.6)
        exponents = [10.0**e for e in range(-5, 1) if floor * 0.8 <= 10.0**e <= max(positive) * 1.6]
        axes.set_xticks(exponents, [f"{e:g}" for e in exponents])
        axes.minorticks_off()
    else:
        axes.set_xlim(floor, max(drops) or 1e-3)
    return log


def _lost(metric: str) -> str:
    """What shuffling costs: a metric where less is better rises."""
    text = tr("{metric} added") if metric in LOWER_IS_BETTER else tr("{metric} lost")
    return text.format(metric=METRIC_NAMES.get(metric, metric))


# --- metrics of runs ----------------------------------------------------------------------------------------------


@chart
def metric_comparison(
    runs: Sequence[MetricSeries],
    *,
    width: float,
    height: float,
    theme: str = "light",
    metrics: Sequence[str] = ("roc_auc", "average_precision", "f1", "precision", "recall"),
) -> Figure:
    """One line a metric, one dot a run; all on one axis, so only metrics between 0 and 1 belong together."""
    shown = [m for m in metrics if any(m in values for _, _, values in runs)]
    if not shown:
        return empty(tr("No metrics yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    labels = [METRIC_NAMES.get(m, m) for m in shown]
    left = left_margin(labels)
    axes = place(figure, left, 16, 8, 24)
    found = [values[m] for _, _, values in runs for m in shown if m in values]
    ticks = nice_ticks(min(found), max(found), max(3, int((width - left) / 70)))
    regions = interaction(figure).regions
    inner_w, inner_h = width - left - 16, height - 32
    for k, (label, wanted, values) in enumerate(runs):
        points = [(values[m], y) for y, m in enumerate(shown) if m in values]
        if points:
            x, y = zip(*points, strict=True)
            axes.plot(x, y, linestyle="", marker=MARKERS[k % 6], markersize=6, color=series_color(theme, wanted, k),
                      clip_on=False, zorder=10 - k / 100)  # fmt: skip
        for value, row in points:
            px = left + (value - ticks[0]) / (ticks[-1] - ticks[0]) * inner_w
            py = 8 + (row + 0.5) / len(shown) * inner_h
            regions.append(Region(px - 6, py - 6, 12, 12, (label, shown[row]), f"{label}: {labels[row]} {value:.4f}"))
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_yticks(range(len(shown)), labels)
    axes.tick_params(axis="y", labelcolor=color(theme, "text2"))
    axes.set_xlim(ticks[0], ticks[-1])
    form = decimals(ticks)
    axes.set_xticks(ticks, [form(t) for t in ticks])
    axes.grid(True)
    return figure


def describe_metric_comparison(runs: Sequence[MetricSeries], metrics: Sequence[str] = ("roc_auc", "f1")) -> str:
    """One sentence: which run is best by the first metrics."""
    parts = []
    for metric in metrics[:2]:
        found = [(values[metric], label) for label, _, values in runs if metric in values]
        if found:
            value, label = min(found) if metric in LOWER_IS_BETTER else max(found)
            parts.append(tr("{label} has the best {metric}, {value:.4f}").format(
                label=label, metric=METRIC_NAMES.get(metric, metric), value=value))  # fmt: skip
    return "; ".join(parts) + "." if parts else tr("There are no metrics yet.")


def metric_comparison_table(runs: Sequence[MetricSeries], metrics: Sequence[str] = ()) -> Table:
    """A row a run, a column a metric."""
    shown = metrics or tuple(dict.fromkeys(m for _, _, values in runs for m in values))
    rows = tuple((label, *(values.get(m) for m in shown)) for label, _, values in runs)
    return Table((tr("Run"), *(METRIC_NAMES.get(m, m) for m in shown)), rows)
