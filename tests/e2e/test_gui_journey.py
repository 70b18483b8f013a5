"""A user's way through the window by clicks and keys: from a file to the chart of how right its model is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pytest
import pytestqt.exceptions as qtbot_exceptions
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QWidget

from modelyard.domain.experiments.runs import RunState
from modelyard.services import deployments, sample
from modelyard.services.experiments import runs as experiments
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data.importing.dialog import ImportDialog
from modelyard.ui.pages.deployments.launch_dialog import LaunchDialog
from modelyard.ui.pages.experiments.new.dialog import NewExperimentDialog
from modelyard.ui.pages.experiments.register_dialog import RegisterDialog
from modelyard.ui.pages.monitoring.labels_dialog import LabelsDialog
from modelyard.ui.pages.monitoring.side import VerdictRow
from modelyard.ui.widgets.chart_card import ChartCard
from tests.bench.flights import FlightsWindow

W = TypeVar("W", bound=QWidget)

LEFT = Qt.MouseButton.LeftButton
ROWS = "month <= 2 OR (month = 4 AND day <= 15)"
APRIL = "month = 4 AND dep_delay IS NOT NULL"


class User:
    """Clicks and types, as slowly as the window answers."""

    def __init__(self, qtbot: Any, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def until(self, condition: Callable[[], Any], seconds: float = 20) -> None:
        """Wait until something holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=int(seconds * 1000))

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget that is there to be clicked."""
        self.until(lambda: widget.isVisible() and widget.isEnabled())
        self.qtbot.mouseClick(widget, LEFT, pos=at or widget.rect().center())

    def button(self, text: str) -> QAbstractButton:
        """The visible button with a text."""
        found = [b for b in self.window.findChildren(QAbstractButton) if b.isVisible() and b.text() == text]
        assert found, f"no button says {text!r}"
        return found[-1]

    def page(self, name: str) -> Any:
        """Go to a page by the sidebar."""
        self.click(self.window.sidebar.items[name])
        assert self.window.current_page == name
        return self.window.page(name)

    def action(self, name: str) -> None:
        """Click a button of the page's header, when it is there and enabled."""
        self.until(lambda: name in self.window.header.buttons and self.window.header.buttons[name].isEnabled())
        self.click(self.window.header.buttons[name])

    def dialog(self, kind: type[W]) -> W:
        """The dialog that opens."""
        self.until(lambda: any(d.isVisible() for d in self.window.findChildren(kind)))
        return next(d for d in self.window.findChildren(kind) if d.isVisible())

    def gone(self, kind: type[QWidget]) -> None:
        """Wait until no such dialog is open."""
        self.until(lambda: not any(d.isVisible() for d in self.window.findChildren(kind)))

    def keys(self, key: Qt.Key) -> None:
        """Press a key with Ctrl, wherever the focus is."""
        self.window.activateWindow()  # as a click into it would
        self.until(self.window.isActiveWindow)
        self.qtbot.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier)

    def type(self, line: QLineEdit, text: str) -> None:
        """Replace what a field holds."""
        self.click(line)
        self.qtbot.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.keyClicks(line, text)

    def choose(self, box: QComboBox, text: str) -> None:
        """Choose from a list by typing."""
        box.setFocus()
        self.qtbot.keyClicks(box, text)
        assert box.currentText() == text

    def choose_file(self, button: QWidget, path: Path) -> None:
        """Click what opens a file dialog, and type the path into it."""
        timer = QTimer()

        def type_path() -> None:
            dialog = QApplication.activeModalWidget()
            line = dialog.findChild(QLineEdit, "fileNameEdit") if isinstance(dialog, QFileDialog) else None
            if line is not None:  # again, should it have come before the folder was read
                line.clear()
                self.qtbot.keyClicks(line, str(path))
                self.qtbot.keyClick(line, Qt.Key.Key_Return)

        timer.timeout.connect(type_path)
        timer.start(200)
        self.click(button)
        timer.stop()

    def toast(self, title: str) -> None:
        """Wait for a message."""
        shown: list[str] = []

        def there() -> bool:
            shown.extend(t.accessibleName() for t in self.window.toasts.items if t.accessibleName() not in shown)
            bad = [t.accessibleName() for t in self.window.toasts.items if t.kind == "bad"]
            assert not bad, bad
            return any(text.startswith(title) for text in shown)

        try:
            self.until(there, 40)
        except qtbot_exceptions.TimeoutError:
            pytest.fail(f"waited for {title!r}, saw {shown}")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, where the first workspace is made."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def app(qapp: QApplication, home: Path) -> Iterator[FlightsWindow]:
    """The application as it starts for somebody new."""
    made = FlightsWindow(home)
    yield made
    made.close()


