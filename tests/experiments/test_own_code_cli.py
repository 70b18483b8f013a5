"""Own code from the command line: nothing runs without a word, and a script can say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modelyard.cli.experiments.options import algorithm
from modelyard.cli.main import run
from modelyard.domain.experiments.spec import AlgorithmSpec
from modelyard.services.workspace import create_workspace
from tests.experiments.test_own_code import GOOD


@pytest.mark.timeout(600)
def test_code_is_added_shown_removed_and_restored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, file, marker = tmp_path / "lab.modelyard", tmp_path / "nearest.py", tmp_path / "ran"
    create_workspace(folder, role="cli", actor="ana").close()
    file.write_text(f"open({str(marker)!r}, 'w').close()\n{GOOD}", encoding="utf-8")

    def cli(*arguments: str, code: int = 0) -> str:
        done = run(["experiments", "code", *arguments, "--workspace", str(folder)])
        printed = capsys.readouterr()
        assert done == code, printed.out + printed.err
        return printed.out + printed.err

    said = cli("add", str(file), code=5)  # nobody is there to ask
    assert "class Nearest(ClassifierMixin, BaseEstimator)" in said
    assert "nearest.py was not agreed to." in said
    assert not marker.exists()
    assert "Use it as: --algorithm own:Nearest" in cli("add", str(file), "--trust")
    assert marker.exists()
    (listed,) = json.loads(cli("list", "--json"))
    assert (listed["estimator"]["name"], listed["file_name"]) == ("Nearest", "nearest.py")
    assert GOOD in cli("show", "Nearest")
    assert "has no version zz" in cli("show", "Nearest", "--sha256", "zz", code=5)
    cli("remove", "Nearest")
    assert json.loads(cli("list", "--json")) == []
    assert "Nearest" in cli("list", "--removed")
    assert "Restored Nearest, 1 version" in cli("restore", "Nearest")
    assert "Did you mean Nearest" in cli("remove", "Neares", code=3)


def test_an_algorithm_may_be_own_code() -> None:
    assert algorithm("own:Nearest") == AlgorithmSpec("own:Nearest")
    assert algorithm("own:Nearest:power=1.5,robust=true") == AlgorithmSpec(
        "own:Nearest", {"power": 1.5, "robust": True}
    )
