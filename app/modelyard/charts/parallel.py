"""Runs as lines across parallel axes: where they stand, which are inside the chosen ranges, and a picture of it.

The window paints its own (`ui/widgets/parallel.py`), for ranges are dragged there; both follow this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from modelyard.charts.scale import Scale, is_missing, name_of, number_of
from modelyard.charts.style import (
    chart,
    color,
    empty,
    new_figure,
    one_line,
    place,
    series_color,
    shorten,
    text_width,
    tr,
    wrap,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Axis -> (low, high), both places from 0 to 1
Ranges = Mapping[int, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class ParallelAxis:
    """An axis. `flipped` puts small numbers at the top, for metrics where less is better; `log` None decides itself."""

    key: str
    title: str
    flipped: bool = False
    log: bool | None = None


@dataclass(frozen=True, slots=True)
class ParallelLine:
    """A run: its id, its name, a value an axis. `colour` is its place in the palette if it was chosen."""

    key: Any
    name: str
    values: tuple[Any, ...]
    colour: int | str | None = None


class Parallels:
    """Lines placed on their axes. `places[line][axis]` goes from 0, the bottom, to 1."""

    def __init__(self, axes: Sequence[ParallelAxis], lines: Sequence[ParallelLine]) -> None:
        self.axes, self.lines = tuple(axes), tuple(lines)
        self.scales = [Scale.of((line.values[i] for line in lines), axis.log) for i, axis in enumerate(axes)]
        self.places = [
            tuple(self.place(i, value) for i, value in enumerate(line.values[: len(self.axes)])) for line in lines
        ]

    def place(self, axis: int, value: Any) -> float:
        """Where a value stands on an axis."""
        scale = self.scales[axis]
        found = scale.place(value) or 0.0
        turned = self.axes[axis].flipped or scale.names  # categories read from the top
        return scale.start + 1 - found if turned and not is_missing(value) else found

    def title(self, axis: int) -> str:
        """An axis's title, which says so where its numbers stand in powers."""
        title = self.axes[axis].title
        return tr("{name} (log)").format(name=title) if self.scales[axis].log else title

    def labels(self, axis: int) -> list[tuple[float, str]]:
        """The places of an axis that are named: both ends of numbers, every category, and where values are missing."""
        scale = self.scales[axis]
        found = [(0.0, "–")] if scale.missing else []
        ends = (scale.low,) if scale.low == scale.high else (scale.low, scale.high)
        values: Sequence[Any] = scale.names or ends
        digits = f"{{:,.{2 if scale.log else 4}g}}"
        said = [v if scale.names else digits.format(v).replace("-", "−") for v in values]
        return found + [(self.place(axis, v), text) for v, text in zip(values, said, strict=True)]

    def inside(self, ranges: Ranges) -> list[int]:
        """The lines that pass through every range, by their places."""
        found: Iterable[int] = range(len(self.lines))
        for axis, (low, high) in ranges.items():
            found = [i for i in found if low <= self.places[i][axis] <= high]
        return list(found)

    def range_text(self, axis: int, low: float, high: float) -> str:
        """A range as people read it: "ROC AUC 0.925 to 0.950", "Algorithm Forest, Boosting"."""
        title, scale = self.axes[axis].title, self.scales[axis]
        if scale.names:
            names = [text for at, text in self.labels(axis) if low <= at <= high]
            return f"{title} {', '.join(names) or tr('none')}"
        if high < scale.start:
            return tr("{title} missing").format(title=title)
        first, last = max(low, scale.start), high
        if self.axes[axis].flipped:
            first, last = scale.start + 1 - last, scale.start + 1 - first
        numbers = [number_text(scale.value_at(min(max(at, scale.start), 1.0)) or 0.0) for at in (first, last)]
        return tr("{title} {low} to {high}").format(title=title, low=numbers[0], high=numbers[1])


def slopes(places: Sequence[float]) -> list[float]:
    """The slope at each axis of a smooth line that never swings beyond its values (Fritsch and Butland 1984)."""
    steps = [b - a for a, b in pairwise(places)]
    if not steps:
        return [0.0] * len(places)
    inner = [2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(steps)]
    return [steps[0], *inner, steps[-1]]


def height_at(places: Sequence[float], gap: int, share: float) -> float:
    """Where a smooth line is between axis `gap` and the next, at a share of the way (cubic Hermite)."""
    a, b = places[gap], places[gap + 1]
    tangents = slopes(places)
    s2, s3 = share * share, share**3
    return (
        (2 * s3 - 3 * s2 + 1) * a
        + (s3 - 2 * s2 + share) * tangents[gap]
        + (3 * s2 - 2 * s3) * b
        + (s3 - s2) * tangents[gap + 1]
    )


# --- as a picture -------------------------------------------------------------------------------------------------


