"""The whole journey through the command line, as a script would do it, on the flights data, in a real container."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from modelyard.services import sample
from modelyard.services.workspace import open_workspace

ROOT = Path(__file__).parents[2]
FEATURES = ",".join(sample.FEATURES)


class Cli:
    """Runs commands in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "flights.modelyard"

    def __call__(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "modelyard", *arguments, "--workspace", str(self.workspace)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "app"), "MODELYARD_USER": "script"},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == code, f"{arguments}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", code=code).stdout)


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    made = Cli(tmp_path_factory.mktemp("cli"))
    yield made
    if made.workspace.exists():
        for found in made.json("deployments", "list"):
            made("deployments", "delete", found["name"], "--yes")


@pytest.mark.timeout(400)
def test_journey_from_file_to_report(cli: Cli, tmp_path: Path) -> None:
    cli("workspace", "create", str(cli.workspace))
    csv = tmp_path / "flights.csv"
    query = f"SELECT * FROM '{sample.flights_file()}' WHERE month <= 2 OR (month = 4 AND day <= 20)"
    duckdb.sql(query).write_csv(str(csv))

    imported = cli.json("data", "import", str(csv))
    assert imported["rows"] == duckdb.sql(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
    assert imported["rejected"] == 0
    assert cli.json("data", "list")[0]["name"] == "flights"
    profile = cli.json("data", "profile", "flights")
    assert {c["name"] for c in profile["columns"]} >= set(sample.FEATURES)

    runs = cli.json(
        "experiments", "run", "flights", "--target", "late", "--name", "late-arrival", "--features", FEATURES,
        "--where", "month <= 2", "--time-column", "time_hour", "--algorithm", "baseline",
        "--algorithm", "logistic_regression:C=0.5",
    )  # fmt: skip
    assert [r["state"] for r in runs] == ["finished", "finished"]
    assert runs[0]["metrics"]["roc_auc"] == 0.5
    assert runs[1]["metrics"]["roc_auc"] > 0.85
    assert runs[1]["params"]["C"] == 0.5

    version = cli.json("models", "register", "late-arrival", "--name", "late")
    assert version["run_number"] == runs[1]["number"]
    assert version["parity"]["max_difference"] <= 1e-12
    assert cli.json("models", "list")[0]["aliases"] == ["champion"]

    launched = cli.json("deployments", "launch", "late", "--name", "late-live")
    assert launched["deployment"]["state"] == "running"
    assert launched["deployment"]["backend"] == "docker"
    assert cli.json("deployments", "list")[0]["state"] == "running"

    _send_april(cli, launched["deployment"]["id"])
    assert cli.json("monitoring", "collect", "late-live")["rows"] > 10_000
    labels = tmp_path / "labels.csv"
    identity = f"concat_ws('-', {', '.join(sample.ID_COLUMNS)})"
    april = f"SELECT {identity} AS prediction_id, late FROM '{csv}' WHERE month = 4 AND day < 14"
    duckdb.sql(april).write_csv(str(labels))
    added = cli.json("monitoring", "labels", "late-live", str(labels))
    assert added["rows"] > 10_000

    report = cli.json("monitoring", "report", "late-live", "--grain", "week")
    assert [q["roc_auc"] is not None for q in report["quality"]] == [True, True, False]
    assert all(q["roc_auc"] > 0.8 for q in report["quality"][:2])
    assert sum(t["requests"] for t in report["traffic"]) > 300
    assert {p["feature"] for p in report["drift"]} == {*sample.FEATURES, "prediction"}

    cli("deployments", "stop", "late-live")
    assert cli.json("deployments", "list")[0]["state"] == "stopped"
    cli("deployments", "start", "late-live")
    assert cli.json("deployments", "list")[0]["state"] == "running"
    assert "late-live" in cli("deployments", "list").stdout
    assert cli.json("workspace", "check", "--blobs")["problems"] == []
    actions = [e["action"] for e in cli.json("activity", "audit")]
    assert {"dataset.import", "run.finish", "model.register", "deployment.started", "labels.import"} <= set(actions)


def _send_april(cli: Cli, deployment_id: str) -> None:
    from modelyard.services.data import datasets

    workspace = open_workspace(cli.workspace, role="cli", actor="script")
    version = datasets.find_version(workspace, "flights")
    where = "month = 4 AND dep_delay IS NOT NULL"
    job, _ = sample.replay(workspace, deployment_id, version.id, where=where)
    assert workspace.wait(job.id).result["rows"] > 10_000
    workspace.close()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["data", "import", "nowhere.csv"], 5, "There is no file"),
        (["data", "profile", "nothing"], 3, "There is no dataset nothing"),
        (["models", "register", "nothing"], 3, "There is no experiment called nothing"),
        (["deployments", "stop", "nothing"], 3, "There is no deployment nothing"),
        (["deployments", "launch", "nothing"], 3, "There is no model nothing"),
        (["data", "import"], 2, "Missing argument"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_mistakes_are_answered_with_a_sentence_and_a_code(
    tmp_path: Path, arguments: list[str], code: int, says: str
) -> None:
    cli = Cli(tmp_path)
    cli("workspace", "create", str(cli.workspace))
    done = cli(*arguments, code=code)
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_without_workspace_it_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "modelyard", "data", "list"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "app")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert "modelyard workspace create" in done.stderr


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = "import sys; from modelyard.__main__ import main; main(['--help']); " \
        "heavy = {'pandas', 'sklearn', 'matplotlib', 'duckdb', 'docker', 'alembic', 'PySide6', 'pyarrow', 'scipy'}; " \
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "app")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "deployments" in done.stdout
