"""Searches: their job, their trials; pause, resume and stop them; keep a trial as a run."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import CancelledError, ConflictError, InputError, NotFoundError
from modelyard.core.words import counted
from modelyard.domain.experiments.metrics import better
from modelyard.domain.experiments.runs import ResourceSample, Run, RunKind, RunState, Trial, TrialState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, Limits
from modelyard.domain.jobs import Job, JobError, JobState
from modelyard.jobs.process import ChildDiedError, Watch
from modelyard.jobs.resources import joined
from modelyard.services.experiments import runs
from modelyard.services.experiments.search_work import OVERTIME, SearchTask, search
from modelyard.services.experiments.train_work import TrainTask
from modelyard.services.workspace import Workspace
from modelyard.store import jobs as job_store
from modelyard.store.database import Write
from modelyard.store.experiments import runs as store
from modelyard.store.experiments import trials as trial_store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.training.run import RunOutcome

PAUSE, STOP = "pause", "stop"
MOST_DEATHS = 3
"""A trial during which the child dies so often has failed. A search during which Modelyard itself stops so often,
without one more trial, waits until somebody resumes it."""

WISH_SECONDS = 0.25
CAN_RESUME = (RunState.PAUSED, RunState.FAILED, RunState.CANCELLED)


# --- the job ------------------------------------------------------------------------------------------------------
def search_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Search in a child process, going on from the trials there are, then commit the run with the best parameters.

    When somebody wishes a pause, the job succeeds with the run paused.
    """
    before, spec, version = runs.begin(context, workspace, params["run_id"])
    earlier = store.details(workspace.database, before.id).resources
    with runs.train_task(workspace, spec, version, AlgorithmSpec(before.algorithm, before.params)) as (task, files):
        session = _Session(context, workspace, before.id, task)
        try:
            outcome = session.run()
        except BaseException:
            runs.keep_resources(workspace, before.id, session.samples)
            raise
        if outcome is None:
            runs.keep_resources(workspace, before.id, session.samples)
            return {"run_id": before.id, "paused": True}, _set_state(workspace, before.id, RunState.PAUSED)
        outcome = _noted(runs.with_resources(outcome, session.samples, earlier), session.note)
        for warning in outcome.details.warnings:
            context.log(warning)

        def keep(write: Write) -> None:
            if spec.search is not None and spec.search.keep_trials:
                finished = [t for t in trials(workspace, before.id) if t.state is TrialState.FINISHED]
                _keep(workspace, write, before, spec, finished)

        return runs.commit_run(context.job, workspace, before, version, outcome, files, keep)


def _noted(outcome: RunOutcome, note: str) -> RunOutcome:
    details = outcome.details
    return replace(outcome, details=replace(details, warnings=(*details.warnings, note))) if note else outcome


class _Session:
    """One job's part of a search: as many children as it takes."""

    def __init__(self, context: RunnerContext, workspace: Workspace, run_id: str, task: TrainTask) -> None:
        self.samples: list[ResourceSample] = []
        self.note = ""
        self._context = context
        self._workspace = workspace
        self._run_id = run_id
        self._task = task
        self._deaths: dict[int, int] = {}

    def run(self) -> RunOutcome | None:
        """Search until the budget is used up, or somebody wishes it to stop; None when it shall pause."""
        finish = False
        while True:
            wish = _Wish(self._context, self._workspace)
            try:
                return self._child(self._context if finish else wish, finish, wish)
            except CancelledError:
                if finish or self._context.cancelled() or wish.word not in (PAUSE, STOP, OVERTIME):
                    raise
                if wish.word == PAUSE:
                    return None
                finish = True
                if wish.word == STOP:
                    self.note = self._stopped(wish.by)
            except ChildDiedError:
                if finish:
                    raise
                self._died()

    def _child(self, context: RunnerContext | _Wish, finish: bool, wish: _Wish) -> RunOutcome:
        limits = self._task.spec.limits
        watch = Watch(partial(self._told, wish), limits.memory, limits.low_priority, self._run_id)
        known = tuple(trials(self._workspace, self._run_id))
        task = SearchTask(self._task, known, finish, one_by_one=bool(self._deaths))
        try:
            outcome: RunOutcome = self._workspace.runner.children.run(search, (task,), context, watch)
            return outcome
        finally:
            self.samples = [*joined(self.samples, watch.samples)]

    def _told(self, wish: _Wish, message: Trial | str) -> None:
        if isinstance(message, Trial):
            self._keep(message)
        else:
            wish.word = wish.word or message

    def _keep(self, trial: Trial) -> None:
        with self._workspace.database.bookkeeping() as write:
            trial_store.add(write, self._run_id, trial)
        self._workspace.runner.emit(Changes.of(Kind.RUN, self._run_id))

    def _died(self) -> None:
        """Try again; a trial during which children died three times has failed. From the first death on trials go
        one by one, so it is the first that is not there."""
        numbers = {t.number for t in trials(self._workspace, self._run_id)}
        number = next(n for n in range(len(numbers) + 1) if n not in numbers)
        self._deaths[number] = self._deaths.get(number, 0) + 1
        times = self._deaths[number]
        self._context.log(f"The background process died during trial {number + 1} ({times} of {MOST_DEATHS})")
        if times >= MOST_DEATHS:
            text = f"The background process died {MOST_DEATHS} times during this trial."
            self._keep(Trial(number, TrialState.FAILED, {}, None, (), clock.now(), 0.0, text))

    def _stopped(self, by: str) -> str:
        search = self._task.spec.search
        assert search is not None
        made = trial_store.count(self._workspace.database, self._run_id)
        return f"{by} stopped the search after {counted(made, 'trial')} of {search.trials:,}; this is the best of them."


class _Wish:
    """A job's context that is also cancelled when somebody wishes the search to pause or to stop."""

    def __init__(self, context: RunnerContext, workspace: Workspace) -> None:
        self.word = self.by = ""
        self.progress = context.progress
        self.log = context.log
        self._context = context
        self._workspace = workspace
        self._looked = 0.0

    def cancelled(self) -> bool:
        """Whether the work shall end, for whichever reason."""
        now = time.monotonic()
        if not self.word and now - self._looked >= WISH_SECONDS:
            self._looked = now
            params = self._workspace.job(self._context.job.id).params
            self.word, self.by = params.get("wish", ""), params.get("by", "")
        return bool(self.word) or self._context.cancelled()

    def check_cancelled(self) -> None:
        """Raise `CancelledError` when the work shall end."""
        if self.cancelled():
            raise CancelledError


def search_undone(workspace: Workspace, job: Job, state: JobState, error: JobError | None) -> Changes:
    """What becomes of a search whose job did not succeed: interrupted, it goes on by itself; its trials stay."""
    run = store.run(workspace.database, {}, job.params["run_id"])
    if run.job_id != job.id or run.state is RunState.PAUSED:
        return Changes()
    if state is JobState.INTERRUPTED:
        return _go_on(workspace, workspace.job(job.id), run, crashed=error is not None)
    return _set_state(workspace, run.id, runs.ENDED[state], runs.why_undone(workspace, job, state, error))


def _go_on(workspace: Workspace, job: Job, run: Run, crashed: bool) -> Changes:
    made = trial_store.count(workspace.database, run.id)
    wish = job.params.get("wish")
    fruitless = 0
    if crashed:
        fruitless = 1 + (job.params.get("fruitless", 0) if job.params.get("made") == made else 0)
    if wish == PAUSE or fruitless >= MOST_DEATHS:
        waits = f"Modelyard stopped {MOST_DEATHS} times without one more trial. Resume the search to go on."
        return _set_state(workspace, run.id, RunState.PAUSED, "" if wish == PAUSE else waits)
    params = {**job.params, "made": made, "fruitless": fruitless}
    with workspace.database.bookkeeping() as write:
        new = workspace.submit(write, job.kind, job.title, params, job.subject, job.created_by)
        store.update_run(write, run.id, state=RunState.QUEUED.value, job_id=new.id)
    return write.changes | Changes.of(Kind.RUN, run.id)


def _set_state(workspace: Workspace, run_id: str, state: RunState, error: str = "") -> Changes:
    ended = None if state is RunState.PAUSED else clock.now()
    with workspace.database.bookkeeping() as write:
        store.update_run(write, run_id, state=state.value, ended_at=ended, error=error)
    return Changes.of(Kind.RUN, run_id)


def search_repeated(workspace: Workspace, write: Write, job: Job) -> None:
    """Let the search of a job that is done again wait. Raises `ConflictError` when it goes on already."""
    run = store.run(workspace.database, {}, job.params["run_id"])
    if run.state not in CAN_RESUME:
        raise ConflictError(f"This search is {run.state.value}.", "There is nothing to repeat.")
    runs.run_repeated(workspace, write, job)


# --- what people do -----------------------------------------------------------------------------------------------
def pause(workspace: Workspace, run_id: str) -> tuple[Run, Changes]:
    """Let a search wait; its finished trials stay, and those under way are made again when it goes on."""
    run = _search(workspace, run_id)
    if run.state.ended:
        raise ConflictError(f"{run.title} is {run.state.value}.", "Only a search that runs or waits can be paused.")
    with workspace.database.write(workspace.actor) as write:
        if run.state is RunState.QUEUED:
            job_store.request_cancel(write, run.job_id or "")
            store.update_run(write, run_id, state=RunState.PAUSED.value)
        else:
            _wish(workspace, write, run, PAUSE)
        write.record("run.pause", Kind.RUN, run_id, run.title)
    workspace.runner.wake()
    return runs.run(workspace, run_id), write.changes


