"""JSON to dataclasses and back, from many threads."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
import pytest

from modelyard.core import codec


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Thing:
    colour: Colour
    at: datetime
    sizes: tuple[float, ...] = ()


THING = Thing(Colour.RED, datetime(2013, 1, 1, tzinfo=UTC), (1.5,))


def test_there_and_back() -> None:
    assert codec.from_json(codec.to_json(THING), Thing) == THING
    assert codec.from_builtins(codec.to_builtins((THING, THING)), tuple[Thing, ...]) == (THING, THING)
    assert codec.to_builtins({"a": float("nan")}) == {"a": None}


@pytest.mark.parametrize("value", [{"colour": "blue", "at": "2013-01-01T00:00:00Z"}, {"colour": "red"}, 3])
def test_what_does_not_fit_is_refused(value: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        codec.from_builtins(value, Thing)
    with pytest.raises(msgspec.ValidationError):
        codec.from_json(codec.to_json(value), Thing)


FIRST_USE = """
import sys, threading, types
from modelyard.core import codec
sys.setswitchinterval(0.00001)
CLASSES = '''
from __future__ import annotations
from dataclasses import dataclass
from enum import StrEnum
class Kind(StrEnum):
    A = "a"
class Other(StrEnum):
    B = "b"
@dataclass(frozen=True, slots=True)
class Inner:
    kind: Kind
    other: Other
@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner
    items: tuple[Inner, ...]
'''
inner = {"kind": "a", "other": "b"}
def use(module, start, turn):
    start.wait()
    if turn % 2:
        codec.from_builtins({"inner": inner, "items": [inner]}, module.Outer)
    codec.from_builtins([inner, inner], tuple[module.Inner, ...])
for number in range(100):
    module = sys.modules[f"classes{number}"] = types.ModuleType(f"classes{number}")
    exec(CLASSES, module.__dict__)
    start = threading.Barrier(6)
    threads = [threading.Thread(target=use, args=(module, start, turn)) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print("alive")
"""


def test_threads_that_decode_a_class_for_the_first_time_together() -> None:
    """msgspec alone crashes the process here."""
    done = subprocess.run([sys.executable, "-c", FIRST_USE], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr
