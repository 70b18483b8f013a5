"""The trials of searches in the database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from modelyard.domain.experiments.runs import Trial, TrialState
from modelyard.store.database import Database, Write
from modelyard.store.experiments.numbers import number_from, plain_number
from modelyard.store.tables import trials


def add(write: Write, run_id: str, trial: Trial) -> None:
    """Keep a trial that has ended. One that is there already stays as it is: nothing else could have come out."""
    there = sa.select(trials.c.number).where(trials.c.run_id == run_id, trials.c.number == trial.number)
    if write.connection.scalar(there) is not None:
        return
    write.execute(sa.insert(trials), trial_row(run_id, trial))


def trial_row(run_id: str, trial: Trial) -> dict[str, Any]:
    """A trial as the table keeps it."""
    return {
        "run_id": run_id,
        "number": trial.number,
        "state": trial.state.value,
        "params": trial.params,
        "value": trial.value,
        "folds": [plain_number(value) for value in trial.folds],
        "started_at": trial.started_at,
        "seconds": trial.seconds,
        "text": trial.text,
    }


def trial_list(database: Database, run_id: str) -> list[Trial]:
    """The trials of a search that have ended, by number."""
    with database.read() as connection:
        rows = connection.execute(sa.select(trials).where(trials.c.run_id == run_id).order_by(trials.c.number))
        return [_trial(r) for r in rows]


def count(database: Database, run_id: str) -> int:
    """How many trials of a search have ended."""
    with database.read() as connection:
        query = sa.select(sa.func.count()).select_from(trials).where(trials.c.run_id == run_id)
        return connection.scalar(query) or 0


def _trial(row: sa.Row[*tuple[Any, ...]]) -> Trial:
    values = dict(row._mapping)
    del values["run_id"]
    values["state"] = TrialState(values["state"])
    values["folds"] = tuple(number_from(value) for value in values["folds"])
    return Trial(**values)
