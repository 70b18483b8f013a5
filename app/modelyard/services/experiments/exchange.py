"""Runs from other tools: MLflow's stores are imported with nothing lost; `export` writes them.

An import is a job: a child reads the store, then each run is committed in one transaction of its own. What is there
from an earlier import is left alone, or brought up to date where the store has changed.
"""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.core.words import counted
from modelyard.domain.experiments.runs import GitState, RunDetails, RunFile, RunKind, RunOrigin, RunState
from modelyard.domain.jobs import Job, Part
from modelyard.exchange.foreign import ForeignRun, instant
from modelyard.exchange.mlflow import find_store
from modelyard.services.experiments.exchange_work import ReadOutcome, read_mlflow
from modelyard.services.workspace import Workspace
from modelyard.store.database import Write
from modelyard.store.experiments import imported as store
from modelyard.store.experiments import logged

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext

IMPORT = "experiments.import_mlflow"
TOOL = "mlflow"
LISTED = 1000
STATES = {"FINISHED": RunState.FINISHED, "FAILED": RunState.FAILED, "KILLED": RunState.CANCELLED}


@dataclass(slots=True)
class Report:
    """What an import did, and what could not be read, and why."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def as_result(self) -> dict[str, Any]:
        """As the job keeps it; of very many problems the first ones."""
        return {
            "counts": dict(self.counts),
            "problems": self.problems[:LISTED],
            "more_problems": max(0, len(self.problems) - LISTED),
            "text": self.text(),
        }

    def text(self) -> str:
        """In a sentence."""
        parts = [f"{counted(self.counts['runs'], 'run')} imported"]
        if self.counts["updated"]:
            parts.append(f"{counted(self.counts['updated'], 'run')} brought up to date")
        if self.counts["unchanged"]:
            parts.append(f"{counted(self.counts['unchanged'], 'run')} here already")
        if self.problems:
            parts.append(f"{counted(len(self.problems), 'thing')} could not be read")
        return ", ".join(parts) + "."


def import_mlflow(workspace: Workspace, path: Path) -> tuple[Job, Changes]:
    """Import a store of MLflow: its SQLite file, its `mlruns` folder, or the folder that holds one of them.

    Raises `NotFoundError` and `InputError` when there is none. The job's result is a `Report`.
    """
    found = find_store(path)
    with workspace.database.write(workspace.actor) as write:
        job = workspace.submit(write, IMPORT, f"Import runs from {found.name}", {"path": str(found)}, found.name)
        write.record("experiment.import", Kind.EXPERIMENT, "", found.name, after={"path": str(found)})
    workspace.runner.wake()
    return job, write.changes


def looks_like_store(path: Path) -> bool:
    """Whether a path that was dropped is a store of MLflow: a folder with one in it, or a database of MLflow's name."""
    try:
        return path.name.startswith(("mlflow", "mlruns")) if find_store(path).is_file() else True
    except (AppError, OSError):
        return False


