"""Reading a source again, when asked and by its schedule."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, ConflictError, InputError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.data.sources import Source, SourceKind
from modelyard.domain.jobs import JobError, JobState
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.data import refresh as data_refresh
from modelyard.services.data import sources as data_sources
from modelyard.services.workspace import Workspace, collect_garbage, create_workspace, open_workspace
from modelyard.store.data import sources as store
from tests.data.sources_support import change, make_due, orders, refreshed


def test_refresh_makes_a_version_only_of_what_changed(workspace: Workspace, shop: Path, tmp_path: Path) -> None:
    dataset_id = orders(workspace, shop, "SELECT * FROM orders WHERE amount > 10 ORDER BY id")
    assert refreshed(workspace, dataset_id).result["unchanged"]
    change(shop, "DELETE FROM orders WHERE id = 299")
    result = refreshed(workspace, dataset_id).result
    assert (result["number"], result["rows"]) == (2, 258)
    first, second = sorted(datasets.versions(workspace, dataset_id), key=lambda v: v.number)
    assert second.lineage.parent_id == first.id
    assert second.source_spec == first.source_spec

    file = tmp_path / "pets.csv"
    file.write_text("name;legs\n" + "".join(f"pet{i};{i % 5}\n" for i in range(50)))
    job, _ = datasets.import_file(workspace, ImportRequest(str(file), "pets"))
    pets = workspace.wait(job.id, timeout=60).result["dataset_id"]
    assert refreshed(workspace, pets).result["unchanged"]
    file.write_text(file.read_text() + "new;3\n")
    assert refreshed(workspace, pets).result["number"] == 2
    (tmp_path / "pets_1.csv").write_text("name,legs\na,1\n")
    (tmp_path / "pets_2.csv").write_text("name,legs\nb,2\n")
    job, _ = datasets.import_file(workspace, ImportRequest(str(tmp_path / "pets_*.csv"), "many"))
    many = workspace.wait(job.id, timeout=60).result["dataset_id"]
    assert data_refresh.refresh_source(workspace, many).kind is SourceKind.PATTERN
    (tmp_path / "pets_3.csv").write_text("name,legs\nc,3\n")
    assert refreshed(workspace, many).result["rows"] == 3

    file.unlink()
    job, _ = data_refresh.refresh(workspace, pets)
    with pytest.raises(AppError, match=r"no file .*pets\.csv"):
        workspace.wait(job.id, timeout=60)
    assert len(datasets.versions(workspace, pets)) == 2


pytestmark = pytest.mark.usefixtures("share_children")


@pytest.mark.parametrize(("kind", "reason"), [(SourceKind.CLIPBOARD, "clipboard"), (SourceKind.RECIPE, "recipe")])
def test_what_cannot_be_read_again_says_why(kind: SourceKind, reason: str, workspace: Workspace, shop: Path) -> None:
    from dataclasses import replace

    from modelyard.core import codec
    from modelyard.store.data import datasets as data_store

    dataset_id = orders(workspace, shop)
    version = datasets.versions(workspace, dataset_id)[0]
    made = replace(version, id=clock.new_id(), number=2, source_spec=codec.to_builtins(Source(kind)))
    with workspace.database.write("ana") as write:
        data_store.add_version(write, made, datasets.profile(workspace, version.id))
        write.record("dataset.import", Kind.DATASET, dataset_id, "orders")
    for act in (
        lambda: data_refresh.refresh(workspace, dataset_id),
        lambda: data_refresh.set_refresh(workspace, dataset_id, 60),
    ):
        with pytest.raises(InputError, match=reason) as caught:
            act()
        assert caught.value.hint


def test_versions_of_before_sources_were_kept_can_be_refreshed(workspace: Workspace, tmp_path: Path) -> None:
    import sqlalchemy as sa

    from modelyard.store.tables import dataset_versions

    file = tmp_path / "old.csv"
    file.write_text("a\n1\n")
    result = workspace.wait(datasets.import_file(workspace, ImportRequest(str(file), "old"))[0].id, timeout=60).result
    with workspace.database.bookkeeping() as write:
        write.execute(sa.update(dataset_versions).values(source_spec={}))
    file.write_text("a\n1\n2\n")
    assert refreshed(workspace, result["dataset_id"]).result["rows"] == 2


def test_a_schedule_catches_up_once_and_keeps_its_hours(workspace: Workspace, shop: Path) -> None:
    dataset_id = orders(workspace, shop)
    made, _ = data_refresh.set_refresh(workspace, dataset_id, 60)
    assert made is not None
    assert timedelta(minutes=59) < made.next_at - clock.now() <= timedelta(minutes=60)
    assert data_refresh.submit_due(workspace)[0] == []
    missed = make_due(workspace, dataset_id, timedelta(hours=30, minutes=20))
    change(shop, "DELETE FROM orders WHERE id = 1")
    jobs, changes = data_refresh.submit_due(workspace)
    assert len(jobs) == 1
    assert changes
    assert data_refresh.submit_due(workspace)[0] == []
    assert workspace.wait(jobs[0].id, timeout=60).result["number"] == 2
    found = data_refresh.refresh_of(workspace, dataset_id)
    assert found is not None
    assert found.next_at == missed + timedelta(hours=31)
    assert (found.last_result, found.last_error) == ("new", "")
    assert found.last_at is not None
    assert found.last_at > clock.now() - timedelta(minutes=1)
    make_due(workspace, dataset_id)
    workspace.wait(data_refresh.submit_due(workspace)[0][0].id, timeout=60)
    assert data_refresh.refresh_of(workspace, dataset_id).last_result == "unchanged"  # type: ignore[union-attr]
    assert data_refresh.set_refresh(workspace, dataset_id, None)[0] is None
    assert data_refresh.refreshes(workspace) == []


def test_a_failing_source_shows_and_does_not_loop(workspace: Workspace, shop: Path) -> None:
    dataset_id = orders(workspace, shop)
    data_refresh.set_refresh(workspace, dataset_id, 60)
    shop.rename(shop.with_name("away.db"))
    make_due(workspace, dataset_id)
    job = data_refresh.submit_due(workspace)[0][0]
    with pytest.raises(AppError):
        workspace.wait(job.id, timeout=60)
    found = data_refresh.refresh_of(workspace, dataset_id)
    assert found is not None
    assert found.last_result == "failed"
    assert "There is no file" in found.last_error
    assert found.next_at > clock.now() + timedelta(minutes=50)
    assert data_refresh.submit_due(workspace)[0] == []
    data_sources.remove_connection(workspace, data_sources.connections(workspace)[0].id, force=True)
    make_due(workspace, dataset_id)
    assert data_refresh.submit_due(workspace)[0] == []
    found = data_refresh.refresh_of(workspace, dataset_id)
    assert found is not None
    assert "connection is not in the workspace" in found.last_error
    assert found.next_at > clock.now()


def test_the_same_refresh_is_never_started_twice(workspace: Workspace, shop: Path) -> None:
    dataset_id = orders(workspace, shop)
    data_refresh.set_refresh(workspace, dataset_id, 60)
    other = open_workspace(workspace.path, role="cli", actor="eve")
    try:
        make_due(workspace, dataset_id)
        due = store.refresh_list(workspace.database, clock.now())
        now = clock.now()
        first = data_refresh._submit_one(workspace, due[0], now)[0]
        assert first is not None
        assert data_refresh._submit_one(other, due[0], now)[0] is None
        workspace.wait(first.id, timeout=60)
        started = [j for j in activity.jobs(workspace) if j.kind == data_refresh.REFRESH]
        assert len(started) == 1
        with workspace.database.write("ana") as write:  # one that waits for its turn
            waiting = data_refresh._submit(workspace, write, data_refresh._request(workspace, dataset_id))
        with pytest.raises(ConflictError, match="already"):
            data_refresh.refresh(other, dataset_id)
        workspace.wait(waiting.id, timeout=60)
    finally:
        other.close()


def test_one_that_was_interrupted_is_due_again_once(workspace: Workspace, shop: Path) -> None:
    dataset_id = orders(workspace, shop)
    data_refresh.set_refresh(workspace, dataset_id, 60)
    job = workspace.job(data_refresh.refresh(workspace, dataset_id)[0].id)
    workspace.wait(job.id, timeout=60)
    error = JobError("Modelyard stopped while this was running.")
    data_refresh.refresh_undone(workspace, job, JobState.INTERRUPTED, error)
    jobs, _ = data_refresh.submit_due(workspace)
    assert len(jobs) == 1
    data_refresh.refresh_undone(workspace, jobs[0], JobState.INTERRUPTED, error)
    found = data_refresh.refresh_of(workspace, dataset_id)
    assert found is not None
    workspace.wait(jobs[0].id, timeout=60)
    data_refresh.refresh_undone(workspace, job, JobState.INTERRUPTED, error)
    data_refresh.refresh_undone(workspace, job, JobState.INTERRUPTED, error)
    assert data_refresh.refresh_of(workspace, dataset_id).last_error.startswith("Modelyard stopped")  # type: ignore[union-attr]


def test_the_window_refreshes_what_is_due_by_itself(
    tmp_path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modelyard.services import deployments

    monkeypatch.setattr(deployments, "observe", lambda workspace: Changes())
    monkeypatch.setattr(data_refresh, "TICK_SECONDS", 0.1)
    opened = create_workspace(tmp_path / "mine", actor="ana")
    try:
        dataset_id = orders(opened, shop)
        data_refresh.set_refresh(opened, dataset_id, 60)
        change(shop, "DELETE FROM orders WHERE id = 1")
        make_due(opened, dataset_id)
        deadline = clock.now() + timedelta(seconds=30)
        while (found := data_refresh.refresh_of(opened, dataset_id)) is None or found.last_result != "new":
            assert clock.now() < deadline
        assert len(datasets.versions(opened, dataset_id)) == 2
    finally:
        opened.close()


def test_next_times_are_whole_periods_on() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert data_refresh.next_time(at, 60, at) == at + timedelta(hours=1)
    assert data_refresh.next_time(at, 60, at + timedelta(minutes=59)) == at + timedelta(hours=1)
    assert data_refresh.next_time(at, 60, at + timedelta(hours=5)) == at + timedelta(hours=6)


def test_nothing_is_left_of_refreshes_that_bring_nothing_new(workspace: Workspace, shop: Path) -> None:
    dataset_id = orders(workspace, shop)
    for _ in range(2):
        assert refreshed(workspace, dataset_id).result["unchanged"]
    change(shop, "UPDATE orders SET amount = 'much' WHERE id < 40")
    with pytest.raises(AppError):
        refreshed(workspace, dataset_id)
    for path in workspace.blobs.root.glob("[0-9a-f][0-9a-f]/*"):
        os.utime(path, (0, 0))
    collect_garbage(workspace)
    assert list(workspace.blobs) == [datasets.versions(workspace, dataset_id)[0].content_hash]
    assert list(workspace.blobs.temporary.iterdir()) == []
