"""What an import does in its child process: read another tool's store into one line of JSON a run."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from modelyard.core import codec
from modelyard.core.errors import InputError
from modelyard.domain.jobs import JobContext
from modelyard.exchange.foreign import ForeignRun


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """What was found besides the runs. `experiments` are name, tags, and whether the tool had it deleted."""

    runs: int
    deleted_versions: int
    experiments: tuple[tuple[str, dict[str, str], bool], ...]
    traces: int
    problems: tuple[str, ...]


def read_mlflow(context: JobContext, path: str, target: str) -> ReadOutcome:
    """Read a store; every line of `target` becomes the hash of a run's record, a space, and the record as JSON."""
    from modelyard.exchange.mlflow import open_store, read_runs

    store = open_store(Path(path))
    try:
        total, done = store.count(), 0
        with open(target, "wb") as file:
            for run in read_runs(store):
                context.check_cancelled()
                file.write(f"{_digest(run)} {codec.to_json(run)}\n".encode())
                done += 1
                context.progress(min(1.0, done / max(total, 1)), f"Read {done:,} of {total:,} runs")
        experiments = tuple(store.experiments())
        return ReadOutcome(done, store.deleted_versions, experiments, store.traces(), tuple(store.problems))
    except sqlite3.Error as error:
        name = Path(path).name
        hint = "Check that it is sound, or try again when nothing writes to it."
        raise InputError(f"{name} cannot be read to its end.", hint, repr(error)) from error
    finally:
        store.close()


def _digest(run: ForeignRun) -> str:
    """The hash of a run's record; that the store was moved changes nothing of it."""
    placeless = replace(run, files=tuple(replace(f, source="") for f in run.files))
    return hashlib.sha256(codec.to_json(placeless).encode()).hexdigest()
