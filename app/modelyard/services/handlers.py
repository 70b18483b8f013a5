"""Which function runs which kind of job."""

from __future__ import annotations

from modelyard.jobs.runner import Handler
from modelyard.services import (
    data,
    data_refresh,
    data_sources,
    data_splits,
    deployments,
    experiments,
    models,
    monitoring,
    sample,
)
from modelyard.services.workspace import Workspace

HANDLERS: dict[str, Handler[Workspace]] = {
    data.IMPORT: Handler(data.import_job),
    data_sources.DATABASE_IMPORT: Handler(data_sources.import_database_job),
    data_refresh.REFRESH: Handler(data_refresh.refresh_job, undo=data_refresh.refresh_undone),
    data_splits.SPLIT: Handler(data_splits.split_job),
    experiments.RUN: Handler(experiments.run_job, heavy=True, undo=experiments.run_undone),
    models.REGISTER: Handler(models.register_job, heavy=True),
    deployments.LAUNCH: Handler(deployments.launch_job, undo=deployments.launch_undone),
    deployments.STOP: Handler(deployments.stop_job),
    deployments.RESTART: Handler(deployments.restart_job, undo=deployments.launch_undone),
    deployments.DELETE: Handler(deployments.delete_job),
    monitoring.LABELS: Handler(monitoring.labels_job),
    sample.REPLAY: Handler(sample.replay_job),
    sample.FILL: Handler(sample.fill_job),
}
