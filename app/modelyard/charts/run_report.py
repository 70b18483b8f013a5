"""A report of one run, or of several side by side, as a stand-alone HTML file or a PDF of A4 pages."""

from __future__ import annotations

import base64
import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.charts import Chart, make
from modelyard.charts.profile_report_style import STYLE
from modelyard.charts.render import content
from modelyard.charts.side_by_side import Shown, curve_charts, difference_chart, history_chart, importance_chart
from modelyard.charts.style import DPI, bold, color, families, styled, tr
from modelyard.core.errors import InputError
from modelyard.core.files import writing
from modelyard.domain.experiments.compare import ComparedFact, Section
from modelyard.domain.experiments.metrics import best_of, described
from modelyard.domain.experiments.report import RunReport

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDE, HIGH = 520, 330
MOST_COLUMNS = 5
"""Runs in a row of a PDF's tables; more go on below each other."""
PAGE = (8.27, 11.69)
_ROWS_A_PAGE = 54
_CHART_COLUMNS, _CHART_ROWS = 2, 3
_CHARTS_A_PAGE = _CHART_COLUMNS * _CHART_ROWS
_POINTS_AN_INCH = 72
_TITLES = {
    Section.METRICS: tr("Results"),
    Section.PARAMETERS: tr("Parameters"),
    Section.DATA: tr("Data"),
    Section.ENVIRONMENT: tr("Environment"),
    Section.PACKAGES: tr("Packages that differ"),
}


def write_report(report: RunReport, path: Path) -> Path:
    """Write the report as what the file's ending says. Raises `InputError` for another ending or a file that cannot be
    written, `WorkspaceError` for a full disk."""
    kind = path.suffix.lower()
    if kind not in (".html", ".htm", ".pdf"):
        raise InputError(f"A report cannot be written as {path.name}.", "Choose a name ending in .html or .pdf.")
    with writing(path):
        if kind == ".pdf":
            _write_pdf(report, path)
        else:
            path.write_text(report_html(report), encoding="utf-8")
    return path


def charts_of(report: RunReport) -> list[Chart]:
    """The charts of a report, the most telling first."""
    given = zip(report.runs, report.labels, report.evaluations, strict=True)
    shown = [Shown(label, i, run, found) for i, (run, label, found) in enumerate(given)]
    charts = curve_charts(shown)
    histories = (history_chart(shown, points, metric) for metric, points in report.histories.items())
    charts += [replace(one, name=described(metric).name)
               for metric, one in zip(report.histories, histories, strict=True) if one is not None]  # fmt: skip
    if len(shown) == 1:
        charts += _alone(shown[0])
    importance = importance_chart(shown)
    differences = difference_chart(shown, report.significance) if report.significance is not None else None
    return charts + [one for one in (importance, differences) if one is not None]


def _alone(one: Shown) -> list[Chart]:
    """The charts that only a single run has."""
    found = one.evaluation
    if found is None:
        return []
    charts = []
    if found.binary is not None:
        charts.append(make("confusion", tr("Confusion matrix"), found.binary))
    if found.classes is not None:
        charts += [make("class_confusion", tr("Confusion matrix"), found.classes),
                   make("class_recall", tr("Recall by class"), found.classes)]  # fmt: skip
    if found.regression is not None:
        charts += [make("predicted_actual", tr("Predicted against actual"), found.regression),
                   make("residual_histogram", tr("Actual minus predicted"), found.regression)]  # fmt: skip
    if found.anomaly is not None:
        charts.append(make("anomaly_scores", tr("How unusual rows are"), found.anomaly))
    if found.clusters is not None:
        charts += [make("cluster_points", tr("Clusters"), found.clusters),
                   make("cluster_sizes", tr("Sizes"), found.clusters)]  # fmt: skip
    if found.learning is not None:
        charts.append(make("learning_curve", tr("Learning curve"), found.learning))
    return charts


def sections(report: RunReport) -> Iterator[tuple[str, list[ComparedFact]]]:
    """The parts of the table, with packages only where they differ."""
    for section, title in _TITLES.items():
        facts = [f for f in report.facts if f.section is section and (section is not Section.PACKAGES or f.differs)]
        if facts:
            yield title, facts


