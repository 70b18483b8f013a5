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

# Two processes test at once, a file each. What builds images of the one container engine, or looks at which ports are
# free, goes to one of them.
_ONE_PROCESS = ("deployments", "e2e", "test_deployments_page.py")


@pytest.hookimpl(tryfirst=True)  # before the plugin looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests have to stay together when several processes share them."""
    for item in items:
        together = item.path.parent.name in _ONE_PROCESS or item.path.name in _ONE_PROCESS
        item.add_marker(pytest.mark.xdist_group("engine" if together else item.path.as_posix()))


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
