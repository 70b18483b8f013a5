"""Which function runs which kind of job."""

from __future__ import annotations

from modelyard.jobs.runner import Handler
from modelyard.services import data, data_quality, deployments, experiments, models, monitoring, sample
from modelyard.services.workspace import Workspace

HANDLERS: dict[str, Handler[Workspace]] = {
    data.IMPORT: Handler(data.import_job),
    data_quality.CHECK: Handler(data_quality.check_job),
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