def said(value: Any) -> str:
    """A value as a reader wants it."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    text = f"{value:,}" if isinstance(value, int) else f"{value:.6g}" if isinstance(value, float) else str(value)
    return text.replace("-", "\u2212") if isinstance(value, int | float) else text


def said_of(report: RunReport, fact: ComparedFact, place: int) -> str:
    """A run's value of a fact: metrics with the digits that say something and, of a single run, their interval; hashes
    with their ends."""
    value = fact.values[place]
    if fact.section is Section.METRICS and isinstance(value, int | float):
        text = _metric_text(fact.name, value)
        interval = report.runs[place].intervals.get(fact.name) if len(report.runs) == 1 else None
        if interval is None:
            return text
        low, high = (_metric_text(fact.name, end) for end in interval)
        return tr("{value}  ({low} to {high})").format(value=text, low=low, high=high)
    if fact.section is Section.DATA and fact.name.endswith("_hash") and isinstance(value, str) and len(value) > 14:
        return f"{value[:6]}…{value[-4:]}"
    return said(value)


def _metric_text(name: str, value: float) -> str:
    digits = described(name).digits
    if digits is None or not math.isfinite(value):
        return said(int(value) if math.isfinite(value) and value == int(value) else value)
    return f"{value:.{digits}f}".replace("-", "\u2212")


def subtitle(report: RunReport) -> str:
    """What a single run is: its algorithm, and when and by whom it was made; "" for several."""
    if len(report.runs) > 1:
        return ""
    run = report.runs[0]
    what = run.algorithm_name or run.name
    made = f"{run.created_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return tr("{what}, started by {who} on {when}").format(what=what, who=run.created_by, when=made).removeprefix(", ")


def _name(fact: ComparedFact) -> str:
    if fact.section is Section.METRICS:
        return described(fact.name).name
    return fact.name if fact.section in (Section.PARAMETERS, Section.PACKAGES) else fact.name.replace("_", " ")


def _best(fact: ComparedFact) -> frozenset[int]:
    """The places of the best values of a metric; none where all are the same."""
    if fact.section is not Section.METRICS or not fact.differs:
        return frozenset()
    values = {str(i): v for i, v in enumerate(fact.values) if isinstance(v, int | float) and v == v}
    top = best_of(fact.name, values)
    return frozenset() if top is None else frozenset(int(i) for i, v in values.items() if v == values[top])


# --- HTML ---------------------------------------------------------------------------------------------------------
def report_html(report: RunReport) -> str:
    """The whole page: no script, nothing from elsewhere, light and dark by the reader's system."""
    style = "img{max-width:100%;height:auto}td.best{font-weight:600}.charts{display:grid;gap:12px;"
    style += "grid-template-columns:repeat(auto-fit,minmax(420px,1fr))}.charts article{margin:0}"
    style += "th[scope=rowgroup]{text-align:left;padding-top:16px}"
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="color-scheme" content="light dark"><title>{_e(report.title)}</title>',
        f"<style>{STYLE}{style}</style></head><body><main><header><h1>{_e(report.title)}</h1></header>",
        *([f"<p>{_e(subtitle(report))}</p>"] if subtitle(report) else []),
        *([f"<p>{_e(report.significance.text)}</p>"] if report.significance is not None else []),
        *([f'<ul class="warnings">{"".join(f"<li class=warn>{_e(n)}</li>" for n in report.notes)}</ul>']
          if report.notes else []),
        '<section aria-labelledby="charts"><h2 id="charts">Charts</h2><div class="charts">',
        *(_figure(chart) for chart in charts_of(report)),
        '</div></section><section aria-labelledby="table"><h2 id="table">'
        f"{'Side by side' if len(report.runs) > 1 else 'Results and record'}</h2>",
        '<div class="scroll" tabindex="0">',
        *_table(report),
        f"</div></section><footer>Made by Modelyard on {report.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC.</footer>",
        "</main></body></html>",
    ]  # fmt: skip
    return "\n".join(parts)


def _e(text: object) -> str:
    return html.escape(str(text))


def _figure(chart: Chart) -> str:
    light, dark = (
        "data:image/svg+xml;base64,"
        + base64.b64encode(content(chart, "svg", WIDE, HIGH, theme, outlined=True)).decode()
        for theme in ("light", "dark")
    )
    return (
        f"<article><h3>{_e(chart.name)}</h3><picture>"
        f'<source media="(prefers-color-scheme: dark)" srcset="{dark}">'
        f'<img src="{light}" width="{WIDE}" height="{HIGH}" alt="{_e(chart.description)}"></picture></article>'
    )


def _table(report: RunReport) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{_e(label)}<br><small>{_e(run.algorithm_name or run.name)}</small></th>'
                    for label, run in zip(report.labels, report.runs, strict=True))  # fmt: skip
    yield f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>"
    for title, facts in sections(report):
        yield f'<tr><th scope="rowgroup" colspan="{len(report.runs) + 1}"><small>{_e(title)}</small></th></tr>'
        for fact in facts:
            best = _best(fact)
            cells = (f"<td{' class=best' if i in best else ''}>{_e(said_of(report, fact, i))}</td>"
                     for i in range(len(fact.values)))  # fmt: skip
            yield f'<tr><th scope="row">{_e(_name(fact))}</th>{"".join(cells)}</tr>'
    yield "</tbody></table>"


# --- PDF ----------------------------------------------------------------------------------------------------------
def _write_pdf(report: RunReport, path: Path) -> None:
    charts = charts_of(report)
    # Inter is an OpenType font with CFF outlines, which PDF files take as paths only
    fonts: Any = {"font.family": [*families()], "pdf.fonttype": 3}
    with styled("light"):
        from matplotlib import rc_context
        from matplotlib.backends.backend_pdf import PdfPages

        info = {"Title": report.title, "Creator": "Modelyard", "CreationDate": report.made_at}
        with rc_context(fonts), PdfPages(path, metadata=info) as file:
            pages = [*_chart_pages(report, charts), *_table_pages(report)]
            for number, page in enumerate(pages, 1):
                _foot(page, report, number, len(pages))
                file.savefig(page)


