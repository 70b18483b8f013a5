"""What a child process uses: memory now, cores and memory over time, and how willingly it yields."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from modelyard.domain.experiments.runs import ResourceSample

if TYPE_CHECKING:
    import psutil

SAMPLE_SECONDS = 1.0
LOW_NICE = 15


class Meter:
    """Looks at a process and its children again and again; keeps a sample a second in `samples`."""

    def __init__(self, pid: int) -> None:
        import psutil

        self.samples: list[ResourceSample] = []
        try:
            self._family = [psutil.Process(pid)]
        except psutil.Error:  # it ended already
            self._family = []
        self._began = self._sampled = time.monotonic()
        self._used = sum(map(_processor_seconds, self._family))

    def look(self) -> int:
        """The bytes of memory in use now, children included; takes a sample when one is due."""
        now = time.monotonic()
        due = now - self._sampled >= SAMPLE_SECONDS
        if due:
            self._family = [p for first in self._family[:1] for p in (first, *_children(first))]
        memory = sum(map(_memory, self._family))
        if due:
            used = sum(map(_processor_seconds, self._family))
            cores = max(0.0, used - self._used) / (now - self._sampled)
            self._used, self._sampled = used, now
            self.samples.append(ResourceSample(round(now - self._began, 1), round(cores, 2), memory))
        return memory


def _children(process: psutil.Process) -> list[psutil.Process]:
    import psutil

    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _memory(process: psutil.Process) -> int:
    import psutil

    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it ended meanwhile
        return 0


def _processor_seconds(process: psutil.Process) -> float:
    import psutil

    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return times.user + times.system


def memory_of(pid: int) -> int:
    """The bytes of memory that one process has; 0 of one that has ended."""
    import psutil

    try:
        return _memory(psutil.Process(pid))
    except psutil.Error:
        return 0


def yield_to_all(pid: int) -> None:
    """Let a process wait for every other one that wants a core. It cannot be taken back."""
    import psutil

    try:
        process = psutil.Process(pid)
    except psutil.Error:
        return
    if sys.platform == "linux":  # a priority is a thread's there; those to come have their parent's
        for thread in process.threads():
            os.setpriority(os.PRIO_PROCESS, thread.id, LOW_NICE)
    elif sys.platform == "win32":
        process.nice(psutil.IDLE_PRIORITY_CLASS)
    else:
        process.nice(LOW_NICE)


def joined(before: Iterable[ResourceSample], after: Iterable[ResourceSample]) -> tuple[ResourceSample, ...]:
    """The samples of a run's earlier work and of its later, one behind the other."""
    first = tuple(before)
    start = first[-1].second if first else 0.0
    return (*first, *(replace(s, second=round(s.second + start, 1)) for s in after))


def thinned(samples: Iterable[ResourceSample], most: int = 600) -> tuple[ResourceSample, ...]:
    """At most so many samples: neighbours become one with their mean of cores and their highest memory."""
    kept = tuple(samples)
    step = -(-len(kept) // most)
    if step <= 1:
        return kept
    groups = [kept[i : i + step] for i in range(0, len(kept), step)]
    return tuple(
        ResourceSample(g[-1].second, round(sum(s.cores for s in g) / len(g), 2), max(s.memory for s in g))
        for g in groups
    )
