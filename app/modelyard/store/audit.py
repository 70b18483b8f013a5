"""Reading the audit log. Rows are written by `Write.record`, in the transaction of the write they tell of."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from modelyard.core.changes import Changes, Kind
from modelyard.domain.audit import AuditEntry
from modelyard.store.database import Database
from modelyard.store.tables import audit


def _entry(row: sa.Row[*tuple[Any, ...]]) -> AuditEntry:
    values = {k: v for k, v in row._mapping.items() if k != "origin"}
    return AuditEntry(**{**values, "id": str(values["id"])})


def entries(database: Database, *, text: str = "", limit: int = 500, before: int | None = None) -> list[AuditEntry]:
    """The newest entries first; `text` must occur in action, subject or actor; `before` pages on by entry id."""
    query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    if text:
        columns = (audit.c.action, audit.c.subject, audit.c.actor)
        query = query.where(sa.or_(*(c.contains(text, autoescape=True) for c in columns)))
    with database.read() as connection:
        return [_entry(r) for r in connection.execute(query)]


def last_id(database: Database) -> int:
    """The id of the newest entry; 0 without any."""
    with database.read() as connection:
        return connection.scalar(sa.select(sa.func.max(audit.c.id))) or 0


def changes_since(database: Database, entry_id: int) -> tuple[int, Changes]:
    """What other processes wrote after an entry: the newest entry's id, and the changes of those that are not ours."""
    query = sa.select(audit.c.id, audit.c.origin, audit.c.kind, audit.c.subject_id).where(audit.c.id > entry_id)
    newest, items = entry_id, set()
    with database.read() as connection:
        for row_id, origin, kind, subject_id in connection.execute(query.order_by(audit.c.id)):
            newest = row_id
            if origin != database.origin:
                items |= {(Kind(kind), subject_id), (Kind.AUDIT, "")}
    return newest, Changes(frozenset(items))
