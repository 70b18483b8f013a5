"""The watch over servers: what happens to one is known within moments, and closing the workspace ends the watch."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from modelyard.core.changes import Changes
from modelyard.domain.deployments import DeploymentState, EngineStatus, ServerStats, ServerStatus
from modelyard.services import deployments, monitoring, watching
from modelyard.services.workspace import Workspace, create_workspace


def _threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("modelyard-watch")]


def test_the_watch_tells_the_engine_and_ends_with_the_workspace(tmp_path: Path) -> None:
    told = threading.Event()
    engines: list[EngineStatus] = []

    def on_engine(status: EngineStatus) -> None:
        engines.append(status)
        told.set()

    def on_stats(deployment_id: str, stats: ServerStats) -> None:
        raise AssertionError("nothing runs here")

    def on_status(deployment_id: str, status: ServerStatus) -> None:
        raise AssertionError("nothing runs here")

    workspace = create_workspace(tmp_path / "w", role="cli")
    try:
        watching.watch(workspace, on_stats, on_status, on_engine)
        assert told.wait(10)
        assert engines[0].available or engines[0].reason
        assert _threads()
    finally:
        workspace.close()
    assert not _threads()


def test_a_watch_that_begins_after_the_close_ends_at_once(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w", role="cli")
    workspace.close()
    watching.watch(workspace, lambda *_: None, lambda *_: None, lambda _: None)
    assert not _threads()


def test_a_deleted_deployment_is_no_news(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "w", role="cli")
    try:
        assert watching.keep(workspace, "gone", ServerStatus(DeploymentState.RUNNING)) == Changes()
    finally:
        workspace.close()


def test_an_open_window_collects_and_looks_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collected, looked = threading.Event(), threading.Event()

    def note(event: threading.Event) -> Callable[[Workspace], Changes]:
        def called(workspace: Workspace) -> Changes:
            event.set()
            return Changes()

        return called

    monkeypatch.setattr(monitoring, "collect_all", note(collected))
    monkeypatch.setattr(deployments, "observe", note(looked))
    workspace = create_workspace(tmp_path / "w", role="window")
    try:
        assert collected.wait(10)
        assert looked.wait(10)
    finally:
        workspace.close()
