"""`check` and `test`: lint, types, layers; then every test, and the layers below the window once more without Qt."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.console import ROOT, run, say, step
from tasks.environment import program, python

REPORTS = ROOT / "build" / "reports"
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "MPLBACKEND": "Agg", "PYTHONHASHSEED": "0"}

# The tests that run a second time with Qt unimportable: those that go through every layer below `ui/`. Of tests/data
# only those of the services: the others' minutes are spent in DuckDB, which the services use too.
# tests/packaging/test_without_qt.py besides imports every module of those layers in a child without Qt.
WITHOUT_QT = ("core", "domain", "store", "jobs", "drift", "services", "cli", "data/test_service_*.py")

# Two tests at a time; those of a file stay together, as they share what takes long to make.
SHARED = ("-n", "2", "--dist", "loadfile")


@dataclass
class Totals:
    """What several runs of pytest came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, report: Path, code: int) -> None:
        """Count a JUnit report in; a run that failed without saying where counts as one failure."""
        before = self.failed
        try:
            suites = list(ET.parse(report).getroot().iter("testsuite"))
        except (OSError, ET.ParseError):
            suites = []
            code = code or 1
        for suite in suites:
            tests, failures, errors, skipped = (
                int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
            )
            self.failed += failures + errors
            self.skipped += skipped
            self.passed += max(0, tests - failures - errors - skipped)
        if code and self.failed == before:
            self.failed += 1

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def check() -> list[str]:
    """Run every static check and return the names of those that failed."""
    venv = python().parents[1]
    commands: dict[str, list[str | Path]] = {
        "ruff format": [program(venv, "ruff"), "format", "--check", "--quiet", "."],
        "ruff check": [program(venv, "ruff"), "check", "--quiet", "."],
        "import-linter": [program(venv, "lint-imports"), "--no-logo"],
        "mypy": [program(venv, "mypy"), "--no-error-summary"],
    }
    failed = []
    for name, command in commands.items():
        with step(f"Checking: {name}"):
            if run(command, env={"PYTHONPATH": str(ROOT / "app")}):
                failed.append(name)
    return failed


def test(arguments: Sequence[str]) -> int:
    """Check, then test everything; 0 only when all of it is well. `arguments` narrow the test run, as pytest takes."""
    failed = check()
    totals = Totals()
    with step("Testing everything, Qt offscreen"):
        if _pytest("all", arguments or SHARED, totals):
            failed.append("tests")
    found = (p for name in WITHOUT_QT for p in sorted((ROOT / "tests").glob(name)) if p.is_file() or _has_tests(p))
    folders = [] if arguments else [p.relative_to(ROOT).as_posix() for p in found]
    if folders:
        with step("Testing the layers below the window, with Qt unimportable"):
            options = [*SHARED, "-p", "no:pytest-qt", "-p", "no_qt_plugin", "--durations=0", "--durations-min=10"]
            if _pytest("without-qt", [*options, *folders], totals, path=ROOT / "tests" / "no_qt"):
                failed.append("tests without Qt")
    say()
    say(f"Failed: {', '.join(failed)}." if failed else "All checks and tests passed.")
    say(f"tests: {totals}")
    return 1 if failed else 0


def _pytest(name: str, arguments: Sequence[str], totals: Totals, path: Path | None = None) -> int:
    report = REPORTS / f"tests-{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    places = [*([str(path)] if path else []), str(ROOT / "app")]
    # Bytecode is kept, also where the machine's owner said otherwise: the tests start hundreds of processes.
    env = {**OFFSCREEN, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": os.pathsep.join(places)}
    code = run([python(), "-m", "pytest", f"--junitxml={report}", *arguments], env=env)
    totals.add(report, code)
    return code


def _has_tests(folder: Path) -> bool:
    return any(folder.rglob("test_*.py"))
