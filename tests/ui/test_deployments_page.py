"""The Deployments page over real servers: launch, try, log, ports, stop, delete, and what happens by itself."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu

from modelyard.core import clock
from modelyard.domain.deployments import Deployment, DeploymentState, EngineStatus, ServerStats
from modelyard.jobs.runner import QUERY_THREADS
from modelyard.services import deployments, models, monitoring, watching
from modelyard.services.workspace import Workspace
from modelyard.ui import texts
from modelyard.ui.dialogs import ConfirmDialog
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.deployments import DeploymentsPage, words
from modelyard.ui.pages.deployments.cards import DeploymentCard
from modelyard.ui.pages.deployments.launch_dialog import LaunchDialog, free_name
from modelyard.ui.pages.deployments.log_tab import parse
from modelyard.ui.pages.deployments.port_dialog import PortDialog
from modelyard.ui.widgets.states import EmptyState
from tests.ui.models_workspace import launch, registered, remove_all, show, toasts, trained

__all__ = ["registered", "trained"]

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture(scope="module")
def model(registered: Workspace) -> Iterator[Workspace]:
    """The workspace with a model; at the end nothing runs any more."""
    together = threading.Barrier(QUERY_THREADS)
    for answer in [registered.runner.query(together.wait, 10) for _ in range(QUERY_THREADS)]:
        answer.result()  # all its threads are there before the first test counts threads
    yield registered
    remove_all(registered)


@pytest.fixture(scope="module")
def live(model: Workspace) -> Deployment:
    """A running local process that tests may ask but not stop."""
    return launch(model, "payments-live")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program holds."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def opened(window: MainWindow, workspace: Workspace, until: Until, target: object = None) -> DeploymentsPage:
    """The page with its cards on it."""
    page = show(window, workspace, "deployments", target)
    assert isinstance(page, DeploymentsPage)
    until(lambda: page.states.state == "full" and bool(page.list.cards()))
    return page


def state(workspace: Workspace, name: str) -> DeploymentState:
    """A deployment's state as the workspace keeps it."""
    return deployments.find(workspace, name).state


def card(page: DeploymentsPage, found: Deployment) -> DeploymentCard:
    """A deployment's card."""
    return page.list.cards()[found.id]


def chip(page: DeploymentsPage, found: Deployment) -> str:
    """What a deployment's card says of its state; "" while there is no card."""
    cards = page.list.cards()
    return cards[found.id].chip.text if found.id in cards else ""


def confirm(window: MainWindow) -> ConfirmDialog:
    """The question on the screen."""
    return next(d for d in window.findChildren(ConfirmDialog) if d.isVisible())


# --- launching ----------------------------------------------------------------------------------------------------


def test_without_deployments_the_page_offers_to_launch(window: MainWindow, model: Workspace, until: Until) -> None:
    page = show(window, model, "deployments")
    until(lambda: page.states.state == "empty")
    shown = page.states.currentWidget()
    assert isinstance(shown, EmptyState)
    assert shown.title.text() == "No deployments yet"
    assert window.run_action("deployments.launch")
    dialog = window.findChild(LaunchDialog)
    until(lambda: dialog.chosen() is not None)
    assert dialog.chosen().aliases == ("champion",)
    assert dialog.name.text() == "payments"
    until(lambda: dialog.port.message.text() == "Free")
    dialog.reject()


def test_a_taken_port_or_name_switches_launch_off_and_says_why(
    window: MainWindow, model: Workspace, live: Deployment, until: Until, taken: int
) -> None:
    opened(window, model, until)
    window.run_action("deployments.launch")
    dialog = window.findChild(LaunchDialog)
    until(lambda: dialog.primary.isEnabled())
    dialog.port.line.setText(str(taken))
    until(lambda: dialog.port.message.text() == f"Port {taken} is taken by another program.")
    assert not dialog.primary.isEnabled()
    dialog.port.line.setText(str(live.port))
    until(lambda: dialog.port.message.text() == "Used by payments-live")
    dialog.port.line.setText("80")
    assert dialog.port.message.text() == "A port is a number from 1024 to 65535"
    dialog.free.click()
    until(lambda: dialog.primary.isEnabled())
    dialog.name.setText("payments-live")
    dialog.name.textEdited.emit("payments-live")
    assert dialog.name_field.message.text() == "There is a deployment payments-live already"
    assert not dialog.primary.isEnabled()
    dialog.reject()


