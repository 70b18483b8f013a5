"""Alembic's entry: run the migrations on the SQLite file that `database.upgrade` names, in one transaction."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa
from alembic import context

from modelyard.store.tables import metadata

path = context.config.attributes["database_path"]


def _connect() -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


engine = sa.create_engine("sqlite+pysqlite://", creator=_connect, poolclass=sa.pool.NullPool)
sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
