"""The pytest side of a run without Qt: `-p no_qt_plugin -p no:pytest-qt`, beside `sitecustomize.py` on the path."""

import importlib.util
import sys

import pytest

UI_MODULES = ("PySide6", "shiboken6", "modelyard.ui")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the settings that pyproject.toml holds for the absent pytest-qt."""
    for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
        parser.addini(name, "belongs to pytest-qt, which is absent from this run")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to prove nothing."""
    try:
        importlib.util.find_spec("PySide6")
    except ModuleNotFoundError:
        return
    raise pytest.UsageError("Qt can still be imported: put tests/no_qt on PYTHONPATH.")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail when Qt, or the layer above it, came in by a side door."""
    found = [name for name in UI_MODULES if name in sys.modules]
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"\nImported in a run without Qt: {', '.join(found)}", file=sys.stderr)
