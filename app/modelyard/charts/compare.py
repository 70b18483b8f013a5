"""A column in two versions of a dataset, over the same cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelyard.charts.drift import shares
from modelyard.charts.style import (
    Region,
    chart,
    color,
    empty,
    interaction,
    new_figure,
    place,
    series_color,
    shorten,
    text_width,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import percent
from modelyard.domain.data.compare import ColumnCounts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT, TOP, BOTTOM = 36.0, 10.0, 10.0, 24.0


def shown_cells(counts: ColumnCounts) -> list[int]:
    """Which cells to draw: "other" and "missing" only when something is in them."""
    last = len(counts.left) - (1 if counts.edges else 2)
    first = range(len(counts.left))
    return [i for i in first if i < last or counts.left[i] or counts.right[i]]


@chart
def version_distribution(
    counts: ColumnCounts | None,
    names: tuple[str, str] = ("", ""),
    *,
    width: float,
    height: float,
    theme: str = "light",
) -> Figure:
    """Shares of each cell: the first version as grey bars, the second as a blue line; `names` are their labels."""
    if counts is None or not (sum(counts.left) or sum(counts.right)):
        return empty(tr("Nothing to compare"), width=width, height=height, theme=theme)
    import numpy as np

    figure = new_figure(width, height)
    axes = place(figure, LEFT, RIGHT, TOP, BOTTOM)
    shown = shown_cells(counts)
    all_then, all_now = shares(counts.left), shares(counts.right)
    then, now = [all_then[i] for i in shown], [all_now[i] for i in shown]
    axes.bar(range(len(shown)), then, width=0.86, color=color(theme, "border-strong"))
    if sum(counts.right):
        axes.stairs(np.array(now), np.arange(len(shown) + 1) - 0.5, color=series_color(theme, 0, 0), linewidth=1.5)
    axes.set_xlim(-0.5, len(shown) - 0.5)
    most = max(*then, *now, 1e-9)
    axes.set_ylim(0, most * 1.06)
    steps = [step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5) if most / step <= 5] or [0.5]
    ticks = [i * steps[0] for i in range(int(most / steps[0] + 1e-9) + 1)]
    axes.set_yticks(ticks, [f"{100 * t:.0f} %" for t in ticks])
    axes.grid(True, axis="y")
    _ticks(axes, counts, shown, width - LEFT - RIGHT)
    cell = (width - LEFT - RIGHT) / len(shown)
    first, second = names
    for position, i in enumerate(shown):
        text = tr("{cell}: {second} {now}, {first} {then}").format(
            cell=counts.labels[i], first=first, second=second, then=percent(then[position]), now=percent(now[position])
        )
        place_ = Region(LEFT + position * cell, TOP, cell, height - TOP - BOTTOM, i, text)
        interaction(figure).regions.append(place_)
    return figure


def _ticks(axes: Axes, counts: ColumnCounts, shown: list[int], room: float) -> None:
    """Numbers: the edges that fit. Others: the names of the cells, shortened, or every so manyth."""
    cell = room / max(len(shown), 1)
    if counts.edges:
        inner = counts.labels[1 : len(counts.edges)]
        single = bool(inner) and not any(" " in label for label in inner)
        if single:  # a value a cell: named in its middle
            last = counts.labels[len(counts.edges)].partition(" ")[0]
            names = [f"\u2264 {counts.labels[0].rpartition(' ')[2]}", *inner, f"\u2265 {last}"]
            edges, shift = names, 0.0
        else:
            ends = [label.rpartition(" to ")[2] for label in (counts.labels[0], *inner)]
            edges, shift = [end.removeprefix("below ").removeprefix("up ") for end in ends], 0.5
        every = max(1, -(-int(max(text_width(e) for e in edges) + 14) // max(int(cell), 1)))
        places = range(0, len(edges), every)
        axes.set_xticks([i + shift for i in places], [edges[i].replace("-", "\u2212") for i in places])
        missing = len(counts.left) - 1
        if missing in shown and cell >= 20:
            axes.text(shown.index(missing), -0.012, tr("missing") if cell > 44 else "–", ha="center", va="top",
                      transform=axes.get_xaxis_transform())  # fmt: skip
        return
    names = [counts.labels[i] for i in shown]
    widest = max(text_width(n) for n in names) + 8
    if widest > cell:
        names = [shorten(n, max(cell - 6, 22)) for n in names]
    every = max(1, int(30 // max(cell, 1)))
    axes.set_xticks(range(0, len(shown), every), names[::every])


def describe_version_distribution(counts: ColumnCounts | None, names: tuple[str, str] = ("", "")) -> str:
    """One sentence: which cell's share changed most."""
    if counts is None or not sum(counts.left) or not sum(counts.right):
        return tr("There is nothing to compare.")
    then, now = shares(counts.left), shares(counts.right)
    i = max(range(len(then)), key=lambda k: abs(now[k] - then[k]))
    text = tr("{column}: {cell} changed most, from {then} in {first} to {now} in {second}.")
    return text.format(column=counts.name, cell=counts.labels[i], then=percent(then[i]), now=percent(now[i]),
                       first=names[0], second=names[1])  # fmt: skip


def version_distribution_table(counts: ColumnCounts | None, names: tuple[str, str] = ("", "")) -> Table:
    """Counts and shares of each cell in both versions."""
    first, second = names
    rows, share = tr("{version}, rows"), tr("{version}, share")
    columns = (tr("Cell"), rows.format(version=first), share.format(version=first), rows.format(version=second),
               share.format(version=second))  # fmt: skip
    if counts is None:
        return Table(columns, ())
    found = zip(counts.labels, counts.left, shares(counts.left), counts.right, shares(counts.right), strict=True)
    return Table(columns, tuple(found))
