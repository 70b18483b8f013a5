"""Job functions that children run in the tests."""

import os
import time
from typing import Any

from modelyard.core.errors import InputError


def add(context: Any, a: int, b: int) -> int:
    context.progress(0.5, "half way")
    context.log("adding")
    return a + b


def wait_for_cancel(context: Any) -> None:
    context.progress(None, "waiting")
    while True:
        context.check_cancelled()
        time.sleep(0.01)


def ignore_cancel(context: Any) -> None:
    context.progress(None, "deaf")
    time.sleep(60)


def refuse(context: Any) -> None:
    raise InputError("The table is empty.", "Choose another one.", "details")


def crash(context: Any) -> None:
    raise KeyError("oops")


def die(context: Any) -> None:
    os._exit(3)


def pid(context: Any) -> int:
    return os.getpid()


def unpicklable(context: Any) -> Any:
    return lambda: None


def hand_over(context: Any, values: list[Any]) -> str:
    for value in values:
        context.message(value)
    return "all"


def swell(context: Any, megabytes: int) -> int:
    kept = []
    for _ in range(megabytes):
        kept.append(b"x" * 1_000_000)
        context.check_cancelled()
        time.sleep(0.001)
    return len(kept)


def niceness(context: Any) -> int:
    return os.nice(0)


def work(context: Any, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
