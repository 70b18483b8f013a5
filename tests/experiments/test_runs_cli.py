"""The commands for runs, as a script uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modelyard.cli.main import run
from modelyard.client import start_run
from modelyard.client.session import close_all
from modelyard.services.workspace import create_workspace
from tests.experiments.runs_support import add_experiment, add_runs

Cli = Callable[..., str]


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    folder = tmp_path / "lab.modelyard"
    workspace = create_workspace(folder, role="cli", actor="ana")
    scores = (0.7, 0.9, 0.8)
    add_runs(workspace, add_experiment(workspace, "late"), [{"metrics": {"roc_auc": s}, "params": {"depth": i}}
                                                           for i, s in enumerate(scores)])  # fmt: skip
    add_runs(workspace, add_experiment(workspace, "other"), [{"metrics": {"roc_auc": 0.5}}])
    workspace.close()

    def call(*arguments: str, code: int = 0) -> str:
        done = run(["experiments", *arguments, "--workspace", str(folder)])
        printed = capsys.readouterr()
        assert done == code, printed.out + printed.err
        return printed.out + printed.err

    return call


def _json(cli: Cli, *arguments: str, code: int = 0) -> Any:
    return json.loads(cli(*arguments, "--json", code=code))


def _numbers(cli: Cli, *arguments: str) -> list[tuple[str, int]]:
    return [(r["experiment_name"], r["number"]) for r in _json(cli, "list", *arguments)]


def test_runs_are_listed_tagged_and_archived(cli: Cli) -> None:
    assert _numbers(cli, "late", "--sort", "roc_auc") == [("late", 2), ("late", 3), ("late", 1)]
    assert _numbers(cli, "--filter", "roc_auc < 0.8", "--sort", "roc_auc", "--ascending") == [("other", 1), ("late", 1)]
    assert _numbers(cli, "--limit", "1") == [("other", 1)]
    assert "2 *" in cli("list", "late")
    cli("tag", "late:1", "late:2", "--set", "keep", "--set", "team=a")
    assert _numbers(cli, "--filter", 'tag "keep" and tags.team = a') == [("late", 2), ("late", 1)]
    cli("untag", "--filter", 'tag "keep"', "--tag", "keep")
    assert _numbers(cli, "--filter", "tag keep") == []
    cli("note", "late:3", "--text", "look again")
    cli("rename", "late:3", "third")
    assert (_json(cli, "show-run", "late", "3")["note"], _json(cli, "show-run", "late", "3")["name"]) == (
        "look again", "third",
    )  # fmt: skip
    cli("archive", "late:2")
    assert _numbers(cli, "late") == [("late", 3), ("late", 1)]
    assert _numbers(cli, "late", "--archived") == [("late", 3), ("late", 2), ("late", 1)]
    cli("unarchive", "--filter", "archived")
    assert len(_numbers(cli, "late")) == 3


def test_a_wrong_filter_and_a_wrong_name_are_explained(cli: Cli) -> None:
    assert "called roc_au.\nDid you mean roc_auc?" in cli("list", "--filter", "roc_au > 1", code=5)
    assert "Which runs?" in cli("archive", code=5)
    assert "names no run" in cli("archive", "late", code=5)
    assert "has no run 9" in cli("archive", "late:9", code=3)
    assert "no experiment called lato.\nPerhaps you mean late." in cli("archive", "lato:1", code=3)
    assert "called nix.\nSort by" in cli("list", "--sort", "nix", code=5)
    cli("delete", "late:1", "-y")
    assert "in the recycle bin" in cli("show-run", "late:1", code=3)
    cli("delete", "other", "-y")
    assert "in the recycle bin" in cli("list", "other", code=3)
    assert "no experiment called nobody" in cli("list", "nobody", code=3)


def test_runs_are_compared(cli: Cli) -> None:
    facts = {f["name"]: f["values"] for f in _json(cli, "compare", "late:1", "late:3")}
    assert facts == {"depth": [0, 2], "roc_auc": [0.7, 0.8]}
    assert "seed" in cli("compare", "--filter", "experiment = late", "--all")


def test_runs_are_deleted_restored_and_purged(cli: Cli) -> None:
    assert "In the recycle bin: 2 runs" in cli("delete", "late:1", "late:2", "-y")
    assert _numbers(cli, "late") == [("late", 3)]
    assert "runs 1, 2 of late" in cli("bin", "list")
    assert "Restored runs 1, 2 of late" in cli("bin", "restore", "late:2")
    cli("delete", "late", "--yes")
    assert _numbers(cli) == [("other", 1)]
    assert "3 runs deleted for ever" in cli("bin", "empty", "late", "-y")
    assert "The recycle bin is empty" in cli("bin", "empty", "-y")


def test_runs_are_called_by_number_or_id(cli: Cli) -> None:
    ids = {r["number"]: r["id"] for r in _json(cli, "list", "late")}
    others = [r["id"] for r in _json(cli, "list") if r["id"] != ids[2]]
    assert {_json(cli, "show-run", *said)["number"] for said in (["late", "2"], ["late:2"], [ids[2]])} == {2}
    begun = next(n for n in range(6, 27) if not any(i.startswith(ids[2][:n]) for i in others))
    cli("tag", ids[2][:begun], "--set", "keep")
    assert _numbers(cli, "--filter", "tag keep") == [("late", 2)]
    assert "Write more of it; there are other:1, late:3" in cli("show-run", ids[2][:6], code=5)
    assert "No run has an id" in cli("show-run", "ffffffff", code=3)
    assert "late:2 *" not in cli("list")  # of two experiments none has the best run
    assert "late:2" in cli("list")


def test_everything_of_a_run_is_shown_and_a_pipe_loses_no_letter(cli: Cli) -> None:
    odd = "[/red] " + "x" * 300
    cli("tag", "late:2", "--set", f"odd={odd}", "--set", "keep")
    cli("note", "late:2", "--text", "[bold]two\nlines")
    shown = cli("show-run", "late:2")
    assert all(part in shown for part in ("ROC AUC  0.9", "depth  1", f"odd   {odd}", "keep", "[bold]two lines"))
    cli("rename", "late:2", "n" * 250)
    assert "n" * 250 in cli("list", "late")
    cli("tag", "late:1", "--set", f"odd={odd[:-1]}y")
    assert odd in cli("filter", "save", "odd", f'tags.odd = "{odd}"')
    assert odd in cli("filter", "list")


def test_files_of_a_run_are_listed_and_saved(cli: Cli, tmp_path: Path) -> None:
    with start_run("logged", workspace=tmp_path / "lab.modelyard") as run:
        run.log_text("hello", "notes/a.txt")
    close_all()
    assert [f["path"] for f in _json(cli, "files", "logged:1")] == ["notes/a.txt"]
    cli("files", "logged:1", "notes/a.txt", "--to", str(tmp_path))
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "hello"
    assert "is there already" in cli("files", "logged:1", "notes/a.txt", "--to", str(tmp_path), code=5)
    assert "has no file b.txt" in cli("files", "logged:1", "b.txt", code=3)


def test_filters_are_saved(cli: Cli) -> None:
    cli("filter", "save", "good", "roc_auc > 0.75")
    assert [f["text"] for f in _json(cli, "filter", "list")] == ["roc_auc > 0.75"]
    cli("filter", "delete", "good")
    assert 'no filter called "good"' in cli("filter", "delete", "good", code=3)
    assert "No repository is linked" in cli("repository")


def test_runs_from_outside_are_refused_in_a_sentence(cli: Cli, tmp_path: Path) -> None:
    for value in (0.5, 0.6):
        with start_run("logged", workspace=tmp_path / "lab.modelyard") as run:
            run.log_metric("loss", value)
    close_all()
    assert "cannot be run again" in cli("why", "logged:1", "logged:2", code=4)
    assert "A run does not differ from itself" in cli("why", "logged:1", "logged:1", code=5)
    assert "cannot be told" in cli("significance", "logged:1", "logged:2")
    assert "is no search" in cli("resume", "logged:1", code=5)
    assert "cannot be run again" in cli("reproduce", "logged:1", code=4)