@pytest.fixture
def user(qtbot: Any, app: FlightsWindow) -> User:
    return User(qtbot, app.window)


@pytest.fixture
def csv(home: Path) -> Path:
    path = home / "flights.csv"
    duckdb.sql(f"SELECT * FROM '{sample.flights_file()}' WHERE {ROWS}").write_csv(str(path))
    return path


@pytest.mark.timeout(240)
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_model_s_life_by_clicks(app: FlightsWindow, user: User, csv: Path, home: Path) -> None:
    import_first_table(user, csv, home)
    train(user)
    register(user)
    launch(user)
    ask(user)
    sent = send_traffic(app, user)
    watch(user, sent)
    labelled = add_labels(app, user, home)
    see_quality(user, labelled)
    assert app.problems == []


def import_first_table(user: User, csv: Path, home: Path) -> None:
    user.click(user.button("Import dataset"))
    dialog = user.dialog(ImportDialog)
    assert Path(user.window.workspace.path).is_relative_to(home)
    user.choose_file(dialog.choose_button, csv)
    user.until(lambda: dialog.preview is not None)
    rows = duckdb.sql(f"SELECT count(*) FROM '{csv}'").fetchall()[0][0]
    assert dialog.name.text() == "flights"
    assert "rows will be imported" in dialog.facts.text()
    user.click(dialog.primary)
    page: Any = user.window.page("data")
    user.until(lambda: page.version is not None and page.table_tab.model is not None, 60)
    user.until(lambda: page.table_tab.model.is_loaded(0))
    assert page.head.title.text() == "flights"
    assert page.head.fact.text().startswith(f"{rows:,} rows, 20 columns")


