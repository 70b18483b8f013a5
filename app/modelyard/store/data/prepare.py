"""Recipes and their versions in the database. What made dataset versions is kept, hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from modelyard.core import clock
from modelyard.core.errors import NotFoundError
from modelyard.domain.data.prepare import Recipe, RecipeVersion, Step
from modelyard.store.data.prepare_codec import digest, steps_from_builtins, steps_to_builtins
from modelyard.store.database import Database, Write
from modelyard.store.tables import dataset_versions, recipe_versions, recipes

_MADE_BY = dataset_versions.c.lineage["recipe_version_id"].as_string()
_VERSIONS = sa.select(recipe_versions, recipes.c.name.label("recipe_name")).join_from(recipe_versions, recipes)


def _version(row: sa.Row[*tuple[Any, ...]]) -> RecipeVersion:
    values = dict(row._mapping)
    values["steps"] = steps_from_builtins(values["steps"])
    return RecipeVersion(**values)


def recipe_list(database: Database) -> list[Recipe]:
    """Every recipe that is not removed, with its newest version and how many dataset versions it made, by name."""
    uses = (
        sa.select(recipe_versions.c.recipe_id, sa.func.count().label("uses"))
        .join(dataset_versions, recipe_versions.c.id == _MADE_BY)
        .group_by(recipe_versions.c.recipe_id)
        .subquery()
    )
    newest = (
        sa.select(recipe_versions.c.recipe_id, sa.func.max(recipe_versions.c.number).label("number"))
        .group_by(recipe_versions.c.recipe_id)
        .subquery()
    )
    version = recipe_versions
    query = (
        sa.select(recipes, version, sa.func.coalesce(uses.c.uses, 0).label("uses"))
        .join(newest, newest.c.recipe_id == recipes.c.id)
        .join(version, sa.and_(version.c.recipe_id == recipes.c.id, version.c.number == newest.c.number))
        .join(uses, uses.c.recipe_id == recipes.c.id, isouter=True)
        .where(recipes.c.removed_at.is_(None))
        .order_by(sa.func.lower(recipes.c.name))
        .set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    with database.read() as connection:
        return [
            Recipe(
                id=row.recipes_id,
                name=row.recipes_name,
                description=row.recipes_description,
                created_at=row.recipes_created_at,
                created_by=row.recipes_created_by,
                version_id=row.recipe_versions_id,
                number=row.recipe_versions_number,
                steps=steps_from_builtins(row.recipe_versions_steps),
                changed_at=row.recipe_versions_created_at,
                changed_by=row.recipe_versions_author,
                uses=row.uses,
            )
            for row in connection.execute(query)
        ]


def versions(database: Database, recipe_id: str) -> list[RecipeVersion]:
    """The versions of a recipe, newest first."""
    query = _VERSIONS.where(recipe_versions.c.recipe_id == recipe_id).order_by(recipe_versions.c.number.desc())
    with database.read() as connection:
        return [_version(r) for r in connection.execute(query)]


def version(database: Database, version_id: str) -> RecipeVersion:
    """One version, also of a removed recipe. Raises `NotFoundError`."""
    with database.read() as connection:
        row = connection.execute(_VERSIONS.where(recipe_versions.c.id == version_id)).one_or_none()
    if row is None:
        raise NotFoundError("This recipe is not in the workspace.", "It may have been removed meanwhile.")
    return _version(row)


def find(write: Write, name: str) -> tuple[str, bool] | None:
    """The id of the recipe of that name, and whether it was removed."""
    query = sa.select(recipes.c.id, recipes.c.removed_at).where(sa.func.lower(recipes.c.name) == name.lower())
    row = write.connection.execute(query).one_or_none()
    return None if row is None else (row.id, row.removed_at is not None)


def add(write: Write, name: str, description: str, author: str) -> str:
    """Add a recipe without versions and return its id."""
    recipe_id = clock.new_id()
    values = {
        "id": recipe_id,
        "name": name,
        "description": description,
        "created_at": clock.now(),
        "created_by": author,
    }
    write.execute(sa.insert(recipes).values(**values))
    return recipe_id


def newest(write: Write, recipe_id: str) -> tuple[str, int, str] | None:
    """Id, number and digest of the newest version."""
    version = recipe_versions.c
    query = sa.select(version.id, version.number, version.digest).where(version.recipe_id == recipe_id)
    row = write.connection.execute(query.order_by(version.number.desc()).limit(1)).one_or_none()
    return None if row is None else (row.id, row.number, row.digest)


def add_version(write: Write, recipe_id: str, number: int, steps: Sequence[Step], note: str, author: str) -> str:
    """Add a version and return its id."""
    version_id = clock.new_id()
    values = {
        "id": version_id,
        "recipe_id": recipe_id,
        "number": number,
        "steps": steps_to_builtins(steps),
        "digest": digest(steps),
        "note": note,
        "author": author,
        "created_at": clock.now(),
    }
    write.execute(sa.insert(recipe_versions).values(**values))
    return version_id


def change(write: Write, recipe_id: str, **values: Any) -> None:
    """Change a recipe's own facts: name, description, removed_at."""
    write.execute(sa.update(recipes).where(recipes.c.id == recipe_id).values(**values))


def uses(write: Write, recipe_id: str) -> int:
    """How many dataset versions were made by any version of a recipe."""
    own = sa.select(recipe_versions.c.id).where(recipe_versions.c.recipe_id == recipe_id)
    query = sa.select(sa.func.count()).select_from(dataset_versions).where(_MADE_BY.in_(own))
    return int(write.connection.scalar(query) or 0)


def delete(write: Write, recipe_id: str) -> None:
    """Delete a recipe with its versions."""
    write.execute(sa.delete(recipe_versions).where(recipe_versions.c.recipe_id == recipe_id))
    write.execute(sa.delete(recipes).where(recipes.c.id == recipe_id))
