"""The tables, as SQLAlchemy Core sees them. Rows never leave `store`; the modules beside this one turn them into
domain objects. A change here needs a migration in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A UTC instant; naive in the database, aware in Python."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(26), primary_key=True)


def _ref(name: str, target: str, *, nullable: bool = False, cascade: bool = False) -> sa.Column[str]:
    return sa.Column(
        name, sa.String(26), sa.ForeignKey(target, ondelete="CASCADE" if cascade else None), nullable=nullable
    )


def _text(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", UtcDateTime, nullable=False),
    _text("actor"),
    _text("origin"),
    _text("action"),
    _text("kind"),
    _text("subject_id"),
    _text("subject"),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("after", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)

jobs = sa.Table(
    "jobs",
    metadata,
    _id(),
    _text("kind"),
    _text("title"),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
    sa.Column("fraction", sa.Float),
    _text("text"),
    sa.Column("result", sa.JSON, nullable=False),
    sa.Column("error", sa.JSON),
    sa.Column("cancel_requested", sa.Boolean, nullable=False, server_default=sa.false()),
    _text("subject"),
    sa.Column("started_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("pid", sa.Integer),
)

job_log = sa.Table(
    "job_log",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("job_id", sa.String(26), sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    _text("text"),
)

datasets = sa.Table(
    "datasets",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _text("description"),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

dataset_versions = sa.Table(
    "dataset_versions",
    metadata,
    _id(),
    _ref("dataset_id", "datasets.id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("columns", sa.JSON, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    _text("source"),
    sa.Column("source_size", sa.BigInteger, nullable=False),
    _text("note"),
    _text("author"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("rejected", sa.BigInteger, nullable=False),
    sa.Column("rejected_blob", sa.String(64)),
    sa.Column("rejected_reasons", sa.JSON, nullable=False),
    sa.Column("read_options", sa.JSON, nullable=False),
    sa.Column("profile", sa.JSON),
    sa.Column("lineage", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("source_spec", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("deleted_at", UtcDateTime),
    _text("deleted_by"),
    sa.Column("purged_at", UtcDateTime),
    sa.Column("set_missing", sa.JSON, nullable=False, server_default="{}"),
    sa.UniqueConstraint("dataset_id", "number"),
)

version_insights = sa.Table(
    "version_insights",
    metadata,
    sa.Column("version_id", sa.String(26), sa.ForeignKey("dataset_versions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("result", sa.JSON, nullable=False),
)

dataset_tags = sa.Table(
    "dataset_tags",
    metadata,
    sa.Column("dataset_id", sa.String(26), sa.ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("tag", sa.Text, primary_key=True),
    _ref("version_id", "dataset_versions.id", cascade=True),
    sa.Column("since", UtcDateTime, nullable=False),
)

connections = sa.Table(
    "connections",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _text("url"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
)

refreshes = sa.Table(
    "refreshes",
    metadata,
    sa.Column("dataset_id", sa.String(26), sa.ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("next_at", UtcDateTime, nullable=False),
    sa.Column("last_at", UtcDateTime),
    _text("last_result"),
    _text("last_error"),
)

quality_rules = sa.Table(
    "quality_rules",
    metadata,
    _id(),
    _ref("dataset_id", "datasets.id", cascade=True),
    _text("kind"),
    _text("column"),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("severity", sa.String(16), nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
)

quality_results = sa.Table(
    "quality_results",
    metadata,
    sa.Column("version_id", sa.String(26), sa.ForeignKey("dataset_versions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("rule_id", sa.String(26), sa.ForeignKey("quality_rules.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("failing", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("total", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("value", sa.Float),
    _text("text"),
    sa.Column("rule", sa.JSON, nullable=False),
)

recipes = sa.Table(
    "recipes",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _text("description"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
    sa.Column("removed_at", UtcDateTime),
)

recipe_versions = sa.Table(
    "recipe_versions",
    metadata,
    _id(),
    _ref("recipe_id", "recipes.id", cascade=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("steps", sa.JSON, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    _text("note"),
    _text("author"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("recipe_id", "number"),
)

splits = sa.Table(
    "splits",
    metadata,
    _id(),
    _ref("dataset_version_id", "dataset_versions.id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("spec", sa.JSON, nullable=False),
    sa.Column("blob", sa.String(64), nullable=False),
    sa.Column("counts", sa.JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
    sa.UniqueConstraint("dataset_version_id", "name"),
)

experiments = sa.Table(
    "experiments",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _ref("dataset_version_id", "dataset_versions.id", nullable=True),
    sa.Column("spec", sa.JSON(none_as_null=True)),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
    sa.Column("tags", sa.JSON, nullable=False, server_default="{}"),  # as the tool had them that it was imported from
)

runs = sa.Table(
    "runs",
    metadata,
    _id(),
    _ref("experiment_id", "experiments.id"),
    _ref("dataset_version_id", "dataset_versions.id", nullable=True),
    sa.Column("number", sa.Integer, nullable=False),
    _text("algorithm"),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("spec", sa.JSON(none_as_null=True)),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("seed", sa.Integer, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
    _ref("job_id", "jobs.id", nullable=True),
    sa.Column("started_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("metrics", sa.JSON, nullable=False),
    sa.Column("fit_seconds", sa.Float),
    sa.Column("model_size", sa.BigInteger),
    _text("data_hash"),
    _text("split_hash"),
    sa.Column("train_rows", sa.BigInteger),
    sa.Column("test_rows", sa.BigInteger),
    sa.Column("environment", sa.JSON, nullable=False),
    _text("error"),
    sa.Column("model_blob", sa.String(64)),
    sa.Column("record_blob", sa.String(64)),
    sa.Column("sample_blob", sa.String(64)),
    sa.Column("task", sa.String(16), nullable=False, server_default="binary"),
    sa.Column("kind", sa.String(16), nullable=False, server_default="training"),
    _text("name"),
    sa.Column("intervals", sa.JSON, nullable=False, server_default="{}"),
    _ref("parent_id", "runs.id", nullable=True),
    _text("note"),
    sa.Column("archived_at", UtcDateTime),
    sa.Column("deleted_at", UtcDateTime),
    _text("deleted_by"),
    sa.Column("details", sa.JSON, nullable=False, server_default="{}"),
    sa.Column("predictions_blob", sa.String(64)),
    sa.UniqueConstraint("experiment_id", "number"),
    sa.Index("ix_runs_parent_id", "parent_id"),
    # what lists of all runs, and of one experiment's, ask for most often, so that they need not read past the long
    # texts of every row
    sa.Index(
        "ix_runs_list",
        *("id", "parent_id", "experiment_id", "deleted_at", "archived_at"),
        *("state", "algorithm", "created_by", "dataset_version_id"),
    ),
    sa.Index(
        "ix_runs_of_experiment",
        *("experiment_id", "deleted_at", "id", "parent_id", "archived_at"),
        *("state", "algorithm", "created_by", "dataset_version_id"),
    ),
)

run_tags = sa.Table(
    "run_tags",
    metadata,
    sa.Column("run_id", sa.String(26), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    _text("value"),
)

run_files = sa.Table(
    "run_files",
    metadata,
    sa.Column("run_id", sa.String(26), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("blob", sa.String(64), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
)

metric_points = sa.Table(
    "metric_points",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.String(26), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("step", sa.BigInteger, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("value", sa.Float),  # NULL is NaN, which SQLite cannot hold
    sa.Index("ix_metric_points_run_id", "run_id", "key", "step"),
)

run_writers = sa.Table(  # runs that scripts and notebooks write at this moment
    "run_writers",
    metadata,
    sa.Column("run_id", sa.String(26), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    _text("host"),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("process_start", sa.Float, nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
)

trials = sa.Table(
    "trials",
    metadata,
    sa.Column("run_id", sa.String(26), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("value", sa.Float),
    sa.Column("folds", sa.JSON, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    _text("text"),
)

run_filters = sa.Table(
    "run_filters",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
)

own_code = sa.Table(  # estimators from files that somebody trusts; `sha256` is also the text's blob
    "own_code",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    _text("file_name"),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("estimator", sa.JSON, nullable=False),  # tasks, parameters, documentation
    sa.Column("added_at", UtcDateTime, nullable=False),
    _text("added_by"),
    sa.Column("deleted_at", UtcDateTime),
    _text("deleted_by"),
    sa.UniqueConstraint("name", "sha256"),
)

run_evaluations = sa.Table(
    "run_evaluations",
    metadata,
    sa.Column("run_id", sa.String(26), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("evaluation", sa.JSON, nullable=False),
)

run_insights = sa.Table(  # what was found out about a run on demand
    "run_insights",
    metadata,
    sa.Column("run_id", sa.String(26), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("result", sa.JSON, nullable=False),
)

models = sa.Table(
    "models",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

model_versions = sa.Table(
    "model_versions",
    metadata,
    _id(),
    _ref("model_id", "models.id"),
    sa.Column("number", sa.Integer, nullable=False),
    _ref("run_id", "runs.id"),
    sa.Column("bundle_hash", sa.String(64), nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    _text("scorer"),
    sa.Column("parity", sa.JSON, nullable=False),
    sa.Column("signature", sa.JSON, nullable=False),
    sa.Column("reference", sa.JSON, nullable=False),
    sa.Column("metrics", sa.JSON, nullable=False),
    _text("note"),
    _text("author"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("model_id", "number"),
)

aliases = sa.Table(
    "aliases",
    metadata,
    sa.Column("model_id", sa.String(26), sa.ForeignKey("models.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("alias", sa.Text, primary_key=True),
    _ref("version_id", "model_versions.id", cascade=True),
    sa.Column("since", UtcDateTime, nullable=False),
)

deployments = sa.Table(
    "deployments",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _ref("model_version_id", "model_versions.id"),
    sa.Column("backend", sa.String(16), nullable=False),
    sa.Column("port", sa.Integer, nullable=False),
    sa.Column("limits", sa.JSON, nullable=False),
    _text("token"),
    sa.Column("desired_running", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    _text("ref"),
    _text("image"),
    _text("error"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
    sa.Column("started_at", UtcDateTime),
    sa.Column("collected_seq", sa.BigInteger, nullable=False, server_default="0"),
)

deployment_events = sa.Table(
    "deployment_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column(
        "deployment_id", sa.String(26), sa.ForeignKey("deployments.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("at", UtcDateTime, nullable=False),
    _text("text"),
    _text("severity", "info"),
)

log_parts = sa.Table(
    "log_parts",
    metadata,
    sa.Column("deployment_id", sa.String(26), sa.ForeignKey("deployments.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("first_seq", sa.BigInteger, primary_key=True),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    _text("path"),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("start", UtcDateTime),
    sa.Column("end", UtcDateTime),
)

traffic = sa.Table(
    "traffic",
    metadata,
    sa.Column("deployment_id", sa.String(26), sa.ForeignKey("deployments.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("hour", sa.BigInteger, primary_key=True),
    sa.Column("requests", sa.BigInteger, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("errors", sa.BigInteger, nullable=False),
    sa.Column("latency", sa.LargeBinary, nullable=False),
)

feature_counts = sa.Table(
    "feature_counts",
    metadata,
    sa.Column("deployment_id", sa.String(26), sa.ForeignKey("deployments.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("model_version_id", sa.String(26), sa.ForeignKey("model_versions.id"), primary_key=True),
    sa.Column("hour", sa.BigInteger, primary_key=True),
    sa.Column("feature", sa.Text, primary_key=True),
    sa.Column("counts", sa.LargeBinary, nullable=False),
)

label_sets = sa.Table(
    "label_sets",
    metadata,
    _id(),
    sa.Column(
        "deployment_id", sa.String(26), sa.ForeignKey("deployments.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("blob", sa.String(64), nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("rejected", sa.BigInteger, nullable=False),
    _text("source"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
)
