"""A thread that does a small piece of work again and again beside a script."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Ticker:
    """Calls a function every some seconds until it is stopped; the thread never keeps a script from ending."""

    def __init__(self, seconds: float, function: Callable[[], None], name: str) -> None:
        self._seconds = seconds
        self._function = function
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the thread end; waits for a call that is under way."""
        self._stopped.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _loop(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                self._function()
            except Exception:
                log.exception("%s met a bug", self._thread.name)