def test_launch_shows_its_steps_and_ends_with_a_running_card(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    page = opened(window, model, until)
    window.run_action("deployments.launch")
    dialog = window.findChild(LaunchDialog)
    until(lambda: dialog.primary.isEnabled())
    dialog.backend.set_key("process")
    assert not dialog.limits.isVisible()
    assert dialog.steps.texts()[0] == "Unpack payments v1"
    assert dialog.steps.texts()[-1] == "Send 20 test rows and compare"
    dialog.name.setText("payments-new")
    port = dialog.port.port()
    dialog.submit()
    until(lambda: bool(dialog.job_id))
    assert not dialog.form.isEnabled()
    assert dialog.primary.text() == "Run in background"
    until(lambda: dialog.scrim is None)
    found = deployments.find(model, "payments-new")
    until(lambda: chip(page, found) == "Running")
    assert found.port == port
    until(lambda: "payments-new runs" in toasts(window))
    assert toasts(window).count("payments-new runs") == 1


def test_a_suggested_port_that_is_taken_meanwhile_gives_way_to_another(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    opened(window, model, until)
    window.run_action("deployments.launch")
    dialog = window.findChild(LaunchDialog)
    until(lambda: dialog.primary.isEnabled())
    dialog.backend.set_key("process")
    dialog.name.setText("payments-swift")
    port = dialog.port.port()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        dialog.submit()
        until(lambda: dialog.scrim is None)
    assert deployments.find(model, "payments-swift").port != port


def test_a_launch_that_fails_says_why_and_is_kept(
    window: MainWindow, model: Workspace, live: Deployment, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(window, model, until)
    window.run_action("deployments.launch")
    dialog = window.findChild(LaunchDialog)
    until(lambda: dialog.primary.isEnabled())
    dialog.backend.set_key("process")
    dialog.name.setText("payments-late")
    dialog.port.line.selectAll()
    dialog.port.line.insert(str(deployments.free_port(model)))
    until(lambda: dialog.primary.isEnabled())
    with socket.socket() as holder:  # another program is faster than the launch on the port that was typed
        holder.bind(("127.0.0.1", dialog.port.port()))
        holder.listen()
        monkeypatch.setattr(deployments, "port_problem", lambda *_: "")
        dialog.submit()
        until(lambda: dialog.plan_title.text() == "It did not start")
        port = dialog.port.port()
        assert dialog.note.label.text().startswith(f"Port {port} is taken by another program.")
        assert dialog.steps.current == 0
        assert dialog.cancel.text() == "Close"
        dialog.cancel.click()
        found = deployments.find(model, "payments-late")
        until(lambda: chip(page, found) == "Failed")
        assert found.error == f"Port {port} is taken by another program."


def test_a_free_name_is_proposed() -> None:
    assert free_name("payments", frozenset()) == "payments"
    assert free_name("payments", frozenset({"payments", "payments-2"})) == "payments-3"


# --- one deployment -----------------------------------------------------------------------------------------------


def test_live_use_comes_to_the_card_and_the_overview(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    page = opened(window, model, until, live.id)
    until(lambda: page.detail.name.text() == "payments-live")
    assert page.detail.url.text() == live.url
    stats = ServerStats(12.4, 428 * 1024**2, 512 * 1024**2, clock.now())
    window.bridge.post_server_stats(live.id, stats)
    until(lambda: "428" in card(page, live).use.text())
    assert card(page, live).use.text() == "CPU 12 %, 428\u00a0MB"
    memory = page.detail.overview.strip.figures["memory"]
    assert memory.value.text() == "428\u00a0MB"
    assert memory.fact.text() == "of 512\u00a0MB"


def test_the_engine_and_its_absence_are_said_plainly(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    page = opened(window, model, until, live.id)
    window.bridge.post_engine(EngineStatus(True, "27.4", 4))
    until(lambda: page.list.engine.text() == "Docker 27.4, 4 containers")
    window.bridge.post_engine(EngineStatus(False, reason="Docker is not running.", hint="Start it."))
    until(lambda: "local processes" in page.list.engine.text())
    assert words.limits(live) == "none, a local process uses what it needs"


def test_events_and_facts_are_those_of_the_launch(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    page = opened(window, model, until, live.id)
    overview = page.detail.overview
    until(lambda: overview.events.count() >= 2)
    said = {label.text() for label in overview.events_card.findChildren(QLabel)}
    assert "20 of 20 test rows equal training" in said
    assert overview.servers.title.text() == "Local process"
    assert overview.table.rows.cell(0, 0).text == "payments-live"


# --- try it -------------------------------------------------------------------------------------------------------


def trying(window: MainWindow, workspace: Workspace, found: Deployment, until: Until) -> DeploymentsPage:
    """The Try it tab with a row filled in."""
    page = opened(window, workspace, until, (found.id, "try"))
    until(lambda: bool(page.detail.try_it.trial.row))
    return page


def test_a_random_row_gets_the_score_of_training_and_is_not_counted(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    tab = trying(window, model, live, until).detail.try_it
    assert list(tab.form.inputs) == ["amount", "age", "region", "vip"]
    row = tab.form.values()
    columns, rows, scores = models.sample_rows(model, live.model_version_id, 200)
    expected = next(s for r, s in zip(rows, scores, strict=True) if dict(zip(columns, r, strict=True)) == row)
    tab.send.click()
    until(lambda: tab.chip.text == "Answered")
    assert tab.figure.text() == texts.probability(expected)
    assert tab.bar.value == pytest.approx(expected, abs=1e-12)
    assert tab.verdict.text == f"paid = {'true' if expected >= 0.5 else 'false'}"
    assert tab.trial.asked[0].result == tab.figure.text()
    assert monitoring.collect(model, live.id)[0] == 0
    assert not monitoring.recent_traffic(model, live.id).traffic


def test_what_is_no_number_cannot_be_sent(window: MainWindow, model: Workspace, live: Deployment, until: Until) -> None:
    tab = trying(window, model, live, until).detail.try_it
    tab.form.inputs["age"].setText("old")  # type: ignore[attr-defined]
    assert not tab.send.isEnabled()
    assert tab.hint.text() == "age takes a whole number."
    tab.form.inputs["age"].setText("1,0\u00a042")  # type: ignore[attr-defined]
    assert tab.send.isEnabled()
    assert tab.form.values()["age"] == 1042
    tab.form.inputs["age"].setText("")  # type: ignore[attr-defined]
    assert tab.form.values()["age"] is None


def test_a_refused_request_is_told_as_a_sentence(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    tab = trying(window, model, live, until).detail.try_it
    tab.way.set_key("json")
    tab._switch("json")
    assert json.loads(tab.text.toPlainText()) == tab.trial.row
    tab.text.setPlainText("{")
    assert tab.hint.text() == "Line 1 is not JSON."
    assert not tab.send.isEnabled()
    tab.text.setPlainText(json.dumps(tab.trial.row | {"amuont": 3}))
    assert tab.hint.text() == "The model takes no column amuont."
    tab.text.setPlainText(json.dumps(tab.trial.row | {"amount": "a lot"}))
    tab.send.click()
    until(lambda: tab.chip.text == "Refused")
    assert "amount" in tab.refusal.label.text()
    assert tab.refusal.kind == "bad"
    assert tab.trial.asked[0].bad


def test_curl_holds_address_token_and_row(window: MainWindow, model: Workspace, live: Deployment, until: Until) -> None:
    tab = trying(window, model, live, until).detail.try_it
    QGuiApplication.clipboard().clear()
    tab.curl.click()
    until(lambda: QGuiApplication.clipboard().text().startswith(f"curl {live.url}/invocations"))
    command = QGuiApplication.clipboard().text()
    assert deployments.token(model, live.id) in command
    assert json.dumps(tab.form.values()["region"]) in command


# --- log ----------------------------------------------------------------------------------------------------------


def test_log_lines_are_taken_apart() -> None:
    lines = ["2026-11-21 12:02:58,123 INFO Ready.", "2026-11-21 12:03:00,001 ERROR It broke.", "Traceback", "other"]
    assert parse(lines) == [
        ("12:02:58", "info", "info   Ready."),
        ("12:03:00", "error", "error  It broke."),
        ("", "error", "Traceback"),
        ("", "error", "other"),
    ]


def test_the_log_is_followed_filtered_and_saved(
    window: MainWindow, model: Workspace, live: Deployment, until: Until, tmp_path: Path
) -> None:
    page = opened(window, model, until, (live.id, "logs"))
    tab = page.detail.logs
    until(lambda: tab._read_once)
    log = model.path / "servers" / live.id / "server.log"
    assert log.exists(), sorted(p.name for p in log.parent.iterdir())
    with log.open("a", encoding="utf-8") as file:
        file.write("2026-11-21 12:02:58,123 WARNING Something odd.\n2026-11-21 12:03:00,001 INFO All well.\n")
    until(lambda: "All well." in tab.view.toPlainText())
    tab.level.set_key("warn")
    tab._show()
    assert [line[2] for line in tab.shown()] == ["warn   Something odd."]
    tab.copy.click()
    assert QGuiApplication.clipboard().text() == "12:02:58 warn   Something odd."
    tab.save_to(str(tmp_path / "server.log"))
    assert (tmp_path / "server.log").read_text("utf-8") == "12:02:58 warn   Something odd.\n"
    tab.save_to(str(tmp_path))
    assert any("cannot be written" in text for text in toasts(window))


# --- what is done to it -------------------------------------------------------------------------------------------


def test_stop_asks_and_start_brings_it_back(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    found = launch(model, "payments-stop")
    page = opened(window, model, until, found.id)
    until(lambda: page.detail.stop.isVisible() and page.detail.stop.isEnabled())
    page.detail.stop.click()
    assert "payments-stop" in confirm(window).accessibleName()
    confirm(window).reject()
    assert state(model, "payments-stop") is DeploymentState.RUNNING
    page.detail.stop.click()
    confirm(window).primary.click()
    until(lambda: chip(page, found) == "Stopped")
    assert page.detail.start.isVisible()
    card(page, found).start.click()
    until(lambda: chip(page, found) == "Running")


def test_a_start_on_a_taken_port_fails_with_the_way_out(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    found = launch(model, "payments-port")
    model.wait(deployments.stop(model, found.id)[0].id, timeout=30)
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", found.port))
        holder.listen()
        page = opened(window, model, until, found.id)
        own = card(page, found)
        own.start.click()
        until(lambda: own.chip.text == "Failed")
        assert own.reason.label.text() == f"Port {found.port} is taken by another program."
        assert own.repair.text().startswith("Use port ")
        until(own.choose.isVisible)  # the job that failed may still be ending
        own.choose.click()
        dialog = window.findChild(PortDialog)
        until(lambda: dialog.field.message.text() == "Free")
        dialog.reject()
        until(lambda: own.repair.isVisible())
        port = int(own.repair.text().removeprefix("Use port "))
        own.repair.click()
        until(lambda: own.chip.text == "Running")
        assert deployments.get(model, found.id).port == port


def test_delete_wants_the_name_typed(
    qtbot: Any, window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    found = launch(model, "payments-gone")
    page = opened(window, model, until, found.id)
    menu = QMenu(page)
    item = page.item(found.id)
    assert item is not None
    page.fill_menu(menu, item)
    last = menu.actions()[-1]
    assert last.text() == "Delete deployment"
    last.trigger()
    dialog = confirm(window)
    assert dialog.field is not None
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(dialog.field, "payments-gon")
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(dialog.field, "e")
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    until(lambda: found.id not in page.list.cards())
    assert "payments-gone" not in [d.name for d in deployments.deployments(model)]


def test_a_killed_server_is_seen_without_a_click(
    window: MainWindow, model: Workspace, live: Deployment, until: Until
) -> None:
    found = launch(model, "payments-killed")
    page = opened(window, model, until, found.id)
    bridge = window.bridge
    watch = watching.watch(model, bridge.post_server_stats, lambda *_: None, bridge.post_engine)
    try:
        until(lambda: found.id in page._stats)
        os.kill(_process(model, found), signal.SIGKILL)
        until(lambda: chip(page, found) == "Failed")
        assert card(page, found).reason.label.text()
        assert card(page, found).repair.text() == "Start"
    finally:
        watch.close()


def _process(workspace: Workspace, found: Deployment) -> int:
    """The process that listens on a deployment's port."""
    import psutil

    for process in psutil.process_iter():
        try:
            if any(c.laddr and c.laddr.port == found.port for c in process.net_connections("tcp")):
                return process.pid
        except psutil.Error:
            continue
    raise AssertionError("nothing listens on the port")
