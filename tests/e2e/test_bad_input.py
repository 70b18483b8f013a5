"""What people and machines get wrong, tried through the services: each is answered with a sentence that helps."""

from __future__ import annotations

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelyard.core.errors import AppError, ConflictError, EngineError, InputError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.deployments import Backend, DeploymentState, LaunchRequest
from modelyard.domain.experiments.runs import RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.runtime import process_backend
from modelyard.services import activity, deployments, models, sample
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, check, create_workspace

FEATURES = ("dep_delay", "distance", "carrier")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with two months of flights and one registered model."""
    import duckdb

    folder = tmp_path_factory.mktemp("bad")
    csv = folder / "flights.csv"
    duckdb.sql(f"SELECT * FROM '{sample.flights_file()}' WHERE month = 1").write_csv(str(csv))
    made = create_workspace(folder / "bad.modelyard", role="cli", actor="ana")
    version_id = made.wait(datasets.import_file(made, ImportRequest(str(csv), "flights"))[0].id).result["version_id"]
    spec = ExperimentSpec("late", version_id, "late", FEATURES, (AlgorithmSpec("logistic_regression"),))
    runs, _ = experiments.start(made, spec)
    assert runs[0].job_id is not None
    made.wait(runs[0].job_id)
    made.wait(models.register(made, runs[0].id, "late")[0].id)
    yield made
    for found in deployments.deployments(made):
        made.wait(deployments.delete(made, found.id)[0].id)
    made.close()


def _version(workspace: Workspace) -> str:
    return datasets.find_version(workspace, "flights").id


def _spec(workspace: Workspace, **changes: object) -> ExperimentSpec:
    values: dict[str, object] = {
        "name": "late",
        "dataset_version_id": _version(workspace),
        "target": "late",
        "features": FEATURES,
        "algorithms": (AlgorithmSpec("logistic_regression"),),
    }
    return ExperimentSpec(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("binary.csv", bytes(range(256)) * 64, "binary.csv"),
        ("empty.csv", b"", "empty"),
        ("header.csv", b"a,b,c\n", "row"),
    ],
)
def test_file_that_is_no_table(workspace: Workspace, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError, match=says) as previewed:
        datasets.preview_import(file)
    assert previewed.value.hint
    job, _ = datasets.import_file(workspace, ImportRequest(str(file), "broken"))
    with pytest.raises(AppError, match=says) as imported:
        workspace.wait(job.id)
    assert imported.value.hint
    assert "broken" not in {d.name for d in datasets.list_datasets(workspace)}


def test_target_with_one_class_and_target_with_gaps(workspace: Workspace) -> None:
    one = datasets.target_summary(workspace, _version(workspace), "late", "dep_delay > 600")
    assert one.problem
    runs, _ = experiments.start(workspace, _spec(workspace, where="dep_delay > 600"))
    assert runs[0].job_id is not None
    with pytest.raises(AppError, match="true"):
        workspace.wait(runs[0].job_id)
    failed = experiments.run(workspace, runs[0].id)
    assert failed.state is RunState.FAILED
    assert failed.error
    gaps = datasets.target_summary(workspace, _version(workspace), "late")
    assert gaps.missing > 0
    assert gaps.problem == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"features": ("late", "distance")}, "also chosen as a feature"),
        ({"features": ("nothing",)}, "no column called 'nothing'"),
        ({"target": "nothing"}, "no column called 'nothing'"),
        ({"algorithms": ()}, "No algorithm"),
        ({"features": ()}, "No feature"),
        ({"algorithms": (AlgorithmSpec("magic"),)}, "magic"),
        ({"algorithms": (AlgorithmSpec("random_forest", {"n_estimators": -1}),)}, "(?i)trees|n_estimators"),
    ],
)
def test_experiment_that_cannot_work(workspace: Workspace, changes: dict[str, object], says: str) -> None:
    before = len(experiments.runs(workspace))
    with pytest.raises(InputError, match=says):
        experiments.start(workspace, _spec(workspace, **changes))
    assert len(experiments.runs(workspace)) == before


def test_port_in_use_by_a_program_and_by_a_deployment(workspace: Workspace) -> None:
    version_id = models.versions(workspace)[0].id
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        with pytest.raises(ConflictError, match=str(port)) as raised:
            deployments.launch(workspace, LaunchRequest("taken", version_id, port=port, backend=Backend.PROCESS))
        assert "Choose another port" in raised.value.hint
    assert "taken" not in {d.name for d in deployments.deployments(workspace)}


def test_no_engine(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'nothing.sock'}")
    status = deployments.engine_status()
    assert not status.available
    assert status.reason
    assert status.hint
    version_id = models.versions(workspace)[0].id
    with pytest.raises(EngineError):
        deployments.launch(workspace, LaunchRequest("none", version_id, backend=Backend.DOCKER))
    job, _ = deployments.launch(workspace, LaunchRequest("local", version_id))
    found = deployments.get(workspace, workspace.wait(job.id).result["deployment_id"])
    assert (found.backend, found.state) == (Backend.PROCESS, DeploymentState.RUNNING)


def test_requests_that_a_running_model_refuses(workspace: Workspace) -> None:
    version_id = models.versions(workspace)[0].id
    job, _ = deployments.launch(workspace, LaunchRequest("strict", version_id, backend=Backend.DOCKER))
    found = deployments.get(workspace, workspace.wait(job.id).result["deployment_id"])
    token = deployments.token(workspace, found.id)
    row = {"dep_delay": 5, "distance": 500, "carrier": "UA"}

    assert _post(found.url, "wrong", json.dumps({"dataframe_records": [row]}).encode())[0] == 401
    status, answer = _post(
        found.url, token, b'{"dataframe_records": [{"dep_delay": NaN, "distance": 1, "carrier": "UA"}]}'
    )
    assert status == 400
    assert "NaN" in answer or "JSON" in answer
    status, answer = _post(
        found.url, token, json.dumps({"dataframe_records": [row | {"dep_delay": "secret"}]}).encode()
    )
    assert status == 400
    assert "dep_delay" in answer
    assert "secret" not in answer
    assert _post(found.url, token, b" " * 50_000_000)[0] == 413
    assert _post(found.url, token, json.dumps({"dataframe_records": [row]}).encode())[0] == 200


def _post(url: str, token: str, body: bytes) -> tuple[int, str]:
    request = urllib.request.Request(
        f"{url}/invocations",
        body,
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Connection": "close"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("wanted", ["any", "suggested", "named"])
def test_a_port_taken_since_it_was_chosen(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    """Another program is faster than the launch: it takes the next port, unless the user named one."""
    version = models.versions(workspace)[0]
    with socket.socket() as holder:
        port = deployments.free_port(workspace)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        answers = iter([port])
        real = deployments.free_port
        monkeypatch.setattr(deployments, "free_port", lambda *given: next(answers, None) or real(*given))
        monkeypatch.setattr(deployments, "port_problem", lambda *_: "")
        given = None if wanted == "any" else port
        request = LaunchRequest(wanted, version.id, given, Backend.PROCESS, any_port=wanted == "suggested")
        job, _ = deployments.launch(workspace, request)
        if wanted == "named":
            with pytest.raises(AppError, match=f"Port {port} is taken"):
                workspace.wait(job.id)
            assert deployments.find(workspace, request.name).port == port
        else:
            workspace.wait(job.id)
            assert deployments.find(workspace, request.name).port != port
            assert any("was taken meanwhile" in line.text for line in activity.job_log(workspace, job.id))


class _Answers(http.server.BaseHTTPRequestHandler):
    """A program that answers whatever it is asked, as another Modelyard's server might."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_port_taken_while_the_server_starts(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The port was free when it was looked at; the other's answers are not taken for the model's."""
    monkeypatch.setattr(process_backend, "check_port", lambda port: None)
    version = models.versions(workspace)[0]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        port = other.server_address[1]
        request = LaunchRequest("raced", version.id, port, Backend.PROCESS, any_port=True)
        monkeypatch.setattr(deployments, "port_problem", lambda *_: "")
        workspace.wait(deployments.launch(workspace, request)[0].id)
        found = deployments.find(workspace, "raced")
        assert found.port != port
        assert _post(found.url, deployments.token(workspace, found.id), b"{}")[0] == 400
        other.shutdown()


