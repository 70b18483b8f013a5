"""Time and identity: UTC instants and sortable ids."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime

_lock = threading.Lock()
_last = 0


def now() -> datetime:
    """This instant, in UTC, to the microsecond."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new id of 26 lower-case hexadecimal digits: 12 of milliseconds, so ids sort by age, and 14 random ones.

    Ids made in one process are strictly increasing even within a millisecond.
    """
    global _last
    with _lock:
        stamp = max(time.time_ns() // 1_000_000, _last + 1)
        _last = stamp
    return f"{stamp:012x}{os.urandom(7).hex()}"
