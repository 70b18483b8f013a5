"""Charts of what changed since training: the drift heat map, and distributions then and now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from modelyard.charts.style import (
    BELOW,
    Region,
    chart,
    color,
    empty,
    interaction,
    left_margin,
    new_figure,
    palette,
    place,
    series_color,
    shorten,
    text_width,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import date_cell, date_text, date_ticks, decimals, percent, seconds
from modelyard.charts.traffic import spacing
from modelyard.domain.monitoring import Distribution, DriftPoint, Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# PSI from which each colour of the drift palette is used; below the first, the palette's first colour
STEPS = (0.02, 0.05, 0.1, 0.2, 0.25)
PREDICTION = "prediction"
ROW_GAP = 6.0


def drift_fill(theme: str, psi: float) -> str:
    """The colour of a PSI in the heat map."""
    return palette(theme, "drift")[sum(psi >= step for step in STEPS)]


def legend_steps(theme: str) -> list[tuple[str, str]]:
    """(colour, what it means) of every step, for a legend beside the card's title."""
    names = ["0", *(tr("{value:g} and over").format(value=step) for step in STEPS)]
    return list(zip(palette(theme, "drift"), names, strict=True))


# --- heat map -----------------------------------------------------------------------------------------------------


@chart
def drift_heat_map(
    points: Sequence[DriftPoint],
    selected: tuple[str, datetime] | None = None,
    *,
    width: float,
    height: float,
    theme: str = "light",
) -> Figure:
    """PSI of each feature in each window, a cell each; `selected` is (feature, window start).

    A window with too few rows for a verdict is a smaller cell; one without data an outline. Every cell is a region
    whose key is its `DriftPoint`.
    """
    if not points:
        return empty(tr("No drift measured in this time"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    features = list(dict.fromkeys(p.feature for p in points))
    step = spacing([p.start for p in points])
    low, high = min(seconds(p.start) for p in points), max(seconds(p.start) for p in points) + step
    labels = [shorten(f, max(60.0, width * 0.25)) for f in features]
    left, top, right, below = left_margin(labels) + 2, 6.0, 10.0, 20.0
    axes = place(figure, left, right, top, below)
    room_w, room_h = width - left - right, height - top - below
    gap = ROW_GAP if PREDICTION in features[1:] else 0.0
    row_h = (room_h - gap) / len(features)
    cell_w = min(step / (high - low) * room_w, 3 * row_h)
    tops = {f: i * row_h + (gap if f == PREDICTION and i else 0.0) for i, f in enumerate(features)}
    axes.set_xlim(0, room_w)
    axes.set_ylim(room_h, 0)
    _cells(axes, figure, points, selected, theme, (left, top, low, cell_w / step, cell_w, row_h), tops)
    ticks, names = date_ticks(low, low + (high - low) * min(1.0, room_w / max(cell_w, 1) * step / (high - low)), room_w)
    kept = [((t - low) / step * cell_w, n) for t, n in zip(ticks, names, strict=True) if low - step < t <= high]
    axes.set_xticks([max(x, 0.0) for x, _ in kept], [n for _, n in kept], ha="left")
    axes.set_yticks([tops[f] + row_h / 2 for f in features], labels)
    axes.tick_params(length=0)
    axes.tick_params(axis="y", labelcolor=color(theme, "text2"))
    axes.spines["bottom"].set_visible(False)
    return figure


def _cells(
    axes: Axes,
    figure: Figure,
    points: Sequence[DriftPoint],
    selected: tuple[str, datetime] | None,
    theme: str,
    geometry: tuple[float, float, float, float, float, float],
    tops: dict[str, float],
) -> None:
    """All cells as one collection, their regions, and the frame around the selected one."""
    from matplotlib.collections import PolyCollection
    from matplotlib.patches import Rectangle

    left, top, low, scale, cell_w, row_h = geometry
    pad = min(1.0, cell_w * 0.1)
    shapes, fills, edges = [], [], []
    surface, border = color(theme, "surface"), color(theme, "border")
    for p in points:
        x, y = (seconds(p.start) - low) * scale, tops[p.feature]
        interaction(figure).regions.append(Region(left + x, top + y, cell_w, row_h, p, drift_text(p)))
        inset = pad + (min(cell_w, row_h) * 0.22 if p.verdict is Verdict.TOO_FEW else 0.5)
        shapes.append([(x + inset, y + inset), (x + cell_w - inset, y + inset),
                       (x + cell_w - inset, y + row_h - inset), (x + inset, y + row_h - inset)])  # fmt: skip
        none = p.psi is None
        fills.append(surface if none else drift_fill(theme, p.psi or 0.0))
        edges.append(border if none else fills[-1])
        if selected is not None and (p.feature, seconds(p.start)) == (selected[0], seconds(selected[1])):
            frame = Rectangle((x - 0.5, y - 0.5), cell_w + 1, row_h + 1, fill=False, linewidth=1.2, zorder=5,
                              edgecolor=color(theme, "text"), clip_on=False)  # fmt: skip
            axes.add_patch(frame)
    axes.add_collection(PolyCollection(shapes, facecolors=fills, edgecolors=edges, linewidths=0.6), autolim=False)


def drift_text(point: DriftPoint) -> str:
    """What a cell says: feature, window, PSI, rows."""
    head = f"{point.feature}, {date_text(point.start)}"
    if point.psi is None:
        return tr("{head}: no data").format(head=head)
    text = tr("{head}: PSI {psi:.2f}, {rows:,} rows").format(head=head, psi=point.psi, rows=point.rows)
    return text + (tr(", too few for a verdict") if point.verdict is Verdict.TOO_FEW else "")


def describe_drift_heat_map(points: Sequence[DriftPoint], selected: tuple[str, datetime] | None = None) -> str:
    """One sentence: how many cells alert, and where drift is largest."""
    found = [p for p in points if p.psi is not None and p.verdict is not Verdict.TOO_FEW]
    if not found:
        return tr("No drift was measured.")
    worst = max(found, key=lambda p: p.psi or 0.0)
    alerts = sum(p.verdict is Verdict.ALERT for p in found)
    text = tr("{alerts:,} of {cells:,} cells alert. The largest PSI is {psi:.2f}: {feature} in the window from {date}.")
    return text.format(alerts=alerts, cells=len(found), psi=worst.psi or 0.0, feature=worst.feature,
                       date=date_text(worst.start))  # fmt: skip


def drift_heat_map_table(points: Sequence[DriftPoint], selected: tuple[str, datetime] | None = None) -> Table:
    """A row a cell."""
    rows = tuple((p.feature, date_cell(p.start), p.rows, p.psi, p.critical, p.verdict.value) for p in points)
    columns = (tr("Feature"), tr("Window from"), tr("Rows"), tr("PSI"), tr("PSI by chance"), tr("Verdict"))
    return Table(columns, rows)


# --- distributions ------------------------------------------------------------------------------------------------


def split_cells(distribution: Distribution) -> tuple[list[float], int]:
    """(inner edges, how many cells come before NEW and MISSING) of a numeric distribution.

    `edges` may be the inner edges of `domain.monitoring.FeatureBins` or include both outer ends.
    """
    edges, cells = list(distribution.edges), len(distribution.reference)
    if cells in (len(edges) - 1, len(edges)):
        return edges[1:-1], len(edges) - 1
    return edges, len(edges) + 1


def shares(counts: Sequence[int]) -> list[float]:
    """Counts as shares of their sum."""
    total = sum(counts)
    return [c / total if total else 0.0 for c in counts]


@chart
def score_distribution(
    distribution: Distribution | None, *, width: float, height: float, theme: str = "light", xlabel: str = ""
) -> Figure:
    """Density of the predicted probability, training as a grey area and now as a blue line, on a log scale."""
    if distribution is None or not distribution.edges or not sum(distribution.reference):
        return empty(tr("No predictions in this time"), width=width, height=height, theme=theme)
    import numpy as np

    figure = new_figure(width, height)
    inner, cells = split_cells(distribution)
    edges = np.array([0.0, *inner, 1.0])
    widths = np.maximum(np.diff(edges), 1e-9)
    then = np.array(shares(distribution.reference[:cells])) / widths
    now = np.array(shares(distribution.current[:cells])) / widths
    both = np.concatenate([then[then > 0], now[now > 0]])
    low, high = both.min() * 0.7, both.max() * 1.5
    ticks = [10.0**e for e in range(-6, 7) if low <= 10.0**e <= high]
    labels = [f"{t:g}" for t in ticks]
    axes = place(figure, left_margin(labels, title=True), 14, 10, BELOW)
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    axes.stairs(np.maximum(then, low), edges, baseline=low, fill=True, color=color(theme, "border-strong"), alpha=0.6)
    if now.any():
        axes.stairs(np.where(now > 0, now, low), edges, baseline=None, color=series_color(theme, 0, 0), linewidth=1.5)
    axes.set_yticks(ticks, labels)
    axes.minorticks_off()
    axes.grid(True, axis="y")
    axes.set_xlim(0, 1)
    axes.set_xticks((0, 0.2, 0.4, 0.6, 0.8, 1.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    axes.set_xlabel(xlabel or tr("Predicted probability"))
    axes.set_ylabel(tr("Density (log)"))
    return figure


def describe_score_distribution(distribution: Distribution | None, xlabel: str = "") -> str:
    """One sentence: how the share of high probabilities moved."""
    if distribution is None or not sum(distribution.current):
        return tr("There were no predictions.")
    inner, cells = split_cells(distribution)
    lows = [0.0, *inner]
    then, now = shares(distribution.reference[:cells]), shares(distribution.current[:cells])
    high = [i for i, edge in enumerate(lows) if edge >= 0.5 - 1e-9]
    text = tr("{now} of predictions are at 0.5 or more; in training it was {then}.")
    return text.format(now=percent(sum(now[i] for i in high)), then=percent(sum(then[i] for i in high)))


def score_distribution_table(distribution: Distribution | None, xlabel: str = "") -> Table:
    """Counts and shares of each cell, training and now."""
    return feature_distribution_table(distribution)


@chart
def feature_distribution(
    distribution: Distribution | None, *, width: float, height: float, theme: str = "light", xlabel: str = ""
) -> Figure:
    """Shares of each cell, training as grey bars and now as a blue line.

    Cells are drawn equally wide: PSI compares their shares, not densities.
    """
    if distribution is None or not sum(distribution.reference):
        return empty(tr("Nothing to compare"), width=width, height=height, theme=theme)
    import numpy as np

    figure = new_figure(width, height)
    axes = place(figure, 8, 8, 6, 20)
    then, now = shares(distribution.reference), shares(distribution.current)
    shown = _shown_cells(distribution)
    then, now = [then[i] for i in shown], [now[i] for i in shown]
    axes.bar(range(len(shown)), then, width=0.86, color=color(theme, "border-strong"))
    if sum(distribution.current):
        axes.stairs(np.array(now), np.arange(len(shown) + 1) - 0.5, color=series_color(theme, 0, 0), linewidth=1.3)
    axes.set_xlim(-0.5, len(shown) - 0.5)
    axes.set_ylim(0, max(*then, *now, 1e-9) * 1.06)
    axes.set_yticks([])
    _cell_ticks(axes, distribution, shown, width - 16, xlabel)
    for position, i in enumerate(shown):
        name = distribution.labels[i] if i < len(distribution.labels) else str(i + 1)
        text = tr("{name}: {now}, in training {then}").format(
            name=name, now=percent(now[position]), then=percent(then[position])
        )
        cell = (width - 16) / len(shown)
        interaction(figure).regions.append(Region(8 + position * cell, 6, cell, height - 26, i, text))
    return figure


def _shown_cells(distribution: Distribution, most: int = 24) -> list[int]:
    """Which cells to draw: trailing NEW and MISSING only when something is in them; of many categories the largest."""
    counts = [a + b for a, b in zip(distribution.reference, distribution.current, strict=True)]
    if distribution.edges:
        _, cells = split_cells(distribution)
        return [*range(cells), *(i for i in range(cells, len(counts)) if counts[i])]
    found = [i for i, c in enumerate(counts) if c]
    return sorted(found, key=lambda i: -counts[i])[:most]


def _cell_ticks(axes: Axes, distribution: Distribution, shown: Sequence[int], room: float, xlabel: str) -> None:
    """The first and last edge of numbers with the unit between; names of categories where they fit."""
    if distribution.edges:
        inner, cells = split_cells(distribution)
        form = decimals(inner) if len(inner) > 1 else (lambda v: f"{v:g}")
        axes.set_xticks((0.5, cells - 1.5), [form(inner[0]), form(inner[-1])])
        if xlabel:
            axes.set_xlabel(shorten(xlabel, room * 0.6), labelpad=-9)
        return
    cell = room / max(len(shown), 1)
    names = [distribution.labels[i] if i < len(distribution.labels) else str(i + 1) for i in shown]
    every = max(1, -(-int(max(text_width(n) for n in names) + 6) // max(int(cell), 1)))
    if every > 3:
        every, names = max(1, int(40 // max(cell, 1))), [shorten(n, 38) for n in names]
    axes.set_xticks(range(0, len(shown), every), names[::every])


def describe_feature_distribution(distribution: Distribution | None, xlabel: str = "") -> str:
    """One sentence: which cell's share changed most."""
    if distribution is None or not sum(distribution.current) or not sum(distribution.reference):
        return tr("There is nothing to compare.")
    then, now = shares(distribution.reference), shares(distribution.current)
    i = max(range(len(then)), key=lambda k: abs(now[k] - then[k]))
    name = distribution.labels[i] if i < len(distribution.labels) else str(i + 1)
    text = tr("{feature}: {name} changed most, from {then} in training to {now}.")
    return text.format(feature=distribution.feature, name=name, then=percent(then[i]), now=percent(now[i]))


def feature_distribution_table(distribution: Distribution | None, xlabel: str = "") -> Table:
    """Counts and shares of each cell, training and now."""
    columns = (tr("Cell"), tr("Training rows"), tr("Training share"), tr("Current rows"), tr("Current share"))
    if distribution is None:
        return Table(columns, ())
    then, now = shares(distribution.reference), shares(distribution.current)
    names = [*distribution.labels, *(str(i + 1) for i in range(len(distribution.labels), len(then)))]
    rows = tuple(zip(names, distribution.reference, then, distribution.current, now, strict=False))
    return Table(columns, rows)
