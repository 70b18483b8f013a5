"""Give an experiment another name."""

from __future__ import annotations

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, NotFoundError
from modelyard.services.names import check_title
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import runs as store


def rename_experiment(workspace: Workspace, experiment_id: str, name: str) -> Changes:
    """Rename an experiment. Raises `ConflictError` when the name is taken, `NotFoundError` when it is gone."""
    name = check_title(name, "experiment")
    before = next((e.name for e in store.experiment_list(workspace.database) if e.id == experiment_id), None)
    if before is None:
        raise NotFoundError("This experiment is not in the workspace.", "It may have been deleted meanwhile.")
    with workspace.database.write(workspace.actor) as write:
        other = store.find_experiment(write, name)
        if other not in (None, experiment_id):
            raise ConflictError(f"There is an experiment called {name} already.", "Choose another name.")
        store.rename_experiment(write, experiment_id, name)
        write.record("experiment.rename", Kind.EXPERIMENT, experiment_id, name, {"name": before}, {"name": name})
        write.changes |= Changes.of(Kind.RUN)
    return write.changes
