"""`modelyard data import` and `preview` as a script calls them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def cli(*arguments: str, code: int = 0, stdin: str = "") -> str:
    """What a command says; it must end with `code`."""
    done = subprocess.run(
        [sys.executable, "-m", "modelyard", *arguments],
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT / "app"), "MODELYARD_USER": "script"},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == code, f"{arguments}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture
def workspace(tmp_path: Path) -> str:
    folder = str(tmp_path / "lab.modelyard")
    cli("workspace", "create", folder)
    return folder


def test_every_option_reaches_the_import(workspace: str, tmp_path: Path) -> None:
    file = tmp_path / "table.txt"
    file.write_text("made by hand\nd|v|n|z\n31/12/2013|1'234,5|-|01\n01/02/2013|2,5|'x|y'|02\n", encoding="latin-1")
    options = ["--delimiter", "|", "--quote", "'", "--encoding", "latin-1", "--decimal", ",", "--thousands", "'"]
    options += ["--date-format", "%d/%m/%Y", "--header", "--header-row", "2", "--null", "-", "--type", "z=text"]
    found, _ = json.JSONDecoder().raw_decode(cli("--json", "data", "preview", str(file), *options))
    assert found["options"]["header_row"] == 2
    assert [c["type"] for c in found["columns"]] == ["date", "number", "text", "text"]
    said = cli("data", "import", str(file), "--name", "t", *options, "--workspace", workspace)
    assert "t v1: 2 rows, 4 columns" in said


def test_standard_input_and_too_many_rejected_rows(workspace: str) -> None:
    text = "a,b\n" + "1,2\n" * 6 + "1\n" * 4
    cli("data", "import", "-", "--workspace", workspace, code=5, stdin=text)
    arguments = ["data", "import", "-", "--name", "t", "--workspace", workspace]
    said = cli(*arguments, code=8, stdin=text)
    assert "do not fit (40.0%, allowed are 10.0%): 4 × Too few values" in " ".join(said.split())
    assert "--allow-rejected 0.4" in " ".join(said.split())
    assert "t v1: 6 rows, 2 columns" in cli(*arguments, "--allow-rejected", "0.4", stdin=text)


def test_values_become_missing_and_columns_stay_out(workspace: str, tmp_path: Path) -> None:
    file = tmp_path / "weather.csv"
    file.write_text("id,temp,gust\n1,20,\n2,warm,\n3,cold,1\n", encoding="utf-8")
    options = ["--type", "temp=number", "--misfits", "temp=missing", "--leave-out", "gust"]
    said = cli("data", "preview", str(file), *options)
    assert "left out" in said
    assert "temp has 2 values that are not a number: Lines 3 and 4: set to missing" in said
    arguments = ["data", "import", str(file), "--workspace", workspace, *options]
    said = cli(*arguments)
    assert "weather v1: 3 rows, 2 columns" in said
    assert "Left out: gust" in said
    assert "2 values of temp did not fit and are missing." in said
    found = json.loads(cli("--json", *arguments, "--name", "again"))
    assert (found["rows"], found["rejected"], found["set_missing"]) == (3, 0, {"temp": 2})
    assert found["version"]["set_missing"] == {"temp": 2}
    assert "warm" in cli("data", "rejected", "weather", "--workspace", workspace)


def test_choices_that_cannot_be_are_refused(workspace: str, tmp_path: Path) -> None:
    file = tmp_path / "weather.csv"
    file.write_text("id,temp\n1,20\n2,21\n", encoding="utf-8")
    for options, words in (
        (["--misfits", "temp"], "Write COLUMN=missing or COLUMN=aside."),
        (["--misfits", "temp=zero"], "Write COLUMN=missing or COLUMN=aside."),
        (["--misfits", "heat=missing"], "There is no column heat"),
        (["--leave-out", "heat"], "There is no column heat to leave out."),
        (["--leave-out", "id", "--leave-out", "temp"], "Every column is left out"),
    ):
        said = cli("data", "import", str(file), "--workspace", workspace, *options, code=5)
        assert words in " ".join(said.split())
