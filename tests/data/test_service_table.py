"""Rows through a filter, and exports as jobs: what the files hold, and that a failure leaves what was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from modelyard.core.errors import AppError, InputError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.data.table import ExportFormat, ExportTask, RowQuery, SortKey
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.data import table as data_table
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.tables import export
from tests.data.tables_support import FLIGHTS, Context

TEXTS = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "plain", 'a "quoted", one', "https://example.org", "007", "ü\nx"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    """A workspace with the flights, and the version's id."""
    folder = tmp_path_factory.mktemp("table")
    workspace = create_workspace(folder / "lab", actor="ana")
    made = workspace.wait(datasets.import_file(workspace, ImportRequest(str(FLIGHTS), "flights"))[0].id, timeout=60)
    yield workspace, made.result["version_id"]
    workspace.close()


def _odd(folder: Path, name: str) -> ExportTask:
    """A small table of awkward values, to be exported to a file of this name."""
    folder.mkdir(exist_ok=True)
    small = pd.DataFrame(
        {
            "text": [*TEXTS, None],
            "whole": pd.array([1, -2, 10**17 + 1, None, 5, 6, 7, 8, 9], dtype="Int64"),
            "number": [1.5, float("inf"), None, -0.25, 1e300, 6.0, 7.0, 8.0, 9.0],
            "flag": pd.array([True, False, None] * 3, dtype="boolean"),
            "day": [dt.date(2013, 7, 4), None, dt.date(1850, 1, 2), *[dt.date(2020, 2, 29)] * 6],
            "instant": pd.to_datetime(["2013-07-04T15:30Z", "NaT", *["2021-01-01T00:00:01.5Z"] * 7], format="ISO8601"),
        }
    )
    small.to_parquet(folder / "odd.parquet")
    form = ExportFormat(name.rpartition(".")[2])
    return ExportTask(str(folder / "odd.parquet"), str(folder / name), str(folder / ".part"), form, RowQuery(),
                      tuple(small.columns))  # fmt: skip


def _export(workspace: Workspace, version_id: str, path: Path, **more: object) -> int:
    job, changes = data_table.export_table(workspace, version_id, path, **more)  # type: ignore[arg-type]
    assert changes
    result = workspace.wait(job.id, timeout=60).result
    assert result["path"] == str(path)
    assert result["bytes"] == path.stat().st_size
    assert [f.name for f in path.parent.iterdir() if ".part." in f.name] == []
    return int(result["rows"])


def test_filtered_rows_are_exported_in_the_order_and_columns_shown(
    shared: tuple[Workspace, str], tmp_path: Path
) -> None:
    workspace, flights = shared
    more = {
        "where": "dest = 'IAH' and dep_delay > 120",
        "sort": (SortKey("carrier"), SortKey("dep_delay", True)),
        "columns": ["dep_delay", "carrier", "flight", "late"],
    }
    frame = pd.read_parquet(FLIGHTS).query("dest == 'IAH' and dep_delay > 120")
    frame = frame.sort_values("dep_delay", ascending=False, kind="stable").sort_values("carrier", kind="stable")
    expected: pd.DataFrame = frame[more["columns"]].reset_index(drop=True)
    for suffix in ("csv", "xlsx", "parquet"):
        path = tmp_path / f"late.{suffix}"
        assert _export(workspace, flights, path, **more) == len(expected)
        if suffix == "csv":
            found = pd.read_csv(path)
        elif suffix == "parquet":
            found = pd.read_parquet(path)
        else:
            rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
            found = pd.DataFrame(rows[1:], columns=rows[0])
        assert found.columns.tolist() == more["columns"]
        for name in more["columns"]:
            left, right = list(found[name]), list(expected[name])
            assert ["" if pd.isna(v) else v for v in left] == ["" if pd.isna(v) else v for v in right]  # type: ignore[call-overload]


def test_excel_keeps_awkward_values_and_makes_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "odd.xlsx"
    assert export.export_table(Context(), _odd(tmp_path, path.name)) == 9
    assert sorted(p.name for p in tmp_path.iterdir()) == ["odd.parquet", "odd.xlsx"]
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["text", "whole", "number", "flag", "day", "instant"]
    columns = list(zip(*rows[1:], strict=True))
    assert list(columns[0]) == [*TEXTS, ""]
    assert list(columns[1]) == [1.0, -2.0, str(10**17 + 1), "", 5.0, 6.0, 7.0, 8.0, 9.0]
    assert list(columns[2])[:5] == [1.5, "inf", "", -0.25, 1e300]
    assert list(columns[3])[:3] == [True, False, ""]
    assert list(columns[4])[:3] == [dt.date(2013, 7, 4), "", "1850-01-02"]
    assert columns[5][0] == dt.datetime(2013, 7, 4, 15, 30)
    import zipfile

    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet.lower()