def resume(workspace: Workspace, run_id: str, limits: Limits | None = None) -> tuple[Run, Changes]:
    """Let a search go on that was paused, was cancelled or failed; it may have other limits then."""
    run = _search(workspace, run_id)
    if run.state not in CAN_RESUME:
        raise ConflictError(f"{run.title} is {run.state.value}.", "Only a search that has stopped can go on.")
    with workspace.database.write(workspace.actor) as write:
        if limits is not None:
            spec = replace(runs.run_spec(workspace, run_id), limits=limits)
            store.update_run(write, run_id, spec=codec.to_builtins(spec))
        title = f"Search {run.algorithm_name.lower()}"
        job = workspace.submit(write, runs.SEARCH, title, {"run_id": run_id}, run.experiment_name)
        runs.run_repeated(workspace, write, job)
        write.record("run.resume", Kind.RUN, run_id, run.title)
    workspace.runner.wake()
    return runs.run(workspace, run_id), write.changes


def stop(workspace: Workspace, run_id: str) -> tuple[Run, Changes]:
    """End a search; the best of its finished trials becomes the run. Without any it is cancelled."""
    run = _search(workspace, run_id)
    if run.state in (RunState.FINISHED, RunState.CANCELLED):
        raise ConflictError(f"{run.title} is {run.state.value}.", "There is nothing to stop.")
    finished = any(t.state is TrialState.FINISHED for t in trials(workspace, run_id))
    if run.state is not RunState.RUNNING and finished:
        resumed = runs.run(workspace, run_id) if run.state is RunState.QUEUED else resume(workspace, run_id)[0]
        run = resumed
    with workspace.database.write(workspace.actor) as write:
        if finished:
            _wish(workspace, write, run, STOP)
        elif run.state.ended:
            store.update_run(write, run_id, state=RunState.CANCELLED.value, ended_at=clock.now())
        else:
            job_store.request_cancel(write, run.job_id or "")
        write.record("run.stop", Kind.RUN, run_id, run.title)
    workspace.runner.wake()
    return runs.run(workspace, run_id), write.changes


def _wish(workspace: Workspace, write: Write, run: Run, word: str) -> None:
    """Tell the search's job, in whichever process it runs."""
    job = workspace.job(run.job_id or "")
    job_store.set_params(write, job.id, {**job.params, "wish": word, "by": workspace.actor})


def _search(workspace: Workspace, run_id: str) -> Run:
    run = runs.run(workspace, run_id)
    if run.kind is not RunKind.SEARCH:
        raise InputError(f"{run.title} is no search.", "Cancel its job instead.")
    return run


# --- trials -------------------------------------------------------------------------------------------------------
def trials(workspace: Workspace, run_id: str) -> list[Trial]:
    """The trials of a search that have ended, by number."""
    return trial_store.trial_list(workspace.database, run_id)


def best_so_far(metric: str, found: Iterable[Trial]) -> list[tuple[int, float]]:
    """(number, value) of each finished trial that was better than all before it, in the order of their numbers."""
    steps: list[tuple[int, float]] = []
    for trial in sorted(found, key=lambda t: t.number):
        if trial.state is not TrialState.FINISHED or trial.value is None:
            continue
        if not steps or better(metric, trial.value, steps[-1][1]):
            steps.append((trial.number, trial.value))
    return steps


def keep_trial(workspace: Workspace, run_id: str, number: int) -> tuple[Run, Changes]:
    """Train a finished trial's parameters as a run of its own, below the search. Raises `NotFoundError`."""
    run = _search(workspace, run_id)
    found = [t for t in trials(workspace, run_id) if t.number == number and t.state is TrialState.FINISHED]
    if not found:
        raise NotFoundError(f"{run.title} has no finished trial {number + 1:,}.", "List the trials to see them.")
    with workspace.database.write(workspace.actor) as write:
        kept = _keep(workspace, write, run, runs.run_spec(workspace, run_id), found)
        write.record("run.keep_trial", Kind.RUN, run_id, run.title, after={"trial": number + 1})
    workspace.runner.wake()
    return runs.run(workspace, kept[0]), write.changes


def _keep(workspace: Workspace, write: Write, run: Run, spec: ExperimentSpec, found: Sequence[Trial]) -> list[str]:
    """Queue a plain run for each trial: same rows, same settings, no folds anew."""
    plain = replace(spec, search=None, folds=None)
    kept = []
    for trial in found:
        algorithm = AlgorithmSpec(run.algorithm, {**run.params, **trial.params})
        own = replace(plain, algorithms=(algorithm,))
        name = f"Trial {trial.number + 1}"
        kept.append(runs.queue_run(workspace, write, run.experiment_id, own, algorithm, parent_id=run.id, name=name))
    return kept
