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
    assert "legs: 1 cell changed" in printed
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


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        (("note", "pets:²", "x"), 3, "no version of pets has the tag"),
        (("note", "pets:99999999999999999999", "x"), 3, "There is no dataset pets v99999999999999999999"),
        (("profile", "pets", "--version", "99999999999999999999"), 3, "There is no dataset pets v"),
        (("tag", "pets:1", "v2"), 5, "would be taken for the number of a version"),
        (("schedule", "pets", "--every", "999999w"), 5, "too seldom"),
        (("splits", "create", "pets", "s", "--seed", "-1"), 5, "The seed is -1"),
        (("import", "a" * 300, "--name", "pets"), 5, "There is no file"),
        (("compare", "pets:1", "pets:2", "--export", "/no/folder/x.csv"), 5, "There is no folder"),
        (("export", "pets", "x.csv", "--columns", "id,id"), 5, "chosen twice"),
    ],
)
def test_what_cannot_be_is_said_in_words(cli: Cli, arguments: tuple[str, ...], code: int, words: str) -> None:
    assert words.lower() in cli(*arguments, code=code).lower()


def test_a_rule_is_found_by_its_name_as_people_type_it(cli: Cli) -> None:
    cli("quality", "add", "pets", "range", "--column", "legs", "--min", "-60")
    assert "legs is at least −60" in cli("quality", "list", "pets")
    assert "Removed" in cli("quality", "remove", "pets", "legs is at least -60")


def test_one_is_no_plural(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("id\n1\n", encoding="utf-8")
    assert "one v1: 1 row, 1 column\n" in cli("import", str(tmp_path / "one.csv"), "--name", "one")
    assert "1 shown of 1 row\n" in cli("rows", "one")
    assert "Wrote 1 row to" in cli("export", "one", str(tmp_path / "out.csv"))


def test_rows_of_an_older_version_say_that_another_is_the_newest(cli: Cli, tmp_path: Path) -> None:
    said = cli("import", str(tmp_path / "300.csv"), "--name", "pets")
    assert "pets v1 has the same content already, so no new version was made; the newest is v2" in said
    assert "Restore v1" in said
    (tmp_path / "340.csv").write_bytes((tmp_path / "300.csv").read_bytes())  # the source went back
    assert "the newest is v2" in cli("refresh", "pets")
    cli("schedule", "pets", "--every", "1d")
    cli("refresh", "pets")
    (found,) = json.loads(cli("schedule", "pets", "--json"))
    assert (found["last_result"], found["last_error"]) == (
        "older",
        "The rows are those of v1; the newest version is v2.",
    )
    cli("restore", "pets:1")
    assert "pets v3 has the same content already; no new version was made." in cli("refresh", "pets")
