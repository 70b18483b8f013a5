"""What could come next in a filter of runs, while it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from modelyard.domain.experiments.filter.fields import ATTRIBUTES, Field, FieldType, Scope, attribute, known_field
from modelyard.domain.experiments.filter.parse import Expect, Parser
from modelyard.domain.experiments.filter.tokens import SCOPES, FilterError, TokenKind, quoted, tokens, written_name
from modelyard.domain.experiments.find import RunFields

_OPERATORS = {
    FieldType.TEXT: ("=", "!=", "like", "not like", "in", "not in", "is missing", "is not missing"),
    FieldType.FLAG: ("=", "!="),
    FieldType.ANY: (
        ">",
        ">=",
        "<",
        "<=",
        "=",
        "!=",
        "like",
        "not like",
        "in",
        "not in",
        "is missing",
        "is not missing",
    ),
}
_NUMERIC = (">", ">=", "<", "<=", "=", "!=", "in", "not in", "is missing", "is not missing")
_TIMES = ("today", "yesterday", "7 days ago", "1 month ago", "now")
_UNITS = {
    FieldType.SECONDS: ("s", "min", "h", "days"),
    FieldType.BYTES: ("KB", "MB", "GB"),
    FieldType.TIME: ("minutes ago", "hours ago", "days ago", "weeks ago", "months ago"),
}


@dataclass(frozen=True, slots=True)
class Completion:
    """A text that could replace the letters from `start` to `end`; `detail` says what it is."""

    text: str
    kind: TokenKind
    start: int
    end: int
    detail: str = ""


def completions(text: str, position: int, fields: RunFields) -> tuple[Completion, ...]:
    """What could stand at a place in a filter, what begins like the word there first; nothing where nothing fits."""
    token = next((t for t in tokens(text) if t.start < position <= t.end and t.kind is not TokenKind.BRACKET), None)
    if token is not None and token.kind is TokenKind.OPERATOR and position == token.end:
        token = None if token.text in ("=", "!=", "<=", ">=", "<", ">") else token
    start, end = (position, position) if token is None else (token.start, token.end)
    typed = text[start:position].lower().replace("`", "").strip("\"'")
    scoped = typed.partition(".")[0] in SCOPES and "." in typed
    found: dict[str, tuple[bool, Completion]] = {}
    for offer in _offers(text[:start], start, end, fields, scoped, bool(typed)):
        plain = offer.text.lower().replace("`", "").lstrip('"')
        if typed in plain and offer.text != text[start:end]:
            found.setdefault(offer.text, (not plain.startswith(typed), offer))
    return tuple(offer for _, offer in sorted(found.values(), key=lambda pair: pair[0]))


def _offers(before: str, start: int, end: int, fields: RunFields, scoped: bool, begun: bool) -> Iterator[Completion]:
    parser = Parser(before)
    try:
        parser.parse()
    except FilterError:
        if not parser.at_end:
            return
    for expect, raw in parser.expected:
        field = _known(raw, fields)
        if expect is Expect.JOIN and _bare(parser, fields):
            continue
        for text, kind, detail in _of(expect, field, parser, fields, scoped):
            yield Completion(text, kind, start, end, detail)
        if expect is Expect.FIELD and begun and not scoped:
            for text in _conditions(fields):
                yield Completion(text, TokenKind.TEXT, start, end)


def _known(raw: Field | None, fields: RunFields) -> Field | None:
    """What a name means; None for a word that is none."""
    try:
        return None if raw is None else known_field(raw, fields)
    except FilterError:
        return None


def _bare(parser: Parser, fields: RunFields) -> bool:
    """Whether the text ends with a field that has to be compared first."""
    raw = next((f for e, f in parser.expected if e is Expect.OPERATOR), None)
    field = _known(raw, fields)
    return field is not None and field.type is not FieldType.FLAG


def _of(
    expect: Expect, field: Field | None, parser: Parser, fields: RunFields, scoped: bool
) -> Iterator[tuple[str, TokenKind, str]]:
    if expect is Expect.FIELD:
        yield from _scoped_names(fields) if scoped else _names(fields)
    elif expect is Expect.OPERATOR and field is not None:
        for text in _OPERATORS.get(field.type, _NUMERIC):
            yield text, TokenKind.KEYWORD if text[0].isalpha() else TokenKind.OPERATOR, ""
    elif expect is Expect.VALUE and field is not None:
        yield from _values(field, fields)
    elif expect is Expect.UNIT and field is not None:
        for text in _UNITS.get(field.type, ()):
            yield text, TokenKind.NUMBER, ""
    elif expect is Expect.JOIN:
        for text in ("and", "or", *([")"] if parser.depth else [])):
            yield text, TokenKind.KEYWORD, ""
    elif expect is Expect.TAG:
        for name in fields.tags:
            yield quoted(name), TokenKind.TEXT, "tag"
    elif expect is Expect.WORD:
        for text in parser.words:
            yield text, TokenKind.KEYWORD, ""


def _names(fields: RunFields) -> Iterator[tuple[str, TokenKind, str]]:
    taken = set[str]()

    def fresh(name: str, scope: Scope) -> str:
        """The shortest way to write it that means nothing else."""
        bare = name not in taken and attribute(name) is None
        taken.add(name)
        return written_name(name, "" if bare else str(scope))

    for name in fields.metrics:
        yield fresh(name, Scope.METRIC), TokenKind.FIELD, "metric"
    for name in fields.params:
        yield fresh(name, Scope.PARAM), TokenKind.FIELD, "parameter"
    for known in ATTRIBUTES:
        yield known.key, TokenKind.FIELD, known.text
    for name in fields.tags:
        yield written_name(name, "tags"), TokenKind.FIELD, "tag"
    for text in ("not", "tag"):
        yield text, TokenKind.KEYWORD, ""


def _conditions(fields: RunFields) -> Iterator[str]:
    """Whole conditions, offered to those who type the value without its name."""
    for known in ATTRIBUTES:
        for text in known.choices or fields.choices.get(known.key, ()):
            yield f"{known.key} = {quoted(text)}"
    for name in fields.tags:
        yield f"tag {quoted(name)}"


def _scoped_names(fields: RunFields) -> Iterator[tuple[str, TokenKind, str]]:
    for scope, names in ((Scope.METRIC, fields.metrics), (Scope.PARAM, fields.params), (Scope.TAG, fields.tags)):
        for name in names:
            yield written_name(name, str(scope)), TokenKind.FIELD, str(scope)


def _values(field: Field, fields: RunFields) -> Iterator[tuple[str, TokenKind, str]]:
    if field.type is FieldType.TIME:
        for text in _TIMES:
            yield text, TokenKind.DATE, ""
    elif field.type is FieldType.FLAG:
        yield from ((text, TokenKind.KEYWORD, "") for text in ("true", "false"))
    elif field.scope is Scope.ATTRIBUTE:
        known = attribute(field.name)
        for text in (known.choices if known else ()) or fields.choices.get(field.name, ()):
            yield quoted(text), TokenKind.TEXT, ""
