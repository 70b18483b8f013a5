"""Deployments and their events in the database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.core.errors import NotFoundError
from modelyard.domain.deployments import Backend, Deployment, DeploymentEvent, DeploymentState, Limits
from modelyard.store.database import Database, Write
from modelyard.store.tables import aliases, deployment_events, deployments, model_versions, models

_COLUMNS = [c for c in deployments.c if c.name != "token"]
_DEPLOYMENTS = (
    sa.select(
        *_COLUMNS,
        models.c.name.label("model_name"),
        model_versions.c.number.label("model_version"),
        sa.select(sa.func.group_concat(aliases.c.alias, ","))
        .where(aliases.c.version_id == model_versions.c.id)
        .scalar_subquery()
        .label("aliases"),
    )
    .join_from(deployments, model_versions)
    .join(models, models.c.id == model_versions.c.model_id)
)


def _deployment(row: sa.Row[*tuple[Any, ...]]) -> Deployment:
    values = dict(row._mapping)
    values["backend"] = Backend(values["backend"])
    values["state"] = DeploymentState(values["state"])
    values["limits"] = codec.from_builtins(values["limits"], Limits)
    values["aliases"] = tuple(sorted(values["aliases"].split(","))) if values["aliases"] else ()
    return Deployment(**values)


def find(write: Write, name: str) -> str | None:
    """The id of the deployment of that name."""
    return write.connection.scalar(sa.select(deployments.c.id).where(deployments.c.name == name))


def add(write: Write, deployment: Deployment, token: str) -> None:
    """Add a deployment with its bearer token."""
    values = codec.to_builtins(deployment)
    for derived in ("model_name", "model_version", "aliases"):
        del values[derived]
    values["created_at"] = deployment.created_at
    write.execute(sa.insert(deployments).values(**values, token=token))


def update(write: Write, deployment_id: str, **values: Any) -> None:
    """Set some columns of a deployment."""
    write.execute(sa.update(deployments).where(deployments.c.id == deployment_id).values(**values))


def remove(write: Write, deployment_id: str) -> None:
    """Remove a deployment with all that was observed of it."""
    write.execute(sa.delete(deployments).where(deployments.c.id == deployment_id))


def add_event(write: Write, deployment_id: str, text: str, severity: str = "info") -> None:
    """Keep something that happened to a deployment."""
    write.execute(
        sa.insert(deployment_events).values(deployment_id=deployment_id, at=clock.now(), text=text, severity=severity)
    )


def listing(database: Database) -> list[Deployment]:
    """Every deployment, oldest first."""
    with database.read() as connection:
        return [_deployment(r) for r in connection.execute(_DEPLOYMENTS.order_by(deployments.c.id))]


def get(database: Database, deployment_id: str) -> Deployment:
    """One deployment. Raises `NotFoundError`."""
    with database.read() as connection:
        row = connection.execute(_DEPLOYMENTS.where(deployments.c.id == deployment_id)).one_or_none()
    if row is None:
        raise NotFoundError("This deployment is not in the workspace.", "List the deployments to see their names.")
    return _deployment(row)


def token(database: Database, deployment_id: str) -> str:
    """A deployment's bearer token. Raises `NotFoundError`."""
    with database.read() as connection:
        value = connection.scalar(sa.select(deployments.c.token).where(deployments.c.id == deployment_id))
    if value is None:
        raise NotFoundError("This deployment is not in the workspace.", "List the deployments to see their names.")
    return str(value)


def ports(database: Database) -> dict[int, str]:
    """The ports that deployments keep, with the deployments' names."""
    with database.read() as connection:
        return {row.port: row.name for row in connection.execute(sa.select(deployments.c.port, deployments.c.name))}


def events(database: Database, deployment_id: str, limit: int = 50) -> list[DeploymentEvent]:
    """What happened to a deployment, newest first."""
    table = deployment_events
    query = sa.select(table.c.at, table.c.text, table.c.severity).where(table.c.deployment_id == deployment_id)
    with database.read() as connection:
        return [DeploymentEvent(*r) for r in connection.execute(query.order_by(table.c.id.desc()).limit(limit))]
