"""What is done with versions over real files: notes, tags, restore, delete, the recycle bin, the space it frees."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from scipy.spatial.distance import jensenshannon

from modelyard.core import clock
from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.domain.data.compare import CompareRequest
from modelyard.domain.data.datasets import DatasetVersion, ImportRequest, Lineage
from modelyard.domain.data.versions import Dependent, OriginKind
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.services import activity
from modelyard.services.data import bin as data_bin
from modelyard.services.data import compare as data_compare
from modelyard.services.data import datasets
from modelyard.services.data import versions as data_versions
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, check, collect_garbage, create_workspace
from modelyard.store import tables
from modelyard.store.data import versions as store


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "lab", actor="ana")
    yield made
    made.close()


Import = Callable[..., DatasetVersion]


@pytest.fixture
def pets(workspace: Workspace, tmp_path: Path) -> Import:
    """Import a table of pets; other `rows` or `legs` make other content."""

    def make(rows: int = 300, legs: int = 5, name: str = "pets", bad: bool = False) -> DatasetVersion:
        file = tmp_path / "pets.csv"
        lines = [f"pet{i},{i % legs},{'true' if i % 3 == 0 else 'false'}" for i in range(rows)]
        if bad:
            lines[250] = "pet250,1,true,extra"
        file.write_text("name,legs,tame\n" + "\n".join(lines) + "\n", encoding="utf-8")
        job = workspace.wait(datasets.import_file(workspace, ImportRequest(str(file), name))[0].id, timeout=60)
        return datasets.version(workspace, job.result["version_id"])

    return make


def _last(workspace: Workspace, action: str) -> tuple[dict[str, object], dict[str, object]]:
    entry = activity.audit(workspace, action, limit=1)[0]
    return dict(entry.before), dict(entry.after)


def test_the_same_content_says_which_version_has_it(workspace: Workspace, pets: Import) -> None:
    pets(300)
    pets(301)
    job = next(iter(activity.jobs(workspace, 1)))
    assert job.result["number"] == 2
    again = pets(300)
    job = next(iter(activity.jobs(workspace, 1)))
    assert (again.number, job.result["number"], job.result["unchanged"]) == (1, 1, True)
    assert _last(workspace, "dataset.import.unchanged")[1]["same as"] == "pets v1"


def test_notes_tags_names_and_descriptions(workspace: Workspace, pets: Import) -> None:
    first, second = pets(300), pets(301)
    noted, changes = data_versions.set_note(workspace, first.id, "  the first  ")
    assert noted.note == datasets.version(workspace, first.id).note == "the first"
    assert changes
    assert _last(workspace, "dataset.note") == ({"note": ""}, {"note": "the first"})
    assert data_versions.add_tag(workspace, first.id, "good")[0] == ""
    assert data_versions.add_tag(workspace, second.id, "good")[0] == first.id
    assert datasets.version(workspace, first.id).tags == ()
    assert datasets.version(workspace, second.id).tags == ("good",)
    assert data_versions.by_tag(workspace, "pets", "good").id == second.id
    assert data_versions.named_version(workspace, "pets:good").id == second.id
    assert data_versions.named_version(workspace, "pets:1").id == first.id
    assert data_versions.named_version(workspace, "pets").id == second.id
    assert data_versions.remove_tag(workspace, first.dataset_id, "good")[0] == second.id
    with pytest.raises(NotFoundError, match="No version of pets has the tag 'good'"):
        data_versions.remove_tag(workspace, first.dataset_id, "good")
    for bad in ("", "a,b", "x" * 41):
        with pytest.raises(InputError):
            data_versions.add_tag(workspace, first.id, bad)
    data_versions.describe(workspace, first.dataset_id, "A row a pet")
    assert data_versions.rename(workspace, first.dataset_id, "animals")[0] == "pets"
    (found,) = datasets.list_datasets(workspace)
    assert (found.name, found.description) == ("animals", "A row a pet")
    pets(300, name="pets")
    with pytest.raises(ConflictError, match="There is a dataset pets already"):
        data_versions.rename(workspace, first.dataset_id, "pets")


def test_restore_gives_old_rows_a_new_number_and_no_copy(workspace: Workspace, pets: Import) -> None:
    first, second = pets(300), pets(301)
    blobs = list(workspace.blobs)
    made, _ = data_versions.restore_version(workspace, first.id)
    assert (made.number, made.content_hash, made.note) == (3, first.content_hash, "Restored from v1")
    assert made.lineage == Lineage(parent_id=second.id, restored_from=first.id)
    assert list(workspace.blobs) == blobs
    assert datasets.profile(workspace, made.id) == datasets.profile(workspace, first.id)
    assert datasets.find_version(workspace, "pets").id == made.id
    made_from = data_versions.origins(workspace, made.id)
    assert [(o.kind, o.label) for o in made_from] == [
        (OriginKind.RESTORED, "pets v1"),
        (OriginKind.PARENT, "pets v2"),
    ]
    for version_id, words in ((made.id, "pets v3 is the newest"), (first.id, "pets v1 has the same rows as v3")):
        with pytest.raises(ConflictError, match=words):
            data_versions.restore_version(workspace, version_id)


def test_what_is_deleted_is_hidden_and_comes_back(workspace: Workspace, pets: Import) -> None:
    first, second = pets(300), pets(301)
    data_versions.add_tag(workspace, second.id, "good")
    data_bin.delete(workspace, [second.id])
    assert [v.id for v in datasets.versions(workspace)] == [first.id]
    assert datasets.list_datasets(workspace)[0].latest_version == 1
    assert datasets.find_version(workspace, "pets").id == first.id
    with pytest.raises(ConflictError, match=r"pets v2 is in the recycle bin: it was deleted on .* by ana") as caught:
        datasets.find_version(workspace, "pets", 2)
    assert "Restore it" in caught.value.hint
    for refused in (data_versions.restore_version, data_versions.set_note, data_versions.add_tag):
        with pytest.raises(ConflictError, match="recycle bin"):
            refused(workspace, second.id, *(["x"] if refused is not data_versions.restore_version else []))  # type: ignore[operator]
    assert datasets.rows(workspace, second.id, 0, 1).rows == (("pet0", 0, True),)
    with pytest.raises(ConflictError):
        data_bin.delete(workspace, [second.id])
    (entry,) = data_bin.recycle_bin(workspace)
    assert (entry.label, entry.deleted_by, entry.rows) == ("pets v2", "ana", 301)
    assert entry.size_bytes == second.size_bytes
    again = pets(301)
    assert again.number == 3
    assert data_bin.recycle_bin(workspace)[0].size_bytes == 0
    data_bin.restore(workspace, entry.version_ids)
    assert [v.number for v in datasets.versions(workspace)] == [3, 2, 1]
    assert datasets.version(workspace, second.id).tags == ("good",)
    with pytest.raises(ConflictError, match="Not all"):
        data_bin.restore(workspace, entry.version_ids)


def test_a_deleted_dataset_comes_back_with_the_next_number(workspace: Workspace, pets: Import) -> None:
    first = pets(300)
    pets(301)
    with workspace.database.bookkeeping() as write:
        store.restore_refresh(write, first.dataset_id, 90)
    data_bin.delete_dataset(workspace, first.dataset_id)
    assert datasets.list_datasets(workspace) == []
    with workspace.database.bookkeeping() as write:
        assert store.refresh_of(write, first.dataset_id) is None
    (entry,) = data_bin.recycle_bin(workspace)
    assert (entry.whole, entry.label, entry.numbers) == (True, "pets", (1, 2))
    assert data_bin.bin_entry(workspace, "pets").id == entry.id
    other = pets(300, name="others")
    with pytest.raises(ConflictError, match="A deleted dataset is called pets"):
        data_versions.rename(workspace, other.dataset_id, "pets")
    third = pets(302)
    assert (third.number, third.dataset_id) == (3, first.dataset_id)
    data_bin.delete(workspace, [third.id])
    data_bin.restore(workspace, entry.version_ids)
    assert [v.number for v in datasets.versions(workspace, first.dataset_id)] == [2, 1]


def test_a_refresh_stops_with_its_dataset_and_comes_back(workspace: Workspace, pets: Import) -> None:
    first = pets(300)
    with workspace.database.bookkeeping() as write:
        store.restore_refresh(write, first.dataset_id, 90)
    preview = data_bin.preview_dataset(workspace, first.dataset_id)
    assert Dependent.REFRESH in {d.kind for d in preview.dependents}
    data_bin.delete_dataset(workspace, first.dataset_id)
    data_bin.restore(workspace, [first.id])
    with workspace.database.bookkeeping() as write:
        assert store.refresh_of(write, first.dataset_id) == {"minutes": 90}


def _sizes(workspace: Workspace) -> int:
    return sum(p.stat().st_size for p in workspace.blobs.root.rglob("*") if p.is_file())


def test_purging_frees_the_space_at_once_and_keeps_what_is_shared(workspace: Workspace, pets: Import) -> None:
    first, second = pets(300, bad=True), pets(301)
    shared = pets(301, name="others")
    assert shared.content_hash == second.content_hash
    assert first.rejected_blob is not None
    before = _sizes(workspace)
    with pytest.raises(ConflictError, match="Not all of these"):
        data_bin.purge(workspace, [first.id])
    data_bin.delete(workspace, [first.id])
    assert _sizes(workspace) == before
    mine = workspace.blobs.size(first.content_hash) + workspace.blobs.size(first.rejected_blob)
    done, changes = data_bin.purge(workspace, [first.id])
    assert (done.freed, before - _sizes(workspace)) == (mine, mine)
    assert (done.removed, done.kept, done.waiting) == (0, 1, 0)
    assert changes
    data_bin.delete(workspace, [second.id])
    done, _ = data_bin.empty(workspace)
    assert (done.freed, done.removed) == (0, 1)
    assert datasets.rows(workspace, shared.id, 300, 1).rows == (("pet300", 0, True),)
    assert [d.name for d in datasets.list_datasets(workspace)] == ["others"]
    assert check(workspace, blobs=True) == []
    assert data_bin.recycle_bin(workspace) == []
    again = pets(300)
    assert (again.number, again.dataset_id == first.dataset_id) == (1, False)


def test_numbers_are_not_given_twice(workspace: Workspace, pets: Import) -> None:
    pets(300)
    second = pets(301)
    data_bin.delete(workspace, [second.id])
    done, _ = data_bin.empty(workspace)
    assert (done.removed, done.kept) == (0, 1)
    assert pets(302).number == 3
    old = datasets.version(workspace, second.id)
    assert old.purged_at is not None
    third = datasets.find_version(workspace, "pets", 3)
    assert third.lineage.parent_id != second.id


def test_only_old_deletions_go_when_a_number_of_days_is_given(workspace: Workspace, pets: Import) -> None:
    first, second = pets(300), pets(301)
    pets(302)
    data_bin.delete(workspace, [first.id])
    data_bin.delete(workspace, [second.id])
    versions = tables.dataset_versions
    with workspace.database.bookkeeping() as write:
        long_ago = clock.now().replace(year=clock.now().year - 1)
        write.execute(sa.update(versions).where(versions.c.id == first.id).values(deleted_at=long_ago))
    data_bin.empty(workspace, older_than_days=30)
    assert [e.label for e in data_bin.recycle_bin(workspace)] == ["pets v2"]


def test_what_was_trained_on_keeps_its_facts_and_says_what_happened(workspace: Workspace, pets: Import) -> None:
    first = pets(300)
    pets(301)
    spec = ExperimentSpec("tame", first.id, "tame", ("legs",), (AlgorithmSpec("logistic_regression"),))
    (run,), _ = experiments.start(workspace, spec)
    preview = data_bin.preview_version(workspace, first.id)
    found = {d.kind: (d.count, d.names) for d in preview.dependents}
    assert found[Dependent.EXPERIMENT] == (1, ("tame",))
    assert found[Dependent.RUN] == (1, ("run 1 of tame",))
    assert found[Dependent.VERSION] == (1, ("pets v2",))
    assert preview.size_bytes == first.size_bytes
    data_bin.delete(workspace, [first.id])
    assert run.job_id is not None
    try:
        data_bin.purge(workspace, [first.id])
    except ConflictError as error:
        assert "Run 1 of tame is still training" in str(error)  # noqa: PT017 - the run may be over already
        workspace.wait(run.job_id, timeout=120)
        data_bin.purge(workspace, [first.id])
    workspace.wait(run.job_id, timeout=120)
    kept = datasets.version(workspace, first.id)
    assert (kept.rows, kept.label) == (300, "pets v1")
    assert experiments.runs(workspace)[0].dataset_version_id == first.id
    words = r"The rows of pets v1 are gone: it was deleted on .* by ana, and for ever on "
    for use in (
        lambda: datasets.open_table(workspace, first.id),
        lambda: datasets.rejected_rows(workspace, first.id),
        lambda: datasets.find_version(workspace, "pets", 1),
        lambda: experiments.start(workspace, spec),
        lambda: data_bin.restore(workspace, [first.id]),
        lambda: data_compare.compare(workspace, CompareRequest(first.id, first.id)),
    ):
        with pytest.raises((NotFoundError, ConflictError), match=f"{words}|Not all"):
            use()
    assert check(workspace, blobs=True) == []


def test_nobody_starts_or_repeats_training_on_what_is_in_the_bin(workspace: Workspace, pets: Import) -> None:
    first = pets(300)
    spec = ExperimentSpec("tame", first.id, "tame", ("nothing",), (AlgorithmSpec("logistic_regression"),))
    data_bin.delete(workspace, [first.id])
    with pytest.raises(ConflictError, match="pets v1 is in the recycle bin"):
        experiments.start(workspace, spec)


def test_a_file_that_a_running_job_touched_is_left_for_it(workspace: Workspace, pets: Import) -> None:
    """An import that found the file there and has not committed its row yet must still find it then."""
    first = pets(300)
    data_bin.delete(workspace, [first.id])
    jobs = tables.jobs
    job_id = activity.jobs(workspace, 1)[0].id
    staged = workspace.blobs.stage(".parquet")
    staged.write_bytes(workspace.blobs.path(first.content_hash).read_bytes())
    with workspace.database.bookkeeping() as write:  # as a job that works now
        write.execute(sa.update(jobs).where(jobs.c.id == job_id).values(state="running", started_at=clock.now()))
    digest = workspace.blobs.adopt(staged)
    assert digest == first.content_hash
    done, _ = data_bin.purge(workspace, [first.id])
    assert (done.freed, done.waiting) == (0, 1)
    assert workspace.blobs.path(digest).exists()
    assert collect_garbage(workspace) == 0
    with workspace.database.bookkeeping() as write:
        write.execute(sa.update(jobs).where(jobs.c.id == job_id).values(state="succeeded"))
    assert workspace.blobs.collect(set(), older_than=0.0) > 0


def test_purging_and_adopting_at_the_same_time_never_loses_a_file(workspace: Workspace) -> None:
    """Whatever the order: who adopted a file finds it at the commit, though it was old and unnamed when it began."""
    old = workspace.blobs.add_bytes(b"rows" * 5000)
    os.utime(workspace.blobs.path(old), (0, 0))
    content = b"rows" * 5000
    lost: list[str] = []
    stop = threading.Event()

    def adopt() -> None:
        for _ in range(60):
            staged = workspace.blobs.stage()
            staged.write_bytes(content)
            digest = workspace.blobs.adopt(staged)
            with workspace.database.bookkeeping():  # as the commit, which takes its turn with the purge
                if not workspace.blobs.size(digest):
                    lost.append(digest)

    def purge() -> None:
        since = time.time()  # a job began before all adoptions: whatever was touched since stays
        while not stop.is_set():
            with workspace.database.bookkeeping():
                workspace.blobs.remove(dict.fromkeys(workspace.blobs, since))

    purging = threading.Thread(target=purge)
    adopting = [threading.Thread(target=adopt) for _ in range(2)]
    for thread in (purging, *adopting):
        thread.start()
    for thread in adopting:
        thread.join()
    stop.set()
    purging.join()
    assert lost == []


def test_a_comparison_is_a_job_with_drift_as_in_monitoring(workspace: Workspace, pets: Import) -> None:
    first, second = pets(300), pets(400, legs=7)
    assert data_compare.suggest_keys(workspace, first.id, second.id) == [("name",)]
    job, _ = data_compare.compare(workspace, CompareRequest(first.id, second.id, ("name",)))
    found = data_compare.comparison(workspace.wait(job.id, timeout=60))
    changed = sum(i % 5 != i % 7 for i in range(300))
    assert (found.rows.added, found.rows.removed, found.rows.changed) == (100, 0, changed)
    assert found.summary() == f"100 rows added, 0 removed, {changed} changed; the same columns."
    assert found.drift[0].name in ("legs", "name")
    legs = next(d for d in found.drift if d.name == "legs")
    left, right = np.array(legs.measured.left), np.array(legs.measured.right)
    used = (left + right) > 0
    assert legs.js == pytest.approx(float(jensenshannon(left[used], right[used])), abs=1e-12)
    p = (left[used] + 0.5) / (left.sum() + 0.5 * used.sum())
    q = (right[used] + 0.5) / (right.sum() + 0.5 * used.sum())
    assert legs.psi == pytest.approx(float(((p - q) * np.log(p / q)).sum()))
    with pytest.raises(InputError, match="has no column 'wings'"):
        data_compare.compare(workspace, CompareRequest(first.id, second.id, ("wings",)))
    job, _ = data_compare.compare(workspace, CompareRequest(first.id, second.id, ("legs",)))
    with pytest.raises(Exception, match="does not tell the rows of pets v1 apart: 5 keys"):
        workspace.wait(job.id, timeout=60)


def test_a_key_of_several_columns_is_found(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    lines = [f"{day},{hour},{place},same" for day in range(30) for hour in range(24) for place in "abc"]
    file.write_text("day,hour,place,what\n" + "\n".join(lines), encoding="utf-8")
    job = workspace.wait(datasets.import_file(workspace, ImportRequest(str(file), "log"))[0].id, timeout=60)
    version_id = job.result["version_id"]
    (key,) = data_compare.suggest_keys(workspace, version_id, version_id)
    assert set(key) == {"day", "hour", "place"}
