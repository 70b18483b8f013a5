"""The shell: navigation, palette, toasts, shortcuts, theme, drops, closing, narrow windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QCursor, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from modelyard.core.clock import now
from modelyard.core.errors import AppError
from modelyard.core.settings import load_settings
from modelyard.domain.deployments import EngineStatus
from modelyard.domain.jobs import Job, JobError, JobState
from modelyard.ui import commands
from modelyard.ui.dialogs import ConfirmDialog, ErrorDialog
from modelyard.ui.main_window import PAGES, MainWindow
from modelyard.ui.palette import Palette, match
from modelyard.ui.shell import Command, Confirm, ConfirmItem, ToastAction
from modelyard.ui.sidebar import NARROW, WIDE
from modelyard.ui.theme import theme
from modelyard.ui.widgets.dialog import Dialog

Until = Callable[[Callable[[], bool]], None]


def job(state: JobState = JobState.RUNNING, **more: Any) -> Job:
    values: dict[str, Any] = {"id": "1", "kind": "data.import", "title": "Import weather.csv", "params": {}}
    values |= {"created_at": now(), "created_by": "Ana", "started_at": now()} | more
    return Job(state=state, **values)


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_every_page_opens_from_the_sidebar_and_only_when_visited(window: MainWindow, qtbot: Any) -> None:
    assert list(window.made_pages()) == ["home"]
    for name in PAGES:
        qtbot.mouseClick(window.sidebar.items[name], Qt.MouseButton.LeftButton)
        assert window.current_page == name
        assert window.stack.currentWidget() is window.made_pages()[name]
        assert window.sidebar.items[name].isChecked()
        assert window.header.title.text()
    assert set(window.made_pages()) == set(PAGES)


@pytest.mark.parametrize(
    ("key", "modifier", "page"),
    [
        (Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier, "home"),
        (Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier, "data"),
        (Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier, "monitoring"),
        (Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier, "activity"),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, "settings"),
    ],
)
def test_shortcuts_open_pages(
    window: MainWindow, qtbot: Any, key: Qt.Key, modifier: Qt.KeyboardModifier, page: str
) -> None:
    window.go("pipelines")
    qtbot.keyClick(window, key, modifier)
    assert window.current_page == page


def test_back_and_forward(window: MainWindow, qtbot: Any) -> None:
    window.go("settings")
    window.go("activity")
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current_page == "settings"
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current_page == "home"
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.current_page == "settings"


def test_no_shortcut_is_given_twice(window: MainWindow) -> None:
    keys = [keys for keys, *_ in commands.table(window)]
    assert len(keys) == len(set(keys))


def test_arrows_move_in_the_sidebar_and_f6_between_panes(window: MainWindow, qtbot: Any) -> None:
    window.activateWindow()
    window.sidebar.items["home"].setFocus()
    qtbot.keyClick(window.sidebar.items["home"], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is window.sidebar.items["data"]
    qtbot.keyClick(window.sidebar.items["data"], Qt.Key.Key_Return)
    assert window.current_page == "data"
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.header.isAncestorOf(focus())


# --- palette ----------------------------------------------------------------------------------------------------------


def palette(window: MainWindow) -> Palette:
    return window.findChildren(Palette)[-1]


def test_the_palette_finds_and_runs_a_command_by_keyboard(window: MainWindow, qtbot: Any, until: Until) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    shown = palette(window)
    qtbot.keyClicks(shown.field, "go set")
    assert [m.command.text for m in shown.matches()] == ["Go to Settings"]
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert window.current_page == "settings"
    until(lambda: not window.dialog_open())


def test_the_palette_says_when_nothing_is_found_and_closes_on_escape(
    window: MainWindow, qtbot: Any, until: Until
) -> None:
    shown = window.open_palette()
    qtbot.keyClicks(shown.field, "zzz")
    assert not shown.matches()
    assert "zzz" in shown.nothing.text()
    qtbot.keyClick(shown.field, Qt.Key.Key_Escape)
    until(lambda: not window.dialog_open())


def test_arrow_keys_skip_section_heads(window: MainWindow, qtbot: Any) -> None:
    shown = window.open_palette()
    shown.add_commands([Command("Zebra", "data", lambda: None, section="go")])
    rows = shown.model.rows
    head = next(i for i, r in enumerate(rows) if isinstance(r, str) and i > 0)
    shown._select(head - 1)
    qtbot.keyClick(shown.field, Qt.Key.Key_Down)
    assert shown.list.currentIndex().row() == head + 1
    shown.dismiss()


def test_matching_prefers_the_beginning_and_marks_what_matched() -> None:
    launch = Command("Launch model", "launch", lambda: None)
    late = Command("Go to late-arrival", "models", lambda: None, fact="model")
    first, second = match(launch, "la"), match(late, "la")
    assert first is not None
    assert second is not None
    assert first.rank < second.rank
    assert first.spans == ((0, 2),)
    assert second.spans == ((6, 2),)
    assert match(late, "model late") is not None
    assert match(launch, "xyz") is None


def test_a_greater_sign_leaves_only_commands(window: MainWindow) -> None:
    window.settings.recent = ["flights.modelyard"]
    shown = window.open_palette()
    shown.field.setText("flights")
    assert [m.command.section for m in shown.matches()] == ["recent"]
    shown.field.setText(">flights")
    assert shown.matches() == []
    shown.dismiss()


# --- toasts -----------------------------------------------------------------------------------------------------------


def test_at_most_four_toasts_and_errors_outlive_the_others(window: MainWindow) -> None:
    window.toast("Port 8503 is taken", "Choose another port.", "bad")
    for number in range(5):
        window.toast(f"Run {number} finished")
    titles = [t.title.text() for t in window.toasts.items]
    assert titles == ["Port 8503 is taken", "Run 2 finished", "Run 3 finished", "Run 4 finished"]
    bottoms = [t.geometry().bottom() for t in window.toasts.items]
    assert bottoms == sorted(bottoms)
    assert all(window.rect().contains(t.geometry()) for t in window.toasts.items)
    tops = [t.geometry() for t in window.toasts.items]
    assert not any(a.intersects(b) for i, a in enumerate(tops) for b in tops[i + 1 :])


def test_hovering_keeps_a_toast_and_errors_never_time_out(window: MainWindow) -> None:
    QCursor.setPos(window.mapToGlobal(QPoint(5, 5)))  # a toast that opens under the pointer would wait at once
    toast = window.toast("Dataset imported")
    assert toast._timer.isActive()
    QApplication.sendEvent(toast, _enter())
    assert not toast._timer.isActive()
    assert not window.toast("Import failed", kind="bad")._timer.isActive()


def _enter() -> Any:
    from PySide6.QtGui import QEnterEvent

    return QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1))


def test_undo_by_link_and_by_ctrl_z_works_once(window: MainWindow, qtbot: Any) -> None:
    undone: list[str] = []
    window.toast("3 runs archived", "They are hidden, not deleted.", "plain", undo=lambda: undone.append("a"))
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["a"]


# --- dialogs ----------------------------------------------------------------------------------------------------------


def test_the_error_dialog_shows_and_copies_the_details(window: MainWindow, qtbot: Any, until: Until) -> None:
    error = AppError("Port 8503 is taken by another program.", "Choose another port.", "errno 98")
    used: list[int] = []
    window.show_error("late-arrival did not start", error, [ToastAction("Use port 8504", lambda: used.append(1))])
    dialog = window.findChildren(ErrorDialog)[-1]
    assert "Choose another port." in _text(dialog)
    QGuiApplication.clipboard().clear()
    dialog._copy()
    assert QGuiApplication.clipboard().text() == "errno 98"
    button = next(b for b in dialog.findChildren(QWidget) if b.accessibleName() == "Use port 8504")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert used == [1]
    until(lambda: not window.dialog_open())


def _text(widget: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_a_bug_is_shown_once_with_a_report(window: MainWindow, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as error:
        window.show_crash(error)
        window.show_crash(error)
    dialogs = window.findChildren(ErrorDialog)
    assert len(dialogs) == 1
    assert "ZeroDivisionError: division by zero" in dialogs[0].text.toPlainText()
    assert "Modelyard" in dialogs[0].text.toPlainText()
    dialogs[0].reject()


def test_deleting_needs_the_name(window: MainWindow, qtbot: Any, until: Until) -> None:
    deleted: list[int] = []
    question = Confirm("Delete the model late-arrival?", "This cannot be undone.", "Delete model", "Keep model",
                       [ConfirmItem("models", "4 versions", "128 MB")], type_name="late-arrival")  # fmt: skip
    window.confirm(question, lambda: deleted.append(1))
    dialog = window.findChildren(ConfirmDialog)[-1]
    assert not dialog.primary.isEnabled()
    assert QApplication.focusWidget() is dialog.field
    qtbot.keyClicks(dialog.field, "late-arri")
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(dialog.field, "val")
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    assert deleted == [1]
    until(lambda: not window.dialog_open())


def test_a_dialog_keeps_the_focus_stops_shortcuts_and_closes_on_escape(
    window: MainWindow, qtbot: Any, until: Until
) -> None:
    dialog = Dialog("New thing")
    field = QLineEdit(dialog)
    dialog.body.addWidget(field)
    dialog.set_primary("Make thing")
    window.open_dialog(dialog)
    assert QApplication.focusWidget() is field
    for _ in range(8):
        qtbot.keyClick(focus(), Qt.Key.Key_Tab)
        assert focus() is dialog or dialog.isAncestorOf(focus())
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == "home"
    finished: list[object] = []
    dialog.finished.connect(finished.append)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert finished == [False]
    until(lambda: not window.dialog_open())


def test_ctrl_enter_submits_only_what_can_be_submitted(window: MainWindow, qtbot: Any) -> None:
    dialog = Dialog("Launch a model")
    field = QLineEdit(dialog)
    dialog.body.addWidget(field)
    dialog.set_primary("Launch model")
    dialog.set_reason("Choose a version first")
    done: list[object] = []
    dialog.finished.connect(done.append)
    window.open_dialog(dialog)
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert done == []
    assert dialog.facts.text() == "Choose a version first"
    dialog.set_reason("")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert done == [True]


# --- status, jobs, engine ---------------------------------------------------------------------------------------------


def test_the_status_bar_follows_jobs(window: MainWindow, until: Until) -> None:
    window.bridge.post_job(job(fraction=0.62, text="16,191 of 26,115 rows"))
    window.bridge.post_job(job(JobState.QUEUED, id="2"))
    until(lambda: window.status.jobs[0].after == "62\u00a0%")
    assert "Import weather.csv" in window.status.jobs[0].text()
    assert window.status.queue.text() == "1 queued"
    assert window.sidebar.items["activity"].count == "2"
    window.bridge.post_job(job(JobState.SUCCEEDED))
    window.bridge.post_job(job(JobState.CANCELLED, id="2"))
    until(lambda: window.status.queue.text() == "No jobs running")
    assert not window.status.jobs[0].isVisible()
    assert window.sidebar.items["activity"].count == ""


def test_a_failed_job_becomes_a_toast_that_leads_to_its_log(window: MainWindow, qtbot: Any, until: Until) -> None:
    failed = replace(job(JobState.FAILED), error=JobError("The file is empty.", "Choose another file."))
    window.bridge.post_job(failed)
    until(lambda: bool(window.toasts.items))
    toast = window.toasts.items[0]
    assert toast.kind == "bad"
    assert toast.text.text() == "The file is empty."
    toast._actions[0].run()
    assert window.current_page == "activity"


def test_the_status_bar_says_whether_docker_runs_and_leads_to_its_settings(
    window: MainWindow, qtbot: Any, until: Until
) -> None:
    window.bridge.post_engine(EngineStatus(True, "27.4", 4))
    until(lambda: window.status.docker.text() == "Docker running, 4 containers")
    window.bridge.post_engine(EngineStatus(False, reason="Docker does not answer.", hint="Start Docker."))
    until(lambda: window.status.docker.text() == "Docker not running")
    qtbot.mouseClick(window.status.docker, Qt.MouseButton.LeftButton)
    assert window.current_page == "settings"
    assert window.header.fact.text() == "Docker"


# --- window ----------------------------------------------------------------------------------------------------------


def test_a_narrow_window_folds_the_sidebar_to_icons(window: MainWindow, until: Until) -> None:
    assert window.sidebar.width() == WIDE
    window.resize(1100, 700)
    until(lambda: window.sidebar.width() == NARROW)
    window.resize(1440, 900)
    until(lambda: window.sidebar.width() == WIDE)


def test_switching_the_theme_repaints_everything_at_once(window: MainWindow, settings: Any) -> None:
    light = window.grab().toImage().pixelColor(700, 500)
    assert light == theme().color("canvas")
    commands.set_theme(window, "dark")
    dark = window.grab().toImage().pixelColor(700, 500)
    assert dark == theme().color("canvas") != light
    assert load_settings(settings.path).theme == "dark"
    commands.set_theme(window, "light")


def test_text_grows_with_the_setting_and_layouts_follow(window: MainWindow, until: Until) -> None:
    before = window.header.title.sizeHint().height()
    theme().apply(scale=1.5)
    until(lambda: window.header.title.sizeHint().height() > 1.3 * before)
    theme().apply(scale=1.0)


def mime(*names: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(n) for n in names])
    return data


@pytest.mark.filterwarnings("ignore:Function. 'QDragEnterEvent:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Function. 'QDropEvent:DeprecationWarning")
def test_dragging_files_shows_what_dropping_does(window: MainWindow, tmp_path: Path) -> None:
    taken: list[list[str]] = []
    window.import_files = lambda paths: taken.append(list(paths))  # type: ignore[method-assign]
    files = [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    data = mime(*files)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, data, left, none)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert window.drop_overlay.isVisible()
    assert window.drop_overlay.text == "Drop to import 2 files"
    window.dropEvent(QDropEvent(QPointF(50, 50), copy, data, left, none))
    assert not window.drop_overlay.isVisible()
    assert taken == [files]


def test_closing_while_jobs_run_asks_and_says_what_happens(window: MainWindow, until: Until) -> None:
    class Folder:
        name, path, read_only, owns_work = "flights", Path("flights.modelyard"), "", True

    window._workspace = Folder()
    window.bridge.post_job(job(fraction=0.5))
    until(lambda: bool(window.status.running()))
    window.close()
    assert window.isVisible()
    dialog = window.findChildren(ConfirmDialog)[-1]
    assert "interrupted" in _text(dialog)
    assert "keep running" in _text(dialog)
    dialog.reject()
    assert window.isVisible()
    closed: list[int] = []
    window.on_close = lambda: closed.append(1)
    window.close()
    window.findChildren(ConfirmDialog)[-1].primary.click()
    assert closed == [1]
    assert not window.isVisible()


def test_the_place_of_the_window_is_remembered(window: MainWindow, settings: Any) -> None:
    window.resize(1200, 760)
    window.close()
    kept = load_settings(settings.path)
    second = MainWindow(window.bridge, kept)
    height = second.height()
    second.deleteLater()
    assert height == 760  # the width is cut to the small screen of the tests


def test_everything_that_can_be_clicked_has_a_name(window: MainWindow) -> None:
    from PySide6.QtWidgets import QAbstractButton

    for name in PAGES:
        window.go(name)
    nameless = [
        f"{type(b).__name__} in {type(b.parent()).__name__}"
        for b in window.findChildren(QAbstractButton)
        if not b.accessibleName() and not b.text() and not b.objectName().startswith("qt_")
        and type(b).__module__.startswith("modelyard")
    ]  # fmt: skip
    assert nameless == []


# --- translations -----------------------------------------------------------------------------------------------------


def test_the_window_speaks_a_language_it_is_given(house: Any, bridge: Any, settings: Any, tmp_path: Path) -> None:
    import subprocess

    import PySide6
    from PySide6.QtCore import QTranslator

    source = tmp_path / "modelyard_de.ts"
    source.write_text(
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS><TS version="2.1" language="de">'
        "<context><name>Sidebar</name><message><source>Data</source><translation>Daten</translation></message></context>"
        "<context><name>Commands</name><message><source>Undo</source><translation>Zurücknehmen</translation></message>"
        "</context></TS>",
        encoding="utf-8",
    )
    compiler = Path(PySide6.__file__).parent / "lrelease"
    subprocess.run([compiler, source, "-qm", tmp_path / "modelyard_de.qm"], check=True, capture_output=True)
    translator = QTranslator(house)
    assert translator.load(str(tmp_path / "modelyard_de.qm"))
    QApplication.installTranslator(translator)
    try:
        window = MainWindow(bridge, settings)
        assert window.sidebar.text("data") == "Daten"
        assert "Zurücknehmen" in [text for _, _, text, _ in commands.table(window)]
        window.deleteLater()
    finally:
        QApplication.removeTranslator(translator)


def test_every_text_of_the_shell_is_offered_for_translation() -> None:
    from modelyard.core.paths import resources_dir

    offered = (resources_dir() / "translations" / "modelyard.ts").read_text(encoding="utf-8")
    for text in (
        "Search or run",
        "Needs attention",
        "Interrupted",
        "Delete the model",
        "Moved alias",
        "No jobs running",
    ):
        assert (text in offered) == (text != "Delete the model"), text
