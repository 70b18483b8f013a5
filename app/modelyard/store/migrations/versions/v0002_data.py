"""Lineage, sources, tags and the recycle bin; connections, refreshes, quality rules, recipes, splits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(length=26), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _ref(table: str, name: str, target: str, *, cascade: bool = True) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), ondelete="CASCADE" if cascade else None
    )


def upgrade() -> None:
    for column in (
        sa.Column("lineage", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("source_spec", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("deleted_by", sa.Text(), server_default="", nullable=False),
        sa.Column("purged_at", sa.DateTime(), nullable=True),
    ):
        op.add_column("dataset_versions", column)
    op.create_table(
        "version_insights",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        _ref("version_insights", "version_id", "dataset_versions"),
        sa.PrimaryKeyConstraint("version_id", "key", name=op.f("pk_version_insights")),
    )
    op.create_table(
        "dataset_tags",
        sa.Column("dataset_id", sa.String(length=26), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        _ref("dataset_tags", "dataset_id", "datasets"),
        _ref("dataset_tags", "version_id", "dataset_versions"),
        sa.PrimaryKeyConstraint("dataset_id", "tag", name=op.f("pk_dataset_tags")),
    )
    op.create_table(
        "connections",
        _id(),
        sa.Column("name", sa.Text(), nullable=False),
        _text("url"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _text("created_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("name", name=op.f("uq_connections_name")),
    )
    op.create_table(
        "refreshes",
        sa.Column("dataset_id", sa.String(length=26), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=True),
        _text("last_result"),
        _text("last_error"),
        _ref("refreshes", "dataset_id", "datasets"),
        sa.PrimaryKeyConstraint("dataset_id", name=op.f("pk_refreshes")),
    )
    op.create_table(
        "quality_rules",
        _id(),
        sa.Column("dataset_id", sa.String(length=26), nullable=False),
        _text("kind"),
        _text("column"),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _text("created_by"),
        _ref("quality_rules", "dataset_id", "datasets"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_rules")),
    )
    op.create_table(
        "quality_results",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("rule_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("failing", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        _text("text"),
        sa.Column("rule", sa.JSON(), nullable=False),
        _ref("quality_results", "version_id", "dataset_versions"),
        _ref("quality_results", "rule_id", "quality_rules"),
        sa.PrimaryKeyConstraint("version_id", "rule_id", name=op.f("pk_quality_results")),
    )
    op.create_table(
        "recipes",
        _id(),
        sa.Column("name", sa.Text(), nullable=False),
        _text("description"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _text("created_by"),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipes")),
        sa.UniqueConstraint("name", name=op.f("uq_recipes_name")),
    )
    op.create_table(
        "recipe_versions",
        _id(),
        sa.Column("recipe_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _text("note"),
        _text("author"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _ref("recipe_versions", "recipe_id", "recipes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipe_versions")),
        sa.UniqueConstraint("recipe_id", "number", name=op.f("uq_recipe_versions_recipe_id")),
    )
    op.create_table(
        "splits",
        _id(),
        sa.Column("dataset_version_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _text("created_by"),
        _ref("splits", "dataset_version_id", "dataset_versions", cascade=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_splits")),
        sa.UniqueConstraint("dataset_version_id", "name", name=op.f("uq_splits_dataset_version_id")),
    )
