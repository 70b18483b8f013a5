"""What a quality rule found, version by version: the failing share, or the rule's figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from modelyard.charts.style import (
    Region,
    chart,
    color,
    empty,
    interaction,
    left_margin,
    new_figure,
    place,
    series_color,
    set_y,
    text_width,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import date_cell, decimals, nice_ticks, percent, short
from modelyard.charts.traffic import limit_line
from modelyard.domain.data.quality import RuleKind, RuleResult, RuleState, age

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STATE_COLORS = {RuleState.WARN: "warn", RuleState.FAIL: "bad"}
STATE_MARKERS = {RuleState.WARN: "^", RuleState.FAIL: "o"}


def figure_of(result: RuleResult) -> float | None:
    """What is drawn for a version: the share in percent, or the kind's figure; None where it was not checked."""
    if result.state is RuleState.UNCHECKED:
        return None
    if result.spec.kind in (RuleKind.ROW_COUNT, RuleKind.FRESH, RuleKind.SAME_DISTRIBUTION):
        return result.value
    return float(result.failing) if result.spec.kind is RuleKind.SAME_COLUMNS else 100 * result.share


def axis_name(kind: RuleKind) -> str:
    """What the vertical axis shows."""
    names = {
        RuleKind.ROW_COUNT: tr("Rows"),
        RuleKind.FRESH: tr("Age, hours"),
        RuleKind.SAME_DISTRIBUTION: tr("PSI"),
        RuleKind.SAME_COLUMNS: tr("Columns that differ"),
    }
    return names.get(kind, tr("Failing rows, %"))


def limit_of(result: RuleResult) -> float | None:
    """The largest figure with which the rule still holds, where there is one that can be drawn."""
    spec = result.spec
    if spec.kind is RuleKind.SAME_DISTRIBUTION:
        return spec.params.limit
    if spec.kind is RuleKind.FRESH:
        return spec.params.hours
    return 100 * spec.allowed_share if spec.allowed_share else None


@chart
def rule_history(results: Sequence[RuleResult], *, width: float, height: float, theme: str = "light") -> Figure:
    """One mark a version, oldest at the left; warnings are triangles, failures dots. Limits are dashed."""
    known = [(r, figure_of(r)) for r in results]
    values = [v for _, v in known if v is not None]
    if not values:
        return empty(tr("No version was checked yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    limit = limit_of(results[-1])
    top = max([*values, *([limit] if limit is not None else [])])
    low = min(0.0, *values)
    ticks = nice_ticks(low, top * 1.05 if top > 0 else low + 1, 4 if height > 130 else 3)
    form = decimals(ticks) if max(map(abs, ticks)) < 1e4 else short
    labels = [form(t) for t in ticks]
    left, right, below = left_margin(labels, title=True), 14.0, 22.0
    axes = place(figure, left, right, 10, below)
    set_y(axes, ticks, labels)
    axes.set_ylabel(axis_name(results[-1].spec.kind))
    places = range(len(known))
    axes.set_xlim(-0.5, len(known) - 0.5)
    blue = series_color(theme, 0, 0)
    axes.plot(places, [math.nan if v is None else v for _, v in known], color=blue, marker="o", markersize=4.5)
    for state in STATE_COLORS:
        some = [(i, v) for i, (r, v) in enumerate(known) if r.state is state and v is not None]
        look: dict[str, Any] = {
            "color": color(theme, STATE_COLORS[state]),
            "markeredgecolor": color(theme, "surface"),
            "zorder": 6,
        }
        axes.plot([i for i, _ in some], [v for _, v in some], STATE_MARKERS[state], markersize=7, **look)
    if limit is not None:
        limit_line(axes, limit, tr("limit {value}").format(value=f"{limit:g}"), theme)
    names = [f"v{r.version}" for r, _ in known]
    room = (width - left - right) / len(known)
    every = max(1, math.ceil((max(map(text_width, names)) + 10) / room))
    axes.set_xticks([i for i in places if i % every == 0], [n for i, n in enumerate(names) if i % every == 0])
    for i, (result, _) in enumerate(known):
        text = f"v{result.version}: {result.text}"
        interaction(figure).regions.append(
            Region(left + i * room, 6, room, height - below - 6, result.version_id, text)
        )
    return figure


def describe_rule_history(results: Sequence[RuleResult]) -> str:
    """One sentence: the last finding, and in how many versions the rule did not hold."""
    if not results:
        return tr("This rule was not checked yet.")
    broken = sum(r.state in (RuleState.WARN, RuleState.FAIL) for r in results)
    text = tr("In v{version}: {text} It did not hold in {broken} of {count} checked versions.")
    return text.format(version=results[-1].version, text=results[-1].text, broken=broken, count=len(results))


def rule_history_table(results: Sequence[RuleResult]) -> Table:
    """A row a version."""
    rows = tuple(
        (f"v{r.version}", date_cell(r.at), r.state.value, r.failing, r.total, _figure(r), r.text) for r in results
    )
    columns = (tr("Version"), tr("Checked"), tr("State"), tr("Failing"), tr("Looked at"), tr("Figure"), tr("Found"))
    return Table(columns, rows)


def _figure(result: RuleResult) -> str | float | None:
    if result.spec.kind is RuleKind.FRESH and result.value is not None:
        return age(result.value)
    return percent(result.share) if result.spec.kind.has_rows else result.value
