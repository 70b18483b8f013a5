"""A filter of runs as SQL. Names and values are always bound, so that no text of a person becomes part of a statement.

Metrics, parameters and tags are JSON and texts without a type of their own; `_Value` says what each is as a number, as
a text, and as yes or no. Every condition is true or false, never NULL: see `domain/experiments/filter/parse.py`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from modelyard.domain.experiments.filter.fields import ARCHIVED, Field, FieldType, Scope
from modelyard.domain.experiments.filter.tree import All, HasTag, Literal, Node, Not, Op, Search, Span, Test
from modelyard.store.tables import dataset_versions, datasets, experiments, run_tags, runs

Expression = sa.ColumnElement[Any]
_ORDERS: dict[Op, Callable[[Any, Any], Any]] = {
    Op.EQ: operator.eq,
    Op.IN: operator.eq,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}
_WORDS = ("state", "task", "kind")
_NUMBERS = ("integer", "real")
_DATASET = datasets.c.name + sa.literal(" v") + sa.cast(dataset_versions.c.number, sa.Text)
MOST_DIGITS = 18
"""What SQLite's whole numbers hold."""
_parents = runs.alias("parents")


@dataclass(frozen=True, slots=True)
class _Value:
    """What a field is, in each of the ways it can be compared; NULL where it is not such a thing."""

    number: Expression
    text: Expression
    flag: Expression


def condition(node: Node, names: Mapping[str, str]) -> Expression:
    """A filter as a condition over `runs`; `names` are the algorithms' display names by key."""
    if isinstance(node, Test):
        return _never_null(_test(node, names))
    if isinstance(node, HasTag):
        return sa.exists().where(run_tags.c.run_id == runs.c.id, run_tags.c.key == node.name).correlate(runs)
    if isinstance(node, Search):
        return _search(node.text, names)
    if isinstance(node, Not):
        return sa.not_(condition(node.part, names))
    parts = [condition(part, names) for part in node.parts]
    return sa.and_(sa.true(), *parts) if isinstance(node, All) else sa.or_(sa.false(), *parts)


def ordering(
    field: Field | None, names: Mapping[str, str], descending: bool, by_algorithm: Mapping[str, str]
) -> list[Expression]:
    """What to sort by: numbers, then texts, each in the direction asked for, then what has no value.

    `by_algorithm` names the parameter that stands for the field in the runs of an algorithm.
    """
    pairs: list[tuple[Expression | None, tuple[Expression | None, Expression | None]]] = []
    for name in dict.fromkeys(by_algorithm.values()):
        algorithms = runs.c.algorithm.in_([a for a, own in by_algorithm.items() if own == name])
        pairs.append((algorithms, _sorted(Field(name, Scope.PARAM), names)))
    if field is not None:
        pairs.append((None, _sorted(field, names)))
    keys = [_first_of([(where, pair[part]) for where, pair in pairs]) for part in range(2)]
    return [(key.desc() if descending else key.asc()).nulls_last() for key in keys if key is not None]


def _first_of(cases: Sequence[tuple[Expression | None, Expression | None]]) -> Expression | None:
    """Of some values, each under its condition, the first that holds; the last one may have none."""
    known = [(where, value) for where, value in cases if value is not None]
    if not known or known[0][0] is None:
        return known[0][1] if known else None
    otherwise = known[-1][1] if known[-1][0] is None else sa.null()
    return sa.case(*((where, value) for where, value in known if where is not None), else_=otherwise)


def _sorted(field: Field, names: Mapping[str, str]) -> tuple[Expression | None, Expression | None]:
    if field.type is FieldType.ANY:
        value = _any(field)
        return value.number, sa.func.coalesce(sa.func.casefold(value.text), value.flag)
    if field.type is FieldType.TEXT:
        return None, sa.func.casefold(_texts(field, names)[0])
    return _column(field), None


def grouping(field: Field, names: Mapping[str, str]) -> Expression:
    """What runs with one value have in common; times are put together by the day, as this computer's clock shows it."""
    if field.type is FieldType.TEXT:
        return _texts(field, names)[0]
    if field.type is FieldType.TIME:
        return sa.func.date(_column(field), "localtime")
    if field.type is FieldType.ANY:
        value = _any(field)
        flag = sa.case((value.flag == 1, "true"), (value.flag == 0, "false"))
        return sa.func.coalesce(value.number, flag, value.text)
    return _column(field)


def has_name(field: Field) -> Expression:
    """Whether a run has a metric, parameter or tag of that name."""
    if field.scope is Scope.TAG:
        return sa.exists().where(run_tags.c.run_id == runs.c.id, run_tags.c.key == field.name).correlate(runs)
    return _in_json(field)[0].is_not(None)


