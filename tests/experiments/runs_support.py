"""Runs in a workspace without training them: what lists, filters and the recycle bin are tested and measured with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from modelyard.core import clock
from modelyard.services.workspace import Workspace
from modelyard.store.experiments.numbers import plain
from modelyard.store.tables import experiments, run_tags, runs

BEGAN = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def add_experiment(workspace: Workspace, name: str) -> str:
    """An experiment whose runs come from outside."""
    experiment_id = clock.new_id()
    with workspace.database.bookkeeping() as write:
        write.execute(
            sa.insert(experiments).values(id=experiment_id, name=name, created_at=BEGAN, created_by=workspace.actor)
        )
    return experiment_id


def add_runs(workspace: Workspace, experiment_id: str, given: Sequence[Mapping[str, Any]]) -> list[str]:
    """Runs with columns of their own, such as params, metrics and state; `tags` are kept beside. Returns their ids."""
    rows, tags = [], []
    for number, values in enumerate(given, 1):
        row: dict[str, Any] = {
            "id": clock.new_id(),
            "experiment_id": experiment_id,
            "dataset_version_id": None,
            "number": number,
            "algorithm": "random_forest",
            "params": {},
            "spec": None,
            "state": "finished",
            "seed": 0,
            "created_at": BEGAN + timedelta(minutes=number),
            "created_by": workspace.actor,
            "started_at": BEGAN + timedelta(minutes=number),
            "ended_at": BEGAN + timedelta(minutes=number, seconds=30),
            "metrics": {},
            "fit_seconds": 1.5,
            "model_size": 1000,
            "environment": {"python": "3.11.7"},
            "error": "",
            "name": "",
            "note": "",
            "parent_id": None,
            "archived_at": None,
            "deleted_at": None,
            "details": {},
            "model_blob": None,
            "predictions_blob": None,
        }
        tags += [{"run_id": values.get("id", row["id"]), "key": k, "value": v}
                 for k, v in values.get("tags", {}).items()]  # fmt: skip
        row |= {key: value for key, value in values.items() if key != "tags"}
        row["metrics"] = plain(row["metrics"])
        rows.append(row)
    with workspace.database.bookkeeping() as write:
        write.execute(sa.insert(runs), rows)
        if tags:
            write.execute(sa.insert(run_tags), tags)
    return [row["id"] for row in rows]
