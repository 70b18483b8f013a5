"""Stored splits in the database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from modelyard.core import codec
from modelyard.core.errors import NotFoundError
from modelyard.domain.data.splits import Split, SplitCounts, SplitDefinition
from modelyard.store.database import Database, Write
from modelyard.store.tables import dataset_versions, datasets, runs, splits

_USES = (
    sa.select(sa.func.count())
    .select_from(runs)
    .where(sa.func.json_extract(runs.c.spec, "$.split.split_id") == splits.c.id)
    .scalar_subquery()
)
_SPLITS = (
    sa.select(splits, datasets.c.name.label("dataset_name"), dataset_versions.c.number, _USES.label("runs"))
    .join_from(splits, dataset_versions)
    .join(datasets)
    .order_by(splits.c.id)
)


def _split(row: sa.Row[*tuple[Any, ...]]) -> Split:
    return Split(
        id=row.id,
        name=row.name,
        dataset_version_id=row.dataset_version_id,
        version_label=f"{row.dataset_name} v{row.number}",
        definition=codec.from_builtins(row.spec, SplitDefinition),
        counts=codec.from_builtins(row.counts, SplitCounts),
        blob=row.blob,
        created_at=row.created_at,
        created_by=row.created_by,
        runs=row.runs,
    )


def add_split(write: Write, split: Split) -> None:
    """Add a split."""
    write.execute(
        sa.insert(splits).values(
            id=split.id,
            dataset_version_id=split.dataset_version_id,
            name=split.name,
            spec=codec.to_builtins(split.definition),
            blob=split.blob,
            counts=codec.to_builtins(split.counts),
            created_at=split.created_at,
            created_by=split.created_by,
        )
    )


def split_list(database: Database, dataset_version_id: str | None = None) -> list[Split]:
    """The splits of a version, or of all, oldest first."""
    query = _SPLITS
    if dataset_version_id is not None:
        query = query.where(splits.c.dataset_version_id == dataset_version_id)
    with database.read() as connection:
        return [_split(r) for r in connection.execute(query)]


def split(database: Database, split_id: str) -> Split:
    """One split. Raises `NotFoundError`."""
    with database.read() as connection:
        row = connection.execute(_SPLITS.where(splits.c.id == split_id)).one_or_none()
    if row is None:
        raise NotFoundError("This split is not in the workspace.", "It may have been deleted meanwhile.")
    return _split(row)


def named(write: Write, dataset_version_id: str, name: str) -> str | None:
    """The id of the version's split of that name."""
    query = sa.select(splits.c.id).where(splits.c.dataset_version_id == dataset_version_id, splits.c.name == name)
    return write.connection.scalar(query)


def remove_split(write: Write, split_id: str) -> None:
    """Remove a split; its blob is left to the collector."""
    write.execute(sa.delete(splits).where(splits.c.id == split_id))
