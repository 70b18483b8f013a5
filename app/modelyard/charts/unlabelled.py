"""Charts of what is learned without a target: how unusual rows are, and clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelyard.charts.parts import bar_regions, fits, name_rows, named_legend, number_x, within
from modelyard.charts.profile import histogram
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
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import number_text, percent
from modelyard.domain.data.datasets import Histogram
from modelyard.domain.experiments.evaluation import AnomalyEvaluation, ClustersEvaluation

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# --- anomaly scores -----------------------------------------------------------------------------------------------


@chart
def anomaly_scores(evaluation: AnomalyEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """How unusual the rows are: bars of their scores, those beyond the border in the colour of a warning."""
    if not any(evaluation.score_counts):
        return empty(tr("No scores yet"), width=width, height=height, theme=theme)
    data = Histogram(evaluation.score_edges, evaluation.score_counts)
    figure = histogram(data, width=width, height=height, theme=theme, title=tr("Score, higher is more unusual"))
    axes = figure.axes[0]
    axes.set_ylim(0, max(data.counts) * 1.18)
    for bar, low in zip(axes.patches, data.edges, strict=False):
        if low >= evaluation.border - 1e-12:
            bar.set_facecolor(color(theme, "warn"))
    text = tr("{count:,} flagged").format(count=evaluation.flagged)
    if data.edges[0] <= evaluation.border <= data.edges[-1]:
        right = evaluation.border < (data.edges[0] + data.edges[-1]) / 2
        axes.axvline(evaluation.border, color=color(theme, "warn"), linewidth=1.2, linestyle=(0, (4, 2)))
        axes.annotate(text, (evaluation.border, 1.0), (4 if right else -4, -2), xycoords=("data", "axes fraction"),
                      textcoords="offset points", va="top", ha="left" if right else "right",
                      color=color(theme, "warn-text"))  # fmt: skip
    return figure


def describe_anomaly_scores(evaluation: AnomalyEvaluation) -> str:
    """One sentence: how many rows lie beyond the border."""
    total = sum(evaluation.score_counts)
    if not total:
        return tr("There are no scores yet.")
    text = tr("{count:,} of {total:,} rows, {share}, have a score of {border} or more and are called unusual.")
    return text.format(count=evaluation.flagged, total=total, share=percent(evaluation.flagged / total),
                       border=number_text(evaluation.border))  # fmt: skip


def anomaly_scores_table(evaluation: AnomalyEvaluation) -> Table:
    """A row a bin of scores."""
    edges = evaluation.score_edges
    rows = tuple((edges[i], edges[i + 1], n) for i, n in enumerate(evaluation.score_counts))
    return Table((tr("From"), tr("To"), tr("Rows")), rows)


# --- clusters -----------------------------------------------------------------------------------------------------


def cluster_name(number: int) -> str:
    """Clusters count from 1."""
    return tr("Cluster {n}").format(n=number + 1)


@chart
def cluster_points(evaluation: ClustersEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """Rows on the two axes along which they differ most, coloured and shaped by cluster."""
    if not evaluation.points:
        return empty(tr("No clusters yet"), width=width, height=height, theme=theme)
    from matplotlib.lines import Line2D

    figure = new_figure(width, height)
    xs, ys = [p[0] for p in evaluation.points], [p[1] for p in evaluation.points]
    limits, ticks, labels = within(min(ys), max(ys), fits(height - BELOW - 26, 36))
    left = left_margin(labels, title=True)
    axes = place(figure, left, 16, 26, BELOW)
    set_y(axes, ticks, labels)
    axes.set_ylim(*limits)
    number_x(axes, min(xs), max(xs), width - left - 16)
    axes.grid(True)
    clusters = sorted({p[2] for p in evaluation.points})
    size = 5.0 if len(xs) < 300 else 3.5
    names, handles = [], []
    for number in clusters:
        some = [p for p in evaluation.points if p[2] == number]
        shade, marker = series_color(theme, None, number), MARKERS[number % 6]
        axes.plot([p[0] for p in some], [p[1] for p in some], linestyle="", marker=marker, markersize=size, color=shade,
                  alpha=0.7, markeredgewidth=0, zorder=5 - number / 100)  # fmt: skip
        names.append(str(number + 1))
        handles.append(Line2D([], [], linestyle="", marker=marker, markersize=5, color=shade))
    told = [*names[:6], tr("others")] if len(names) > 7 else names  # from the seventh on all are grey
    named_legend(axes, handles, told, width - left - 16, 7)
    explained = evaluation.explained
    for set_label, text, share in (
        (axes.set_xlabel, tr("First axis, {share} of the differences"), explained[0]),
        (axes.set_ylabel, tr("Second axis, {share}"), explained[1]),
    ):
        set_label(text.format(share=percent(share)))
    return figure


def describe_cluster_points(evaluation: ClustersEvaluation) -> str:
    """One sentence: the clusters, and how much of the differences the two axes show."""
    if not evaluation.points:
        return tr("There are no clusters yet.")
    text = tr("{count:,} rows of {clusters} clusters, on two axes that show {share} of the differences between rows.")
    return text.format(count=len(evaluation.points), clusters=len(evaluation.sizes),
                       share=percent(sum(evaluation.explained)))  # fmt: skip


def cluster_points_table(evaluation: ClustersEvaluation) -> Table:
    """Both axes and the cluster of every row shown."""
    rows = tuple((x, y, number + 1) for x, y, number in evaluation.points)
    return Table((tr("First axis"), tr("Second axis"), tr("Cluster")), rows)


@chart
def cluster_sizes(evaluation: ClustersEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """Rows of each cluster, in the colours of the points."""
    if not any(evaluation.sizes):
        return empty(tr("No clusters yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    sizes = evaluation.sizes
    names = [cluster_name(i) for i in range(len(sizes))]
    left, room = left_margin(names), height - 8 - BELOW
    axes = place(figure, left, 52, 8, BELOW)
    axes.barh(range(len(sizes)), sizes, height=0.62, color=[series_color(theme, None, i) for i in range(len(sizes))])
    name_rows(axes, names, theme, room)
    if room / len(sizes) >= 13:
        for y, size in enumerate(sizes):
            axes.annotate(f"{size:,}", (size, y), (4, 0), textcoords="offset points", va="center_baseline",
                          color=color(theme, "text2"))  # fmt: skip
    number_x(axes, 0, max(sizes), width - left - 52, pad=0)
    axes.grid(True, axis="x")
    axes.set_xlabel(tr("Rows"))
    texts = [f"{n}: {s:,}, {percent(s / sum(sizes))}" for n, s in zip(names, sizes, strict=True)]
    bar_regions(figure, (0, 8, width, room), texts, across=True)
    return figure


def describe_cluster_sizes(evaluation: ClustersEvaluation) -> str:
    """One sentence: the largest and the smallest cluster."""
    sizes = evaluation.sizes
    if not any(sizes):
        return tr("There are no clusters yet.")
    text = tr("Of {count} clusters the largest has {most:,} rows, {share}, and the smallest {least:,}.")
    return text.format(count=len(sizes), most=max(sizes), share=percent(max(sizes) / sum(sizes)), least=min(sizes))


def cluster_sizes_table(evaluation: ClustersEvaluation) -> Table:
    """A row a cluster."""
    total = sum(evaluation.sizes) or 1
    rows = tuple((i + 1, n, n / total) for i, n in enumerate(evaluation.sizes))
    return Table((tr("Cluster"), tr("Rows"), tr("Share")), rows)
