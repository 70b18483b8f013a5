"""What every test stands on: no screen, and no folder of the person who runs the tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database_servers import mariadb, postgres  # noqa: F401 - fixtures

# Set before anything is imported, so that child processes and module-level reads see it too.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("MPLBACKEND", "Agg")

_HOME = Path(tempfile.mkdtemp(prefix="modelyard-tests-"))
os.environ["MODELYARD_CONFIG_DIR"] = str(_HOME / "config")
os.environ["MODELYARD_CACHE_DIR"] = os.environ.get("MODELYARD_TEST_CACHE_DIR") or str(_HOME / "cache")


def tests_process() -> int:
    """Which of the processes that share the tests this is, from 0."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session", autouse=True)
def _own_ports() -> Iterator[None]:
    """Where several processes share the tests, none chooses a port that another is about to take."""
    from modelyard.runtime import ports

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ports, "FIRST", ports.FIRST + 100 * tests_process())
        yield


@pytest.fixture(scope="session", autouse=True)
def _remove_user_folders() -> Iterator[None]:
    yield
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture
def user_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and cache folders that belong to one test alone; returns their parent."""
    monkeypatch.setenv("MODELYARD_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("MODELYARD_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path
