"""What tests of experiments share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Small tables are learned fastest on one thread, most of all while other tests run."""
    with threadpool_limits(1):
        yield
