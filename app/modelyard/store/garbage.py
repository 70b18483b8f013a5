"""Which blobs are still named by some row."""

from __future__ import annotations

import sqlalchemy as sa

from modelyard.store.database import Database
from modelyard.store.tables import dataset_versions, label_sets, model_versions, runs


def live_blobs(database: Database) -> set[str]:
    """The hashes of all blobs that rows name."""
    columns = (
        dataset_versions.c.content_hash,
        dataset_versions.c.rejected_blob,
        runs.c.model_blob,
        runs.c.record_blob,
        runs.c.sample_blob,
        model_versions.c.bundle_hash,
        label_sets.c.blob,
    )
    with database.read() as connection:
        return {h for column in columns for h in connection.scalars(sa.select(column).where(column.is_not(None)))}