def train(user: User) -> None:
    page = user.page("experiments")
    user.until(lambda: "experiments.new" in user.window.header.buttons)
    user.keys(Qt.Key.Key_N)
    dialog = user.dialog(NewExperimentDialog)
    user.until(lambda: dialog.question.target.count() > 0)
    user.type(dialog.name, "late-arrival")
    if dialog.question.target.currentText() != "late":
        user.choose(dialog.question.target, "late")
    user.type(dialog.question.where, "month <= 2")
    user.until(lambda: dialog.question.where_field.message.text().endswith(" rows"))
    user.until(lambda: not dialog.features.checking.isVisible(), 60)
    user.click(dialog.features.none_button)
    table = dialog.features.table
    for feature in sample.FEATURES:
        index = table.model().index(table.rows.find(feature), 0)
        table.scrollTo(index)
        user.click(table.viewport(), table.visualRect(index).center())
    assert set(dialog.features.chosen()) == set(sample.FEATURES)
    for row in dialog.algorithms.rows:
        if row.box.isChecked() != (row.algorithm.key in ("logistic_regression", "hist_gradient_boosting")):
            user.click(row.box, QPoint(8, row.box.height() // 2))
    user.click(user.button("Latest rows"))
    if dialog.hold_out.time_column.currentText() != sample.TIME_COLUMN:
        user.choose(dialog.hold_out.time_column, sample.TIME_COLUMN)
    user.until(lambda: dialog.primary.isEnabled())
    assert dialog.primary.text() == "Start 2 runs"
    user.click(dialog.primary)
    workspace = user.window.workspace
    user.until(lambda: [r.state for r in experiments.runs(workspace)] == [RunState.FINISHED] * 2, 120)
    rows = page.runs_view.table.rows
    column = [c.key for c in rows.columns].index("metrics.roc_auc")
    user.until(lambda: [rows.cell(i, column).text[:3] for i in range(rows.rowCount())] == ["0.9", "0.9"])


def register(user: User) -> None:
    page: Any = user.window.page("experiments")
    table = page.runs_view.table
    best = experiments.best_run(experiments.runs(user.window.workspace))
    assert best is not None
    assert table.rows.key_at(0) == best.id, "the best run is not on top"
    name = next(i for i, c in enumerate(table.rows.columns) if c.key != "tick")
    place = table.visualRect(table.model().index(0, name)).center()
    user.click(table.viewport(), place)
    user.qtbot.keyClick(table, Qt.Key.Key_Return)
    user.action("experiments.register")
    dialog = user.dialog(RegisterDialog)
    line = dialog.name.lineEdit()
    assert line is not None
    user.type(line, "late")
    user.click(dialog.primary)
    user.toast("Registered late v1")


def launch(user: User) -> None:
    page = user.page("deployments")
    user.keys(Qt.Key.Key_L)
    dialog = user.dialog(LaunchDialog)
    user.until(lambda: dialog.chosen() is not None)
    user.type(dialog.name, "late-live")
    assert dialog.backend.key() == "docker"
    user.click(dialog.primary)
    user.toast("late-live runs")
    user.gone(LaunchDialog)
    user.until(lambda: page.detail.chip.text == "Running, healthy")
    assert page.detail.url.text().startswith("http://127.0.0.1:")


def ask(user: User) -> None:
    """One row, by the form of Try it."""
    page: Any = user.window.page("deployments")
    page.detail.tabs.setFocus()
    user.click(next(b for b in page.detail.tabs.findChildren(QAbstractButton) if b.text() == "Try it"))
    trial = page.detail.try_it
    user.until(lambda: trial.trial.row)
    user.type(trial.form.inputs["dep_delay"], "120")
    user.click(trial.send)
    user.until(lambda: trial.trial.asked)
    assert not trial.trial.asked[0].bad, trial.refusal.label.text()
    late = float(trial.figure.text().strip("> %\u00a0"))  # of a row drawn by chance: 99.9 % or more than that
    assert late > 95, "two hours behind time at departure, yet not late"


def send_traffic(app: FlightsWindow, user: User) -> int:
    from modelyard.services.data import datasets

    workspace = user.window.workspace
    found = deployments.find(workspace, "late-live")
    version = datasets.find_version(workspace, "flights")
    job = app.job(lambda: sample.replay(workspace, found.id, version.id, where=APRIL), 60)
    return int(job.result["rows"])


def image_of(card: ChartCard) -> Any:
    return card.view._image


def drawn(card: ChartCard) -> bool:
    return image_of(card) is not None and not card.view.busy


def watch(user: User, sent: int) -> None:
    """The window collects by itself; the page shows it within seconds."""
    page = user.page("monitoring")
    user.until(lambda: page.report is not None and sum(p.rows for p in page.report.traffic) == sent, 60)
    user.until(lambda: f"{sent:,} rows" in page.requests.fact.text())
    for card in (page.requests, page.latency, page.errors, page.drift, page.scores):
        user.until(partial(drawn, card))
    cells = page.drift.view._interaction.regions
    windows = {p.start for p in page.report.drift}
    assert len(cells) == len(windows) * (len(sample.FEATURES) + 1)
    features = {r.point.feature for r in page.side.findChildren(VerdictRow)}
    assert features == {*sample.FEATURES, "prediction"}
    assert "on late-live" in user.window.header.fact.text()
    assert page.quality.fact.text().replace("\u00a0", " ").startswith("0 %")


def add_labels(app: FlightsWindow, user: User, home: Path) -> int:
    from modelyard.services.data import datasets

    file = home / "labels.csv"
    version = datasets.find_version(user.window.workspace, "flights")
    known = sample.write_labels_csv(user.window.workspace, version.id, file, APRIL)
    user.action("monitoring.labels")
    dialog = user.dialog(LabelsDialog)
    user.type(dialog.path, str(file))
    user.qtbot.keyClick(dialog.path, Qt.Key.Key_Tab)
    user.until(lambda: dialog.primary.isEnabled())
    assert (dialog.id_column.currentText(), dialog.label_column.currentText()) == ("prediction_id", "late")
    user.click(dialog.primary)
    user.gone(LabelsDialog)
    return known


def see_quality(user: User, labelled: int) -> None:
    page: Any = user.window.page("monitoring")
    user.until(lambda: page.report is not None and page.report.labelled == labelled, 60)
    share = round(100 * labelled / page.report.predictions)
    user.until(lambda: page.quality.fact.text().replace("\u00a0", " ").startswith(f"{share} %"))
    user.until(partial(drawn, page.quality))
    image = image_of(page.quality)
    assert image.width() > 200
    assert image.height() > 100
    realised = [q.roc_auc for q in page.report.quality if q.roc_auc is not None]
    assert len(realised) >= 10
    assert all(0.75 < value <= 1 for value in realised)
    table = page.quality.view.chart.table()
    shown = [v for row in table.rows for v in row if isinstance(v, float)]
    assert any(abs(v - realised[0]) < 0.01 for v in shown)