def import_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Read the store in a child, then commit run by run; a cancelled import keeps the runs it has committed."""
    lines = workspace.blobs.stage(".jsonl")
    try:
        outcome: ReadOutcome = workspace.runner.children.run(
            read_mlflow, (params["path"], str(lines)), Part(context, 0.0, 0.3)
        )
        importer = _Importer(workspace, context.job.created_by, Path(params["path"]).name)
        importer.add_experiments(outcome)
        for position, (digest, run) in enumerate(_read_lines(lines)):
            context.check_cancelled()
            importer.add(run, digest)
            workspace.runner.emit(importer.take_changes())
            context.progress(
                0.3 + 0.7 * (position + 1) / outcome.runs, f"Imported {position + 1:,} of {outcome.runs:,} runs"
            )
    finally:
        lines.unlink(missing_ok=True)
    report = importer.report
    for problem in report.problems[:LISTED]:
        context.log(problem)
    return report.as_result(), Changes.of(Kind.EXPERIMENT) | Changes.of(Kind.RUN)


def _read_lines(path: Path) -> Iterator[tuple[str, ForeignRun]]:
    with path.open("rb") as file:
        for line in file:
            digest, _, record = line.partition(b" ")
            yield digest.decode(), codec.from_json(record, ForeignRun)


class _Importer:
    """Commits runs of one store."""

    def __init__(self, workspace: Workspace, actor: str, source: str) -> None:
        self.report = Report()
        self._workspace = workspace
        self._actor = actor
        self._source = source
        self._known = store.origins(workspace.database, TOOL)
        self._changes = Changes()
        self._waiting: defaultdict[str, list[str]] = defaultdict(list)
        for known in self._known.values():
            if known.parent and known.parent not in self._known:
                self._waiting[known.parent].append(known.run_id)

    def take_changes(self) -> Changes:
        """What changed since this was asked last."""
        changes, self._changes = self._changes, Changes()
        return changes

    def add_experiments(self, outcome: ReadOutcome) -> None:
        """Make the experiments, those without runs, too, with their tags."""
        self.report.problems += outcome.problems
        if outcome.traces:
            self.report.problems.append(f"{counted(outcome.traces, 'trace')} of language models are not imported.")
        self.report.counts["deleted versions left out"] = outcome.deleted_versions
        with self._workspace.database.write(self._actor) as write:
            for name, tags, _ in outcome.experiments:
                experiment_id = logged.find_or_add_experiment(write, name, tags)
                write.changes |= Changes.of(Kind.EXPERIMENT, experiment_id)
            write.record("experiment.import", Kind.EXPERIMENT, "", self._source)
        self.report.counts["experiments"] = len(outcome.experiments)
        self._changes |= write.changes

    def add(self, run: ForeignRun, digest: str) -> None:
        """Commit one run, unless it is here as it is there."""
        label = run.name or run.id
        self.report.problems += [f"{run.experiment}, {label}: {lost}" for lost in run.lost]
        known = self._known.get(run.id)
        if known is not None and known.digest == digest:
            self.report.counts["unchanged"] += 1
            return
        files, lost = self._keep_files(run)
        self.report.problems += [f"{run.experiment}, {label}: {text}" for text in lost]
        origin = RunOrigin(TOOL, run.id, "" if lost else digest, (*run.lost, *lost))
        values = _values(run, origin)
        with self._workspace.database.write(self._actor) as write:
            run_id = self._write(write, run, values, known.run_id if known else None)
            logged.set_files(write, run_id, files)
            self._link(write, run, run_id)
        self._known[run.id] = store.Origin(run_id, origin.digest, run.tags.get("mlflow.parentRunId", ""))
        self._count(run, files, known is not None)
        self._changes |= write.changes

    def _write(self, write: Write, run: ForeignRun, values: dict[str, Any], known: str | None) -> str:
        experiment_id = logged.find_or_add_experiment(write, run.experiment, run.experiment_tags)
        run_id = known or clock.new_id()
        if known is None:
            number = logged.add_run(write, run_id, experiment_id, values)
            write.record("run.import", Kind.RUN, run_id, f"{run.experiment} run {number}", after={"id": run.id})
        else:
            store.renew(write, run_id, values)
            write.record(
                "run.import", Kind.RUN, run_id, f"{run.experiment}, {run.name or run.id}", after={"id": run.id}
            )
        store.set_points(write, run_id, run.points)
        logged.set_tags(write, run_id, run.tags)
        return run_id

    def _link(self, write: Write, run: ForeignRun, run_id: str) -> None:
        """Put a run below its parent, and those that waited for this one below it."""
        parent = run.tags.get("mlflow.parentRunId", "")
        if parent in self._known and parent != run.id:
            store.set_parent(write, run_id, self._known[parent].run_id)
        elif parent:
            self._waiting[parent].append(run_id)
        for child in self._waiting.pop(run.id, ()):
            store.set_parent(write, child, run_id)

    def _keep_files(self, run: ForeignRun) -> tuple[list[RunFile], list[str]]:
        kept, lost = [], []
        blobs = self._workspace.blobs
        for file in run.files:
            staged = blobs.stage()
            try:
                shutil.copyfile(file.source, staged, follow_symlinks=False)
                kept.append(RunFile(file.path, blobs.adopt(staged), file.size))
            except OSError as error:
                lost.append(f"{file.path} cannot be read: {error.strerror or error}.")
            finally:
                staged.unlink(missing_ok=True)
        return kept, lost

    def _count(self, run: ForeignRun, files: list[RunFile], known: bool) -> None:
        versions = [v for m in run.models for v in m.versions if v.version]
        self.report.counts.update(
            {
                "updated" if known else "runs": 1,
                "deleted runs": int(run.is_deleted),
                "parameters": len(run.params),
                "metric values": len(run.points),
                "tags": len(run.tags),
                "data sets": len(run.inputs),
                "files": len(files),
                "bytes": sum(f.size for f in files),
                "models": len(run.models),
                "registered versions": len(versions),
                "aliases": sum(len(v.aliases) for v in versions),
            }
        )


def _values(run: ForeignRun, origin: RunOrigin) -> dict[str, Any]:
    """A run's row. One that was still running there cannot go on here."""
    started = instant(run.started) or clock.now()
    ended = instant(run.ended)
    state = RunState.FINISHED if run.of_model else STATES.get(run.status, RunState.CANCELLED)
    error = ""
    if not run.of_model and run.status not in STATES:
        error = f"MLflow had it as {run.status.lower() or 'unknown'} when it was imported."
    script = run.tags.get("mlflow.source.name", "")
    details = RunDetails(git=_git(run.tags), inputs=run.inputs, models=run.models, origin=origin)
    return {
        "kind": RunKind.IMPORTED.value,
        "state": state.value,
        "error": error,
        "name": run.name,
        "algorithm": run.tags.get("estimator_name", ""),
        "created_at": started,
        "created_by": run.user,
        "started_at": instant(run.started),
        "ended_at": ended,
        "params": dict(run.params),
        "metrics": store.last_values(run.points),
        "environment": {"script": script} if script else {},
        "note": run.tags.get("mlflow.note.content", ""),
        "details": codec.to_builtins(details),
        "deleted_at": (instant(run.deleted) or ended or started) if run.is_deleted else None,
        "deleted_by": (run.user or "MLflow") if run.is_deleted else "",
    }


def _git(tags: dict[str, str]) -> GitState | None:
    commit = tags.get("mlflow.source.git.commit", "")
    if not commit:
        return None
    return GitState(commit, tags.get("mlflow.source.git.branch", ""), False, tags.get("mlflow.source.git.repoURL", ""))


def checked_report(job: Job) -> dict[str, Any]:
    """The report of an import that has ended. Raises `AppError` when it made none."""
    if "counts" not in job.result:
        raise AppError("The import did not end.", "Start it again; what is here already is not imported twice.")
    return job.result
