"""Quality rules and what checks found, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from modelyard.core import codec
from modelyard.core.errors import NotFoundError
from modelyard.domain.data.quality import Rule, RuleResult, RuleSpec
from modelyard.store.database import Database, Write
from modelyard.store.tables import dataset_versions, datasets, quality_results, quality_rules

_RESULTS = sa.select(quality_results, dataset_versions.c.number).join_from(quality_results, dataset_versions)


def _rule(row: sa.Row[*tuple[Any, ...]], names: Mapping[str, str]) -> Rule:
    spec = codec.from_builtins(row.params, RuleSpec)
    if (name := names.get(spec.params.dataset_id)) is not None:
        spec = replace(spec, params=replace(spec.params, dataset=name))  # it may have been renamed
    return Rule(row.id, row.dataset_id, spec, row.position, row.created_at, row.created_by)


def _result(row: sa.Row[*tuple[Any, ...]]) -> RuleResult:
    values = codec.to_builtins({k: v for k, v in row._mapping.items() if k not in ("rule", "number", "at")})
    found = {**values, "version": row.number, "spec": row.rule, "at": row.at.isoformat()}
    return codec.from_builtins(found, RuleResult)


def _facts(spec: RuleSpec) -> dict[str, Any]:
    column = spec.columns[0] if spec.columns else ""
    return {"kind": spec.kind.value, "column": column, "params": codec.to_builtins(spec), "severity": spec.severity}


def rules(connection: sa.Connection, dataset_id: str) -> list[Rule]:
    """A dataset's rules in their order."""
    query = sa.select(quality_rules).where(quality_rules.c.dataset_id == dataset_id)
    names = dataset_names(connection)
    found = connection.execute(query.order_by(quality_rules.c.position, quality_rules.c.id))
    return [_rule(r, names) for r in found]


def rule_list(database: Database, dataset_id: str) -> list[Rule]:
    """A dataset's rules in their order."""
    with database.read() as connection:
        return rules(connection, dataset_id)


def rule(connection: sa.Connection, rule_id: str) -> Rule:
    """One rule. Raises `NotFoundError`."""
    row = connection.execute(sa.select(quality_rules).where(quality_rules.c.id == rule_id)).one_or_none()
    if row is None:
        raise NotFoundError("This rule is not in the workspace.", "It may have been removed meanwhile.")
    return _rule(row, dataset_names(connection))


def add_rule(write: Write, rule: Rule) -> None:
    """Add a rule as it is, with its id and position."""
    facts = {"position": rule.position, "created_at": rule.created_at, "created_by": rule.created_by}
    write.execute(sa.insert(quality_rules).values(id=rule.id, dataset_id=rule.dataset_id, **_facts(rule.spec), **facts))


def update_rule(write: Write, rule_id: str, spec: RuleSpec) -> None:
    """Change what a rule asks."""
    write.execute(sa.update(quality_rules).where(quality_rules.c.id == rule_id).values(**_facts(spec)))


def set_order(write: Write, rule_ids: Sequence[str]) -> None:
    """Number rules in this order."""
    for position, rule_id in enumerate(rule_ids):
        write.execute(sa.update(quality_rules).where(quality_rules.c.id == rule_id).values(position=position))


def remove_rule(write: Write, rule_id: str) -> None:
    """Take a rule and its results away."""
    write.execute(sa.delete(quality_results).where(quality_results.c.rule_id == rule_id))
    write.execute(sa.delete(quality_rules).where(quality_rules.c.id == rule_id))


def results(connection: sa.Connection, version_id: str) -> dict[str, RuleResult]:
    """What the last check of a version found, by rule."""
    found = connection.execute(_RESULTS.where(quality_results.c.version_id == version_id))
    return {r.rule_id: _result(r) for r in found}


def rule_results(connection: sa.Connection, rule_id: str) -> list[RuleResult]:
    """What a rule found in each version, oldest version first."""
    query = _RESULTS.where(quality_results.c.rule_id == rule_id).order_by(dataset_versions.c.number)
    return [_result(r) for r in connection.execute(query)]


def save_results(write: Write, found: Iterable[RuleResult]) -> int:
    """Put results in place of the earlier ones of the same rules and versions; returns how many.

    Results of rules and versions that went away meanwhile are left out.
    """
    alive = set(write.connection.scalars(sa.select(quality_rules.c.id)))
    versions = set(write.connection.scalars(sa.select(dataset_versions.c.id)))
    kept = [r for r in found if r.rule_id in alive and r.version_id in versions]
    for result in kept:
        here = (quality_results.c.version_id == result.version_id) & (quality_results.c.rule_id == result.rule_id)
        write.execute(sa.delete(quality_results).where(here))
        values = codec.to_builtins(result)
        del values["version"], values["spec"]
        values |= {"at": result.at, "rule": codec.to_builtins(result.spec)}
        write.execute(sa.insert(quality_results).values(**values))
    return len(kept)


def newest_versions(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """For each dataset with rules the id of its newest version that is not in the recycle bin, and the name."""
    versions = dataset_versions
    newest = (
        sa.select(versions.c.dataset_id, sa.func.max(versions.c.number).label("number"))
        .where(versions.c.deleted_at.is_(None), versions.c.purged_at.is_(None))
        .group_by(versions.c.dataset_id)
        .subquery()
    )
    query = (
        sa.select(versions.c.dataset_id, versions.c.id, datasets.c.name)
        .join(newest, (newest.c.dataset_id == versions.c.dataset_id) & (newest.c.number == versions.c.number))
        .join(datasets, datasets.c.id == versions.c.dataset_id)
        .where(versions.c.dataset_id.in_(sa.select(quality_rules.c.dataset_id)))
    )
    return {row.dataset_id: (row.id, row.name) for row in connection.execute(query)}


def dataset_names(connection: sa.Connection) -> dict[str, str]:
    """The names of all datasets by id."""
    return {row.id: row.name for row in connection.execute(sa.select(datasets.c.id, datasets.c.name))}
