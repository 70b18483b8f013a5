"""Profiles made anew."""

from __future__ import annotations

import sqlalchemy as sa

from modelyard.core import codec
from modelyard.domain.data.datasets import TableProfile
from modelyard.store.database import Write
from modelyard.store.tables import dataset_versions


def set_profile(write: Write, version_id: str, profile: TableProfile) -> None:
    """Replace a version's profile."""
    change = sa.update(dataset_versions).where(dataset_versions.c.id == version_id)
    write.execute(change.values(profile=codec.to_builtins(profile)))
