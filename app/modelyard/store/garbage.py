"""Which blobs are still named by some row."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from modelyard.store.database import Database
from modelyard.store.tables import dataset_versions, label_sets, model_versions, runs, splits


def live_blobs(database: Database, without: Sequence[str] = ()) -> set[str]:
    """The hashes of all blobs that rows name, some dataset versions left out; of a purged one only facts are kept."""
    kept = sa.and_(dataset_versions.c.purged_at.is_(None), dataset_versions.c.id.not_in(without))
    columns = (
        runs.c.model_blob,
        runs.c.record_blob,
        runs.c.sample_blob,
        runs.c.predictions_blob,
        model_versions.c.bundle_hash,
        label_sets.c.blob,
        splits.c.blob,
    )
    queries = [sa.select(c).where(c.is_not(None)) for c in columns]
    queries += [
        sa.select(c).where(c.is_not(None), kept)
        for c in (dataset_versions.c.content_hash, dataset_versions.c.rejected_blob)
    ]
    with database.read() as connection:
        return {found for query in queries for found in connection.scalars(query)}
