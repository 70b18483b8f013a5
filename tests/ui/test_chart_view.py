"""How charts are shown, used and exported in the window."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from modelyard.charts import Chart, Table, make
from modelyard.core.errors import AppError
from modelyard.core.paths import resources_dir
from modelyard.ui.bridge import Bridge
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chart_image import render
from modelyard.ui.widgets.chart_view import ChartView
from tests.charts.examples import (
    FULL,
    WEEKS,
    quality_points,
    traffic_points,
)


def test_pictures_are_sharp_on_every_screen_and_repeatable():
    chart = make("roc", "ROC", *FULL["roc"])
    once, again = render(chart, 300, 200, "light"), render(chart, 300, 200, "light")
    assert once.image == again.image
    assert once.image != render(chart, 300, 200, "dark").image
    double = render(chart, 300, 200, "light", ratio=2.0).image
    assert (double.width(), double.height(), double.devicePixelRatio()) == (600, 400, 2.0)


def test_larger_text_moves_what_can_be_clicked():
    chart = make("traffic", "Requests", traffic_points())
    plain, large = render(chart, 300, 200, "light"), render(chart, 300, 200, "light", text_scale=1.5)
    assert (large.image.width(), large.image.height()) == (300, 200)
    last = large.interaction.regions[-1]
    assert last.left + last.width == pytest.approx(300 - 12 * 1.5)
    assert len(plain.interaction.regions) == len(large.interaction.regions)


class Pool:
    """Threads for the bridge, as the job runner gives them."""

    def __init__(self) -> None:
        self.executor = ThreadPoolExecutor(2)

    def query(self, function, /, *arguments) -> Future:
        return self.executor.submit(function, *arguments)


@pytest.fixture
def bridge(qapp):
    pool = Pool()
    bridge = Bridge()
    bridge.attach(pool)
    yield bridge
    bridge.close()
    pool.executor.shutdown(wait=True)


@pytest.fixture
def show(qtbot, bridge):
    def build(kind: str, size: tuple[int, int] = (360, 260)) -> ChartView:
        view = ChartView(submit=bridge.query)
        qtbot.addWidget(view)
        view.resize(*size)
        view.set_chart(make(kind, kind, *FULL[kind]))
        with qtbot.waitSignal(view.drawn, timeout=20_000):
            view.show()
        return view

    return build


def test_view_draws_in_a_worker_and_only_when_visible(qtbot, bridge):
    threads = []

    def draw(width: float, height: float, name: str):
        threads.append(threading.get_ident())
        return make("roc", "ROC", *FULL["roc"]).draw(width, height, name)

    view = ChartView(submit=bridge.query)
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.set_chart(Chart("ROC curve", "Run 31 is best.", draw, lambda: Table((), ())))
    assert not view.busy
    assert threads == []
    with qtbot.waitSignal(view.drawn, timeout=20_000):
        view.show()
    assert threads
    assert threading.get_ident() not in threads
    assert view.accessibleName() == "ROC curve"
    assert view.accessibleDescription() == "Run 31 is best."


def test_view_paints_the_chart_and_follows_theme_and_size(show, qtbot):
    view = show("traffic", (300, 120))
    blue = theme().palette_list("categorical")[0].lower()
    assert _has_colour(view, blue)
    before = theme().mode, theme().name
    other = "dark" if theme().name == "light" else "light"
    try:
        with qtbot.waitSignal(view.drawn, timeout=20_000):
            theme().apply(other)
        assert _has_colour(view, theme().palette_list("categorical")[0].lower())
    finally:
        theme().apply(before[0] if before[0] != "system" else before[1])
        qtbot.waitUntil(lambda: not view.busy, timeout=20_000)
    with qtbot.waitSignal(view.drawn, timeout=20_000):
        view.resize(420, 160)
    assert view._image.deviceIndependentSize().toSize() == view.size()


def _has_colour(view: ChartView, name: str) -> bool:
    image = view.grab().toImage()
    points = ((x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
    return any(image.pixelColor(x, y).name() == name for x, y in points)


def test_a_newer_chart_replaces_one_still_being_drawn(show, qtbot):
    view = show("traffic")
    view.set_chart(make("roc", "First", *FULL["roc"]))
    view.set_chart(make("quality", "Second", *FULL["quality"]))
    qtbot.waitUntil(lambda: not view.busy, timeout=20_000)
    assert view.accessibleName() == "Second"
    assert len(view._interaction.regions) == len(quality_points())
    view.set_chart(None)
    assert view.accessibleName() == ""
    assert not view.busy


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_cell_is_picked_by_mouse_and_by_keyboard(show, qtbot):
    view = show("drift_heat_map", (700, 200))
    region = next(r for r in view._interaction.regions if r.key.feature == "hour" and r.key.start == WEEKS[10])
    middle = QPoint(round(region.left + region.width / 2), round(region.top + region.height / 2))
    with qtbot.waitSignal(view.picked) as caught:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert caught.args[0] == region.key
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription().startswith("hour, 17 Jun 2013: PSI")
    qtbot.keyClick(view, Qt.Key.Key_Up)
    with qtbot.waitSignal(view.picked) as caught:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert (caught.args[0].feature, caught.args[0].start) == ("dep_delay", WEEKS[11])


def test_the_threshold_is_dragged_and_stepped(show, qtbot):
    view = show("thresholds")
    axis = view._interaction.axis
    assert axis is not None
    seen: list[float] = []
    view.value_changed.connect(seen.append)
    x = axis.left + 0.702 * (axis.right - axis.left)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 100))
    assert seen == [pytest.approx(0.70, abs=0.011)]
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert seen[-1] == pytest.approx(seen[0] - 0.01)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() - 1, 100))
    assert seen[-1] == 1.0


def test_menu_copies_saves_and_exports(show, qtbot, tmp_path):
    view = show("roc")
    names = [a.text() for a in view.build_menu().actions() if a.text()]
    assert names == [
        "Copy picture", "Show as table", "Save as PNG…", "Save as SVG…", "Save as PDF…", "Export CSV…",
    ]  # fmt: skip
    view.copy()
    assert QGuiApplication.clipboard().image().size() == view._image.size()
    view.save_as(tmp_path / "roc.svg")
    qtbot.waitUntil(lambda: (tmp_path / "roc.svg").exists() and (tmp_path / "roc.svg").stat().st_size > 0)
    view.export_csv(tmp_path / "roc.csv")
    assert (tmp_path / "roc.csv").read_text(encoding="utf-8").startswith("Run,False positive rate,")
    for use in (view.save_as, view.export_csv):
        with qtbot.waitSignal(view.failed, timeout=10_000) as caught:
            use(Path(tmp_path / "nowhere" / "roc.png"))
        assert isinstance(caught.args[0], AppError)
        assert "cannot be written" in str(caught.args[0])


def test_numbers_are_shown_as_a_table(show, qtbot):
    from modelyard.ui.widgets.chart_table import ChartTable

    view = show("quality")
    view.show_table()
    dialog = view.window().findChild(ChartTable)
    assert dialog is not None
    model = dialog.table.model()
    assert (model.rowCount(), model.columnCount()) == (7, 9)
    assert model.index(0, 4).data() == "0.91"
    assert model.index(3, 4).data() == "–"
    dialog.reject()


def test_without_workers_everything_is_drawn_at_once(qtbot):
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(200, 120)
    view.show()
    view.set_chart(make("sparkline", "Requests", [1.0, 2.0, 3.0]))
    assert not view.busy
    assert view._image is not None


def test_importing_the_view_does_not_load_matplotlib():
    code = (
        f"import sys; sys.path.insert(0, {str(resources_dir().parent / 'app')!r});"
        "import modelyard.ui.widgets.chart_view;"
        "heavy = {'matplotlib', 'numpy', 'pandas', 'sklearn'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