def test_csv_and_parquet_come_back_the_same(shared: tuple[Workspace, str], tmp_path: Path) -> None:
    workspace, flights = shared
    assert export.export_table(Context(), _odd(tmp_path, "odd.csv")) == 9
    lines = (tmp_path / "odd.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "text,whole,number,flag,day,instant"
    assert lines[1] == "=1+1,1,1.5,true,2013-07-04,2013-07-04T15:30:00.000000Z"
    assert _export(workspace, flights, tmp_path / "all.parquet") == 336_776
    source = workspace.blobs.path(datasets.version(workspace, flights).content_hash)
    assert pq.read_table(tmp_path / "all.parquet").equals(pq.read_table(source))


def test_a_failed_or_stopped_export_leaves_what_was_there(
    shared: tuple[Workspace, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, flights = shared
    path = tmp_path / "kept.csv"
    path.write_text("what was there", encoding="utf-8")
    job, _ = data_table.export_table(workspace, flights, path, where="CAST(tailnum AS INTEGER) > 3")
    with pytest.raises(AppError, match="is not an integer"):
        workspace.wait(job.id, timeout=60)
    assert path.read_text(encoding="utf-8") == "what was there"
    assert list(tmp_path.iterdir()) == [path]
    source = workspace.blobs.path(datasets.version(workspace, flights).content_hash)
    for form, stop in ((ExportFormat.EXCEL, 0.1), (ExportFormat.CSV, 0.0)):
        task = ExportTask(str(source), str(path), str(tmp_path / "part"), form, RowQuery("month <= 2"), ("day", "dest"))
        with pytest.raises(Exception) as caught:
            export.export_table(Context(stop_at=stop), task)
        assert type(caught.value).__name__ == "CancelledError"
        assert path.read_text(encoding="utf-8") == "what was there"
        assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_explained(shared: tuple[Workspace, str], tmp_path: Path) -> None:
    workspace, flights = shared
    source = workspace.blobs.path(datasets.version(workspace, flights).content_hash)
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    part = tmp_path / "part"
    part.symlink_to("/dev/full")
    task = ExportTask(str(source), str(tmp_path / "x.csv"), str(part), ExportFormat.CSV, RowQuery(), ("day", "dest"))
    with pytest.raises(Exception, match=r"full|space") as caught:
        export.export_table(Context(), task)
    assert type(caught.value).__name__ == "WorkspaceError"
    assert not (tmp_path / "x.csv").exists()


def test_mistakes_are_named_before_a_job_starts(
    shared: tuple[Workspace, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, flights = shared
    jobs = len(activity.jobs(workspace))
    for path, more, said in (
        (tmp_path / "x.doc", {}, "does not end in"),
        (tmp_path / "none" / "x.csv", {}, "no folder"),
        (tmp_path / "x.csv", {"columns": ["dep_dely"]}, "no column dep_dely"),
        (tmp_path / "x.csv", {"columns": []}, "No column is chosen"),
        (tmp_path / "x.csv", {"where": "dep_dely > 3"}, "no column dep_dely"),
    ):
        with pytest.raises(InputError, match=said):
            data_table.export_table(workspace, flights, path, **more)  # type: ignore[arg-type]
    monkeypatch.setattr(export, "SHEET_ROWS", 300_000)
    with pytest.raises(InputError, match="these are 336,776"):
        data_table.export_table(workspace, flights, tmp_path / "x.xlsx")
    assert len(activity.jobs(workspace)) == jobs


def test_a_text_too_long_for_a_cell_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa

    source = tmp_path / "long.parquet"
    pq.write_table(pa.table({"story": ["short", "x" * 40_000]}), source)
    task = ExportTask(str(source), str(tmp_path / "x.xlsx"), str(tmp_path / "part.xlsx"), ExportFormat.EXCEL,
                      RowQuery(), ("story",))  # fmt: skip
    with pytest.raises(InputError, match="story has a text of 40,000 letters"):
        export.export_table(Context(), task)
    assert list(tmp_path.iterdir()) == [source]


def test_rows_and_export_from_the_command_line(
    shared: tuple[Workspace, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    from modelyard.cli.main import run

    workspace, _ = shared
    base = ["--workspace", str(workspace.path)]
    where = ["--where", "dest = 'IAH' and month = 1"]
    code = run([*base, "--json", "data", "rows", "flights", *where, "--sort", "-dep_delay,carrier",
                 "--columns", "carrier,dep_delay", "--limit", "3"])  # fmt: skip
    said = capsys.readouterr()
    assert code == 0, said.err
    answer = json.loads(said.out)
    frame = pd.read_parquet(FLIGHTS).query("dest == 'IAH' and month == 1")
    best = frame.sort_values("carrier", kind="stable").sort_values("dep_delay", ascending=False, kind="stable")
    assert answer["total"] == len(frame)
    assert answer["rows"] == [[r.carrier, r.dep_delay] for r in best.head(3).itertuples()]
    out = tmp_path / "rows.csv"
    assert run([*base, "data", "export", "flights", str(out), *where]) == 0
    assert len(pd.read_csv(out)) == len(frame)
    capsys.readouterr()
    assert run([*base, "data", "rows", "flights", "--where", "dep_dely > 3"]) == 5
    assert "There is no column dep_dely.\nDid you mean dep_delay?" in capsys.readouterr().err