# --- comparisons --------------------------------------------------------------------------------------------------


def _never_null(found: Expression) -> Expression:
    return sa.func.coalesce(found, sa.false(), type_=sa.Boolean())


def _test(test: Test, names: Mapping[str, str]) -> Expression:
    field = test.field
    if field.type is FieldType.FLAG:
        wanted = all(v.value for v in test.values)
        return (_column(field) == 1) if wanted else (_column(field) == 0)
    if test.op is Op.MISSING:
        return _missing(field, names)
    return sa.or_(sa.false(), *(_compared(field, test.op, value, names) for value in test.values))


def _compared(field: Field, op: Op, literal: Literal, names: Mapping[str, str]) -> Expression:
    value = literal.value
    if field.type is FieldType.TEXT:
        return _attribute(field, op, str(value), names)
    if field.type is FieldType.TIME:
        assert isinstance(value, Span)
        return _time(op, _column(field), value)
    if field.type is not FieldType.ANY:
        found: Expression = _ORDERS[op](_column(field), value)
        return found
    known = _any(field)
    if isinstance(value, bool):
        return known.flag == int(value)
    if isinstance(value, float):
        found = _ORDERS[op](known.number, value)
        return found
    return _text(op, known.text, str(value))


def _attribute(field: Field, op: Op, value: str, names: Mapping[str, str]) -> Expression:
    """A text of the run, or of what it belongs to; the latter are few and looked through once."""
    if field.name == "experiment":
        return runs.c.experiment_id.in_(sa.select(experiments.c.id).where(_text(op, experiments.c.name, value)))
    if field.name == "dataset":
        found = sa.or_(*(_text(op, text, value) for text in (_DATASET, datasets.c.name)))
        query = sa.select(dataset_versions.c.id).join_from(dataset_versions, datasets).where(found)
        return runs.c.dataset_version_id.in_(query)
    if field.name == "algorithm":
        keys = sa.select(runs.c.algorithm).distinct().subquery()
        shown = _algorithm(keys.c.algorithm, names)
        passing = sa.or_(*(_text(op, text, value) for text in (shown, keys.c.algorithm)))
        return runs.c.algorithm.in_(sa.select(keys.c.algorithm).where(passing))
    if field.name in _WORDS and op is not Op.LIKE:
        value = value.lower()
        found = _ORDERS[op](runs.c[field.name], value)
        archived = field.name == "state" and bool(_ORDERS[op](ARCHIVED, value))
        return sa.or_(found, runs.c.archived_at.is_not(None)) if archived else found
    return sa.or_(*(_text(op, text, value) for text in _texts(field, names)))


def _search(letters: str, names: Mapping[str, str]) -> Expression:
    """Runs that hold some letters where a person would look for them. Empty texts are sorted out before any is read."""

    def holds(text: Expression) -> Expression:
        return sa.func.instr(sa.func.casefold(text), letters.casefold()) > 0

    keys = sa.select(runs.c.algorithm).distinct().subquery()
    algorithms = sa.select(keys.c.algorithm).where(holds(_algorithm(keys.c.algorithm, names)))
    tag = sa.case((run_tags.c.value == "", run_tags.c.key), else_=run_tags.c.key + ": " + run_tags.c.value)
    own = [sa.and_(column != "", holds(column)) for column in (runs.c.name, runs.c.note)]
    number = [runs.c.number == int(letters)] if letters.isdecimal() and len(letters) < MOST_DIGITS else []
    found = (runs.c.algorithm.in_(algorithms), runs.c.id.in_(sa.select(run_tags.c.run_id).where(holds(tag))))
    return sa.or_(*number, *own, *found)


def _text(op: Op, text: Expression, value: str) -> Expression:
    left = sa.func.casefold(text)
    found: Expression = left.like(value.casefold()) if op is Op.LIKE else _ORDERS[op](left, value.casefold())
    return found


def _time(op: Op, column: Expression, span: Span) -> Expression:
    """A time before, in or after a day or minute; "after" a day is from the next one on."""
    if span.end is None:
        found: Expression = _ORDERS[op](column, span.begin)
        return found
    if op in (Op.EQ, Op.IN):
        return sa.and_(column >= span.begin, column < span.end)
    if op in (Op.LT, Op.GE):
        found = _ORDERS[op](column, span.begin)
        return found
    return column < span.end if op is Op.LE else column >= span.end


def _missing(field: Field, names: Mapping[str, str]) -> Expression:
    if field.type is FieldType.TEXT:
        return _texts(field, names)[0].is_(None)
    if field.type is not FieldType.ANY:
        return _column(field).is_(None)
    value = _any(field)
    return sa.and_(value.number.is_(None), value.text.is_(None), value.flag.is_(None))


