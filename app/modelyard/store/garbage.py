"""Which blobs are still named by some row."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from modelyard.store.database import Database
from modelyard.store.tables import dataset_versions, label_sets, model_versions, own_code, run_files, runs, splits


def live_blobs(database: Database, without: Sequence[str] = (), without_runs: Collection[str] = ()) -> set[str]:
    """The hashes of all blobs that rows name, some dataset versions and runs left out; of a purged version only facts
    are kept."""
    kept = sa.and_(dataset_versions.c.purged_at.is_(None), dataset_versions.c.id.not_in(without))
    queries = [sa.select(c).where(c.is_not(None)) for c in (model_versions.c.bundle_hash, label_sets.c.blob)]
    queries += [sa.select(splits.c.blob), sa.select(own_code.c.sha256)]
    queries += [
        sa.select(c).where(c.is_not(None), kept)
        for c in (dataset_versions.c.content_hash, dataset_versions.c.rejected_blob)
    ]
    of_runs = [
        sa.select(runs.c.id, c).where(c.is_not(None))
        for c in (runs.c.model_blob, runs.c.record_blob, runs.c.sample_blob, runs.c.predictions_blob)
    ]
    of_runs.append(sa.select(run_files.c.run_id, run_files.c.blob))
    left_out = frozenset(without_runs)
    with database.read() as connection:
        live = {found for query in queries for found in connection.scalars(query)}
        return live | {
            digest for query in of_runs for run_id, digest in connection.execute(query) if run_id not in left_out
        }
