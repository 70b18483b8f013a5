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
