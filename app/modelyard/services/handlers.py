"""Which function runs which kind of job."""

from __future__ import annotations

from modelyard.jobs.runner import Handler
from modelyard.services import deployments, models, monitoring, sample
from modelyard.services.data import compare as data_compare
from modelyard.services.data import datasets
from modelyard.services.data import prepare as data_prepare
from modelyard.services.data import profile as data_profile
from modelyard.services.data import quality as data_quality
from modelyard.services.data import refresh as data_refresh
from modelyard.services.data import sources as data_sources
from modelyard.services.data import splits as data_splits
from modelyard.services.data import table as data_table
from modelyard.services.experiments import exchange as run_exchange
from modelyard.services.experiments import explain, own_code, reproduce, search, suggest, why
from modelyard.services.experiments import export as run_export
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace

HANDLERS: dict[str, Handler[Workspace]] = {
    datasets.IMPORT: Handler(datasets.import_job),
    data_compare.COMPARE: Handler(data_compare.compare_job),
    data_sources.DATABASE_IMPORT: Handler(data_sources.import_database_job),
    data_refresh.REFRESH: Handler(data_refresh.refresh_job, undo=data_refresh.refresh_undone),
    data_profile.PROFILE: Handler(data_profile.profile_job),
    data_profile.CORRELATE: Handler(data_profile.correlate_job),
    data_profile.TARGET: Handler(data_profile.target_job),
    data_splits.SPLIT: Handler(data_splits.split_job),
    data_table.EXPORT: Handler(data_table.export_job),
    data_prepare.APPLY: Handler(data_prepare.apply_job),
    data_quality.CHECK: Handler(data_quality.check_job),
    experiments.RUN: Handler(experiments.run_job, heavy=True, undo=experiments.run_undone),
    experiments.SEARCH: Handler(search.search_job, heavy=True, undo=search.search_undone),
    own_code.ADD: Handler(own_code.add_job),
    explain.EXPLAIN: Handler(explain.explain_job),
    explain.LEARNING: Handler(explain.learning_job, heavy=True),
    reproduce.REPRODUCE: Handler(reproduce.reproduce_job, heavy=True),
    why.WHY: Handler(why.why_job, heavy=True),
    run_exchange.IMPORT: Handler(run_exchange.import_job),
    run_export.EXPORT: Handler(run_export.export_job),
    suggest.SUGGEST: Handler(suggest.suggest_job, undo=suggest.suggest_undone),
    models.REGISTER: Handler(models.register_job, heavy=True),
    deployments.LAUNCH: Handler(deployments.launch_job, undo=deployments.launch_undone),
    deployments.STOP: Handler(deployments.stop_job),
    deployments.RESTART: Handler(deployments.restart_job, undo=deployments.launch_undone),
    deployments.DELETE: Handler(deployments.delete_job),
    monitoring.LABELS: Handler(monitoring.labels_job),
    sample.REPLAY: Handler(sample.replay_job),
    sample.FILL: Handler(sample.fill_job),
}
