"""Recipes are kept by name and version, and applied: what becomes of datasets, lineage and what is asked in error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelyard.core.errors import AppError, ConflictError, InputError, NotFoundError
from modelyard.domain.data.datasets import DatasetVersion, ImportRequest
from modelyard.domain.data.prepare import (
    AddColumn,
    ChangeType,
    FilterRows,
    HandleOutliers,
    JoinDataset,
    KeepColumns,
    OutlierAction,
    OutlierMethod,
    RenameColumns,
    SortRows,
    Step,
)
from modelyard.domain.jobs import JobState
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.data import prepare as data_prepare
from modelyard.services.workspace import Workspace, check, create_workspace

STEPS: tuple[Step, ...] = (FilterRows("legs > 2"), AddColumn("double", "legs * 2"))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "lab", actor="ana")
    yield made
    made.close()


def add(workspace: Workspace, folder: Path, name: str, text: str) -> DatasetVersion:
    file = folder / f"{name}.csv"
    file.write_text(text, encoding="utf-8")
    job, _ = datasets.import_file(workspace, ImportRequest(str(file), name))
    return datasets.version(workspace, workspace.wait(job.id).result["version_id"])


@pytest.fixture
def pets(workspace: Workspace, tmp_path: Path) -> DatasetVersion:
    return add(workspace, tmp_path, "pets", "name,legs\n" + "".join(f"pet{i},{i % 5}\n" for i in range(500)))


def test_saving_changed_steps_makes_versions_and_equal_ones_none(workspace: Workspace) -> None:
    first, changes = data_prepare.save_recipe(workspace, "Clean pets", STEPS, note="first")
    assert changes
    assert (first.label, first.steps, first.note, first.author) == ("Clean pets v1", STEPS, "first", "ana")
    again, _ = data_prepare.save_recipe(workspace, "clean pets", STEPS)
    assert again.id == first.id
    second, _ = data_prepare.save_recipe(workspace, "Clean pets", STEPS[:1])
    assert [v.number for v in data_prepare.recipe_versions(workspace, first.recipe_id)] == [2, 1]
    diff = data_prepare.compare_recipes(workspace, first.id, second.id)
    assert "-    formula: legs * 2" in diff
    assert data_prepare.compare_recipes(workspace, first.id, first.id) == ""
    assert [e.action for e in activity.audit(workspace) if e.action == "recipe.save"] == ["recipe.save"] * 2
    with pytest.raises(InputError, match="no step"):
        data_prepare.save_recipe(workspace, "Empty", [])


def test_applying_makes_a_version_with_its_lineage(workspace: Workspace, pets: DatasetVersion) -> None:
    saved, _ = data_prepare.save_recipe(workspace, "Clean pets", STEPS)
    job, _ = data_prepare.apply_recipe(workspace, saved.id, pets.id, note="for training")
    result = workspace.wait(job.id).result
    made = datasets.version(workspace, result["version_id"])
    assert (made.label, made.rows, made.note) == ("pets v2", 200, "for training")
    assert [c.name for c in made.columns] == ["name", "legs", "double"]
    assert made.lineage.parent_id == pets.id
    assert made.lineage.recipe_version_id == saved.id
    assert made.lineage.input_ids == (pets.id,)
    assert made.source_spec["kind"] == "recipe"
    assert datasets.rows(workspace, made.id, 0, 2).rows == (("pet3", 3, 6), ("pet4", 4, 8))
    assert datasets.profile(workspace, made.id).rows == 200
    assert [e["rows_after"] for e in result["effects"]] == [200, 200]
    again = workspace.wait(data_prepare.apply_recipe(workspace, saved.id, pets.id)[0].id).result
    assert again["unchanged"]
    assert again["version_id"] == made.id
    elsewhere = workspace.wait(data_prepare.apply_recipe(workspace, saved.id, pets.id, dataset="clean")[0].id).result
    other = datasets.version(workspace, elsewhere["version_id"])
    assert (other.label, other.content_hash) == ("clean v1", made.content_hash)
    assert data_prepare.recipes(workspace)[0].uses == 2
    assert check(workspace, blobs=True) == []
    assert list(workspace.blobs.temporary.iterdir()) == []


def test_a_joined_dataset_is_fixed_when_the_job_begins(
    workspace: Workspace, pets: DatasetVersion, tmp_path: Path
) -> None:
    old = add(workspace, tmp_path, "kinds", "legs,kind\n0,fish\n2,bird\n4,cat\n")
    new = add(workspace, tmp_path, "kinds", "legs,kind\n0,fish\n2,bird\n4,dog\n")
    made = {}
    for reference, wanted in (("kinds", new), ("kinds:1", old)):
        saved, _ = data_prepare.save_recipe(workspace, "Kinds", [JoinDataset(reference, {"legs": "legs"})])
        job, _ = data_prepare.apply_recipe(workspace, saved.id, pets.id, dataset=f"with {wanted.number}")
        version = datasets.version(workspace, workspace.wait(job.id).result["version_id"])
        assert version.lineage.input_ids == (pets.id, wanted.id)
        made[reference] = datasets.rows(workspace, version.id, 4, 1).rows[0]
    assert made == {"kinds": ("pet4", 4, "dog"), "kinds:1": ("pet4", 4, "cat")}


def test_other_data_needs_the_columns_and_what_lacks_is_named(
    workspace: Workspace, pets: DatasetVersion, tmp_path: Path
) -> None:
    steps = [ChangeType(("weight", "legs"), pets.columns[1].type), RenameColumns({"colour": "color"}),
             AddColumn("big", "color = 'red'"), SortRows(("big",))]  # fmt: skip
    saved, _ = data_prepare.save_recipe(workspace, "Wide", steps)
    with pytest.raises(InputError, match=r"pets v1 lacks 2 columns that Wide v1 needs: weight, colour\."):
        data_prepare.apply_recipe(workspace, saved.id, pets.id)
    wide = add(workspace, tmp_path, "wide", "weight,legs,colour\n1,2,red\n3,4,blue\n")
    job, _ = data_prepare.apply_recipe(workspace, saved.id, wide.id)
    found = datasets.rows(workspace, workspace.wait(job.id).result["version_id"], 0, 2).rows
    assert found == ((3, 4, "blue", False), (1, 2, "red", True))
    filtered, _ = data_prepare.save_recipe(workspace, "Filter", [FilterRows("lags > 2")])
    with pytest.raises(InputError, match=r"Step 1, Filter rows: .*lags"):
        data_prepare.apply_recipe(workspace, filtered.id, pets.id)
    joined, _ = data_prepare.save_recipe(workspace, "Join", [JoinDataset("nowhere", {"legs": "legs"})])
    with pytest.raises(NotFoundError, match="nowhere"):
        data_prepare.apply_recipe(workspace, joined.id, pets.id)
    assert [j.kind for j in activity.jobs(workspace) if j.kind == data_prepare.APPLY] == [data_prepare.APPLY]


def test_a_job_that_fails_leaves_nothing(workspace: Workspace, pets: DatasetVersion) -> None:
    late = [AddColumn("x", "CASE WHEN name = 'pet499' THEN name ELSE '1' END"), AddColumn("y", "CAST(x AS INTEGER)")]
    saved, _ = data_prepare.save_recipe(workspace, "Late", [*late, KeepColumns(("y",))])
    before = set(workspace.blobs)
    with pytest.raises(AppError, match="Step 2, Add formula: It cannot be computed"):
        data_prepare.apply_recipe(workspace, saved.id, pets.id)
    workspace.wait(data_prepare.apply_recipe(workspace, _gone(workspace), pets.id)[0].id)
    assert len(set(workspace.blobs) - before) == 1
    assert list(workspace.blobs.temporary.iterdir()) == []


def _gone(workspace: Workspace) -> str:
    return data_prepare.save_recipe(workspace, "Fine", STEPS)[0].id


def test_recipes_are_renamed_removed_kept_for_lineage_and_come_back(workspace: Workspace, pets: DatasetVersion) -> None:
    used, _ = data_prepare.save_recipe(workspace, "Used", STEPS, description="what we use")
    unused, _ = data_prepare.save_recipe(workspace, "Unused", STEPS[:1])
    job, _ = data_prepare.apply_recipe(workspace, used.id, pets.id)
    made = datasets.version(workspace, workspace.wait(job.id).result["version_id"])
    with pytest.raises(ConflictError, match="unused"):
        data_prepare.rename_recipe(workspace, used.recipe_id, "unused")
    data_prepare.rename_recipe(workspace, used.recipe_id, "In use")
    before = data_prepare.recipe(workspace, "in USE")
    kept, _ = data_prepare.remove_recipe(workspace, used.recipe_id)
    assert kept
    assert data_prepare.remove_recipe(workspace, unused.recipe_id)[0] is False
    assert data_prepare.recipes(workspace) == []
    assert data_prepare.recipe_version(workspace, made.lineage.recipe_version_id).steps == STEPS
    with pytest.raises(NotFoundError):
        data_prepare.recipe_version(workspace, unused.id)
    with pytest.raises(NotFoundError):
        data_prepare.remove_recipe(workspace, used.recipe_id)
    data_prepare.restore_recipe(workspace, before)
    found = data_prepare.recipe(workspace, "In use")
    assert (found.id, found.number, found.uses, found.description) == (used.recipe_id, 1, 1, "what we use")
    with pytest.raises(NotFoundError, match="no recipe In uze"):
        data_prepare.recipe(workspace, "In uze")


def test_a_recipe_travels_as_a_file(workspace: Workspace, tmp_path: Path) -> None:
    saved, _ = data_prepare.save_recipe(workspace, "Clean pets", STEPS, description="two steps")
    path = data_prepare.export_recipe(workspace, saved.id, tmp_path / "clean.yaml")
    other = create_workspace(tmp_path / "other", actor="ben")
    try:
        found, _ = data_prepare.import_recipe(other, path)
        assert (found.label, found.steps, found.author) == ("Clean pets v1", STEPS, "ben")
        assert data_prepare.recipe(other, "Clean pets").description == "two steps"
        nameless = tmp_path / "no name.yaml"
        nameless.write_text("\ufeffsteps:\n  - step: filter_rows\n    where: legs > 1\n", encoding="utf-8")
        assert data_prepare.import_recipe(other, nameless)[0].label == "no name v1"
        for content, said in ((b"\xff\xfe\x00", "UTF-8"), (b"steps: [", "Line 1")):
            nameless.write_bytes(content)
            with pytest.raises(InputError, match=said):
                data_prepare.import_recipe(other, nameless)
        with pytest.raises(InputError, match="There is no file"):
            data_prepare.import_recipe(other, tmp_path / "none.yaml")
    finally:
        other.close()


def test_applying_can_be_cancelled(workspace: Workspace, pets: DatasetVersion) -> None:
    saved, _ = data_prepare.save_recipe(workspace, "Clean pets", STEPS)
    job, _ = data_prepare.apply_recipe(workspace, saved.id, pets.id)
    activity.cancel(workspace, job.id)
    assert workspace.wait(job.id).state is JobState.CANCELLED
    assert len(datasets.versions(workspace)) == 1
    assert list(workspace.blobs.temporary.iterdir()) == []


def test_a_forest_is_tried_in_a_child_process_on_the_first_rows(workspace: Workspace, tmp_path: Path) -> None:
    lines = "".join(f"{i % 100},{(i * 7) % 90}\n" for i in range(21_000))
    many = add(workspace, tmp_path, "many", "a,b\n" + lines)
    step = HandleOutliers(("a", "b"), OutlierMethod.ISOLATION_FOREST, OutlierAction.DROP, share=0.1)
    tried = data_prepare.preview(workspace, many.id, [step], rows=5)
    assert (tried.fault, tried.total, tried.sampled, len(tried.rows)) == (None, 21_000, 20_000, 5)
    assert 17_900 <= tried.row_count <= 18_100