def _page() -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=PAGE, facecolor="white")


def _foot(page: Figure, report: RunReport, number: int, count: int) -> None:
    quiet: Any = {"size": 7.5, "color": color("light", "text3")}
    page.text(0.08, 0.03, f"{report.title}. Made by Modelyard on {report.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC.",
              **quiet)  # fmt: skip
    page.text(0.92, 0.03, f"{number} / {count}", ha="right", **quiet)


def _chart_pages(report: RunReport, charts: Sequence[Chart]) -> Iterator[Figure]:
    """The title with the charts below it, six a page."""
    page, top = _page(), 0.95
    page.text(0.08, top, report.title, size=18, color=color("light", "text"), va="top", **bold())
    said_first = [subtitle(report)] if subtitle(report) else []
    said_first += [report.significance.text] if report.significance is not None else report.notes
    lines = [line for text in said_first for line in _wrapped(text, 92)][:6]
    page.text(0.08, top - 0.035, "\n".join(lines), size=9.5, color=color("light", "text2"), va="top")
    top = 0.905 - 0.017 * len(lines)
    if not charts:
        page.text(0.08, top - 0.01, tr("These runs have no charts."), size=9.5, color=color("light", "text3"), va="top")
    for start in range(0, max(len(charts), 1), _CHARTS_A_PAGE):
        if start:
            page, top = _page(), 0.95
        _fill_page(page, top, charts[start : start + _CHARTS_A_PAGE])
        yield page


def _fill_page(page: Figure, top: float, charts: Sequence[Chart]) -> None:
    high = (top - 0.05) / _CHART_ROWS
    for i, chart in enumerate(charts):
        row, column = divmod(i, _CHART_COLUMNS)
        left, above = 0.08 + column * 0.43, top - row * high
        page.text(left, above - 0.008, chart.name[:48], size=11, **bold(), color=color("light", "text"),
                  va="top")  # fmt: skip
        _place_chart(page, chart, left, above - high + 0.012, 0.41, high - 0.04)


def _place_chart(page: Figure, chart: Chart, left: float, bottom: float, width: float, height: float) -> None:
    """Draw a chart into a part of a page (shares of it), in lines and letters, so that it is sharp at any size."""
    from matplotlib.artist import Artist
    from matplotlib.transforms import Bbox

    inches = (left * PAGE[0], bottom * PAGE[1], width * PAGE[0], height * PAGE[1])
    figure = chart.draw(inches[2] * DPI, inches[3] * DPI, "light")
    figure.set_dpi(_POINTS_AN_INCH)
    figure.bbox_inches.set(Bbox.from_bounds(*inches))  # its place on the page

    class Placed(Artist):
        """The chart as a part of the page."""

        def draw(self, renderer: Any) -> None:
            figure.draw(renderer)

    page.add_artist(Placed())


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width)


def _table_pages(report: RunReport) -> Iterator[Figure]:
    """Pages of the table: some runs beside each other, then the next ones."""
    for start in range(0, len(report.runs), MOST_COLUMNS):
        places = range(start, min(start + MOST_COLUMNS, len(report.runs)))
        lines: list[tuple[str, ComparedFact | None]] = []
        for title, facts in sections(report):
            lines += [(title, None), *((_name(fact), fact) for fact in facts)]
        for begin in range(0, len(lines), _ROWS_A_PAGE):
            yield _table_page(report, places, lines[begin : begin + _ROWS_A_PAGE])


def _table_page(report: RunReport, places: range, lines: Sequence[tuple[str, ComparedFact | None]]) -> Figure:
    from matplotlib.lines import Line2D

    page = _page()
    ink, quiet = color("light", "text"), color("light", "text3")
    alone = len(report.runs) == 1  # its values stand near their names
    right = [0.36 if alone else 0.92 - 0.135 * (len(places) - 1 - k) for k in range(len(places))]
    side: Any = "left" if alone else "right"
    for x, place in zip(right, places, strict=True):
        page.text(x, 0.95, report.labels[place][:20], size=9, **bold(), color=ink, ha=side)
    for i, (name, fact) in enumerate(lines):
        y = 0.925 - i * 0.0165
        heading = fact is None
        page.text(0.08, y, name[:40], size=8, color=ink if heading else quiet, **bold() if heading else {})
        page.add_artist(Line2D([0.08, 0.92], [y - 0.0045] * 2, color=color("light", "border"), linewidth=0.5))
        if fact is not None:
            best = _best(fact)
            for x, place in zip(right, places, strict=True):
                weight = bold() if place in best else {}
                text = _short(said_of(report, fact, place), 90 if alone else 16)
                page.text(x, y, text, size=8, color=ink, ha=side, **weight)
    return page


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
