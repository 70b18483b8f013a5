"""The commands for versions, as a script uses them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modelyard.cli.main import run
from modelyard.domain.data.datasets import ImportRequest
from modelyard.services.data import datasets
from modelyard.services.workspace import create_workspace

Cli = Callable[..., str]


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    folder = tmp_path / "lab.modelyard"
    workspace = create_workspace(folder, role="cli", actor="ana")
    for rows in (300, 340):
        lines = [f"{i},{i % 7 if rows == 300 or i != 12 else 99}" for i in range(rows)]
        file = tmp_path / f"{rows}.csv"
        file.write_text("id,legs\n" + "\n".join(lines) + "\n", encoding="utf-8")
        job, _ = datasets.import_file(workspace, ImportRequest(str(file), "pets", note="more" if rows == 340 else ""))
        workspace.wait(job.id, timeout=60)
    workspace.close()

    def call(*arguments: str, code: int = 0) -> str:
        done = run(["data", *arguments, "--workspace", str(folder)])
        printed = capsys.readouterr()
        assert done == code, printed.out + printed.err
        return printed.out + printed.err

    return call


def _json(cli: Cli, *arguments: str, code: int = 0) -> Any:
    return json.loads(cli(*arguments, "--json", code=code))


def test_versions_are_noted_tagged_compared_and_restored(cli: Cli, tmp_path: Path) -> None:
    assert "v1 has the same content already" in cli("import", str(tmp_path / "300.csv"), "--name", "pets")
    assert cli("tag", "pets:1", "good").strip() == "pets v1 is good"
    assert cli("tag", "pets:2", "good").strip() == "pets v2 is good, not pets v1"
    assert cli("note", "pets:1", "the first").strip() == "pets v1: the first"
    listed = _json(cli, "versions", "pets")
    assert [(v["version"]["number"], v["version"]["tags"], v["version"]["note"]) for v in listed] == [
        (2, ["good"], "more"),
        (1, [], "the first"),
    ]
    assert [o["label"] for o in listed[0]["made_from"]][-1] == "pets v1"
    out = tmp_path / "rows.csv"
    printed = cli("compare", "pets:1", "pets:good", "--key", "id", "--export", str(out))
    assert "40 rows added, 0 removed, 1 changed; the same columns." in printed
    assert "legs: 1 cells changed" in printed
    assert "Wrote 41 rows" in printed
    assert "12,5,99" in out.read_text(encoding="utf-8")
    found = _json(cli, "compare", "pets:1", "pets:2")
    assert (found["rows"]["added"], found["rows"]["removed"]) == (41, 1)
    assert "does not tell the rows" in cli("compare", "pets:1", "pets:2", "--key", "legs", code=5)
    assert cli("restore", "pets:1").startswith("pets v3 has the rows of v1")
    assert "newest version of pets already" in cli("restore", "pets:1", code=4)
    assert cli("untag", "pets", "good").strip() == "pets v2 is no longer good"
    cli("rename", "pets", "animals")
    cli("describe", "animals", "A row a pet")
    assert _json(cli, "list")[0]["description"] == "A row a pet"


def test_delete_shows_what_depends_asks_and_frees(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    printed = cli("delete", "pets:1", code=1)
    assert "Goes to the recycle bin: pets v1; 300 rows" in printed
    assert "1 version: pets v2" in printed
    assert "Nothing was changed." in printed
    assert len(_json(cli, "versions", "pets")) == 2
    cli("delete", "pets:2", "--yes")
    assert "pets v2 is in the recycle bin" in cli("profile", "pets", "--version", "2", code=4)
    (entry,) = _json(cli, "bin", "list")
    assert (entry["numbers"], entry["rows"]) == ([2], 340)
    assert cli("bin", "restore", "pets v2").strip() == "Restored pets v2"
    cli("delete", "pets", "--yes")
    assert _json(cli, "list") == []
    assert "pets" in cli("bin", "list")
    assert "There is no cats in the recycle bin" in cli("bin", "restore", "cats", code=3)
    assert _json(cli, "bin", "empty", "--days", "30", "--yes")["freed"] == 0
    done = _json(cli, "bin", "empty", "--yes")
    assert done["freed"] > 1000
    assert (done["removed"], done["kept"]) == (2, 0)
    assert cli("bin", "empty").strip() == "The recycle bin is empty."
