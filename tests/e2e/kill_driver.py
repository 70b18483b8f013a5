"""One life of a process that is about to be killed: open, check, repeat what was interrupted, begin new work.

Run as `python -m tests.e2e.kill_driver WORKSPACE STAGE CSV`; prints one word a line: "sound", "repeated", "working",
and "done" when the new work ended before anybody killed it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from modelyard.core.changes import Changes
from modelyard.domain.data import ImportRequest
from modelyard.domain.data_prepare import FillMethod, FillMissing, FilterRows, SortRows
from modelyard.domain.deployments import Backend, LaunchRequest
from modelyard.domain.experiments import AlgorithmSpec, ExperimentSpec, RunState
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity, data, data_prepare, deployments, experiments, models
from modelyard.services.workspace import Workspace, check, open_workspace

FEATURES = ("dep_delay", "distance", "carrier", "origin")
REPEATABLE = (JobState.INTERRUPTED, JobState.FAILED)


def say(word: str, **facts: object) -> None:
    print(json.dumps({"word": word, **facts}), flush=True)


def begin(workspace: Workspace, stage: str, csv: str) -> Job:
    """Submit one job of a stage."""
    started: tuple[Job, Changes]
    if stage == "import":
        started = data.import_file(workspace, ImportRequest(csv, "flights"))
    elif stage == "recipe":
        number = len(data.versions(workspace))
        steps = (FilterRows(f"flight > {number}"), SortRows(("distance",)), FillMissing(("air_time",), FillMethod.MEAN))
        saved, _ = data_prepare.save_recipe(workspace, "kill", steps)
        source = data.find_version(workspace, "flights", 1)
        started = data_prepare.apply_recipe(workspace, saved.id, source.id, dataset="prepared")
    elif stage == "train":
        version = data.find_version(workspace, "flights")
        spec = ExperimentSpec("late", version.id, "late", FEATURES, (AlgorithmSpec("hist_gradient_boosting"),))
        runs, _ = experiments.start(workspace, spec)
        assert runs[0].job_id is not None
        return workspace.job(runs[0].job_id)
    elif stage == "register":
        finished = [r for r in experiments.runs(workspace) if r.state is RunState.FINISHED]
        started = models.register(workspace, finished[0].id, "late")
    else:
        for old in deployments.deployments(workspace):
            workspace.wait(deployments.delete(workspace, old.id)[0].id, timeout=60)
        backend = Backend.DOCKER if stage == "launch-docker" else Backend.PROCESS
        version_id = models.versions(workspace)[0].id
        started = deployments.launch(workspace, LaunchRequest("late-live", version_id, backend=backend))
    return started[0]


def repeat_interrupted(workspace: Workspace) -> int:
    """Repeat every job that did not end well and has not been repeated; all must succeed."""
    known = {e.before.get("job") for e in activity.audit(workspace, "job.retry", limit=10_000)}
    repeated = 0
    for job in activity.jobs(workspace, 1000):
        if job.state is JobState.QUEUED or (job.state in REPEATABLE and job.id not in known):
            again = job if job.state is JobState.QUEUED else activity.retry(workspace, job.id)[0]
            ended = workspace.wait(again.id, timeout=120)
            assert ended.state is JobState.SUCCEEDED, ended
            repeated += 1
    return repeated


def main(path: str, stage: str, csv: str) -> None:
    """Live once."""
    workspace = open_workspace(Path(path), role="cli")
    problems = check(workspace, blobs=True)
    assert not problems, problems
    say("sound")
    say("repeated", jobs=repeat_interrupted(workspace))
    job = begin(workspace, stage, csv)
    say("working", job=job.id)
    workspace.wait(job.id, timeout=120)
    say("done")
    workspace.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
