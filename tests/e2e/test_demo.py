"""`modelyard demo`: the journey of the README, over the first weeks of live traffic."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from modelyard.services import deployments
from modelyard.services.workspace import check, open_workspace

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(500)
def test_demo_ends_with_numbers_a_running_container_and_charts(tmp_path: Path) -> None:
    folder = tmp_path / "demo.modelyard"
    done = subprocess.run(
        [sys.executable, "-m", "modelyard", "demo", str(folder), "--days", "21", "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "app")},
        capture_output=True,
        text=True,
        timeout=450,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    workspace = open_workspace(folder, role="cli")
    try:
        assert result["rows"] == 336_776
        assert result["rejected"] == 0
        assert result["roc_auc"]["hist_gradient_boosting"] > 0.9
        assert result["backend"] == "docker"
        assert result["served_difference"] <= 1e-12
        assert result["predictions"] == result["watched"] > 15_000
        assert 0 < result["labelled"] <= result["watched"]
        charts = sorted(p.name for p in Path(result["charts"]).iterdir())
        assert charts == [f"{n}.png" for n in ("drift", "errors", "latency", "predictions", "quality", "requests")]
        found = deployments.deployments(workspace)[0]
        assert found.url == result["url"]
        deployments.observe(workspace)
        assert deployments.get(workspace, found.id).state == "running"
        assert check(workspace) == []
    finally:
        for found in deployments.deployments(workspace):
            workspace.wait(deployments.delete(workspace, found.id)[0].id)
        workspace.close()
