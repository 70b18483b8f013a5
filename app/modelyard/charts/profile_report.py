"""A version's profile as one HTML file: no script, no font or picture from elsewhere, light and dark by the reader's
system, charts as inline SVG with their numbers in tables beside them."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from modelyard.charts.profile_report_style import STYLE
from modelyard.charts.style import on_fill, palette
from modelyard.core.files import writing
from modelyard.domain.data.correlations import Correlations
from modelyard.domain.data.datasets import ColumnProfile, DatasetVersion, Histogram, TableProfile
from modelyard.domain.data.profile import Order
from modelyard.domain.data.warnings import DataWarning, TargetReport, of_column, share

WIDE, HIGH = 360, 96
MATRIX_COLUMNS = 40
PAIRS_LISTED = 40
_WORDS = {"bad": "Serious", "warn": "Warning", "info": "Note"}


@dataclass(frozen=True, slots=True)
class ReportData:
    """What a report shows; `made_at` is when."""

    version: DatasetVersion
    profile: TableProfile
    warnings: tuple[DataWarning, ...] = ()
    correlations: Correlations | None = None
    target: TargetReport | None = None
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def write_report(data: ReportData, path: Path) -> None:
    """Write the report. Raises `InputError` when the file cannot be written, `WorkspaceError` for a full disk."""
    text = report_html(data)
    with writing(path):
        path.write_text(text, encoding="utf-8")


def report_html(data: ReportData) -> str:
    """The whole page."""
    title = f"Profile of {data.version.label}"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{_e(title)}</title><style>{STYLE}{_heat_style()}</style></head><body>",
        '<a class="skip" href="#columns">Go to the columns</a><main>',
        f"<header><h1>{_e(title)}</h1>{''.join(_facts(data))}</header>",
        *_warnings(data),
        *_overview(data),
        *(_target(data.target) if data.target is not None else ()),
        *(_correlations(data.correlations) if data.correlations is not None else ()),
        '<section id="columns" aria-labelledby="h-columns"><h2 id="h-columns">Columns</h2>',
        *(part for i, c in enumerate(data.profile.columns) for part in _column(i, c, of_column(data.warnings, c.name))),
        "</section>",
        f"<footer>Made by Modelyard on {data.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC. Quantiles interpolate "
        "linearly, the standard deviation divides by n − 1, skewness and kurtosis are unbiased.</footer>",
        "</main></body></html>",
    ]
    return "\n".join(parts)


def _e(text: object) -> str:
    return html.escape(str(text))


def number(value: float | str | None) -> str:
    """A figure with up to six digits, a true minus, and a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
    return text.replace("-", "−")


def _facts(data: ReportData) -> Iterator[str]:
    v, p = data.version, data.profile
    missing, cells = sum(c.missing for c in p.columns), max(p.rows * len(p.columns), 1)
    rows = [
        ("Rows", f"{p.rows:,}"),
        ("Columns", f"{len(p.columns):,}"),
        ("Missing cells", f"{missing:,} ({share(missing / cells)})"),
        ("Duplicate rows", "not counted" if p.duplicate_rows is None else f"{p.duplicate_rows:,}"),
        (
            "Version",
            f"{v.number}, imported {v.created_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC by {v.author or 'nobody'}",
        ),
        ("Source", v.source or "–"),
        ("SHA-256", v.content_hash),
    ]
    if v.note:
        rows.insert(5, ("Note", v.note))
    yield "<dl>" + "".join(f"<div><dt>{_e(name)}</dt><dd>{_e(value)}</dd></div>" for name, value in rows) + "</dl>"


def _warnings(data: ReportData) -> Iterator[str]:
    yield '<section aria-labelledby="h-warnings"><h2 id="h-warnings">Warnings</h2>'
    if not data.warnings:
        yield "<p>Nothing odd was found.</p></section>"
        return
    yield '<ul class="warnings">'
    for w in data.warnings:
        yield (
            f'<li class="{w.severity.value}"><strong>{_WORDS[w.severity.value]}: {_e(w.title.lower())}.</strong> '
            f"{_e(w.text)} <em>{_e(w.advice)}</em></li>"
        )
    yield "</ul></section>"