FULL_DISK = """
import sys
from pathlib import Path
from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.services.data import datasets as data
from modelyard.services.workspace import check, create_workspace
if __name__ == "__main__":
    disk, csv = Path(sys.argv[1]), sys.argv[2]
    workspace = create_workspace(disk / "full.modelyard", role="cli", actor="ana")
    filler = disk / "filler"
    free = __import__("shutil").disk_usage(disk).free
    filler.write_bytes(bytes(max(free - 1_500_000, 0)))
    try:
        workspace.wait(data.import_file(workspace, ImportRequest(csv, "flights"))[0].id)
        print("imported")
    except AppError as error:
        print(error.message, "|", error.hint)
    filler.unlink()
    print(check(workspace, blobs=True), data.list_datasets(workspace), list(workspace.blobs.temporary.iterdir()))
    print(workspace.wait(data.import_file(workspace, ImportRequest(csv, "flights"))[0].id).result["rows"])
    workspace.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small tmpfs")
def test_full_disk_says_so_loses_nothing_and_works_again(tmp_path: Path) -> None:
    import duckdb

    csv = tmp_path / "flights.csv"
    duckdb.sql(f"SELECT * FROM '{sample.flights_file()}' WHERE month <= 6").write_csv(str(csv))
    disk = tmp_path / "disk"
    disk.mkdir()
    script = tmp_path / "script.py"
    script.write_text(FULL_DISK, encoding="utf-8")
    mounted = f"mount -t tmpfs -o size=24m tmpfs {disk} && exec {sys.executable} {script} {disk} {csv}"
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", mounted],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "app")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.splitlines()
    assert "is full" in first
    assert "Free some space" in first
    assert second == "[] [] []"
    assert int(third) == duckdb.sql(f"SELECT count(*) FROM '{csv}'").fetchall()[0][0]


def test_workspace_is_sound_after_all_that(workspace: Workspace) -> None:
    assert check(workspace, blobs=True) == []
