"""The other lives of the one executable: the model server, and the helper processes that libraries start.

In the frozen application `sys.executable` is Modelyard itself, so whatever a library starts as "python …" starts
Modelyard again. `dispatch` must therefore run first thing in `main()`, before anything heavy is imported. It knows

    --serve ARGS…                                        our model server, where there is no container engine
    -m joblib.externals.loky.backend.popen_loky_posix …  a worker process of joblib
    -c "from joblib.externals.loky.backend.resource_tracker import main; main(…)"   the helper that cleans up after it
    --multiprocessing-fork NUMBER                        a worker process of joblib on Windows

and hands the forms of the standard library's own multiprocessing to `multiprocessing.freeze_support`. Only these exact
forms are obeyed: no code from a command line is ever evaluated.

WORKAROUND https://github.com/joblib/loky/issues/236: PyInstaller's own `freeze_support` does not know joblib's forms,
so that without this each worker would open another window.
"""

from __future__ import annotations

import importlib
import multiprocessing
import re
import runpy
import sys
from collections.abc import Sequence
from dataclasses import dataclass

SERVE = "--serve"
_LOKY_WORKER = "joblib.externals.loky.backend.popen_loky_posix"
_LOKY_TRACKER = "joblib.externals.loky.backend.resource_tracker"
_TRACKER_CODE = re.compile(rf"from {re.escape(_LOKY_TRACKER)} import main; main\((\d+), (True|False|\d+)\)")


@dataclass(frozen=True, slots=True)
class Server:
    """The model server, with its own arguments."""

    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LokyWorker:
    """A worker process of joblib; `arguments` name the pipe its work comes through."""

    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LokyTracker:
    """joblib's process that removes what dead workers leave behind; it listens on a file descriptor."""

    descriptor: int
    verbose: bool


@dataclass(frozen=True, slots=True)
class LokyWindowsWorker:
    """A worker process of joblib on Windows; its work comes through a handle."""

    handle: int


Role = Server | LokyWorker | LokyTracker | LokyWindowsWorker


def recognise(arguments: Sequence[str], platform: str = sys.platform) -> Role | None:
    """Which other life a command line (without the program's name) asks for; None for the application itself."""
    if arguments[:1] == [SERVE]:
        return Server(tuple(arguments[1:]))
    if list(arguments[:2]) == ["-m", _LOKY_WORKER]:
        return LokyWorker(tuple(arguments[2:]))
    if platform == "win32" and len(arguments) == 2 and arguments[0] == "--multiprocessing-fork":
        return LokyWindowsWorker(int(arguments[1])) if arguments[1].isdigit() else None
    # The interpreter's own flags (-s, -E, -X …) may stand before -c.
    if "-c" in arguments:
        position = list(arguments).index("-c")
        code = arguments[position + 1] if position + 1 < len(arguments) else ""
        if (match := _TRACKER_CODE.fullmatch(code)) and all(word.startswith("-") for word in arguments[:position]):
            return LokyTracker(int(match[1]), match[2] not in ("False", "0"))
    return None


def dispatch() -> None:
    """Live the other life this process was started for, then exit; return at once when it is the application."""
    match recognise(sys.argv[1:]):
        case Server(arguments):
            sys.exit(importlib.import_module("modelyard_server.__main__").main(list(arguments)))
        case LokyWorker(arguments):
            sys.argv = [_LOKY_WORKER, *arguments]
            runpy.run_module(_LOKY_WORKER, run_name="__main__", alter_sys=True)
            sys.exit()
        case LokyTracker(descriptor, verbose):
            importlib.import_module(_LOKY_TRACKER).main(descriptor, verbose)
            sys.exit()
        case LokyWindowsWorker(handle):
            importlib.import_module("joblib.externals.loky.backend.popen_loky_win32").main(handle)
            sys.exit()
        case None:
            multiprocessing.freeze_support()