def _overview(data: ReportData) -> Iterator[str]:
    yield '<section aria-labelledby="h-overview"><h2 id="h-overview">Overview</h2><div class="scroll" tabindex="0">'
    heads = ("Column", "Type", "Missing", "Different", "Lowest", "Mean", "Highest", "Warnings")
    yield f'<table class="overview">{_head(heads, "Every column in a line")}<tbody>'
    for i, c in enumerate(data.profile.columns):
        odd = ", ".join(dict.fromkeys(w.title for w in of_column(data.warnings, c.name)))
        cells = (c.type.value, share(c.missing_share), f"{c.distinct:,}", number(c.minimum), number(c.mean),
                 number(c.maximum))  # fmt: skip
        shown = "".join(f"<td>{_e(cell[:60])}</td>" for cell in cells)
        yield f'<tr><th scope="row"><a href="#c{i}">{_e(c.name)}</a></th>{shown}<td class="text">{_e(odd)}</td></tr>'
    yield "</tbody></table></div></section>"


def _head(names: Sequence[str], caption: str) -> str:
    heads = "".join(f'<th scope="col">{_e(name)}</th>' for name in names)
    return f"<caption>{_e(caption)}</caption><thead><tr>{heads}</tr></thead>"


def _target(report: TargetReport) -> Iterator[str]:
    yield f'<section aria-labelledby="h-target"><h2 id="h-target">Target: {_e(report.target)}</h2>'
    if report.problem:
        yield f"<p>{_e(report.problem)}</p>"
    if report.classes:
        total = max(sum(n for _, n in report.classes), 1)
        yield f"<table>{_head(('Value', 'Rows', 'Share'), 'Most frequent values')}<tbody>"
        for value, n in report.classes:
            yield f'<tr><th scope="row">{_e(value)}</th><td>{n:,}</td><td>{share(n / total)}</td></tr>'
        yield "</tbody></table>"
    if report.alone:
        words = {"auc": "ROC AUC", "accuracy": "errors avoided", "r2": "R²"}[report.measure]
        caption = f"How well each column alone tells it, on rows it was not fitted to ({report.rows_used:,} rows)"
        yield f"<table>{_head(('Column', words, ''), caption)}<tbody>"
        for a in report.alone:
            bar = f'<svg class="bar" width="120" height="8" aria-hidden="true">{_rect(0, 0, 120 * a.value, 8)}</svg>'
            yield f'<tr><th scope="row">{_e(a.column)}</th><td>{a.value:.3f}</td><td>{bar}</td></tr>'
        yield "</tbody></table>"
    yield "</section>"


def _rect(x: float, y: float, width: float, height: float) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"/>'


# --- correlations -------------------------------------------------------------------------------------------------
def _heat_style() -> str:
    """A class for each of 21 steps from -1 to 1, in both themes."""
    light, dark = (
        "".join(f".matrix .h{i}{{background:{fill};color:{on_fill(fill)}}}" for i, fill in enumerate(_steps(theme)))
        for theme in ("light", "dark")
    )
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"


def _steps(theme: str) -> list[str]:
    return [_mixed(palette(theme, "diverging")[::-1], i / 20) for i in range(21)]


