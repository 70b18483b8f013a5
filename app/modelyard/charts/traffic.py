"""Charts of what a deployment was asked: requests, latency, errors, requests per second, a sparkline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from modelyard.charts.style import (
    DASHES,
    Region,
    chart,
    color,
    empty,
    interaction,
    left_margin,
    new_figure,
    place,
    series_color,
    set_x,
    set_y,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import date_cell, date_text, date_ticks, decimals, nice_ticks, percent, seconds, short
from modelyard.domain.monitoring import TrafficPoint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# (label, colour, points of (instant, requests a second)); the colour as in `curves.CurveSeries`
RateSeries = tuple[str, int | str | None, Sequence[tuple[datetime, float]]]


def spacing(starts: Sequence[datetime]) -> float:
    """The length of one window in seconds: the smallest gap between starts, a day where there is but one."""
    times = sorted({seconds(s) for s in starts})
    return min((b - a for a, b in pairwise(times)), default=86400.0)


def _time_axis(axes: Axes, low: float, high: float, room: float) -> None:
    ticks, labels = date_ticks(low, high, room)
    axes.set_xlim(low, high)
    set_x(axes, ticks, labels)


def _windows(axes: Axes, figure: Figure, points: Sequence[TrafficPoint], left: float, room: float,
             texts: Sequence[str]) -> tuple[list[float], float]:  # fmt: skip
    """Set the time axis and a tooltip a window; returns each window's middle and its width, in seconds."""
    step = spacing([p.start for p in points])
    low, high = seconds(points[0].start), seconds(points[-1].start) + step
    _time_axis(axes, low, high, room)
    height = float(figure.get_size_inches()[1]) * 96
    scale = room / (high - low)
    for point, text in zip(points, texts, strict=True):
        x = left + (seconds(point.start) - low) * scale
        interaction(figure).regions.append(Region(x, 4, step * scale, height - 24, point, text))
    return [seconds(p.start) + step / 2 for p in points], step


# --- requests -----------------------------------------------------------------------------------------------------


