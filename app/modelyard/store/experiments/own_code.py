"""Own code in the database; its texts are blobs, named by their sha256."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.domain.experiments.own_code import OwnCode, OwnEstimator
from modelyard.store.database import Database, Write
from modelyard.store.tables import own_code


def _code(row: sa.Row[*tuple[Any, ...]]) -> OwnCode:
    return OwnCode(
        id=row.id,
        estimator=codec.from_builtins(row.estimator, OwnEstimator),
        file_name=row.file_name,
        size=row.size,
        added_at=row.added_at,
        added_by=row.added_by,
        deleted_at=row.deleted_at,
        deleted_by=row.deleted_by,
    )


def listed(database: Database) -> list[OwnCode]:
    """All own code, older versions of a class and what is in the recycle bin too, the newest first."""
    query = sa.select(own_code).order_by(own_code.c.added_at.desc(), own_code.c.id.desc())
    with database.read() as connection:
        return [_code(row) for row in connection.execute(query)]


def names(database: Database) -> dict[str, str]:
    """The class of each own code, by key."""
    with database.read() as connection:
        found = connection.execute(sa.select(own_code.c.name, own_code.c.sha256)).all()
    return {OwnEstimator(name, sha256, frozenset()).key: name for name, sha256 in found}


def put(write: Write, estimator: OwnEstimator, file_name: str, size: int) -> str:
    """Keep an estimator and return its id; one that was there already, or in the recycle bin, is the newest again."""
    same = sa.and_(own_code.c.name == estimator.name, own_code.c.sha256 == estimator.sha256)
    known = write.connection.scalar(sa.select(own_code.c.id).where(same))
    values = {
        "file_name": file_name,
        "size": size,
        "estimator": codec.to_builtins(estimator),
        "added_at": clock.now(),
        "added_by": write.actor,
        "deleted_at": None,
        "deleted_by": "",
    }
    if known is not None:
        write.execute(sa.update(own_code).where(own_code.c.id == known).values(**values))
        return str(known)
    code_id = clock.new_id()
    write.execute(sa.insert(own_code).values(id=code_id, name=estimator.name, sha256=estimator.sha256, **values))
    return code_id


def set_deleted(write: Write, code_id: str, at: datetime | None, by: str) -> None:
    """Put own code into the recycle bin, or with None take it out."""
    write.execute(sa.update(own_code).where(own_code.c.id == code_id).values(deleted_at=at, deleted_by=by))
