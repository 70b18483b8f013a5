"""What a filter of runs may ask about: attributes that every run has, metrics, parameters and tags."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum

from modelyard.domain.experiments.filter.tokens import FilterError, written_name
from modelyard.domain.experiments.find import RunFields
from modelyard.domain.experiments.runs import RunKind, RunState
from modelyard.domain.experiments.spec import Task


class Scope(StrEnum):
    """What kind of name a name is."""

    ATTRIBUTE = "attributes"
    METRIC = "metrics"
    PARAM = "params"
    TAG = "tags"


class FieldType(StrEnum):
    """What a field holds. ANY is a parameter or a tag, which may be a number, a text, or yes or no."""

    NUMBER = "number"
    SECONDS = "seconds"
    BYTES = "bytes"
    TEXT = "text"
    TIME = "time"
    FLAG = "flag"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Field:
    """A name in a filter, and what it means. Before it is known, `scope` is None for a name without one."""

    name: str
    scope: Scope | None = None
    type: FieldType = FieldType.ANY
    start: int = 0
    end: int = 0
    said: str = ""

    @property
    def written(self) -> str:
        """How it was written in a filter, or is best written."""
        if self.said:
            return self.said
        bare = self.scope is None or self.scope is Scope.ATTRIBUTE
        return written_name(self.name, "" if bare else str(self.scope))


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something every run has. `choices` are the only values there are, if that is known."""

    key: str
    type: FieldType
    text: str
    choices: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


ARCHIVED = "archived"
ATTRIBUTES = (
    Attribute("state", FieldType.TEXT, "Queued, running, finished and so on", (*RunState, ARCHIVED), ("status",)),
    Attribute("algorithm", FieldType.TEXT, "What was trained"),
    Attribute("started", FieldType.TIME, "When it began", synonyms=("start_time",)),
    Attribute("ended", FieldType.TIME, "When it was done", synonyms=("end_time",)),
    Attribute("created", FieldType.TIME, "When it was asked for"),
    Attribute("duration", FieldType.SECONDS, "From begin to end, in seconds"),
    Attribute("fit_seconds", FieldType.SECONDS, "The fit alone, in seconds", synonyms=("fit_time",)),
    Attribute("size", FieldType.BYTES, "The fitted model, in bytes", synonyms=("model_size",)),
    Attribute("number", FieldType.NUMBER, "The run's number in its experiment"),
    Attribute("name", FieldType.TEXT, "The name that was given", synonyms=("run_name",)),
    Attribute("experiment", FieldType.TEXT, "The experiment's name"),
    Attribute("dataset", FieldType.TEXT, "What it learned from, as flights or flights v2"),
    Attribute("task", FieldType.TEXT, "What kind of answer is learned", tuple(Task)),
    Attribute("kind", FieldType.TEXT, "Where the run comes from", tuple(RunKind)),
    Attribute("user", FieldType.TEXT, "Who started it", synonyms=("author", "user_id")),
    Attribute("note", FieldType.TEXT, "Its note"),
    Attribute("error", FieldType.TEXT, "Why it failed"),
    Attribute("seed", FieldType.NUMBER, "The random seed"),
    Attribute("train_rows", FieldType.NUMBER, "Rows it learned from"),
    Attribute("test_rows", FieldType.NUMBER, "Hold-out rows"),
    Attribute(ARCHIVED, FieldType.FLAG, "Whether it is archived"),
    Attribute("parent", FieldType.NUMBER, "The number of the run it belongs to"),
    Attribute("id", FieldType.TEXT, "The run's id", synonyms=("run_id",)),
    Attribute("commit", FieldType.TEXT, "The Git commit it ran on"),
    Attribute("branch", FieldType.TEXT, "The Git branch it ran on"),
)
"""Every attribute, in the order to offer them."""

_BY_NAME = {name: a for a in ATTRIBUTES for name in (a.key, *a.synonyms)}


def attribute(name: str) -> Attribute | None:
    """An attribute by its name or another word for it, in any case."""
    return _BY_NAME.get(name.lower())


def known_field(field: Field, fields: RunFields) -> Field:
    """What a name means: an attribute, else a metric, else a parameter, unless it says which.

    Raises `FilterError` with the nearest names when no run has it.
    """
    place = (field.start, field.end, field.written)
    if field.scope in (None, Scope.ATTRIBUTE) and (known := attribute(field.name)):
        return Field(known.key, Scope.ATTRIBUTE, known.type, *place)
    if field.scope in (None, Scope.METRIC) and field.name in fields.metrics:
        return Field(field.name, Scope.METRIC, FieldType.NUMBER, *place)
    if field.scope in (None, Scope.PARAM) and field.name in fields.params:
        return Field(field.name, Scope.PARAM, FieldType.ANY, *place)
    if field.scope is Scope.TAG and field.name in fields.tags:
        return Field(field.name, Scope.TAG, FieldType.ANY, *place)
    raise _unknown(field, fields)


def _unknown(field: Field, fields: RunFields) -> FilterError:
    names = {
        Scope.ATTRIBUTE: tuple(_BY_NAME),
        Scope.METRIC: fields.metrics,
        Scope.PARAM: fields.params,
        Scope.TAG: fields.tags,
    }
    asked = tuple(names) if field.scope is None else (field.scope,)
    said: dict[str, str] = {}
    for scope in asked:
        bare = scope is Scope.ATTRIBUTE or (field.scope is None and scope is not Scope.TAG)
        for name in names[scope]:
            said.setdefault(name.lower(), written_name(name, "" if bare else str(scope)))
    near = difflib.get_close_matches(field.name.lower(), said, 3, 0.6)
    hint = f"Did you mean {_either([said[n] for n in near])}?" if near else "Names are offered while you type."
    said_so = {
        None: "No run has a metric or a parameter called",
        Scope.ATTRIBUTE: "There is no attribute called",
        Scope.METRIC: "No run has a metric called",
        Scope.PARAM: "No run has a parameter called",
        Scope.TAG: "No run has a tag called",
    }
    return FilterError(f"{said_so[field.scope]} {field.name}.", hint, "", field.start, field.end)


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
