"""Do a run again that failed or was stopped, with more memory where that was what it lacked."""

from __future__ import annotations

import re
from dataclasses import replace

import psutil

from modelyard.core import codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError
from modelyard.domain.experiments.runs import Run, RunKind, RunState
from modelyard.services.experiments import runs, search
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import runs as store

_AT_LIMIT = re.compile(r"Stopped at the ([\d.e+]+) GB memory limit")
CAN_RETRY = (RunState.FAILED, RunState.CANCELLED)


def larger_limit(run: Run) -> int | None:
    """The memory in bytes to try again with where its limit stopped a run: twice as much, at most what the machine has.

    None where the limit was not the reason, or the machine has no more.
    """
    found = _AT_LIMIT.search(run.error) if run.state is RunState.FAILED else None
    if found is None:
        return None
    before = float(found[1]) * 1e9
    wanted = min(2 * before, psutil.virtual_memory().total)
    return round(wanted) if wanted > 1.1 * before else None


def retry_larger(workspace: Workspace, run_id: str) -> tuple[Run, Changes]:
    """Train a run again, with more memory where that was what it lacked; raises as `retry` does."""
    return retry(workspace, run_id, larger_limit(runs.run(workspace, run_id)))


def retry(workspace: Workspace, run_id: str, memory: int | None = None) -> tuple[Run, Changes]:
    """Train a run again that failed or was stopped; a search goes on from its trials. `memory` is its new limit.

    Raises `ConflictError` for a run that has not ended so, or that a script logged.
    """
    run = runs.run(workspace, run_id)
    if run.state not in CAN_RETRY or run.kind not in runs.JOBS:
        raise ConflictError(
            f"{run.title} cannot be repeated.", "Only a run that failed or stopped can be trained again."
        )
    spec = runs.run_spec(workspace, run_id)
    limits = spec.limits if memory is None else replace(spec.limits, memory=memory)
    if run.kind is RunKind.SEARCH:
        return search.resume(workspace, run_id, limits)
    with workspace.database.write(workspace.actor) as write:
        store.update_run(write, run_id, spec=codec.to_builtins(replace(spec, limits=limits)))
        title = f"Train {run.algorithm_name.lower()}"
        job = workspace.submit(write, runs.JOBS[run.kind], title, {"run_id": run_id}, run.experiment_name)
        runs.run_repeated(workspace, write, job)
        write.record("run.retry", Kind.RUN, run_id, run.title, after={} if memory is None else {"memory": memory})
    workspace.runner.wake()
    return runs.run(workspace, run_id), write.changes
