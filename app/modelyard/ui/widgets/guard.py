"""Keeps a fault in what a table shows from leaving Python: it is reported like any other, and the window lives on."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Guard:
    """Makes what a model hands to Qt. PySide 6.11 ends the process when an error passes through Qt's painting."""

    def __init__(self) -> None:
        self._faulty: set[str] = set()

    def made(self, part: str, make: Callable[[], T], instead: T) -> T:
        """What `make` gives, or `instead` where it fails. A part's first fault reaches the crash dialog; the others do
        not, since cells are asked for with every repaint."""
        try:
            return make()
        except Exception as error:  # noqa: BLE001 - the hook shows the crash dialog
            if part not in self._faulty:
                self._faulty.add(part)
                # where it happened goes along as text, since the frames of a traceback would keep the painter alive
                error.add_note(traceback.format_exc())
                sys.excepthook(type(error), error.with_traceback(None), None)
            return instead
