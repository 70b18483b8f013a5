"""Small charts of one column of a table: a histogram, or its most frequent values."""

from __future__ import annotations

from collections.abc import Sequence
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
    place,
    series_color,
    shorten,
    text_width,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import date_text, date_ticks, decimals, instant, nice_ticks, short
from modelyard.domain.data.datasets import ColumnProfile, Histogram

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@chart
def histogram(
    data: Histogram | None,
    dates: bool = False,
    *,
    width: float,
    height: float,
    theme: str = "light",
    axis: bool = True,
    title: str = "",
) -> Figure:
    """Counts over bins. With `dates`, edges are seconds since 1970. Without `axis`, bars alone (a table cell); `title`
    is what stands below the axis."""
    if data is None or not any(data.counts):
        return empty(tr("No values"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    side, below = (12.0, BELOW if title else 20.0) if axis else (1.0, 1.0)
    axes = place(figure, side, side, 3, below)
    axes.set_xlabel(title)
    low, high = data.edges[0], data.edges[-1]
    widths = [b - a for a, b in zip(data.edges, data.edges[1:], strict=False)]
    axes.bar(data.edges[:-1], data.counts, width=[0.9 * w for w in widths], align="edge",
             color=series_color(theme, 0, 0))  # fmt: skip
    axes.set_xlim(low, high if high > low else low + 1)
    axes.set_ylim(0, max(data.counts) * 1.02)
    axes.set_yticks([])
    if axis:
        room = width - 2 * side
        if dates:
            axes.set_xticks(*date_ticks(low, high, room))
        else:
            ticks = [t for t in nice_ticks(low, high, max(2, int(room / 60))) if low <= t <= high] or [low]
            form = decimals(ticks) if max(map(abs, ticks)) < 1e4 else short
            axes.set_xticks(ticks, [form(t) for t in ticks])
    else:
        axes.set_xticks([])
    scale = (width - 2 * side) / ((high - low) or 1)
    for row in histogram_table(data, dates).rows:
        i = len(interaction(figure).regions)
        text = f"{row[0]} – {row[1]}: {row[2]:,}"
        x = side + (data.edges[i] - low) * scale
        interaction(figure).regions.append(Region(x, 0, widths[i] * scale, height - below, i, text))
    return figure


@chart
def column_shape(profile: ColumnProfile, *, width: float, height: float, theme: str = "light") -> Figure:
    """A column's histogram with its median, its middle half, and dashed fences beyond which values are outliers."""
    data = profile.histogram
    dates = not profile.type.numeric
    if data is None or not any(data.counts):
        return empty(tr("No values"), width=width, height=height, theme=theme)
    figure = histogram.__wrapped__(  # type: ignore[attr-defined]
        data, dates, width=width, height=height, theme=theme
    )
    axes = figure.axes[0]
    axes.set_ylim(0, max(data.counts) * 1.2)
    low, high = data.edges[0], data.edges[-1]
    if len(profile.quantiles) == 5:
        first, median, third = profile.quantiles[1:4]
        axes.axvspan(max(first, low), min(third, high), color=color(theme, "accent-soft"), zorder=0)
        axes.axvline(median, color=color(theme, "text"), linewidth=1)
        axes.annotate(tr("median"), (median, 1), (3, -2), xycoords=("data", "axes fraction"),
                      textcoords="offset points", va="top", color=color(theme, "text2"))  # fmt: skip
    if profile.outliers is not None:
        room = width - 24.0
        for fence, side in ((profile.outliers.low, "right"), (profile.outliers.high, "left")):
            if not low < fence < high:
                continue
            axes.axvline(fence, color=color(theme, "warn"), linewidth=1, linestyle="--")
            at = (fence - low) / (high - low) * room
            if (at if side == "right" else room - at) > text_width(tr("outliers")) + 6:
                axes.annotate(tr("outliers"), (fence, 1), (3 if side == "left" else -3, -16), va="top", ha=side,
                              xycoords=("data", "axes fraction"), textcoords="offset points",
                              color=color(theme, "warn-text"))  # fmt: skip
    return figure  # type: ignore[no-any-return]


def describe_column_shape(profile: ColumnProfile) -> str:
    """One sentence: where most values lie."""
    return describe_histogram(profile.histogram, not profile.type.numeric)


def column_shape_table(profile: ColumnProfile) -> Table:
    """From, to and count of each bin."""
    return histogram_table(profile.histogram, not profile.type.numeric)


def describe_histogram(data: Histogram | None, dates: bool = False) -> str:
    """One sentence: where most values lie."""
    if data is None or not any(data.counts):
        return tr("There are no values.")
    i = max(range(len(data.counts)), key=lambda k: data.counts[k])
    a, b = _edge(data.edges[i], dates), _edge(data.edges[i + 1], dates)
    text = tr("{total:,} values; the fullest of {bins:,} bins is {a} to {b} with {count:,}.")
    return text.format(total=sum(data.counts), bins=len(data.counts), a=a, b=b, count=data.counts[i])


def histogram_table(data: Histogram | None, dates: bool = False) -> Table:
    """From, to and count of each bin."""
    columns = (tr("From"), tr("To"), tr("Rows"))
    if data is None:
        return Table(columns, ())
    edges = [_edge(e, dates) for e in data.edges]
    return Table(columns, tuple(zip(edges, edges[1:], data.counts, strict=False)))


def _edge(value: float, dates: bool) -> str:
    return date_text(instant(value)) if dates else f"{value:,.6g}".replace("-", "−")


@chart
def top_values(profile: ColumnProfile, *, width: float, height: float, theme: str = "light", most: int = 8) -> Figure:
    """The most frequent values of a text column as horizontal bars, with their counts."""
    shown = _shown(profile, most)
    if not shown:
        return empty(tr("No values"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    labels = [shorten(name or "“”", width * 0.4) for name, _ in shown]
    counts = [n for _, n in shown]
    left, right = left_margin(labels), max(text_width(f"{n:,}") for n in counts) + 10
    axes = place(figure, left, right, 2, 2)
    axes.barh(range(len(shown)), counts, height=0.66, color=series_color(theme, 0, 0))
    for i, n in enumerate(counts):
        axes.annotate(f"{n:,}", (n, i), (4, 0), textcoords="offset points", va="center", color=color(theme, "text3"),
                      annotation_clip=False)  # fmt: skip
    axes.set_xlim(0, max(counts))
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks(range(len(shown)), labels)
    axes.tick_params(axis="y", labelcolor=color(theme, "text2"))
    axes.spines["bottom"].set_visible(False)
    return figure


def describe_top_values(profile: ColumnProfile) -> str:
    """One sentence: the most frequent value."""
    if not profile.top:
        return tr("There are no values.")
    name, count = profile.top[0]
    text = tr("{distinct:,} different values; the most frequent is {name} in {count:,} of {rows:,} rows.")
    return text.format(distinct=profile.distinct, name=name or "“”", count=count, rows=profile.rows)


def top_values_table(profile: ColumnProfile) -> Table:
    """The most frequent values with their counts."""
    return Table((tr("Value"), tr("Rows")), tuple(profile.top))


def _shown(profile: ColumnProfile, most: int) -> Sequence[tuple[str, int]]:
    return profile.top[:most]
