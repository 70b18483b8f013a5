"""The bridge delivers in the main thread, drops what nobody waits for, and survives floods and bugs."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, NotFoundError
from modelyard.jobs.pool import LightPool
from modelyard.ui.bridge import Bridge

Until = Callable[[Callable[[], bool]], None]


class Receiver(QObject):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.got: list[Any] = []
        self.threads: list[int] = []

    @Slot(object)
    def take(self, value: Any) -> None:
        self.got.append(value)
        self.threads.append(threading.get_ident())


def test_a_query_runs_in_a_worker_and_answers_in_the_main_thread(bridge: Bridge, until: Until) -> None:
    receiver = Receiver(bridge)
    bridge.query(threading.get_ident, receiver.take, owner=receiver)
    until(lambda: bool(receiver.got))
    main = threading.get_ident()
    assert receiver.got[0] != main
    assert receiver.threads == [main]


def test_job_events_from_many_threads_all_arrive_in_order_and_in_the_main_thread(bridge: Bridge, until: Until) -> None:
    receiver = Receiver(bridge)
    bridge.job_event.connect(receiver.take)

    def flood(name: int) -> None:
        for number in range(500):
            bridge.post_job((name, number))

    threads = [threading.Thread(target=flood, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    until(lambda: len(receiver.got) == 2000)
    assert set(receiver.threads) == {threading.get_ident()}
    for name in range(4):
        assert [n for who, n in receiver.got if who == name] == list(range(500))


def test_an_answer_for_a_widget_that_is_gone_is_dropped(bridge: Bridge, qtbot: Any, until: Until) -> None:
    gate = threading.Event()
    called: list[object] = []
    widget = QWidget()
    query = bridge.query(lambda: gate.wait(5), called.append, owner=widget)
    widget.deleteLater()
    qtbot.waitUntil(lambda: not _valid(widget), timeout=5000)
    gate.set()
    until(lambda: query.finished)
    assert called == []


def _valid(widget: QObject) -> bool:
    import shiboken6

    return shiboken6.isValid(widget)


def test_a_pending_query_does_not_keep_its_receiver_alive(bridge: Bridge, until: Until) -> None:
    gate = threading.Event()
    receiver = Receiver()
    alive = weakref.ref(receiver)
    query = bridge.query(lambda: gate.wait(5), receiver.take, owner=receiver)
    del receiver
    gc.collect()
    assert alive() is None
    gate.set()
    until(lambda: query.finished)


def test_a_newer_query_with_the_same_key_replaces_the_older(bridge: Bridge, until: Until) -> None:
    gate = threading.Event()
    receiver = Receiver(bridge)

    def slow() -> str:
        gate.wait(5)
        return "old"

    old = bridge.query(slow, receiver.take, owner=receiver, key="rows")
    bridge.query(lambda: "new", receiver.take, owner=receiver, key="rows")
    until(lambda: receiver.got == ["new"])
    gate.set()
    until(lambda: old.finished)
    assert receiver.got == ["new"]


def test_perform_announces_the_changes_before_the_result(bridge: Bridge, until: Until) -> None:
    order: list[object] = []
    receiver = Receiver(bridge)
    bridge.changed.connect(receiver.take)
    changes = Changes.of(Kind.DATASET, "a")

    def done(value: object) -> None:
        order.append((value, list(receiver.got)))

    bridge.perform(lambda: (7, changes), done)
    until(lambda: bool(order))
    assert order == [(7, [changes])]


def test_an_expected_error_without_a_handler_is_reported_and_one_with_goes_to_it(bridge: Bridge, until: Until) -> None:
    receiver, failures, crashes = Receiver(bridge), Receiver(bridge), Receiver(bridge)
    bridge.failed.connect(failures.take)
    bridge.crashed.connect(crashes.take)
    error = NotFoundError("There is no model called x.", "Choose another.")

    def refuse() -> None:
        raise error

    bridge.query(refuse)
    until(lambda: failures.got == [error])
    bridge.query(refuse, None, receiver.take, receiver)
    until(lambda: receiver.got == [error])
    assert failures.got == [error]
    assert crashes.got == []


def test_a_bug_reaches_the_error_dialog_and_the_page_shows_its_error_state(bridge: Bridge, until: Until) -> None:
    receiver, crashes = Receiver(bridge), Receiver(bridge)
    bridge.crashed.connect(crashes.take)

    def broken() -> None:
        raise ZeroDivisionError("division by zero")

    bridge.query(broken, None, receiver.take, receiver)
    until(lambda: bool(crashes.got))
    assert isinstance(crashes.got[0], ZeroDivisionError)
    assert isinstance(receiver.got[0], AppError)


def test_a_bug_in_one_receiver_does_not_stop_the_others(
    bridge: Bridge, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: seen.append(error))

    def broken(_: object) -> None:
        raise KeyError("bug")

    receiver = Receiver(bridge)
    bridge.query(lambda: 1, broken)
    bridge.query(lambda: 2, receiver.take, owner=receiver)
    until(lambda: receiver.got == [2] and bool(seen))
    assert isinstance(seen[0], KeyError)


def test_without_threads_a_query_says_that_no_workspace_is_open(bridge: Bridge, until: Until) -> None:
    receiver = Receiver(bridge)
    bridge.attach(None)
    bridge.query(lambda: 1, None, receiver.take, receiver)
    until(lambda: bool(receiver.got))
    assert "No workspace is open" in str(receiver.got[0])


def test_nothing_is_delivered_after_close(house: object, pool: LightPool, qtbot: Any) -> None:
    bridge = Bridge()
    receiver = Receiver(bridge)
    gate = threading.Event()
    bridge.attach(pool)
    bridge.query(lambda: gate.wait(5), receiver.take, owner=receiver)
    bridge.post_job("late")
    bridge.close()
    gate.set()
    pool.query(int).result(5)
    qtbot.wait(20)
    assert receiver.got == []
