"""Parallel coordinates: ranges by mouse and keys, many lines without a wait."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from modelyard.charts.parallel import ParallelLine, height_at, slopes
from modelyard.ui.theme import theme
from modelyard.ui.widgets.parallel import ParallelCoordinates
from modelyard.ui.widgets.parallel_paint import axis_x
from tests.charts.experiment_examples import AXES, run_lines

ROC = len(AXES) - 1

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")


@pytest.fixture
def widget(qtbot):
    widget = ParallelCoordinates("All runs")
    qtbot.addWidget(widget)
    widget.resize(720, 320)
    widget.set_data(AXES, run_lines(30))
    widget.show()
    qtbot.waitUntil(lambda: widget.isVisible() and not widget.painting, timeout=20_000)
    return widget


def at(widget: ParallelCoordinates, axis: int, place: float) -> QPoint:
    """The pixel of a place on an axis."""
    area = widget.area()
    return QPointF(axis_x(widget._data, area, axis), area.bottom() - place * area.height()).toPoint()


def drag(qtbot, widget: ParallelCoordinates, axis: int, start: float, end: float) -> None:
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=at(widget, axis, start))
    qtbot.mouseMove(widget, at(widget, axis, (start + end) / 2))
    qtbot.mouseMove(widget, at(widget, axis, end))
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=at(widget, axis, end))


def expected(low: float, high: float) -> frozenset[str]:
    """The runs whose ROC AUC is between two numbers."""
    return frozenset(line.key for line in run_lines(30) if low <= line.values[ROC] <= high)


def test_a_dragged_range_tells_who_is_inside(qtbot, widget):
    told: list[frozenset[str]] = []
    widget.brushed.connect(told.append)
    drag(qtbot, widget, ROC, 0.95, 0.5)
    scale = widget._data.scales[ROC]
    low, high = (scale.value_at(p) for p in widget.ranges[ROC])
    assert told[-1] == widget.inside() == expected(low, high)
    assert 0 < len(told[-1]) < 30
    assert widget.range_text().startswith("ROC AUC 0.9")
    assert f"{len(told[-1])} inside ROC AUC" in widget.accessibleDescription()
    drag(qtbot, widget, 0, 1.0, 0.68)  # the first category is at the top
    assert "Algorithm Boosting" in widget.range_text()
    assert {line.values[0] for line in run_lines(30) if line.key in widget.inside()} == {"Boosting"}
    assert widget.inside() < expected(low, high)


def test_a_range_is_moved_resized_and_cleared(qtbot, widget):
    drag(qtbot, widget, ROC, 0.4, 0.6)
    low, high = widget.ranges[ROC]
    drag(qtbot, widget, ROC, 0.5, 0.7)
    moved = widget.ranges[ROC]
    assert moved == (pytest.approx(low + 0.2, abs=0.02), pytest.approx(high + 0.2, abs=0.02))
    drag(qtbot, widget, ROC, moved[1], 0.95)
    assert widget.ranges[ROC] == (pytest.approx(moved[0]), pytest.approx(0.95, abs=0.01))
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at(widget, ROC, 0.1))
    assert widget.ranges == {}, "a click beside the range clears it"
    widget.set_range("roc_auc", 0.2, 0.4)
    widget.set_range("f1", 0.2, 0.9)
    qtbot.mouseDClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))
    assert widget.ranges == {}
    assert len(widget.inside()) == 30


def test_ranges_by_keyboard(qtbot, widget):
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus, timeout=20_000)
    for _ in range(ROC):
        qtbot.keyClick(widget, Qt.Key.Key_Right)
    assert widget.accessibleDescription().endswith("axis ROC AUC.")
    qtbot.keyClick(widget, Qt.Key.Key_Up)
    assert widget.ranges == {ROC: (0.75, 1.0)}
    qtbot.keyClick(widget, Qt.Key.Key_Down)
    assert widget.ranges[ROC] == (pytest.approx(0.73), pytest.approx(0.98))
    qtbot.keyClick(widget, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert widget.ranges[ROC] == (pytest.approx(0.73), pytest.approx(0.96))
    qtbot.keyClick(widget, Qt.Key.Key_Delete)
    assert widget.ranges == {}
    qtbot.keyClick(widget, Qt.Key.Key_Up)
    qtbot.keyClick(widget, Qt.Key.Key_Escape)
    assert widget.ranges == {}


def test_ranges_stay_when_runs_are_added(widget):
    widget.set_range("roc_auc", 0.5, 1.0)
    widget.set_data(AXES[3:], [ParallelLine(x.key, x.name, x.values[3:]) for x in run_lines(40)])
    assert widget.ranges == {2: (0.5, 1.0)}
    assert 0 < len(widget.inside()) < 40


def test_a_line_is_found_and_picked(qtbot, widget):
    picked: list[str] = []
    widget.picked.connect(picked.append)
    area, share = widget.area(), 0.5
    places = widget._data.places[0]
    x = area.left() + (2 + share) * area.width() / ROC
    point = QPointF(x, area.bottom() - height_at(places, 2, share) * area.height())
    assert widget.line_near(point) == 0
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point.toPoint())
    assert picked == ["run0"]


def test_smooth_lines_do_not_leave_their_values():
    places = (0.0, 1.0, 1.0, 0.2, 0.9)
    assert slopes(places)[1:3] == [0.0, 0.0]
    for gap in range(4):
        heights = [height_at(places, gap, k / 20) for k in range(21)]
        low, high = sorted(places[gap : gap + 2])
        assert low - 1e-9 <= min(heights) <= max(heights) <= high + 1e-9
        assert heights[0] == pytest.approx(places[gap])
        assert heights[-1] == pytest.approx(places[gap + 1])


def test_ten_thousand_lines_never_hold_the_window_up(qtbot, widget):
    widget.set_data(AXES, run_lines(10_000))
    widget.repaint()
    assert widget.painting, "the rest is painted in portions"
    qtbot.waitUntil(lambda: not widget.painting, timeout=120_000)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        widget.repaint()
        times.append(time.perf_counter() - start)
    assert min(times) < 0.1
    picture = widget.grab().toImage()
    blue = theme().palette_list("categorical")[0].lower()
    first = at(widget, 2, widget._data.places[0][2])
    assert picture.pixelColor(first * widget.devicePixelRatioF()).name() == blue


def test_without_runs_it_says_so(qtbot, widget):
    widget.set_data((), ())
    assert widget.accessibleDescription() == "0 runs."
    before = widget.grab().toImage()
    widget.set_data(AXES, run_lines(3))
    assert widget.grab().toImage() != before


def test_its_chart_holds_what_is_inside(widget):
    widget.set_range("roc_auc", 0.5, 1.0)
    chart = widget.chart()
    assert len(chart.table().rows) == len(widget.inside())
    assert f"{len(widget.inside())} have ROC AUC" in chart.description
