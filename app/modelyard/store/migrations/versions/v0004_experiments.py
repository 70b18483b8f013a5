"""Runs of every task, searches and their trials, runs from outside, tags, files, own code, archive, recycle bin."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _run(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("run_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f(f"fk_{table}_run_id"), ondelete="CASCADE"),
    )


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    with op.batch_alter_table("experiments") as batch:
        batch.alter_column("dataset_version_id", existing_type=sa.String(length=26), nullable=True)
        batch.alter_column("spec", existing_type=sa.JSON(), nullable=True)
        batch.add_column(sa.Column("tags", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("runs") as batch:
        batch.alter_column("dataset_version_id", existing_type=sa.String(length=26), nullable=True)
        batch.alter_column("spec", existing_type=sa.JSON(), nullable=True)
        for column in (
            sa.Column("task", sa.String(length=16), server_default="binary", nullable=False),
            sa.Column("kind", sa.String(length=16), server_default="training", nullable=False),
            _text("name"),
            sa.Column("intervals", sa.JSON(), server_default="{}", nullable=False),
            sa.Column("parent_id", sa.String(length=26), nullable=True),
            _text("note"),
            sa.Column("archived_at", sa.DateTime(), nullable=True),
            sa.Column("deleted_at", sa.DateTime(), nullable=True),
            _text("deleted_by"),
            sa.Column("details", sa.JSON(), server_default="{}", nullable=False),
            sa.Column("predictions_blob", sa.String(length=64), nullable=True),
        ):
            batch.add_column(column)
        batch.create_foreign_key(op.f("fk_runs_parent_id"), "runs", ["parent_id"], ["id"])
        batch.create_index("ix_runs_parent_id", ["parent_id"])
        listed = ("id", "parent_id", "experiment_id", "deleted_at", "archived_at", "state", "algorithm", "created_by")
        batch.create_index("ix_runs_list", [*listed, "dataset_version_id"])
    _new_tables()
    _evaluations()


def _new_tables() -> None:
    op.create_table(
        "run_tags",
        *_run("run_tags"),
        sa.Column("key", sa.Text(), nullable=False),
        _text("value"),
        _key("run_tags", "run_id", "key"),
    )
    op.create_table(
        "run_files",
        *_run("run_files"),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _key("run_files", "run_id", "path"),
    )
    op.create_table(
        "metric_points",
        sa.Column("id", sa.Integer(), nullable=False),
        *_run("metric_points"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        _key("metric_points", "id"),
    )
    op.create_index("ix_metric_points_run_id", "metric_points", ["run_id", "key", "step"])
    op.create_table(
        "run_writers",
        *_run("run_writers"),
        _text("host"),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("process_start", sa.Float(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        _key("run_writers", "run_id"),
    )
    op.create_table(
        "trials",
        *_run("trials"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("folds", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        _text("text"),
        _key("trials", "run_id", "number"),
    )
    op.create_table(
        "run_insights",
        *_run("run_insights"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        _key("run_insights", "run_id", "key"),
    )
    op.create_table(
        "run_filters",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _text("created_by"),
        _key("run_filters", "id"),
        sa.UniqueConstraint("name", name=op.f("uq_run_filters_name")),
    )
    op.create_table(
        "own_code",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _text("file_name"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("estimator", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        _text("added_by"),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        _text("deleted_by"),
        _key("own_code", "id"),
        sa.UniqueConstraint("name", "sha256", name=op.f("uq_own_code_name")),
    )


def _evaluations() -> None:
    """What was the evaluation of a yes/no question becomes its part of an evaluation."""
    connection = op.get_bind()
    table = sa.table("run_evaluations", sa.column("run_id", sa.Text), sa.column("evaluation", sa.Text))
    for run_id, text in connection.execute(sa.select(table.c.run_id, table.c.evaluation)).all():
        binary = json.loads(text)
        importance = binary.pop("importance", [])
        evaluation = {"rows": binary["rows"], "binary": binary, "importance": importance}
        connection.execute(sa.update(table).where(table.c.run_id == run_id).values(evaluation=json.dumps(evaluation)))
