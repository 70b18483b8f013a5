"""How many values of a version did not fit and became missing, by column."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dataset_versions", sa.Column("set_missing", sa.JSON(), server_default="{}", nullable=False))
