"""What the parent does for a child: takes its messages, holds it to its memory, meters it, lets it yield."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from modelyard.domain.experiments.runs import ResourceSample
from modelyard.jobs.process import ChildDiedError, ChildPool, MemoryLimitError, Watch
from modelyard.jobs.resources import joined, memory_of, thinned
from tests.jobs import functions
from tests.jobs.test_process import Context


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    made = ChildPool()
    made.warm()
    yield made
    made.close()


def test_messages_come_in_order_before_the_result(pool: ChildPool) -> None:
    seen: list[object] = []
    assert pool.run(functions.hand_over, ([1, "two", {"three": 3}],), Context(), Watch(seen.append)) == "all"
    assert seen == [1, "two", {"three": 3}]


def test_a_parent_that_cannot_take_a_message_ends_the_child(pool: ChildPool) -> None:
    before = pool.run(functions.pid, (), Context())

    def full(_: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        pool.run(functions.hand_over, ([1, 2],), Context(), Watch(full))
    assert pool.run(functions.pid, (), Context()) != before


def test_the_memory_ceiling_ends_the_work_and_says_so(pool: ChildPool) -> None:
    before = pool.run(functions.pid, (), Context())
    limit = memory_of(before) + 300_000_000
    with pytest.raises(MemoryLimitError) as raised:
        pool.run(functions.swell, (100_000,), Context(), Watch(memory=limit))
    assert raised.value.message == f"Stopped at the {limit / 1e9:.3g} GB memory limit."
    assert "GB" in raised.value.hint
    assert pool.run(functions.pid, (), Context()) != before


def test_below_the_ceiling_nothing_happens(pool: ChildPool) -> None:
    pid = pool.run(functions.pid, (), Context())
    limit = memory_of(pid) + 500_000_000
    assert pool.run(functions.swell, (50,), Context(), Watch(memory=limit)) == 50


def test_a_limit_of_4_gb_is_called_so() -> None:
    error = MemoryLimitError.of(4_000_000_000)
    assert error.message == "Stopped at the 4 GB memory limit."
    assert error.hint.startswith("Allow it more, for example 8 GB")


@pytest.mark.skipif(sys.platform == "win32", reason="niceness is a number on POSIX only")
def test_a_child_that_yields_to_all_is_not_used_again(pool: ChildPool) -> None:
    usual = pool.run(functions.niceness, (), Context())
    yielding = pool.run(functions.niceness, (), Context(), Watch(low_priority=True))
    assert usual < yielding
    assert pool.run(functions.niceness, (), Context()) == usual
    assert os.nice(0) < usual


def test_cores_and_memory_are_sampled_once_a_second(pool: ChildPool) -> None:
    watch = Watch(name="run 7")
    seen: list[ResourceSample | None] = []
    with ThreadPoolExecutor(1) as thread:
        work = thread.submit(pool.run, functions.work, (2.5,), Context(), watch)
        while not work.done():
            seen.append(pool.usage("run 7"))
            wait([work], 0.1)
        work.result()
    assert seen[0] is None  # in its first second
    assert watch.samples[0] in seen
    assert pool.usage("run 7") is None
    assert 1 <= len(watch.samples) <= 3
    assert all(0.05 < s.cores < 1.5 for s in watch.samples)
    assert all(s.memory > 10_000_000 for s in watch.samples)
    seconds = [s.second for s in watch.samples]
    assert seconds == sorted(seconds)


def test_a_dead_child_is_told_from_other_errors(pool: ChildPool) -> None:
    with pytest.raises(ChildDiedError, match="exit code 3"):
        pool.run(functions.die, (), Context(), Watch())


def test_long_runs_are_thinned_and_keep_their_peak() -> None:
    samples = [ResourceSample(float(i), 1.0, 1000 + (i == 1300) * 9000) for i in range(1801)]
    kept = thinned(samples)
    assert len(kept) <= 600
    assert max(s.memory for s in kept) == 10_000
    assert kept[-1].second == 1800.0
    assert thinned(samples[:600]) == tuple(samples[:600])


def test_a_later_session_goes_on_where_the_earlier_ended() -> None:
    first = (ResourceSample(1.0, 1.0, 5), ResourceSample(2.0, 1.0, 5))
    assert [s.second for s in joined(first, first)] == [1.0, 2.0, 3.0, 4.0]
