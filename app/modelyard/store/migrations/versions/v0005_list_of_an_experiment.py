"""An index for the list of one experiment, so that it is found without reading the runs themselves."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LISTED = ("id", "parent_id", "archived_at", "state", "algorithm", "created_by", "dataset_version_id")


def upgrade() -> None:
    op.create_index("ix_runs_of_experiment", "runs", ["experiment_id", "deleted_at", *LISTED])
