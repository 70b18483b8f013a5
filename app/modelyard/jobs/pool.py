"""Threads outside the job runner: the window's while no workspace is open, and those that compute inside a child."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class LightPool:
    """Two threads for short work: opening a workspace, reading the machine's load."""

    def __init__(self, threads: int = 2) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="modelyard-window")

    def query(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Run `function` in a worker thread."""
        return self._executor.submit(function, *arguments)

    def close(self) -> None:
        """Take nothing more and wait for what is under way."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def computing_threads(count: int, begin: Callable[[], object] | None = None) -> ThreadPoolExecutor:
    """So many threads for a job's child to compute in; each calls `begin` first, if it is given."""
    return ThreadPoolExecutor(count, thread_name_prefix="modelyard-compute", initializer=begin)
