"""The runner on a real database: order, progress, cancel, failure, recovery, work handed over between processes."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import InputError
from modelyard.domain.jobs import Job, JobError, JobState
from modelyard.jobs.runner import Handler, Runner
from modelyard.store import jobs as store
from modelyard.store.database import Database, upgrade
from tests.jobs import functions

gate = threading.Event()


def quick(context: Any, env: list[str], params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    env.append(params["name"])
    context.progress(0.5, "half")
    context.log("a line")
    return {"name": params["name"]}, Changes.of(Kind.DATASET, params["name"])


def refuse(context: Any, env: list[str], params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    raise InputError("The file is empty.", "Choose another one.")


def crash(context: Any, env: list[str], params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    raise KeyError("oops")


def hang(context: Any, env: list[str], params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    context.progress(None, "hanging")
    while not gate.wait(0.01):
        context.check_cancelled()
    return {}, Changes()


def child(context: Any, env: list[str], params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    return {"sum": context.run_in_child(functions.add, 2, 3)}, Changes()


def undo(env: list[str], job: Job, state: JobState, error: JobError | None) -> Changes:
    env.append(f"undo {state.value}")
    return Changes.of(Kind.RUN, job.id)


HANDLERS = {
    "t.quick": Handler(quick),
    "t.refuse": Handler(refuse, undo=undo),
    "t.crash": Handler(crash, undo=undo),
    "t.hang": Handler(hang, undo=undo),
    "t.heavy": Handler(hang, heavy=True),
    "t.child": Handler(child),
}


class Bench:
    """A runner over a database, as one process would have it."""

    def __init__(self, path: Path, owns: bool = True) -> None:
        self.database = Database(path)
        self.store = store.SqlJobStore(self.database)
        self.owns = owns
        self.environment: list[str] = []
        self.events: list[Job] = []
        self.changes: list[Changes] = []
        self.runner: Runner[list[str]] = Runner(self.store, HANDLERS, lambda: self.owns)
        self.runner.subscribe(self.events.append)
        self.runner.on_changes(self.changes.append)
        self.runner.on_tick(self.runner.observe)

    def add(self, kind: str, **params: Any) -> str:
        job = Job(clock.new_id(), kind, kind, JobState.QUEUED, params, clock.now(), "ana")
        with self.database.bookkeeping() as write:
            store.add(write, job)
        self.runner.wake()
        return job.id

    def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.01)

    def ended(self, job_id: str) -> Job:
        self.until(lambda: self.store.get(job_id).state.ended)
        return self.store.get(job_id)

    def state(self, job_id: str) -> JobState:
        return self.store.get(job_id).state

    def close(self) -> None:
        self.runner.close()
        self.database.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    gate.clear()
    upgrade(tmp_path / "m.db", tmp_path)
    return tmp_path / "m.db"


@pytest.fixture
def bench(path: Path):
    made = Bench(path)
    made.runner.start(made.environment)
    yield made
    made.close()


def test_job_runs_reports_and_tells_what_it_changed(bench: Bench) -> None:
    job_id = bench.add("t.quick", name="flights")
    job = bench.ended(job_id)
    assert (job.state, job.fraction, job.result) == (JobState.SUCCEEDED, 1.0, {"name": "flights"})
    assert job.started_at is not None
    assert job.ended_at is not None
    assert [line.text for line in store.log_lines(bench.database, job_id)] == ["a line"]
    bench.until(lambda: bool(bench.changes))
    assert bench.changes == [Changes.of(Kind.DATASET, "flights")]
    bench.until(lambda: bench.events[-1].state is JobState.SUCCEEDED)
    assert 0.5 in [e.fraction for e in bench.events if e.id == job_id and e.text == "half"]


def test_known_error_is_kept_as_a_sentence_and_undone(bench: Bench) -> None:
    job = bench.ended(bench.add("t.refuse"))
    assert job.state is JobState.FAILED
    assert job.error == JobError("The file is empty.", "Choose another one.", "", exit_code=5)
    assert bench.environment == ["undo failed"]


@pytest.mark.filterwarnings("ignore")
def test_bug_is_kept_with_its_traceback(bench: Bench) -> None:
    job = bench.ended(bench.add("t.crash"))
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert "KeyError: 'oops'" in job.error.details


def test_unknown_kind_fails_with_a_sentence(bench: Bench) -> None:
    job = bench.ended(bench.add("t.unknown"))
    assert job.error is not None
    assert "does not know the job t.unknown" in job.error.message


def test_running_job_is_cancelled_and_undone(bench: Bench) -> None:
    job_id = bench.add("t.hang")
    bench.until(lambda: bench.state(job_id) is JobState.RUNNING)
    with bench.database.bookkeeping() as write:
        store.request_cancel(write, job_id)
    assert bench.ended(job_id).state is JobState.CANCELLED
    assert bench.environment == ["undo cancelled"]


def test_heavy_jobs_take_turns_and_light_ones_do_not_wait_for_them(bench: Bench) -> None:
    first, second = bench.add("t.heavy"), bench.add("t.heavy")
    bench.until(lambda: bench.state(first) is JobState.RUNNING)
    assert bench.ended(bench.add("t.quick", name="x")).state is JobState.SUCCEEDED
    assert bench.state(second) is JobState.QUEUED
    gate.set()
    assert bench.ended(second).state is JobState.SUCCEEDED


def test_queued_job_can_be_cancelled_before_it_runs(bench: Bench) -> None:
    first, second = bench.add("t.heavy"), bench.add("t.heavy")
    bench.until(lambda: bench.state(first) is JobState.RUNNING)
    with bench.database.bookkeeping() as write:
        store.request_cancel(write, second)
    time.sleep(0.3)
    gate.set()
    assert bench.ended(second).state is JobState.CANCELLED


def test_job_runs_in_a_child(bench: Bench) -> None:
    job = bench.ended(bench.add("t.child"))
    assert job.result == {"sum": 5}


def test_job_of_a_dead_process_is_interrupted_on_opening(path: Path) -> None:
    dead = Bench(path)
    job_id = dead.add("t.hang")
    assert dead.store.start(job_id, 999_999_999)
    dead.database.close()
    bench = Bench(path)
    bench.runner.start(bench.environment)
    job = bench.ended(job_id)
    assert job.state is JobState.INTERRUPTED
    assert bench.environment == ["undo interrupted"]
    bench.close()


def test_closing_interrupts_what_runs(path: Path) -> None:
    bench = Bench(path)
    bench.runner.start(bench.environment)
    job_id, waiting = bench.add("t.heavy"), bench.add("t.heavy")
    bench.until(lambda: bench.state(job_id) is JobState.RUNNING)
    began = time.monotonic()
    bench.runner.close()
    assert time.monotonic() - began < 4
    assert bench.state(job_id) is JobState.INTERRUPTED
    assert bench.state(waiting) is JobState.QUEUED
    bench.database.close()


def test_owner_runs_what_another_process_added_and_that_one_sees_it(path: Path) -> None:
    owner, guest = Bench(path), Bench(path, owns=False)
    owner.runner.start(owner.environment)
    guest.runner.start(guest.environment)
    job_id = guest.add("t.quick", name="flights")
    assert guest.ended(job_id).state is JobState.SUCCEEDED
    assert owner.environment == ["flights"]
    assert guest.environment == []
    guest.until(lambda: any(e.id == job_id and e.state is JobState.SUCCEEDED for e in guest.events))
    guest.owns, owner.owns = True, False
    owner.close()
    taken = guest.add("t.quick", name="taken over")
    assert guest.ended(taken).state is JobState.SUCCEEDED
    assert guest.environment == ["taken over"]
    guest.close()


def test_no_thread_is_left(path: Path) -> None:
    bench = Bench(path)
    bench.runner.start(bench.environment)
    bench.ended(bench.add("t.quick", name="x"))
    bench.close()
    left = [t.name for t in threading.enumerate() if t.name.startswith("modelyard-")]
    assert left == []


def test_a_periodic_task_comes_again_however_quickly_it_ends(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def at_once(pool: Any, function: Callable[..., None], *arguments: Any) -> bool:
        function(*arguments)
        return True

    monkeypatch.setattr(bench.runner, "_submit", at_once)
    told: list[Changes] = []

    def task() -> Changes:
        told.append(Changes())
        if len(told) == 2:
            raise KeyError("a bug in one turn")
        return told[-1]

    bench.runner.every(0.01, task)
    bench.until(lambda: len(told) > 3)


def test_a_periodic_task_runs_on_a_worker_thread(bench: Bench) -> None:
    threads: list[str] = []

    def task() -> Changes:
        threads.append(threading.current_thread().name)
        return Changes()

    bench.runner.every(0.01, task)
    bench.until(lambda: len(threads) > 2)
    assert threading.current_thread().name not in threads
