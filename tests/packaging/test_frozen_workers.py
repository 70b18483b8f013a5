"""The command lines that must never open a window."""

import subprocess
import sys
from pathlib import Path

import PyInstaller
import pytest
from joblib.externals.loky.backend import resource_tracker

from modelyard.frozen_workers import LokyTracker, LokyWindowsWorker, LokyWorker, Server, recognise

HOOK = Path(PyInstaller.__file__).parent / "hooks" / "rthooks" / "pyi_rth_multiprocessing.py"
APP = Path(__file__).resolve().parents[2] / "app"


def test_the_server_gets_its_own_arguments() -> None:
    assert recognise(["--serve", "--port", "8501", "-m", "x"]) == Server(("--port", "8501", "-m", "x"))


def test_a_joblib_worker_is_known_by_its_module() -> None:
    worker = ["-m", "joblib.externals.loky.backend.popen_loky_posix", "--process-name", "LokyProcess-1", "--pipe", "9"]
    assert recognise(worker) == LokyWorker(("--process-name", "LokyProcess-1", "--pipe", "9"))


@pytest.mark.parametrize("flags", [[], ["-s", "-E"], ["-Xutf8"]])
def test_joblibs_resource_tracker_is_known_by_its_exact_code(flags: list[str]) -> None:
    code = f"from {resource_tracker.main.__module__} import main; main(17, False)"
    assert recognise([*flags, "-c", code]) == LokyTracker(17, False)


def test_a_joblib_worker_on_windows_is_known_by_its_bare_handle() -> None:
    assert recognise(["--multiprocessing-fork", "1234"], platform="win32") == LokyWindowsWorker(1234)
    assert recognise(["--multiprocessing-fork", "parent_pid=1", "pipe_handle=2"], platform="win32") is None
    assert recognise(["--multiprocessing-fork", "1234"], platform="linux") is None


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["demo", "--headless"],
        ["data", "import", "--serve"],
        ["-m", "os"],
        ["-c", "import os; os.system('true')"],
        ["-c"],
        ["-c", "from joblib.externals.loky.backend.resource_tracker import main; main(1, False); import os"],
        ["data", "import", "-c", "from joblib.externals.loky.backend.resource_tracker import main; main(1, False)"],
    ],
)
def test_anything_else_is_the_application(arguments: list[str]) -> None:
    assert recognise(arguments) is None


def test_a_frozen_application_can_use_joblibs_own_workers(tmp_path: Path) -> None:
    """What PyInstaller makes, imitated: an executable that is the application whatever it is called with."""
    program = tmp_path / "frozen"
    log = tmp_path / "starts.txt"
    code = f"""
import runpy, sys
sys.path.insert(0, {str(APP)!r})
sys.frozen, sys.executable = True, {str(program)!r}
sys.argv = [{str(program)!r}, *sys.argv[1:]]
runpy.run_path({str(HOOK)!r})
from modelyard.frozen_workers import dispatch
if __name__ == "__main__":
    dispatch()
    with open({str(log)!r}, "a", encoding="utf-8") as file:
        file.write("application\\n")
    import math, multiprocessing, joblib
    multiprocessing.set_executable({str(program)!r})
    print(joblib.Parallel(n_jobs=2, backend="loky")(joblib.delayed(math.sqrt)(n * n) for n in range(6)))
"""
    source = tmp_path / "application.py"
    source.write_text(code, encoding="utf-8")
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{source}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)

    try:
        done = subprocess.run([program], capture_output=True, text=True, timeout=60, check=False)
    finally:
        program.unlink()  # were the command lines not recognised, helpers would start helpers for ever

    assert done.stdout.strip() == "[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]", done.stderr
    assert log.read_text(encoding="utf-8") == "application\n"  # once, and not once more for each worker