@chart
def traffic(points: Sequence[TrafficPoint], *, width: float, height: float, theme: str = "light") -> Figure:
    """Requests a window, as bars."""
    if not any(p.requests for p in points):
        return empty(tr("No requests in this time"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    ticks = nice_ticks(0, max(p.requests for p in points), 3)
    labels = [short(t) for t in ticks]
    left = left_margin(labels)
    axes = place(figure, left, 12, 8, 22)
    set_y(axes, ticks, labels)
    texts = [tr("{date}: {count:,} requests").format(date=date_text(p.start), count=p.requests) for p in points]
    middles, step = _windows(axes, figure, points, left, width - left - 12, texts)
    axes.bar(middles, [p.requests for p in points], width=0.78 * step, color=series_color(theme, 0, 0))
    return figure


def describe_traffic(points: Sequence[TrafficPoint]) -> str:
    """One sentence: how many requests, and when most."""
    if not any(p.requests for p in points):
        return tr("There were no requests.")
    busiest = max(points, key=lambda p: p.requests)
    text = tr("{total:,} requests in {windows:,} windows; most, {most:,}, in the one from {date}.")
    return text.format(total=sum(p.requests for p in points), windows=len(points), most=busiest.requests,
                       date=date_text(busiest.start))  # fmt: skip


def traffic_table(points: Sequence[TrafficPoint]) -> Table:
    """Requests, rows and errors of every window."""
    rows = tuple((date_cell(p.start), p.requests, p.rows, p.errors) for p in points)
    return Table((tr("Window from"), tr("Requests"), tr("Rows"), tr("Errors")), rows)


# --- latency ------------------------------------------------------------------------------------------------------


ONE_PX, BOTH_PX, LINE_PX = 30, 100, 14
"""Widths of the labels for one line and for both, and their height."""
ALIGNED: Mapping[float, Literal["left", "center", "right"]] = {0.0: "left", 0.5: "center", 1.0: "right"}


@chart
def latency(
    points: Sequence[TrafficPoint], limit: float | None = None, *, width: float, height: float, theme: str = "light"
) -> Figure:
    """p50 and p95 in milliseconds over time; `limit` is for p95, in seconds."""
    if not any(p.p95 is not None for p in points):
        return empty(tr("No requests in this time"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    p50 = [1000 * p.p50 if p.p50 is not None else float("nan") for p in points]
    p95 = [1000 * p.p95 if p.p95 is not None else float("nan") for p in points]
    top = max(v for v in (*p95, *p50, (limit or 0) * 1180) if v == v)
    ticks = nice_ticks(0, top, 4 if height >= 100 else 3)
    form = decimals(ticks)
    labels = [f"{form(ticks[-1])}\u202fms" if t == ticks[-1] else form(t) for t in ticks]
    left = left_margin(labels)
    axes = place(figure, left, 12, 8, 22)
    set_y(axes, ticks, labels)
    texts = [_latency_text(p) for p in points]
    middles, _ = _windows(axes, figure, points, left, width - left - 12, texts)
    blue = series_color(theme, 0, 0)
    axes.fill_between(middles, p50, p95, color=blue, alpha=0.14, linewidth=0)
    alone = len([v for v in p95 if v == v]) == 1
    axes.plot(middles, p95, color=blue, marker="o" if alone else None)
    axes.plot(middles, p50, color=blue, linestyle=(0, (3, 2)), marker="o" if alone else None)
    ceiling = None if limit is None else 1000 * limit
    _name_lines(axes, middles, (p50, p95), ticks[-1], (width - left - 12, height - 30), ceiling, theme)
    if limit is not None:
        limit_line(axes, 1000 * limit, tr("limit {value:g} ms").format(value=1000 * limit), theme)
    return figure


def _latency_text(point: TrafficPoint) -> str:
    if point.p50 is None or point.p95 is None:
        return tr("{date}: no requests").format(date=date_text(point.start))
    text = tr("{date}: p50 {p50:.3g} ms, p95 {p95:.3g} ms")
    return text.format(date=date_text(point.start), p50=1000 * point.p50, p95=1000 * point.p95)


def _name_lines(axes: Axes, x: Sequence[float], lines: tuple[Sequence[float], Sequence[float]], top: float,
                size: tuple[float, float], limit: float | None, theme: str) -> None:  # fmt: skip
    """Name p50 and p95 each on its line near the left end; where that has no room, both together over or under them.

    `lines` are p50 and p95, `top` is the value at the upper edge, `size` the plot's in px.
    """
    ink = color(theme, "accent-text")
    width, height = size
    shown = [(a, low / top * height, high / top * height) for a, low, high in zip(x, *lines, strict=True) if low == low]
    px = width / max(max(x) - min(x), 1e-9)

    def under(left: float, wide: float) -> tuple[float, float, float, float, float]:
        """Under a label that starts at `left`: the lowest and highest px of p50, of p95, and what room is above."""
        near = [p for p in shown if left <= p[0] <= left + wide / px] or [min(shown, key=lambda p: abs(p[0] - left))]
        low, high = [p[1] for p in near], [p[2] for p in near]
        over = height if limit is None or limit / top * height < max(high) else limit / top * height
        return min(low), max(low), min(high), max(high), over - max(high)

    start = shown[len(shown) // 12][0]
    _, p50, between, p95, room = under(start, ONE_PX)
    if between - p50 > LINE_PX and room > LINE_PX:
        for text, y in (("p50", p50), ("p95", p95)):
            axes.annotate(text, (start, y / height * top), (0, 2), textcoords="offset points", color=ink, va="bottom")
        return
    spots = []
    for share in (0.0, 0.5, 1.0):
        lowest, _, _, highest, room = under(min(x) + share * (width - BOTH_PX) / px, BOTH_PX)
        spots += [(room, share, highest, True), (lowest, share, lowest, False)]
    _, share, y, above = max(spots, key=lambda spot: min(spot[0], LINE_PX))
    axes.annotate(tr("p95, p50 dashed"), (share, y / height * top), (2 - 4 * share, 2 if above else -2), color=ink,
                  xycoords=("axes fraction", "data"), textcoords="offset points", ha=ALIGNED[share],
                  va="bottom" if above else "top")  # fmt: skip


def limit_line(axes: Axes, value: float, text: str, theme: str, below: bool = False) -> None:
    """A dashed limit with its label."""
    axes.axhline(value, color=color(theme, "warn"), linewidth=1.2, linestyle=(0, (4, 2)))
    axes.annotate(text, (0.0, value), (2, -3 if below else 2), xycoords=("axes fraction", "data"),
                  textcoords="offset points", color=color(theme, "warn-text"), va="top" if below else "bottom",
                  ha="left")  # fmt: skip


def describe_latency(points: Sequence[TrafficPoint], limit: float | None = None) -> str:
    """One sentence: the last p50 and p95, and how often the limit was passed."""
    seen = [p for p in points if p.p50 is not None and p.p95 is not None]
    if not seen:
        return tr("There were no requests.")
    last = seen[-1]
    text = tr("Last p50 {p50:.3g} ms, p95 {p95:.3g} ms.").format(
        p50=1000 * (last.p50 or 0.0), p95=1000 * (last.p95 or 0.0)
    )
    if limit is None:
        return text
    over = sum(1 for p in seen if (p.p95 or 0.0) > limit)
    more = tr("p95 was over the limit of {limit:g} ms in {over:,} of {count:,} windows.")
    return f"{text} " + more.format(limit=1000 * limit, over=over, count=len(seen))


def latency_table(points: Sequence[TrafficPoint], limit: float | None = None) -> Table:
    """p50, p95 and p99 of every window, in milliseconds."""
    rows = tuple(
        (date_cell(p.start), *(1000 * v if v is not None else None for v in (p.p50, p.p95, p.p99))) for p in points
    )
    return Table((tr("Window from"), tr("p50, ms"), tr("p95, ms"), tr("p99, ms")), rows)


# --- errors -------------------------------------------------------------------------------------------------------


@chart
def errors(
    points: Sequence[TrafficPoint], limit: float | None = None, *, width: float, height: float, theme: str = "light"
) -> Figure:
    """Refused and failed requests as a share of all, as bars; `limit` is a share, 0 to 1. Bars over it are red."""
    if not any(p.requests for p in points):
        return empty(tr("No requests in this time"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    shares = [p.errors / p.requests if p.requests else 0.0 for p in points]
    top = max(*shares, (limit or 0.0) * 1.25, 0.001)
    ticks = nice_ticks(0, top, 3)
    labels = [percent(t) if t else "0" for t in ticks]
    left = left_margin(labels)
    axes = place(figure, left, 12, 8, 22)
    set_y(axes, ticks, labels)
    texts = [tr("{date}: {errors:,} of {count:,} requests").format(date=date_text(p.start), errors=p.errors,
                                                                    count=p.requests) for p in points]  # fmt: skip
    middles, step = _windows(axes, figure, points, left, width - left - 12, texts)
    fills = [color(theme, "bad" if limit is not None and s > limit else "border-strong") for s in shares]
    axes.bar(middles, shares, width=0.78 * step, color=fills)
    if limit is not None:
        limit_line(axes, limit, tr("limit {value}").format(value=percent(limit)), theme)
    return figure


def describe_errors(points: Sequence[TrafficPoint], limit: float | None = None) -> str:
    """One sentence: the share of errors, and how often the limit was passed."""
    requests, failed = sum(p.requests for p in points), sum(p.errors for p in points)
    if not requests:
        return tr("There were no requests.")
    text = tr("{errors:,} of {requests:,} requests failed, {share}.").format(
        errors=failed, requests=requests, share=percent(failed / requests)
    )
    if limit is None:
        return text
    over = sum(1 for p in points if p.requests and p.errors / p.requests > limit)
    return f"{text} " + tr("Over the limit of {limit} in {over:,} of {count:,} windows.").format(
        limit=percent(limit), over=over, count=len(points)
    )


def errors_table(points: Sequence[TrafficPoint], limit: float | None = None) -> Table:
    """Requests, errors and their share of every window."""
    rows = tuple(
        (date_cell(p.start), p.requests, p.errors, p.errors / p.requests if p.requests else None) for p in points
    )
    return Table((tr("Window from"), tr("Requests"), tr("Errors"), tr("Share")), rows)


# --- requests per second ------------------------------------------------------------------------------------------


@chart
def requests_per_second(series: Sequence[RateSeries], *, width: float, height: float, theme: str = "light") -> Figure:
    """Requests a second over time; the first series as an area."""
    times = [seconds(at) for _, _, points in series for at, _ in points]
    if not times:
        return empty(tr("No requests yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    values = [v for _, _, points in series for _, v in points]
    ticks = nice_ticks(0, max(*values, 1e-9), 3)
    form = decimals(ticks)
    labels = [form(t) for t in ticks]
    left = left_margin(labels)
    axes = place(figure, left, 20, 10, 24)
    set_y(axes, ticks, labels)
    low, high = min(times), max(times)
    _time_axis(axes, low, high if high > low else low + 1, width - left - 20)
    for i, (label, wanted, points) in enumerate(series):
        if points:
            x, y = [seconds(at) for at, _ in points], [v for _, v in points]
            shade = series_color(theme, wanted, i)
            if i == 0:
                axes.fill_between(x, y, color=shade, alpha=0.14, linewidth=0)
            axes.plot(x, y, color=shade, linestyle=DASHES[i % 6], label=label)
    return figure


def describe_requests_per_second(series: Sequence[RateSeries]) -> str:
    """One sentence: mean and highest rate of each series."""
    parts = []
    for label, _, points in series:
        if points:
            rates = [v for _, v in points]
            parts.append(tr("{label}: {mean:.2g} requests a second on average, {most:.2g} at most").format(
                label=label, mean=sum(rates) / len(rates), most=max(rates)))  # fmt: skip
    return "; ".join(parts) + "." if parts else tr("There were no requests.")


def requests_per_second_table(series: Sequence[RateSeries]) -> Table:
    """Every point of every series."""
    rows = tuple((label, at.isoformat(), value) for label, _, points in series for at, value in points)
    return Table((tr("Series"), tr("Time"), tr("Requests a second")), rows)


# --- sparkline ----------------------------------------------------------------------------------------------------


@chart
def sparkline(values: Sequence[float], *, width: float, height: float, theme: str = "light") -> Figure:
    """A line without axes, for a card or a table cell."""
    figure = new_figure(width, height)
    if not values:
        return figure
    axes = place(figure, 1, 1, 2, 1)
    axes.set_axis_off()
    blue = series_color(theme, 0, 0)
    x = range(len(values))
    axes.fill_between(x, values, color=blue, alpha=0.14, linewidth=0)
    axes.plot(x, values, color=blue, linewidth=1, marker="o" if len(values) == 1 else None)
    axes.set_xlim(0, max(len(values) - 1, 1))
    axes.set_ylim(min(0.0, *values), max(*values, 1e-9) * 1.05)
    return figure


def describe_sparkline(values: Sequence[float]) -> str:
    """One sentence: the last value and the range."""
    if not values:
        return tr("There are no values yet.")
    return tr("Last {last:.3g}, between {low:.3g} and {high:.3g}.").format(
        last=values[-1], low=min(values), high=max(values)
    )


def sparkline_table(values: Sequence[float]) -> Table:
    """The values in order."""
    return Table((tr("Number"), tr("Value")), tuple((i + 1, v) for i, v in enumerate(values)))
