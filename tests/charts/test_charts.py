"""Charts: what they draw and say, and how they are saved."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageColor
from sklearn import metrics

from modelyard.charts import KINDS, Table, curves, drift, make, quality, runs, traffic
from modelyard.charts.regions import neighbour
from modelyard.charts.render import render, save
from modelyard.charts.style import Region, color, interaction, on_fill, palette, series_color, styled
from modelyard.charts.ticks import date_ticks, decimals, nice_ticks, percent, short
from modelyard.core.errors import InputError
from modelyard.core.paths import resources_dir
from modelyard.domain.experiments.decisions import best_f1, cheapest, decision_at
from modelyard.training.evaluation.binary import binary_evaluation
from tests.charts.examples import (
    CARRIERS,
    EDGES,
    EMPTY,
    FULL,
    SCORES,
    SIZES,
    START,
    THEMES,
    drift_points,
    quality_points,
    scored,
    traffic_points,
)


def texts(figure: Any) -> list[str]:
    """Everything written in a figure."""
    from matplotlib.text import Text

    return [t.get_text() for t in figure.findobj(Text) if t.get_text() and t.get_visible()]


# All charts


def test_every_kind_has_an_example():
    assert set(FULL) == set(EMPTY) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", THEMES)
def test_chart_draws_inside_its_picture(kind, name):
    from matplotlib.text import Text

    width, height = SIZES.get(kind, (360, 260))
    chart = make(kind, "A chart", *FULL[kind])
    with styled(name):
        figure: Any = chart.draw(width, height, name)
        figure.canvas.draw()
        cut = [
            t.get_text()
            for t in figure.findobj(Text)
            if t.get_text().strip() and t.get_visible() and t.axes is not None
            and not _inside(t.get_window_extent(), width, height)
        ]  # fmt: skip
    assert cut == []
    pixels = np.asarray(figure.canvas.buffer_rgba())
    assert pixels.shape == (height, width, 4)
    assert (pixels[..., 3] > 0).sum() > 100, "nothing is drawn"
    assert pixels[..., 3].min() == 0, "the ground must stay transparent"


def _inside(box, width, height) -> bool:
    return box.x0 >= -2 and box.y0 >= -2 and box.x1 <= width + 2 and box.y1 <= height + 2


@pytest.mark.parametrize("kind", KINDS)
def test_sentence_and_table_say_what_the_chart_shows(kind):
    for data in (FULL[kind], EMPTY[kind]):
        chart = make(kind, "A chart", *data)
        assert chart.description.endswith(".")
        assert chart.description[0].isupper() or data is FULL[kind]
        table = chart.table()
        assert all(len(row) == len(table.columns) for row in table.rows)
        read = list(csv.reader(io.StringIO(table.to_csv())))
        assert read[0] == list(table.columns)
        assert len(read) == len(table.rows) + 1
    assert make(kind, "A chart", *FULL[kind]).table().rows


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "sparkline"])
@pytest.mark.parametrize("name", THEMES)
def test_nothing_to_show_is_said_in_a_sentence(kind, name):
    figure: Any = make(kind, "A chart", *EMPTY[kind]).draw(300, 160, name)
    assert len(texts(figure)) == 1
    assert texts(figure)[0].startswith(("No ", "Nothing "))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_too_small_is_drawn_all_the_same(kind):
    chart = make(kind, "A chart", *FULL[kind])
    for size in ((48, 20), (120, 60), (2000, 40)):
        assert render(chart, *size, "light").columns == size[0]


def test_importing_charts_does_not_load_matplotlib():
    code = (
        f"import sys; sys.path.insert(0, {str(resources_dir().parent / 'app')!r});"
        "import modelyard.charts.render;"
        "heavy = {'matplotlib', 'numpy', 'pandas', 'sklearn'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Style


def test_a_run_keeps_its_colour_and_the_seventh_is_grey():
    assert series_color("light", None, 0) == series_color("light", 0, 5) == "#2A5BD7"
    assert series_color("dark", "#123456", 3) == "#123456"
    assert series_color("light", None, 6) == series_color("light", 40, 0) == palette("light", "categorical")[6]


def test_text_on_a_fill_has_the_better_contrast():
    def luminance(value: str) -> float:
        parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for kind in ("sequential", "drift", "diverging"):
        for name in THEMES:
            for fill in palette(name, kind):
                ratios = {
                    ink: (max(luminance(ink), luminance(fill)) + 0.05) / (min(luminance(ink), luminance(fill)) + 0.05)
                    for ink in ("#FFFFFF", "#171B22")
                }
                assert on_fill(fill) == max(ratios, key=lambda ink: ratios[ink])


def test_style_leaves_matplotlib_as_it_was():
    import matplotlib

    before = dict(matplotlib.rcParams)
    make("roc", "ROC", *FULL["roc"]).draw(300, 200, "dark")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(
    "low, high, count, expected",
    [
        (0, 1.4e6, 3, [0, 1e6, 2e6]),
        (0, 0.63, 3, [0, 0.4, 0.8]),
        (0.84, 0.96, 4, [0.84, 0.88, 0.92, 0.96]),
        (-20, 120, 3, [-100, 0, 100, 200]),
        (5, 5, 3, [5, 7.5, 10]),
    ],
)
def test_ticks_are_round_and_cover(low, high, count, expected):
    assert nice_ticks(low, high, count) == pytest.approx(expected)


def test_numbers_are_short():
    shown = [short(v) for v in (0, 950, 1234, 12_300, 1.36e6, -2e9)]
    assert shown == ["0", "950", "1,234", "12.3\u202fk", "1.36\u202fM", "−2\u202fG"]
    assert [percent(v) for v in (0, 0.0009, 0.004, 0.023, 0.5, 0.995, 1)] == [
        f"{t}\u202f%" for t in ("0", "0.09", "0.4", "2.3", "50", "100", "100")
    ]
    assert [decimals([0, 0.25, 0.5])(v) for v in (0, 0.25)] == ["0.00", "0.25"]
    assert decimals([0, 1000, 2000])(2000) == "2,000"
    assert [decimals([0, 2.5, 5])(v) for v in (0, 2.5)] == ["0.0", "2.5"]


def test_date_ticks_are_months_days_or_times():
    def labels(days: float, room: float = 400) -> list[str]:
        return date_ticks(START.timestamp(), START.timestamp() + days * 86400, room)[1]

    assert labels(270) == ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert labels(270, 100) == ["Apr", "Jul", "Oct"]
    assert labels(700, 400) == ["May", "Jul", "Sep", "Nov", "2014", "Mar", "May", "Jul", "Sep", "Nov", "2015", "Mar"]
    assert labels(6) == ["1 Apr", "2 Apr", "3 Apr", "4 Apr", "5 Apr", "6 Apr", "7 Apr"]
    assert all(len(text) == 5 and text[2] == ":" for text in labels(1))
    for days in (0.001, 0.01, 0.3, 2, 9, 40, 100, 800, 4000):
        values, names = date_ticks(START.timestamp(), START.timestamp() + days * 86400, 300)
        assert len(values) == len(names) <= 13


# What single charts say


def test_areas_agree_with_scikit_learn():
    y, score = scored()
    evaluation = binary_evaluation(y, score, ("no", "yes"))
    assert curves.area_under(evaluation.roc) == pytest.approx(metrics.roc_auc_score(y, score), abs=1e-3)
    found = curves.average_precision(evaluation.precision_recall)
    assert found == pytest.approx(metrics.average_precision_score(y, score), abs=5e-3)
    chart = make("roc", "ROC", [("Run 1", None, evaluation.roc)], values=(0.9876,))
    assert "Run 1 0.988" in texts(chart.draw(360, 260, "light"))


def test_confusion_counts_agree_with_scikit_learn():
    y, score = scored()
    evaluation = binary_evaluation(y, score, ("on time", "late"))
    expected = metrics.confusion_matrix(y, score >= 0.4)
    assert runs.confusion_counts(evaluation, 0.4) == tuple(map(tuple, expected.tolist()))
    shown = texts(make("confusion", "Confusion", evaluation, 0.4).draw(300, 220, "light"))
    assert {f"{n:,}" for n in expected.ravel()} <= set(shown)
    found = decision_at(evaluation.thresholds, 0.4)
    assert found.precision == pytest.approx(metrics.precision_score(y, score >= 0.4))
    assert found.recall == pytest.approx(metrics.recall_score(y, score >= 0.4))
    assert found.f1 == pytest.approx(metrics.f1_score(y, score >= 0.4))
    assert found.flagged_share == pytest.approx((score >= 0.4).mean())


def test_the_cheapest_threshold_is_the_one_that_trying_all_finds():
    y, score = scored()
    table = binary_evaluation(y, score, ("on time", "late")).thresholds
    for alarm, miss in ((1.0, 1.0), (1.0, 8.0), (5.0, 1.0), (0.0, 1.0)):
        costs = {t: alarm * sum((score >= t) & (y == 0)) + miss * sum((score < t) & (y == 1)) for t in table.thresholds}
        found = cheapest(table, alarm, miss)
        assert found.cost(alarm, miss) == pytest.approx(min(costs.values()))
        assert costs[found.threshold] == pytest.approx(min(costs.values()))
    f1 = {t: metrics.f1_score(y, score >= t, zero_division=0) for t in table.thresholds}
    assert best_f1(table).f1 == pytest.approx(max(f1.values()))


def test_bars_are_as_high_as_the_requests():
    figure: Any = make("traffic", "Requests", traffic_points()).draw(290, 110, "light")
    assert [b.get_height() for b in figure.axes[0].patches] == [p.requests for p in traffic_points()]


def test_latency_is_in_milliseconds_with_its_limit():
    figure: Any = make("latency", "Latency", traffic_points(), 0.025).draw(290, 140, "light")
    p95 = max(figure.axes[0].lines, key=lambda line: np.nanmax(line.get_ydata()) if len(line.get_ydata()) > 2 else 0)
    assert np.nanmax(p95.get_ydata()) == pytest.approx(31)
    assert np.isnan(p95.get_ydata()[5]), "a window without requests is a gap, not a zero"
    assert {"p50", "p95", "limit 25 ms"} <= set(texts(figure))
    assert "over the limit of 25 ms in 1 of 38 windows" in traffic.describe_latency(traffic_points(), 0.025)


FLAT = [1.0] * 38


@pytest.mark.parametrize(
    ("p50", "p95", "limit"),
    [
        ([0.95] * 38, [1.9, 1.3, 1.05, 1.1] + [1.35] * 34, None),
        (FLAT, [5.0] * 20 + [9.0] + [5.0] * 17, None),
        (FLAT, [1.05] * 38, None),
        ([0.3 + 0.02 * i for i in range(38)], [0.35 + 0.04 * i for i in range(38)], None),
        ([0.1] * 38, [0.15] * 19 + [1.9] * 19, None),
        ([4.0] * 38, [7.0] * 38, 0.025),
        ([None] * 5 + [4.0] * 33, [None] * 5 + [11.0] * 33, None),
        ([1.2], [1.5], None),
    ],
    ids=["falling", "peak", "near", "rising", "step", "limit", "gap", "one"],
)
@pytest.mark.parametrize("size", [(290, 110), (280, 140)])
def test_the_names_of_latencies_do_not_lie_on_the_lines(p50, p95, limit, size):
    from matplotlib.text import Annotation

    def seconds(value):
        return None if value is None else value / 1000

    points = [
        replace(like, p50=seconds(low), p95=seconds(high), p99=seconds(high))
        for like, low, high in zip(traffic_points(), p50, p95, strict=False)
    ]
    with styled("light"):
        figure: Any = make("latency", "Latency", points, limit).draw(size[0], size[1], "light")
        figure.canvas.draw()
    names = [t for t in figure.findobj(Annotation) if t.get_text().startswith("p")]
    assert names
    for name in names:
        box = name.get_window_extent().padded(-1)
        for line in figure.axes[0].lines:
            assert not line.get_path().transformed(line.get_transform()).intersects_bbox(box, filled=False), name


def test_errors_over_the_limit_are_red():
    from matplotlib.colors import to_hex

    figure: Any = make("errors", "Errors", traffic_points(), 0.05).draw(290, 110, "light")
    red = [
        i for i, b in enumerate(figure.axes[0].patches) if to_hex(b.get_facecolor()).upper() == color("light", "bad")
    ]
    assert red == [36]


def test_heat_map_has_a_cell_a_point_with_its_colour():
    points = drift_points()
    figure: Any = make("drift_heat_map", "Drift", points).draw(700, 200, "light")
    regions = interaction(figure).regions
    assert [r.key for r in regions] == points
    assert len({r.top for r in regions}) == 3
    assert regions[37].text == "dep_delay, 16 Dec 2013: PSI 0.29, 6,000 rows"
    assert regions[3].text.endswith("no data")
    assert regions[4].text.endswith("too few for a verdict")
    assert [drift.drift_fill("light", v) for v in (0.0, 0.019, 0.02, 0.1, 0.2499, 0.25, 5)] == [
        palette("light", "drift")[i] for i in (0, 0, 1, 3, 4, 5, 5)
    ]
    sentence = drift.describe_drift_heat_map(points)
    assert sentence == "1 of 115 cells alert. The largest PSI is 0.29: dep_delay in the window from 16 Dec 2013."


@pytest.mark.parametrize("edges", [EDGES, (0.0, *EDGES, 1.0)])
@pytest.mark.parametrize("missing", [(), (7,)])
def test_score_density_integrates_to_one(edges, missing):
    data = replace(
        SCORES, edges=edges, reference=SCORES.reference[:20] + missing, current=SCORES.current[:20] + missing
    )
    assert drift.split_cells(data) == (list(EDGES), 20)
    figure: Any = make("score_distribution", "Predictions", data).draw(400, 260, "light")
    heights, borders, _ = figure.axes[0].patches[0].get_data()
    assert (np.asarray(heights) * np.diff(borders)).sum() == pytest.approx(1.0)


def test_feature_distribution_leaves_empty_cells_out():
    figure: Any = make("feature_distribution", "carrier", CARRIERS).draw(266, 120, "light")
    shown = [r.text.replace("\u202f", " ") for r in interaction(figure).regions]
    assert shown == ["UA: 50 %, in training 60 %", "B6: 40 %, in training 40 %", "new: 10 %, in training 0 %"]


def test_quality_marks_breaches_and_leaves_gaps():
    points = quality_points()
    figure: Any = make("quality", "Quality", points, "roc_auc", 0.925, 0.86).draw(440, 280, "light")
    assert {"training 0.925", "limit 0.86", "labels", "ROC AUC"} <= set(texts(figure))
    dots = [line for line in figure.axes[0].lines if line.get_color() == color("light", "bad")]
    assert [list(d.get_ydata()) for d in dots] == [[0.84]]
    sentence = quality.describe_quality(points, "roc_auc", 0.925, 0.86)
    assert "ROC AUC was 0.920 in the window from 29 Apr 2013, 0.925 in training; 1 of 4 windows broke" in sentence
    assert quality.breaches(0.4, 0.3, "log_loss")
    assert not quality.breaches(0.4, 0.3, "f1")


def test_importance_of_several_runs_is_logarithmic_and_shows_losses_too():
    figure: Any = make("importance", "Importance", *FULL["importance"]).draw(348, 270, "light")
    axes = figure.axes[0]
    assert axes.get_xscale() == "log"
    assert [t.get_text() for t in axes.get_yticklabels()] == ["dep_delay", "dest", "hour"]
    alone: Any = make("importance", "Importance", FULL["importance"][0][:1]).draw(348, 270, "light")
    assert [b.get_width() for b in alone.axes[0].patches] == [0.38, 0.012, -0.001]


def test_table_writes_numbers_for_people_and_for_programs():
    table = Table(("name", "rows", "share"), (("a,b", 12345, -0.000123456), ("c", 3, None)))
    assert table.to_csv() == 'name,rows,share\n"a,b",12345,-0.000123456\nc,3,\n'
    assert table.to_text() == (("a,b", "12,345", "−0.0001235"), ("c", "3", "–"))


# Pictures and files


@pytest.mark.parametrize("kind, start", [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF-")])
@pytest.mark.parametrize("name", ["roc", "drift_heat_map", "confusion"])
def test_charts_are_saved(tmp_path, kind, start, name):
    path = tmp_path / f"chart.{kind}"
    save(make(name, "A chart", *FULL[name]), path, 360, 260)
    content = path.read_bytes()
    assert content.startswith(start)
    if kind == "png":
        with Image.open(path) as image:
            assert image.size == (720, 520)
            assert image.convert("RGB").getpixel((1, 1)) == ImageColor.getrgb(color("light", "surface"))
    save(make(name, "A chart", *FULL[name]), tmp_path / f"again.{kind}", 360, 260)
    assert (tmp_path / f"again.{kind}").read_bytes() == content


def test_a_chart_that_cannot_be_saved_says_why(tmp_path):
    chart = make("roc", "ROC", *FULL["roc"])
    with pytest.raises(InputError, match=r"ending in \.png, \.svg or \.pdf"):
        save(chart, tmp_path / "chart.gif", 300, 200)
    with pytest.raises(InputError, match="cannot be written: No such file or directory"):
        save(chart, tmp_path / "nowhere" / "chart.png", 300, 200)


def test_arrow_keys_lead_to_the_nearest_region():
    grid = [Region(10 * x, 10 * y, 10, 10, (x, y), "") for y in range(3) for x in range(4)]
    assert grid[neighbour(grid, -1, 1, 0)].key == (0, 0)
    assert grid[neighbour(grid, 5, 1, 0)].key == (2, 1)
    assert grid[neighbour(grid, 5, 0, 1)].key == (1, 2)
    assert grid[neighbour(grid, 5, -1, 0)].key == (0, 1)
    assert neighbour(grid, 3, 1, 0) == 3
