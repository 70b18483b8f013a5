"""A filter of runs as tokens: what the window colours and the parser reads. No text is too wrong to be cut up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from modelyard.core.errors import InputError


class FilterError(InputError):
    """A filter is wrong. `start` and `end` are the place, as 0-based letters of its text."""

    def __init__(self, message: str, hint: str = "", details: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(message, hint, details)
        self.start, self.end = start, end

    @property
    def length(self) -> int:
        """How many letters are wrong; 0 where something is missing."""
        return self.end - self.start

    def __reduce__(self) -> tuple[type[FilterError], tuple[str, str, str, int, int]]:  # type: ignore[override]
        return type(self), (self.message, self.hint, self.details, self.start, self.end)


class TokenKind(StrEnum):
    """What a part of a filter is, by which it is coloured."""

    FIELD = "field"
    OPERATOR = "operator"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    KEYWORD = "keyword"
    BRACKET = "bracket"
    WRONG = "wrong"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a filter and its place."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The token in small letters, to compare it with keywords."""
        return self.text.lower()


KEYWORDS = frozenset({"and", "or", "not", "in", "like", "is", "missing", "null", "none", "true", "false", "tag"})
COMPARING = frozenset({"like", "in", "is", "not"})
"""Keywords that compare the name before them."""
SECONDS = {
    **dict.fromkeys(("ms",), 0.001),
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86_400.0),
    **dict.fromkeys(("w", "week", "weeks"), 604_800.0),
}
"""Seconds in a unit of time."""
MONTHS = {"month": 1, "months": 1, "year": 12, "years": 12}
"""Months in a longer unit of time; only in dates, such as 3 months ago."""
BYTES = {"b": 1.0, "byte": 1.0, "bytes": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12}
"""Bytes in a unit of size."""
DAYS = frozenset({"today", "yesterday", "now"})
SCOPES = {
    **dict.fromkeys(("metrics", "metric"), "metrics"),
    **dict.fromkeys(("params", "param", "parameters", "parameter"), "params"),
    **dict.fromkeys(("tags",), "tags"),
    **dict.fromkeys(("attributes", "attribute", "run"), "attributes"),
}
"""What may stand before a name and a point, and what it means."""

_SCOPE = "|".join(sorted(SCOPES, key=len, reverse=True))
_PATTERN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<quoted>"(?:[^"]|"")*"|'(?:[^']|'')*')
  | (?P<name>(?:(?i:{_SCOPE})\.)?`[^`]*`)
  | (?P<open>["'].*|(?:(?i:{_SCOPE})\.)?`.*)
  | (?P<date>\d{{4}}-\d{{1,2}}-\d{{1,2}}(?:[T\ ]\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?:Z|[+-]\d{{2}}:?\d{{2}})?)?)
  | (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
  | (?P<operator><=|>=|==|!=|<>|=<|=>|&&|\|\||[=<>!~])
  | (?P<bracket>[(),])
  | (?P<word>[^\W\d][\w./\-]*)
  | (?P<wrong>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = {
    "quoted": TokenKind.TEXT,
    "open": TokenKind.WRONG,
    "name": TokenKind.FIELD,
    "date": TokenKind.DATE,
    "number": TokenKind.NUMBER,
    "operator": TokenKind.OPERATOR,
    "bracket": TokenKind.BRACKET,
    "wrong": TokenKind.WRONG,
}


def tokens(text: str) -> tuple[Token, ...]:
    """The parts of a filter in order, without spaces, for colouring and for the parser. Never raises."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    at, before, listed = 0, "", False
    value = False  # whether a value comes next
    while at < len(text):
        found = _PATTERN.match(text, at)
        assert found is not None  # the last alternative takes any letter
        group = found.lastgroup or ""
        at = found.end()
        if group == "space":
            continue
        token = Token(_kind(group, found[0], value, before), found[0], found.start(), found.end())
        word = token.word
        if token.kind is TokenKind.BRACKET:
            listed = (listed and word != ")") or (word == "(" and before == "in")
        value = token.kind is TokenKind.OPERATOR or word in ("like", "tag") or (listed and word in "(,")
        before = "number" if token.kind is TokenKind.NUMBER else word
        yield token


def _kind(group: str, text: str, value: bool, before: str) -> TokenKind:
    """The kind of a token; a word is a text where a value comes next, and a unit after a number."""
    if group != "word":
        return _KINDS[group]
    word = text.lower()
    if before == "number" and (word in SECONDS or word in MONTHS or word in BYTES):
        return TokenKind.NUMBER
    if word == "ago" or (value and word in DAYS):
        return TokenKind.DATE
    if value and word in ("inf", "infinity"):
        return TokenKind.NUMBER
    if word in KEYWORDS:
        return TokenKind.KEYWORD
    return TokenKind.TEXT if value else TokenKind.FIELD


def is_field(name: Token, after: Token | None) -> bool:
    """Whether a name is compared with something, by what follows it; else it may be a word to search for."""
    compared = after is not None and (after.kind is TokenKind.OPERATOR or after.word in COMPARING)
    return compared or name.text.partition(".")[0].lower() in SCOPES


def quoted(text: str) -> str:
    """A text as it is written in a filter."""
    return '"' + text.replace('"', '""') + '"'


def written_name(name: str, scope: str = "") -> str:
    """A name as it is written in a filter: in backticks where it has to be."""
    plain = re.fullmatch(r"[^\W\d][\w./\-]*", name) and name.lower() not in KEYWORDS | DAYS
    if plain and not scope:
        plain = name.split(".")[0].lower() not in SCOPES
    text = name if plain else f"`{name}`"
    return f"{scope}.{text}" if scope else text