def _mixed(stops: Sequence[str], place: float) -> str:
    low = min(int(place * (len(stops) - 1)), len(stops) - 2)
    t = place * (len(stops) - 1) - low
    pairs = [(int(stops[low][i : i + 2], 16), int(stops[low + 1][i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * t):02x}" for a, b in pairs)


def _correlations(found: Correlations) -> Iterator[str]:
    yield '<section aria-labelledby="h-corr"><h2 id="h-corr">Correlations</h2>'
    used = f"All {found.rows:,} rows were used."
    if found.sampled:
        used = f"A sample of {found.rows_used:,} of {found.rows:,} rows was used (seed {found.seed})."
    yield "<p>Pearson for two numbers, corrected Cramér’s V for two categories, the correlation ratio for one of each. "
    yield used
    if found.left_out:
        left = "; ".join(f"{name} ({reason.rstrip('.').lower()})" for name, reason in found.left_out)
        yield _e(f"Left out: {left}.")
    yield "</p>"
    places = list(found.measured())
    shown = places[:MATRIX_COLUMNS]
    pairs = {(p.first, p.second): p for p in found.pairs}
    caption = "All pairs" if len(shown) == len(places) else f"The {len(shown)} columns in the strongest pairs"
    yield f'<div class="scroll" tabindex="0"><table class="matrix"><caption>{caption}</caption><thead><tr><td></td>'
    yield "".join(f'<th scope="col"><span>{_e(found.columns[p])}</span></th>' for p in shown) + "</tr></thead><tbody>"
    for a in shown:
        cells = []
        for b in shown:
            pair = pairs.get((min(a, b), max(a, b)))
            value = pair.value() if pair else None
            if pair is None or value is None:
                cells.append("<td></td>")
                continue
            tip = f"{found.columns[a]} and {found.columns[b]}: {value:.3f}, {pair.rows:,} rows".replace("-", "−")
            figure = f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−").replace("0.", ".")
            cells.append(f'<td class="h{round((value + 1) * 10)}" title="{_e(tip)}">{figure}</td>')
        yield f'<tr><th scope="row">{_e(found.columns[a])}</th>{"".join(cells)}</tr>'
    yield "</tbody></table></div>"
    yield f'<table class="pairs">{_head(("First", "Second", "Strength", "Rows"), "Strongest pairs")}<tbody>'
    for pair, value in found.strongest()[:PAIRS_LISTED]:
        names = found.columns[pair.first], found.columns[pair.second]
        figure = f"{value:.3f}".replace("-", "−")
        yield (
            f'<tr><th scope="row">{_e(names[0])}</th><td class="text">{_e(names[1])}</td><td>{figure}</td>'
            f"<td>{pair.rows:,}</td></tr>"
        )
    yield "</tbody></table></section>"


# --- one column ---------------------------------------------------------------------------------------------------
def _column(place: int, c: ColumnProfile, odd: Sequence[DataWarning]) -> Iterator[str]:
    yield f'<article id="c{place}" aria-labelledby="hc{place}">'
    yield f'<h3 id="hc{place}">{_e(c.name)} <small>{c.type.value}</small></h3>'
    if odd:
        listed = "".join(f'<li class="{w.severity.value}">{_e(w.text)}</li>' for w in odd)
        yield f'<ul class="warnings">{listed}</ul>'
    yield '<div class="cols">'
    if c.histogram is not None and any(c.histogram.counts):
        yield _histogram(c)
    yield f"<table>{_head(('', 'Value'), 'Statistics')}<tbody>"
    yield "".join(f'<tr><th scope="row">{_e(n)}</th><td>{_e(v)}</td></tr>' for n, v in _statistics(c))
    yield "</tbody></table>"
    if c.top:
        most = max(n for _, n in c.top)
        yield f"<table>{_head(('Value', 'Rows', 'Share', ''), 'Most frequent values')}<tbody>"
        for value, n in c.top:
            bar = f'<svg class="bar" width="80" height="8" aria-hidden="true">{_rect(0, 0, 80 * n / most, 8)}</svg>'
            name = value if value.strip() else f"“{value}”"
            yield (
                f'<tr><th scope="row">{_e(name[:80])}</th><td>{n:,}</td><td>{share(n / c.rows)}</td><td>{bar}</td></tr>'
            )
        yield "</tbody></table>"
    yield "</div></article>"


def _statistics(c: ColumnProfile) -> Iterator[tuple[str, str]]:
    yield "Missing", f"{c.missing:,} ({share(c.missing_share)})"
    yield "Different values", f"{c.distinct:,}"
    if not c.present:
        return
    yield "Lowest", number(c.minimum)
    if c.middle is not None:
        yield "Middle", c.middle
    for mark, value in sorted(
        [*zip((0.05, 0.25, 0.5, 0.75, 0.95), c.quantiles, strict=False), *zip((0.01, 0.99), c.tails, strict=False)]
    ):
        yield ("Median" if mark == 0.5 else f"Quantile {mark:g}"), number(value)
    yield "Highest", number(c.maximum)
    for name, figure in (("Mean", c.mean), ("Standard deviation", c.std), ("Skewness", c.skewness),
                         ("Excess kurtosis", c.kurtosis), ("Zeros", c.zeros), ("Below zero", c.negatives)):  # fmt: skip
        if figure is not None:
            yield name, number(figure)
    if c.outliers is not None:
        o = c.outliers
        yield "Outliers (1.5 IQR)", f"{o.count:,}, outside {number(o.low)} to {number(o.high)}"
        yield "Far out (3 IQR)", f"{o.far:,}"
        yield "Beyond 3 standard deviations", f"{o.beyond_z:,}"
    if c.text is not None:
        yield "Length in characters", f"{c.text.shortest:,} to {c.text.longest:,}, mean {c.text.mean_length:.1f}"
    if c.order is not Order.NONE:
        yield "From row to row", "never falls" if c.order is Order.RISING else "never rises"


def _histogram(c: ColumnProfile) -> str:
    data = c.histogram
    assert data is not None
    low, high = data.edges[0], data.edges[-1]
    most, span = max(data.counts), (high - low) or 1.0

    def at(value: float) -> float:
        return (value - low) / span * WIDE

    bars = "".join(
        _rect(at(a), HIGH - HIGH * n / most, max(at(b) - at(a) - 1, 0.5), HIGH * n / most)
        for a, b, n in zip(data.edges, data.edges[1:], data.counts, strict=False)
    )
    marks = ""
    if len(c.quantiles) == 5:
        x = at(c.quantiles[2])
        marks += f'<line class="median" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{HIGH}"/>'
    if c.outliers is not None:
        for fence in (c.outliers.low, c.outliers.high):
            if low < fence < high:
                marks += f'<line class="fence" x1="{at(fence):.1f}" x2="{at(fence):.1f}" y1="0" y2="{HIGH}"/>'
    name = f"Histogram of {c.name}: {sum(data.counts):,} values from {number(c.minimum)} to {number(c.maximum)}"
    legend = "Line: median." if "median" in marks else ""
    legend += " Dashed: beyond are outliers (1.5 IQR)." if "fence" in marks else ""
    return (
        f'<figure><svg viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}" role="img" aria-label="{_e(name)}">'
        f'<g class="bars">{bars}</g>{marks}</svg><figcaption><span>{_e(number(c.minimum))}</span>'
        f"<span>{legend}</span><span>{_e(number(c.maximum))}</span></figcaption>{_counts(data, c)}</figure>"
    )


def _counts(data: Histogram, c: ColumnProfile) -> str:
    def edge(value: float) -> str:
        if c.type.numeric:
            return number(value)
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M") if abs(value) < 2e11 else number(value)

    rows = "".join(
        f"<tr><td>{edge(a)}</td><td>{edge(b)}</td><td>{n:,}</td></tr>"
        for a, b, n in zip(data.edges, data.edges[1:], data.counts, strict=False)
    )
    head = _head(("From", "To", "Rows"), f"Histogram of {c.name}")
    return f"<details><summary>Counts</summary><table>{head}<tbody>{rows}</tbody></table></details>"
