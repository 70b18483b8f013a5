"""Child processes: results, errors, cancel within 2 s, death, reuse."""

import time

import pytest

from modelyard.core.errors import AppError, CancelledError, InputError
from modelyard.jobs.process import ChildBugError, ChildPool
from tests.jobs import functions


class Context:
    def __init__(self) -> None:
        self.seen: list[tuple[float | None, str]] = []
        self.lines: list[str] = []
        self.stop_on = ""

    def progress(self, fraction: float | None, text: str = "") -> None:
        self.seen.append((fraction, text))

    def log(self, text: str) -> None:
        self.lines.append(text)

    def cancelled(self) -> bool:
        return bool(self.stop_on) and any(text == self.stop_on for _, text in self.seen)

    def check_cancelled(self) -> None:
        if self.cancelled():
            raise CancelledError


@pytest.fixture(scope="module")
def pool():
    made = ChildPool()
    made.warm()
    yield made
    made.close()


def test_result_progress_and_log_come_back(pool: ChildPool) -> None:
    context = Context()
    assert pool.run(functions.add, (2, 3), context) == 5
    assert context.seen == [(0.5, "half way")]
    assert context.lines == ["adding"]


def test_known_error_keeps_its_sentence(pool: ChildPool) -> None:
    with pytest.raises(InputError) as raised:
        pool.run(functions.refuse, (), Context())
    assert (raised.value.message, raised.value.hint) == ("The table is empty.", "Choose another one.")


def test_bug_brings_the_childs_traceback(pool: ChildPool) -> None:
    with pytest.raises(ChildBugError, match="KeyError: 'oops'"):
        pool.run(functions.crash, (), Context())
    with pytest.raises(ChildBugError, match="pickle"):
        pool.run(functions.unpicklable, (), Context())


def test_child_is_reused(pool: ChildPool) -> None:
    assert pool.run(functions.pid, (), Context()) == pool.run(functions.pid, (), Context())


def test_cancel_is_heard(pool: ChildPool) -> None:
    before = pool.run(functions.pid, (), Context())
    context = Context()
    context.stop_on = "waiting"
    with pytest.raises(CancelledError):
        pool.run(functions.wait_for_cancel, (), context)
    assert pool.run(functions.pid, (), Context()) == before


def test_deaf_child_is_killed_after_two_seconds(pool: ChildPool) -> None:
    before = pool.run(functions.pid, (), Context())
    context = Context()
    context.stop_on = "deaf"
    began = time.monotonic()
    with pytest.raises(CancelledError):
        pool.run(functions.ignore_cancel, (), context)
    assert time.monotonic() - began < 10
    assert pool.run(functions.pid, (), Context()) != before


def test_dead_child_is_an_error_with_its_exit_code_and_is_replaced(pool: ChildPool) -> None:
    with pytest.raises(AppError, match="exit code 3"):
        pool.run(functions.die, (), Context())
    assert pool.run(functions.add, (1, 1), Context()) == 2
