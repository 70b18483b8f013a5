"""Whether the values in a filter fit its fields; what does not is said in a sentence with its place."""

from __future__ import annotations

import difflib
from dataclasses import replace

from modelyard.domain.experiments.filter.fields import Field, FieldType, Scope, attribute, known_field
from modelyard.domain.experiments.filter.tokens import FilterError
from modelyard.domain.experiments.filter.tree import All, Amount, Literal, Node, Not, Op, Search, Some, Span, Test
from modelyard.domain.experiments.filter.values import as_moment, as_number
from modelyard.domain.experiments.find import RunFields

_HOLDS = {
    FieldType.NUMBER: "a number",
    FieldType.SECONDS: "a duration",
    FieldType.BYTES: "a size",
    FieldType.TEXT: "a text",
    FieldType.TIME: "a time",
    FieldType.FLAG: "yes or no",
}
_EXAMPLE = {
    FieldType.NUMBER: "{name} > 0.9",
    FieldType.SECONDS: "{name} > 90, or {name} > 5 min",
    FieldType.BYTES: "{name} < 20 MB",
    FieldType.TEXT: '{name} = "…", or {name} like "%…%"',
    FieldType.TIME: "{name} > 2026-11-01, or {name} > 7 days ago",
    FieldType.FLAG: "{name}, or not {name}",
    FieldType.ANY: '{name} = 3, or {name} = "…"',
}


def resolved(node: Node, fields: RunFields) -> Node:
    """A filter whose names are known and whose values fit them; a word that is no name is searched for.

    Raises `FilterError`.
    """
    if isinstance(node, Test):
        return _test(node, fields)
    if isinstance(node, Not):
        return Not(resolved(node.part, fields))
    if isinstance(node, All):
        return All(tuple(resolved(p, fields) for p in node.parts))
    if isinstance(node, Some):
        return Some(tuple(resolved(p, fields) for p in node.parts))
    return node


def _test(test: Test, fields: RunFields) -> Test | Search:
    try:
        field = known_field(test.field, fields)
    except FilterError:
        if test.op is Op.IS and test.field.scope is None:
            return Search(test.field.name)
        raise
    kind = field.type
    if test.op is Op.IS and kind is not FieldType.FLAG:
        hint = f'{_example(field)} Write "{field.name}" to search for the word.'
        raise FilterError(f"{field.written} is compared with nothing.", hint, "", field.end, field.end)
    if kind is FieldType.FLAG and test.op not in (Op.IS, Op.EQ):
        raise _unfit(field, field.start, field.end)
    if test.op is Op.LIKE and kind not in (FieldType.TEXT, FieldType.ANY):
        said = f"like looks for a part of a text; {field.written} is {_HOLDS[kind]}."
        raise FilterError(said, _example(field), "", test.values[0].start, test.values[0].end)
    return Test(field, test.op, tuple(_fit(field, test.op, v) for v in test.values))


def _example(field: Field) -> str:
    return f"Write {_EXAMPLE[field.type].format(name=field.written)}."


def _unfit(field: Field, start: int, end: int) -> FilterError:
    return FilterError(f"{field.written} is {_HOLDS[field.type]}.", _example(field), "", start, end)


def _fit(field: Field, op: Op, literal: Literal) -> Literal:
    """A value as the field holds it."""
    if op is Op.LIKE:
        return replace(literal, value=literal.text)
    value, kind = literal.value, field.type
    if isinstance(value, Amount):
        if value.base != kind.value:
            raise _unfit(field, literal.start, literal.end) if kind in _HOLDS else _no_unit(field, literal)
        return replace(literal, value=value.value)
    if kind in (FieldType.NUMBER, FieldType.SECONDS, FieldType.BYTES):
        number = as_number(value) if isinstance(value, str) else value
        if isinstance(number, bool) or not isinstance(number, float):
            raise _unfit(field, literal.start, literal.end)
        return replace(literal, value=number)
    if kind is FieldType.TIME:
        moment = as_moment(value) if isinstance(value, str) else value
        if not isinstance(moment, Span):
            raise _unfit(field, literal.start, literal.end)
        return replace(literal, value=moment)
    if kind is FieldType.FLAG:
        if not isinstance(value, bool):
            raise _unfit(field, literal.start, literal.end)
        return literal
    if kind is FieldType.TEXT:
        return replace(literal, value=_choice(field, literal))
    return _any(op, literal)


def _no_unit(field: Field, literal: Literal) -> FilterError:
    said = f"{field.written} has no unit."
    return FilterError(said, "Units are for duration and size. Write the number alone.", "", literal.start, literal.end)


def _choice(field: Field, literal: Literal) -> str:
    """A text, and one of those that there are where that is known."""
    known = attribute(field.name) if field.scope is Scope.ATTRIBUTE else None
    word = literal.text.lower()
    if known is None or not known.choices or word in known.choices:
        return literal.text
    near = difflib.get_close_matches(word, known.choices, 1, 0.6)
    hint = f"Did you mean {near[0]}?" if near else f"Write one of: {', '.join(known.choices)}."
    raise FilterError(f"There is no {field.name} called {literal.text}.", hint, "", literal.start, literal.end)


def _any(op: Op, literal: Literal) -> Literal:
    """For a parameter or a tag, what reads as a number is one, and so is yes or no, with quotes or without."""
    value = literal.value
    if isinstance(value, str) and (number := as_number(value)) is not None:
        value = number
    elif isinstance(value, str) and value.lower() in ("true", "false"):
        value = value.lower() == "true"
    elif isinstance(value, Span):
        value = literal.text
    if isinstance(value, bool) and op not in (Op.EQ, Op.IN):
        said = f"{literal.text} is neither more nor less than something."
        raise FilterError(said, "Write = or !=.", "", literal.start, literal.end)
    return replace(literal, value=value)
