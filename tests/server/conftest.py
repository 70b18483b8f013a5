from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.server import support
from tests.server.support import Server


@pytest.fixture(scope="session")
def flights() -> pd.DataFrame:
    return support.flights()


@pytest.fixture(scope="session")
def pipelines() -> dict[str, Any]:
    return {algorithm: support.train(algorithm) for algorithm in support.ALGORITHMS}


@pytest.fixture(scope="session")
def bundles(
    pipelines: dict[str, Any], flights: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    validation = support.april(flights)
    folder = tmp_path_factory.mktemp("bundles")
    for algorithm, pipeline in pipelines.items():
        support.bundle(pipeline, validation, folder / algorithm)
    return {algorithm: folder / algorithm for algorithm in pipelines}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start servers that end with the test."""
    servers: list[Server] = []

    def run(folder: Path, *options: str, log_dir: Path | None = None, **env: str) -> Server:
        servers.append(Server(folder, log_dir or tmp_path / "log", *options, env=env))
        return servers[-1]

    yield run
    for server in servers:
        server.kill()


@pytest.fixture(scope="module")
def linear(bundles: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server of the logistic regression, for the tests of a module."""
    server = Server(bundles["logistic_regression"], tmp_path_factory.mktemp("linear") / "log")
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.stderr.read_text()
