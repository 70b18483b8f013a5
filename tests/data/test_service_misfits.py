"""Values set to missing and columns left out: what a version remembers, what a refresh repeats, what is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ColumnType, ImportRequest, Misfit, ReadOptions
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity
from modelyard.services.data import anyway as data_anyway
from modelyard.services.data import datasets
from modelyard.services.data import refresh as data_refresh
from modelyard.services.data import versions as data_versions
from modelyard.services.workspace import Workspace, create_workspace

CHOSEN = ReadOptions(types={"temp": ColumnType.NUMBER}, misfits={"temp": Misfit.MISSING}, leave_out=("gust",))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "lab.modelyard", actor="Ana", role="cli")
    yield made
    made.close()


def weather(path: Path, rows: int = 20, header: str = "hour,temp,gust") -> Path:
    """Every second temperature is a word."""
    lines = [f"{i},{'warm' if i % 2 else i / 4}" + ",1" * (header.count(",") - 1) for i in range(rows)]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def imported(workspace: Workspace, path: Path, options: ReadOptions = CHOSEN, allowed: float = 0.1) -> Job:
    request = ImportRequest(str(path), "weather", options, max_rejected=allowed)
    return workspace.wait(datasets.import_file(workspace, request)[0].id, timeout=120)


def refreshed(workspace: Workspace, dataset_id: str) -> Job:
    return workspace.wait(data_refresh.refresh(workspace, dataset_id)[0].id, timeout=120)


def test_half_of_the_values_may_be_missing_and_everybody_is_told(workspace: Workspace, tmp_path: Path) -> None:
    job = imported(workspace, weather(tmp_path / "weather.csv"))
    assert (job.result["rows"], job.result["rejected"], job.result["set_missing"]) == (20, 0, {"temp": 10})
    version = datasets.find_version(workspace, "weather")
    assert (version.rows, version.rejected, version.set_missing) == (20, 0, {"temp": 10})
    assert [c.name for c in version.columns] == ["hour", "temp"]
    assert version.read_options == CHOSEN
    listed = datasets.rejected_rows(workspace, version.id)
    assert [(r.line, r.column, r.text, r.set_missing) for r in listed[:2]] == [
        (3, "temp", "warm", True), (5, "temp", "warm", True),
    ]  # fmt: skip
    assert len(listed) == 10
    assert datasets.export_rejected(workspace, version.id, tmp_path / "out.csv") == 10
    log = [line.text for line in activity.job_log(workspace, job.id)]
    assert "Left out: gust." in log
    assert "10 values of temp did not fit and are missing." in log
    entry = next(e for e in activity.audit(workspace) if e.action == "dataset.import")
    assert entry.after["set_missing"] == {"temp": 10}


def test_a_refresh_repeats_the_choices(workspace: Workspace, tmp_path: Path) -> None:
    path = weather(tmp_path / "weather.csv")
    first = imported(workspace, path).result
    assert refreshed(workspace, first["dataset_id"]).result["unchanged"]
    weather(path, 30)
    second = refreshed(workspace, first["dataset_id"]).result
    assert (second["number"], second["rows"], second["set_missing"]) == (2, 30, {"temp": 15})
    version = datasets.find_version(workspace, "weather")
    assert [c.name for c in version.columns] == ["hour", "temp"]
    restored, _ = data_versions.restore_version(workspace, first["version_id"])
    assert restored.set_missing == {"temp": 10}
    assert datasets.version(workspace, restored.id).set_missing == {"temp": 10}


@pytest.mark.parametrize(
    ("header", "words"), [("hour,temp", "no column gust to leave out"), ("hour,heat,gust", "no column temp")]
)
def test_a_refresh_says_which_column_vanished(workspace: Workspace, tmp_path: Path, header: str, words: str) -> None:
    """It may have another name now, so that what nobody wanted would come in, or what was wanted would stay out."""
    path = weather(tmp_path / "weather.csv")
    first = imported(workspace, path).result
    data_refresh.set_refresh(workspace, first["dataset_id"], 60)
    weather(path, header=header)
    with pytest.raises(AppError, match=words):
        refreshed(workspace, first["dataset_id"])
    assert [v.number for v in datasets.versions(workspace)] == [1]
    schedule = data_refresh.refresh_of(workspace, first["dataset_id"])
    assert schedule is not None
    assert schedule.last_result == "failed"
    assert words in schedule.last_error


def test_import_anyway_keeps_the_choices(workspace: Workspace, tmp_path: Path) -> None:
    path = weather(tmp_path / "weather.csv")
    path.write_text(path.read_text(encoding="utf-8") + "1,2\n" * 20, encoding="utf-8")
    request = ImportRequest(str(path), "weather", CHOSEN, max_rejected=0.1)
    job, _ = datasets.import_file(workspace, request)
    with pytest.raises(AppError, match="20 of the 40 rows"):
        workspace.wait(job.id, timeout=120)
    again, _ = data_anyway.import_anyway(workspace, job.id)
    assert workspace.wait(again.id, timeout=120).state is JobState.SUCCEEDED
    version = datasets.find_version(workspace, "weather")
    assert (version.rows, version.rejected, version.set_missing) == (20, 20, {"temp": 10})
    assert [c.name for c in version.columns] == ["hour", "temp"]
    listed = datasets.rejected_rows(workspace, version.id, limit=5)
    assert [r.set_missing for r in listed] == [False] * 5 + [True] * 5


def test_a_source_of_before_the_choices_is_read(workspace: Workspace, tmp_path: Path) -> None:
    first = imported(workspace, weather(tmp_path / "weather.csv"), ReadOptions()).result
    with workspace.database.write("Ana") as write:
        write.connection.exec_driver_sql(
            "UPDATE dataset_versions SET read_options = json_remove(read_options, '$.misfits', '$.leave_out'), "
            "source_spec = json_remove(source_spec, '$.options.misfits', '$.options.leave_out')"
        )
        write.recorded = True
    assert datasets.find_version(workspace, "weather").read_options == ReadOptions()
    assert refreshed(workspace, first["dataset_id"]).result["unchanged"]
