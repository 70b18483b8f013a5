"""Pieces that several charts of experiments are put together from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from modelyard.charts.runs import LOWER_IS_BETTER, METRIC_NAMES
from modelyard.charts.scale import Scale
from modelyard.charts.style import (
    DPI,
    Region,
    color,
    interaction,
    named_lines,
    one_line,
    set_x,
    shorten,
    shorten_each,
    text_width,
)
from modelyard.charts.ticks import number_text, number_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Where a chart has a row of names above its axes, in px
LEGEND = 26.0


def metric_name(key: str) -> str:
    """What people call a metric; one that a script logged keeps its own name."""
    return METRIC_NAMES.get(key, key)


def lower_is_better(key: str) -> bool:
    """Whether less of a metric is better."""
    return key in LOWER_IS_BETTER


def metric_text(key: str, value: float) -> str:
    """A metric's name and value: "ROC AUC 0.9451"."""
    return f"{metric_name(key)} {f'{value:.4f}'.replace('-', '−') if abs(value) < 10 else number_text(value)}"


def finite(values: Iterable[float | None]) -> list[float]:
    """Those that are numbers."""
    return [v for v in values if v is not None and math.isfinite(v)]


def fits(room: float, each: float) -> int:
    """How many ticks fit into so many px."""
    return max(2, int(room / each))


def within(
    low: float, high: float, count: int, pad: float = 0.05
) -> tuple[tuple[float, float], list[float], list[str]]:
    """Limits a little beyond low and high, the round values inside them, and what they say."""
    if high <= low:
        low, high = low - (abs(low) * 0.05 or 0.5), high + (abs(high) * 0.05 or 0.5)
    limits = (low - pad * (high - low), high + pad * (high - low))
    kept: list[tuple[float, str]] = []
    for more in range(6):  # a round step may leave one tick inside
        found = zip(*number_ticks(low, high, count + more), strict=True)
        kept = [(t, text) for t, text in found if limits[0] <= t <= limits[1]]
        if len(kept) >= min(count, 3):
            break
    return limits, [t for t, _ in kept], [text for _, text in kept]


def number_x(axes: Axes, low: float, high: float, room: float, pad: float = 0.05, *, whole: bool = False) -> None:
    """A horizontal axis of numbers, or of `whole` ones, in `room` px, from low to high and a little beyond."""
    limits, ticks, labels = within(low, high, fits(room, 56), pad)
    if whole:
        kept = [(t, text) for t, text in zip(ticks, labels, strict=True) if t.is_integer()]
        ticks, labels = [t for t, _ in kept], [text.removesuffix(".0") for _, text in kept]
    while len(labels) > 2 and sum(text_width(text) + 10 for text in labels) > room + 20:
        ticks, labels = ticks[::2], labels[::2]
    axes.set_xlim(*limits)
    set_x(axes, ticks, labels)


def scale_ticks(axes: Axes, scale: Scale, room: float) -> None:
    """The horizontal ticks of a scale, as many as fit beside each other in `room` px."""
    found = scale.ticks(fits(room, 48))
    if scale.names:
        found = [(x, shorten(text, max(room / len(found) - 6, 18))) for x, text in found]
    low, high = axes.get_xlim()
    kept: list[tuple[float, str]] = []
    for x, text in sorted(found):
        if not kept or (x - kept[-1][0]) * room / (high - low) >= (text_width(text) + text_width(kept[-1][1])) / 2 + 5:
            kept.append((x, text))
    axes.set_xticks([x for x, _ in kept], [text for _, text in kept])


def legend_above(axes: Axes, room: float) -> None:
    """The names of the lines that have one, in a row above the axes, cut so that they fit `room` px."""
    named_legend(axes, *named_lines(axes), room)


def named_legend(axes: Axes, handles: Sequence[Any], names: Sequence[str], room: float, most_names: int = 6) -> None:
    """A row of names above the axes, at most so many, the longest cut so that all fit `room` px."""
    handles, names = handles[:most_names], [one_line(name) for name in names[:most_names]]
    if not handles:
        return
    widths = sorted(text_width(name) for name in names)
    start = -0.01
    if sum(widths) + 32 * len(names) > room:  # it may then begin at the picture's edge
        edge = axes.bbox.x0 - 6
        start, room = -edge / room, room + edge
    free, most = room - 32 * len(names), 12.0
    for i, wide in enumerate(widths):  # short names leave their room to the long ones
        most = max(12.0, free / (len(widths) - i))
        free -= min(wide, most)
    axes.legend(handles, shorten_each(names, most), loc="lower left", bbox_to_anchor=(start, 1.0),
                ncols=len(names), columnspacing=1.0, handletextpad=0.5, numpoints=1, scatterpoints=1)  # fmt: skip


def spots(figure: Figure, axes: Axes, points: Iterable[tuple[float, float, Any, str]], size: float = 12) -> None:
    """Make points (x, y, key, tooltip) usable by mouse and keys; call it when the axes have their limits."""
    height = figure.get_size_inches()[1] * DPI
    regions = interaction(figure).regions
    found = list(points)
    if not found:
        return
    places = axes.transData.transform([(x, y) for x, y, _, _ in found])
    for (px, py), (_, _, key, text) in zip(places, found, strict=True):
        regions.append(Region(px - size / 2, height - py - size / 2, size, size, key, text))


def bar_regions(
    figure: Figure, box: tuple[float, float, float, float], texts: Sequence[str], across: bool = False
) -> None:
    """Equal regions in a box (left, top, width, height in px), one a text: side by side, or `across` below another."""
    left, top, width, height = box
    step_x, step_y = (0.0, height / max(len(texts), 1)) if across else (width / max(len(texts), 1), 0.0)
    for i, text in enumerate(texts):
        interaction(figure).regions.append(
            Region(left + i * step_x, top + i * step_y, step_x or width, step_y or height, i, text)
        )


def name_rows(axes: Axes, names: Sequence[str], theme: str, room: float) -> None:
    """Rows named at the left from the top down, as many of the names as `room` px of height can hold."""
    axes.set_ylim(len(names) - 0.5, -0.5)
    every = max(1, math.ceil(len(names) * 14 / max(room, 1)))
    axes.set_yticks(range(0, len(names), every), names[::every])
    axes.tick_params(axis="y", labelcolor=color(theme, "text2"))


def gaps(values: Iterable[float]) -> list[float]:
    """Values for a line; what is no finite number becomes a gap."""
    return [v if math.isfinite(v) else math.nan for v in values]