# --- what a field is ----------------------------------------------------------------------------------------------


def _in_json(field: Field) -> tuple[Expression, Expression]:
    """The type and the value under a name in the JSON of metrics or parameters."""
    column = runs.c.metrics if field.scope is Scope.METRIC else runs.c.params
    if field.name.isprintable() and not set(field.name) & {'"', "\\"}:
        path = f'$."{field.name}"'
        return sa.func.json_type(column, path), sa.func.json_extract(column, path)
    each = sa.func.json_each(column).table_valued("key", "value", "type")

    def of(part: str) -> Expression:
        return sa.select(each.c[part]).where(each.c.key == field.name).limit(1).correlate(runs).scalar_subquery()

    return of("type"), of("value")


def metric_value(field: Field) -> Expression:
    """A metric's value; NaN, which has no place in an order, is none."""
    kind, value = _in_json(field)
    infinite = sa.case({"Infinity": math.inf, "-Infinity": -math.inf}, value=value)
    return sa.case({"integer": value, "real": value, "text": infinite}, value=kind)


def _any(field: Field) -> _Value:
    """A parameter or tag; a text that is written as a number is both."""
    if field.scope is Scope.TAG:
        text: Expression = (
            sa.select(run_tags.c.value)
            .where(run_tags.c.run_id == runs.c.id, run_tags.c.key == field.name)
            .correlate(runs)
            .scalar_subquery()
        )
        return _Value(_number(text), text, _flag(text))
    kind, value = _in_json(field)
    text = sa.case({"text": value, "array": value, "object": value}, value=kind)
    number = sa.case({"integer": value, "real": value, "text": _number(value)}, value=kind)
    flag = sa.case({"true": 1, "false": 0, "text": _flag(value)}, value=kind)
    return _Value(number, text, flag)


def _number(text: Expression) -> Expression:
    """The number that a text is written as in JSON, else NULL. Nested, as `json_type` fails where there is no JSON."""
    kind = sa.func.json_type(text)
    return sa.case((sa.func.json_valid(text) == 1, sa.case((kind.in_(_NUMBERS), sa.cast(text, sa.REAL)))))


def _flag(text: Expression) -> Expression:
    word = sa.func.lower(text)
    return sa.case((word == "true", 1), (word == "false", 0))


def _texts(field: Field, names: Mapping[str, str]) -> Sequence[Expression]:
    """The texts that an attribute of the run itself goes by, the one to show first."""
    found: dict[str, Callable[[], Sequence[Expression]]] = {
        "state": lambda: (runs.c.state, sa.case((runs.c.archived_at.is_not(None), ARCHIVED))),
        "algorithm": lambda: (_algorithm(runs.c.algorithm, names),),
        "experiment": lambda: (_of_experiment(),),
        "dataset": lambda: (_of_dataset(),),
        "user": lambda: (runs.c.created_by,),
        "commit": lambda: (sa.func.json_extract(runs.c.details, "$.git.commit"),),
        "branch": lambda: (sa.func.json_extract(runs.c.details, "$.git.branch"),),
    }
    texts = found[field.name]() if field.name in found else (runs.c[field.name],)
    return [sa.func.nullif(text, "") for text in texts]


def _algorithm(key: Expression, names: Mapping[str, str]) -> Expression:
    return sa.case(dict(names), value=key, else_=key) if names else key


def _of_experiment() -> Expression:
    query = sa.select(experiments.c.name).where(experiments.c.id == runs.c.experiment_id)
    return query.correlate(runs).scalar_subquery()


def _of_dataset() -> Expression:
    query = sa.select(_DATASET).join_from(dataset_versions, datasets)
    return query.where(dataset_versions.c.id == runs.c.dataset_version_id).correlate(runs).scalar_subquery()


def _column(field: Field) -> Expression:
    """A field that is a number, a time, or yes or no."""
    if field.scope is Scope.METRIC:
        return metric_value(field)
    if field.name == "duration":
        return (sa.func.julianday(runs.c.ended_at) - sa.func.julianday(runs.c.started_at)) * 86_400
    if field.name == ARCHIVED:
        return sa.case((runs.c.archived_at.is_not(None), 1), else_=0)
    if field.name == "parent":
        return sa.select(_parents.c.number).where(_parents.c.id == runs.c.parent_id).correlate(runs).scalar_subquery()
    columns = {"started": "started_at", "ended": "ended_at", "created": "created_at", "size": "model_size"}
    return runs.c[columns.get(field.name, field.name)]
