"""Worker threads for the window while no workspace, and so no job runner, is open."""

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
