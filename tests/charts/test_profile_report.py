"""The profile report: one file without anything from elsewhere, well-formed, safe, and true to the profile."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.charts.profile_report import ReportData, report_html, write_report
from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import Column, DatasetVersion, ReadOptions
from modelyard.domain.data.warnings import Alone, TargetReport, warnings
from modelyard.tables.engine import QUIET
from modelyard.tables.profiles.correlations import correlate
from modelyard.tables.profiles.profile import profile_table

HOSTILE = '<script>alert("x")</script> & "co"'
VOID = {"meta", "br", "rect", "line"}


class Page(HTMLParser):
    """Checks that tags match, and collects them with their attributes and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> ReportData:
    path = tmp_path_factory.mktemp("t") / "t.parquet"
    n = 200
    table = pa.table(
        {
            HOSTILE: [HOSTILE if i % 3 else " ua" for i in range(n)],
            "amount": [i * 1.5 - 20 for i in range(n)],
            "twice": [i * 3.0 for i in range(n)],
            "at": [datetime(2020, 1, 1 + i % 28, tzinfo=UTC) for i in range(n)],
            "empty": pa.array([None] * n, pa.float64()),
            "late": [i > 150 for i in range(n)],
        }
    )
    pq.write_table(table, path)
    profile = profile_table(path, QUIET)
    found = correlate(path, QUIET)
    target = TargetReport("late", "auc", (Alone("amount", 1.0),), (("false", 151), ("true", 49)), n)
    columns = tuple(Column(c.name, c.type) for c in profile.columns)
    version = DatasetVersion(
        "v", "d", f"pets {HOSTILE}", 3, "ab" * 32, n, columns, 9, "/a/pets.csv", 9, "a <note>", "Ana",
        datetime(2024, 5, 6, 7, 8, tzinfo=UTC), 0, None, {}, ReadOptions(),
    )  # fmt: skip
    return ReportData(version, profile, warnings(profile, found, target), found, target)


def test_it_is_one_whole_file(data: ReportData) -> None:
    text = report_html(data)
    page = Page(text)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed"}
    assert not re.search(r"url\(|@import|https?://", text)
    assert "prefers-color-scheme:dark" in text
    for name in (HOSTILE, "a <note>", "ab" * 32, "/a/pets.csv", "2024-05-06 07:08"):
        assert name in page.text
    assert "<script>" not in text


def test_it_can_be_read_without_eyes(data: ReportData) -> None:
    page = Page(report_html(data))
    assert [attrs["lang"] for tag, attrs in page.tags if tag == "html"] == ["en"]
    for tag, attrs in page.tags:
        if tag == "svg":
            assert attrs.get("aria-hidden") == "true" or (attrs["role"] == "img" and attrs["aria-label"])
        if tag == "th":
            assert attrs["scope"] in ("col", "row")
        if tag == "a":
            assert any(a.get("id") == str(attrs["href"])[1:] for _, a in page.tags)
    tables = sum(tag == "table" for tag, _ in page.tags)
    assert tables == sum(tag == "caption" for tag, _ in page.tags)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))


def test_warnings_come_first_and_figures_are_the_profile_s(data: ReportData) -> None:
    text = Page(report_html(data)).text
    order = [text.index(part) for part in ("Warnings", "Overview", "Target: late", "Correlations", "Histogram of")]
    assert order == sorted(order)
    assert "amount alone tells late almost perfectly" in text
    assert "Serious: leaks the target." in text
    amount = data.profile.column("amount")
    assert amount is not None
    assert f"{amount.mean:,.6g}" in text
    assert "−20" in text  # a true minus
    assert "empty (it has no values)" in text
    assert "All 200 rows were used." in text


def test_without_correlations_or_rows(data: ReportData) -> None:
    page = Page(report_html(replace(data, correlations=None, target=None, warnings=())))
    assert "Nothing odd was found." in page.text
    assert "Strongest pairs" not in page.text
    blank = replace(
        data.profile,
        rows=0,
        columns=tuple(replace(c, rows=0, missing=0, distinct=0, top=(), histogram=None, minimum=None, maximum=None,
                              quantiles=(), tails=(), text=None, outliers=None, mean=None, std=None)
                      for c in data.profile.columns),
    )  # fmt: skip
    Page(report_html(ReportData(data.version, blank, warnings(blank))))


def test_many_columns_are_cut_and_said(data: ReportData, tmp_path: Path) -> None:
    table = pa.table({f"c{i}": [(i * 7 + j * j) % 11 for j in range(50)] for i in range(60)})
    pq.write_table(table, tmp_path / "w.parquet")
    profile, found = profile_table(tmp_path / "w.parquet", QUIET), correlate(tmp_path / "w.parquet", QUIET)
    text = Page(report_html(ReportData(data.version, profile, (), found))).text
    assert "The 40 columns in the strongest pairs" in text


def test_a_file_that_cannot_be_written_is_said(data: ReportData, tmp_path: Path) -> None:
    write_report(data, tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8").endswith("</html>")
    with pytest.raises(InputError, match="cannot be written"):
        write_report(data, tmp_path / "nowhere" / "a.html")