@chart
def parallel(
    axes: Sequence[ParallelAxis],
    lines: Sequence[ParallelLine],
    ranges: Ranges | None = None,
    *,
    width: float,
    height: float,
    theme: str = "light",
) -> Figure:
    """The lines over parallel axes: chosen runs in their colours, the others grey, those outside the ranges faint."""
    if len(axes) < 2 or not lines:
        return empty(tr("No runs to show"), width=width, height=height, theme=theme)
    figure, found = new_figure(width, height), Parallels(axes, lines)
    first = [shorten(text, 100) for _, text in found.labels(0)]
    left = max(34.0, *(text_width(text) + 12 for text in first))
    area = place(figure, left, 38, 66, 26)
    area.set_axis_off()
    area.set_xlim(0, len(axes) - 1)
    area.set_ylim(0, 1)
    _draw_lines(area, found, ranges or {}, theme)
    gap = (width - left - 38) / max(len(axes) - 1, 1)
    for i in range(len(axes)):
        area.plot([i, i], [0, 1], color=color(theme, "border-strong"), linewidth=1, zorder=2, clip_on=False)
        area.annotate(_two_lines(found.title(i), gap - 8), (i, 1), (0, 24), textcoords="offset points",
                      ha="center", va="bottom", color=color(theme, "text2"), annotation_clip=False)  # fmt: skip
        _axis_labels(area, found, i, gap, theme)
        if ranges and i in ranges:
            low, high = ranges[i]
            area.fill_between([i - 6 / gap, i + 6 / gap], low, high, facecolor=color(theme, "accent"), alpha=0.2,
                              edgecolor=color(theme, "accent"), linewidth=1, zorder=8, clip_on=False)  # fmt: skip
    return figure


def _two_lines(title: str, room: float) -> str:
    """A title in at most two lines of `room` px."""
    first, *rest = wrap(one_line(title), room).split("\n") or [""]
    lines = [first, " ".join(rest)] if rest else [first]
    return "\n".join(shorten(line, room) for line in lines)


def _axis_labels(area: Axes, found: Parallels, axis: int, gap: float, theme: str) -> None:
    """Numbers above and below their axis, categories beside it."""
    beside = bool(found.scales[axis].names)
    for at, text in found.labels(axis):
        below = at < 0.5
        room = gap - 4 if not beside else 100.0 if axis == 0 else gap / 2
        offset, sides = ((-5.0, 0.0), ("right", "center_baseline")) if beside else (
            (0.0, -4.0 if below else 4.0), ("center", "top" if below else "bottom"))  # fmt: skip
        area.annotate(shorten(text, room), (axis, at), offset, textcoords="offset points",
                      ha=sides[0], va=sides[1], color=color(theme, "text3"), annotation_clip=False,
                      zorder=9)  # fmt: skip


def _curves(found: Parallels) -> Any:
    """All lines as points (x, y), twelve a gap: the same as `height_at`, for thousands at once."""
    import numpy as np

    places, tangents = np.array(found.places), np.array([slopes(p) for p in found.places])
    s = np.arange(12) / 12
    start, leave, end, arrive = 2 * s**3 - 3 * s**2 + 1, s**3 - 2 * s**2 + s, 3 * s**2 - 2 * s**3, s**3 - s**2
    heights = (
        places[:, :-1, None] * start
        + tangents[:, :-1, None] * leave
        + places[:, 1:, None] * end
        + tangents[:, 1:, None] * arrive
    ).reshape(len(places), -1)
    heights = np.concatenate([heights, places[:, -1:]], axis=1)
    xs = np.broadcast_to(np.arange(heights.shape[1]) / 12, heights.shape)
    return np.stack([xs, heights], axis=2)


def _draw_lines(area: Axes, found: Parallels, ranges: Ranges, theme: str) -> None:
    from matplotlib.collections import LineCollection

    inside = set(found.inside(ranges))
    curves = _curves(found)
    alpha = line_alpha(len(curves))
    plain = [i for i, line in enumerate(found.lines) if line.colour is None]
    for some, token, order in (
        ([i for i in plain if i not in inside], "border", 3),
        ([i for i in plain if i in inside], "control" if ranges else "border-strong", 4),
    ):
        group = LineCollection([curves[i] for i in some], colors=color(theme, token), linewidths=0.9, alpha=alpha)
        group.set_zorder(order)
        group.set_clip_on(False)
        area.add_collection(group, autolim=False)
    for i, line in enumerate(found.lines):
        if line.colour is not None:
            shade = series_color(theme, line.colour, 0)
            look: dict[str, Any] = {"color": shade, "clip_on": False}
            area.plot(curves[i][:, 0], curves[i][:, 1], linewidth=2, zorder=6, **look)
            area.plot(range(len(found.axes)), found.places[i], linestyle="", marker="o", markersize=5, zorder=7,
                      markeredgecolor=color(theme, "surface"), **look)  # fmt: skip


def line_alpha(count: int) -> float:
    """How opaque a grey line is, so that many of them still show where they are dense."""
    return float(min(1.0, max(0.08, (150 / max(count, 1)) ** 0.75)))


def describe_parallel(axes: Sequence[ParallelAxis], lines: Sequence[ParallelLine], ranges: Ranges | None = None) -> str:
    """One sentence: how many runs over which axes, and how many are inside the ranges."""
    if len(axes) < 2 or not lines:
        return tr("There are no runs to show.")
    text = tr("{count:,} runs over {axes}.").format(count=len(lines), axes=", ".join(a.title for a in axes))
    if not ranges:
        return text
    found = Parallels(axes, lines)
    chosen = "; ".join(found.range_text(i, *ends) for i, ends in ranges.items())
    return f"{text} " + tr("{count:,} have {ranges}.").format(count=len(found.inside(ranges)), ranges=chosen)


def parallel_table(axes: Sequence[ParallelAxis], lines: Sequence[ParallelLine], ranges: Ranges | None = None) -> Table:
    """A row a run, inside the ranges where there are some."""
    kept = Parallels(axes, lines).inside(ranges or {}) if axes else []
    rows = tuple((lines[i].name, *(_cell(v) for v in lines[i].values)) for i in kept)
    return Table((tr("Run"), *(a.title for a in axes)), rows)


def _cell(value: Any) -> str | int | float | None:
    if is_missing(value):
        return None
    return value if type(value) in (int, float) and number_of(value) is not None else name_of(value)
