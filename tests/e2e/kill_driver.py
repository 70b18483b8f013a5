"""One life of a process that is about to be killed: open, check, repeat what was interrupted, begin new work.

Run as `python -m tests.e2e.kill_driver WORKSPACE STAGE CSV`; prints one word a line: "sound", "repeated", "working",
and "done" when the new work ended before anybody killed it.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import sys
from pathlib import Path

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.domain.data.datasets import Column, ColumnType, ImportRequest, ImportResult, TableProfile
from modelyard.domain.data.prepare import FillMethod, FillMissing, FilterRows, SortRows
from modelyard.domain.data.sources import DatabaseRequest, Source, SourceKind
from modelyard.domain.deployments import Backend, LaunchRequest
from modelyard.domain.experiments.runs import RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity, deployments, models
from modelyard.services.data import bin as data_bin
from modelyard.services.data import datasets
from modelyard.services.data import prepare as data_prepare
from modelyard.services.data import refresh as data_refresh
from modelyard.services.data import sources as data_sources
from modelyard.services.data.commit import NewVersion, commit_version
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments import search
from modelyard.services.workspace import Workspace, check, open_workspace
from tests.experiments.search_support import KILLED, forest_search

FEATURES = ("dep_delay", "distance", "carrier", "origin")
REPEATABLE = (JobState.INTERRUPTED, JobState.FAILED)


def say(word: str, **facts: object) -> None:
    print(json.dumps({"word": word, **facts}), flush=True)


def begin(workspace: Workspace, stage: str, csv: str) -> Job:
    """Submit one job of a stage."""
    started: tuple[Job, Changes]
    if stage == "import":
        started = datasets.import_file(workspace, ImportRequest(csv, "flights"))
    elif stage == "recipe":
        number = len(datasets.versions(workspace))
        steps = (FilterRows(f"flight > {number}"), SortRows(("distance",)), FillMissing(("air_time",), FillMethod.MEAN))
        saved, _ = data_prepare.save_recipe(workspace, "kill", steps)
        source = datasets.find_version(workspace, "flights", 1)
        started = data_prepare.apply_recipe(workspace, saved.id, source.id, dataset="prepared")
    elif stage == "refresh":
        return refresh(workspace, Path(csv))
    elif stage == "train":
        version = datasets.find_version(workspace, "flights")
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


SCRAPS = 16


def make_scraps(workspace: Workspace) -> None:
    """Commit versions of their own content, quickly: as an import does, with a table of a few rows each."""
    import duckdb

    for _ in range(SCRAPS):
        staged = workspace.blobs.stage(".parquet")
        mark = clock.new_id()
        duckdb.sql(f"SELECT i, '{mark}' AS mark FROM range(20000) t(i)").write_parquet(str(staged))
        digest = workspace.blobs.adopt(staged)
        columns = (Column("i", ColumnType.INTEGER), Column("mark", ColumnType.TEXT))
        new = NewVersion(
            "scraps", digest, ImportResult(20_000, columns, 0, 0), TableProfile(20_000, ()), mark, Source(path=mark)
        )
        commit_version(workspace, "driver", new)


def delete_for_ever(workspace: Workspace) -> None:
    """Delete, restore, delete and purge one version after the other, then the dataset."""
    versions = datasets.versions(workspace, datasets.find_version(workspace, "scraps").dataset_id)
    for version in versions:
        data_bin.delete(workspace, [version.id])
        data_bin.restore(workspace, [version.id])
        data_bin.delete(workspace, [version.id])
        data_bin.purge(workspace, [version.id])
    data_bin.empty(workspace)


def refresh(workspace: Workspace, csv: Path) -> Job:
    """Refresh a dataset from a database that has the rows of the file now."""
    path = csv.with_name("live.db")
    with contextlib.closing(sqlite3.connect(path)) as connection, connection, csv.open(encoding="utf-8") as file:
        rows = [(line,) for line in file]
        connection.execute("CREATE TABLE IF NOT EXISTS lines (text TEXT)")
        connection.execute("DELETE FROM lines")
        connection.executemany("INSERT INTO lines VALUES (?)", rows)
    if not (known := data_sources.connections(workspace)):
        known = [data_sources.add_connection(workspace, "live", f"sqlite:///{path}")[0]]
    dataset = next((d for d in datasets.list_datasets(workspace) if d.name == "live"), None)
    if dataset is None:
        source = Source(SourceKind.DATABASE, connection_id=known[0].id, table="lines")
        return data_sources.import_database(workspace, DatabaseRequest(source, "live"))[0]
    data_refresh.set_refresh(workspace, dataset.id, 60)
    return data_refresh.refresh(workspace, dataset.id)[0]


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


def go_on_searching(workspace: Workspace) -> None:
    """Begin a search, or let the one there is go on by itself; resume it when it waits. Says each trial that ends."""
    found = [r for r in experiments.runs(workspace) if r.experiment_name == KILLED]
    if not found:
        found = experiments.start(workspace, forest_search(workspace, KILLED))[0]
    run = experiments.run(workspace, found[0].id)
    if run.state is RunState.PAUSED:  # three lives in a row without one more trial
        run, _ = search.resume(workspace, run.id)
    workspace.subscribe(lambda changes: say("trial") if run.id in changes.ids(Kind.RUN) else None)
    say("working", job=run.job_id)
    workspace.wait(run.job_id or "", timeout=300)


def main(path: str, stage: str, csv: str) -> None:
    """Live once."""
    workspace = open_workspace(Path(path), role="cli")
    problems = check(workspace, blobs=True)
    assert not problems, problems
    say("sound")
    if stage == "search":
        go_on_searching(workspace)
        say("done")
        workspace.close()
        return
    say("repeated", jobs=repeat_interrupted(workspace))
    if stage == "delete":
        data_bin.empty(workspace)
        make_scraps(workspace)
        say("working")
        delete_for_ever(workspace)
        say("done")
        workspace.close()
        return
    job = begin(workspace, stage, csv)
    say("working", job=job.id)
    workspace.wait(job.id, timeout=120)
    say("done")
    workspace.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
