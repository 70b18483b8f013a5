"""The filter language of runs: `roc_auc > 0.90 and state != "archived"`. A text becomes a tree, or a sentence on what
is wrong with it and where. `docs/experiments/filter.md` describes it.

Words that are no condition are searched for, and several of them stand for runs that hold each.

There are two values, yes and no: a comparison with something missing is no, and each negative (`!=`, `not like`,
`not in`) is true exactly where its positive is not.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NoReturn

from modelyard.core import clock
from modelyard.domain.experiments.filter.check import resolved
from modelyard.domain.experiments.filter.fields import ARCHIVED, Field, Scope
from modelyard.domain.experiments.filter.tokens import (
    BYTES,
    COMPARING,
    DAYS,
    MONTHS,
    SCOPES,
    SECONDS,
    FilterError,
    Token,
    TokenKind,
    tokens,
)
from modelyard.domain.experiments.filter.tree import (
    EVERYTHING,
    All,
    Amount,
    HasTag,
    Literal,
    Node,
    Not,
    Op,
    Search,
    Some,
    Test,
    tests,
)
from modelyard.domain.experiments.filter.values import ago, as_moment, day
from modelyard.domain.experiments.find import RunFields

MAX_TESTS = 200
MAX_DEPTH = 50
MAX_LETTERS = 10_000
_COMPARED = {"=": Op.EQ, "==": Op.EQ, "<": Op.LT, "<=": Op.LE, ">": Op.GT, ">=": Op.GE}
_MEANT = {
    "=<": "Write <= for “at most”.",
    "=>": "Write >= for “at least”.",
    "!": "Write not, or != between a field and a value.",
    "~": 'Write like, with % for any letters: name like "%forest%".',
    "&&": "Write and.",
    "||": "Write or.",
}

_INSTEAD = {
    "between": "Write {name} >= … and {name} <= ….",
    "contains": 'Write {name} like "%…%".',
    "ilike": "Write {name} like; it does not tell small letters from capitals.",
}


class Expect(StrEnum):
    """What could come next in a filter."""

    FIELD = "field"
    OPERATOR = "operator"
    VALUE = "value"
    UNIT = "unit"
    JOIN = "join"
    TAG = "tag"
    WORD = "word"


def parse(text: str, now: datetime | None = None) -> Node:
    """The tree of a filter, its names as they were written. Raises `FilterError` for what is no filter."""
    if len(text) > MAX_LETTERS:
        said = f"The filter is {len(text):,} letters long."
        raise FilterError(said, f"Use at most {MAX_LETTERS:,}.", "", MAX_LETTERS, len(text))
    half = next((at for at, letter in enumerate(text) if "\ud800" <= letter <= "\udfff"), None)
    if half is not None:
        raise FilterError("The filter holds half a character.", "Type it again.", "", half, half + 1)
    return Parser(text, now).parse()


def named(text: str) -> Field:
    """A name alone, as a list is sorted or grouped by it. Raises `FilterError` for what is none."""
    found = tokens(text)
    if len(found) != 1 or found[0].kind is not TokenKind.FIELD:
        raise FilterError(f"{text} is no name of a field.", "Write one like started or metrics.f1.", "", 0, len(text))
    return _named(found[0])


def check(text: str, fields: RunFields, now: datetime | None = None) -> Node:
    """The tree of a filter over these names. Raises `FilterError` with a sentence, a hint and the place."""
    return resolved(parse(text, now), fields)


def speaks_of_archived(node: Node) -> bool:
    """Whether a filter itself decides about archived runs, so that they are not left out beforehand."""
    return any(
        t.field.scope in (None, Scope.ATTRIBUTE)
        and (
            t.field.name.lower() == ARCHIVED
            or (t.field.name.lower() in ("state", "status") and any(v.text.lower() == ARCHIVED for v in t.values))
        )
        for t in tests(node)
    )


class Parser:
    """Reads a filter from left to right. `expected` is what could follow where the text ended, for completion."""

    def __init__(self, text: str, now: datetime | None = None) -> None:
        self.text = text
        self.expected: list[tuple[Expect, Field | None]] = []
        self.words: tuple[str, ...] = ()
        self.depth = 0
        self._now = now or clock.now()
        self._tokens = tokens(text)
        self._at = 0
        self._tests = 0

    def parse(self) -> Node:
        """The whole text."""
        self._want(Expect.FIELD)
        if not self._tokens:
            return EVERYTHING
        node = self._some()
        self._want(Expect.JOIN)
        if self._at < len(self._tokens):
            self._leftover()
        return node

    # --- tokens -------------------------------------------------------------------------------------------------
    @property
    def at_end(self) -> bool:
        """Whether everything has been read."""
        return self._at >= len(self._tokens)

    @property
    def _next(self) -> Token:
        if self.at_end:
            return Token(TokenKind.END, "", len(self.text), len(self.text))
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _want(self, what: Expect, field: Field | None = None) -> None:
        if self.at_end:
            self.expected.append((what, field))

    def _word(self, *words: str) -> bool:
        """Take one of some keywords if it comes next."""
        if self._next.kind in (TokenKind.KEYWORD, TokenKind.BRACKET, TokenKind.DATE) and self._next.word in words:
            self._at += 1
            return True
        return False

    def _fail(self, message: str, hint: str, token: Token | None = None) -> NoReturn:
        token = token or self._next
        if token.kind is TokenKind.WRONG:
            if token.text[0] in "\"'" or "`" in token.text:
                raise FilterError("A quote is not closed.", "End it with the same sign.", "", token.start, token.end)
            message = f"{token.text} means nothing here."
        elif token.text in _MEANT:
            message, hint = f"{token.text} is not used here.", _MEANT[token.text]
        raise FilterError(message, hint, "", token.start, token.end)

    def _leftover(self) -> NoReturn:
        token = self._next
        if token.text == ")":
            self._fail("A bracket is closed that was never opened.", "Remove the ), or open one before it.")
        self._fail(f"{token.text} cannot follow here.", "Write and or or between two conditions.")

    # --- and, or, not -------------------------------------------------------------------------------------------
    def _some(self) -> Node:
        parts = [self._all()]
        while self._word("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _all(self) -> Node:
        parts = [self._not()]
        while self._word("and") or (_is_word(parts[-1]) and self._begins()):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _begins(self) -> bool:
        """Whether a condition or a word comes next."""
        return self._next.kind in (TokenKind.FIELD, TokenKind.TEXT, TokenKind.NUMBER)

    def _not(self) -> Node:
        self._want(Expect.FIELD)
        start = self._next
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(f"The filter is nested more than {MAX_DEPTH} deep.", "Write it with fewer brackets.")
        if self._word("not"):
            node: Node = Not(self._not())
        elif self._word("("):
            node = self._some()
            self._want(Expect.JOIN)
            if not self._word(")"):
                if not self.at_end:
                    self._leftover()
                self._fail("A bracket is not closed.", "Write a ) after the condition.", start)
        else:
            node = self._test()
        self.depth -= 1
        return node

    # --- one comparison -----------------------------------------------------------------------------------------
    def _test(self) -> Node:
        self._tests += 1
        if self._tests > MAX_TESTS:
            self._fail(f"The filter has more than {MAX_TESTS} conditions.", "Write a list: number in (1, 2, 3).")
        if self._word("tag"):
            return self._tag()
        if self._searched():
            return Search(_unquoted(self._take().text))
        field = self._field()
        self._want(Expect.OPERATOR, field)
        token = self._next
        if token.text in _COMPARED:
            self._at += 1
            return Test(field, _COMPARED[token.text], (self._value(field),))
        if token.text in ("!=", "<>"):
            self._at += 1
            return Not(Test(field, Op.EQ, (self._value(field),)))
        if self._word("is"):
            return self._missing(field)
        negated = self._word("not")
        self.words = ("like", "in")
        if negated:
            self._want(Expect.WORD)
        if self._word("like"):
            return _turned(negated, Test(field, Op.LIKE, (self._value(field),)))
        if self._word("in"):
            return _turned(negated, Test(field, Op.IN, self._list(field)))
        if negated:
            self._fail("After not there is like or in.", f'Write {field.written} not like "%…%".')
        if token.kind in (TokenKind.WRONG, TokenKind.OPERATOR) or token.word in _INSTEAD:
            hint = _INSTEAD.get(token.word, "After a field there is =, !=, <, >, like, in or is.")
            self._fail(f"{token.text} cannot follow {field.written}.", hint.format(name=field.written))
        return Test(field, Op.IS)

    def _searched(self) -> bool:
        """Whether a text in quotes or a number comes next that nothing is compared with."""
        token, after = self._next, self._tokens[self._at + 1 : self._at + 2]
        if token.kind not in (TokenKind.TEXT, TokenKind.NUMBER) or not _unquoted(token.text).strip():
            return False
        compared = after and (after[0].kind is TokenKind.OPERATOR or after[0].word in COMPARING)
        unit = token.kind is TokenKind.NUMBER and after and after[0].kind is TokenKind.NUMBER
        return not compared and not (unit and after[0].text.isalpha())

    def _tag(self) -> Node:
        self._want(Expect.TAG)
        token = self._next
        if token.kind is not TokenKind.TEXT:
            self._fail("After tag there is its name.", 'Write tag "keep".')
        self._at += 1
        return HasTag(_unquoted(token.text))

    def _missing(self, field: Field) -> Node:
        negated = self._word("not")
        self.words = ("missing",) if negated else ("missing", "not missing")
        self._want(Expect.WORD)
        if not self._word("missing", "null", "none"):
            self._fail("After is there is missing, or not missing.", f"Write {field.written} is missing.")
        return _turned(negated, Test(field, Op.MISSING))

    def _field(self) -> Field:
        token = self._next
        if token.kind is not TokenKind.FIELD:
            if token.kind is TokenKind.END:
                self._fail("A condition is missing at the end.", "Write one like roc_auc > 0.9.")
            if token.kind in (TokenKind.NUMBER, TokenKind.TEXT, TokenKind.DATE):
                self._fail("A condition begins with a field.", f"Write the field first: field = {token.text}")
            self._fail(f"A field is missing before {token.text}.", "Write a condition like roc_auc > 0.9.")
        self._at += 1
        return _named(token)

    # --- values -------------------------------------------------------------------------------------------------
    def _list(self, field: Field) -> tuple[Literal, ...]:
        if not self._word("("):
            self._fail("After in there is a list in brackets.", f"Write {field.written} in (…, …).")
        values = [self._value(field)]
        while self._word(","):
            values.append(self._value(field))
        if not self._word(")"):
            self._fail("The list is not closed.", "Write a comma or a ) after the value.")
        return tuple(values)

    def _value(self, field: Field) -> Literal:
        self._want(Expect.VALUE, field)
        token = self._next
        if token.kind is TokenKind.NUMBER:
            return self._number(field)
        if token.kind is TokenKind.TEXT:
            self._at += 1
            text = _unquoted(token.text)
            return Literal(text, text, token.start, token.end, token.text[0] in "\"'")
        if token.kind is TokenKind.DATE:
            return self._date()
        if self._word("true", "false"):
            return Literal(token.word == "true", token.text, token.start, token.end)
        if token.word in ("null", "none", "missing"):
            self._fail(f"Nothing is equal to {token.text}.", f"Write {field.written} is missing.")
        if token.kind is TokenKind.END:
            self._fail("A value is missing at the end.", f'Write one after {field.written}, like 0.9 or "text".')
        if token.kind is TokenKind.FIELD:
            hint = f'Write "{token.text.strip("`")}" for a text.'
            self._fail(f"{token.text} is a name; a value is needed here.", hint)
        self._fail(f"A value is missing before {token.text}.", f"Write one after {field.written}.")

    def _number(self, field: Field) -> Literal:
        token = self._take()
        number = float(token.text)
        self._want(Expect.UNIT, field)
        unit = self._next
        if unit.kind is not TokenKind.NUMBER or not unit.text.isalpha():
            return Literal(number, token.text, token.start, token.end)
        self._at += 1
        self.words = ("ago",)
        self._want(Expect.WORD)
        end = self._next.end
        if self._word("ago"):
            found = ago(number, unit.word, self._now) if unit.word in SECONDS or unit.word in MONTHS else None
            if found is None:
                raise FilterError("There is no such time.", "Write one like 7 days ago.", "", token.start, end)
            return Literal(found, self.text[token.start : end], token.start, end)
        if unit.word in MONTHS:
            hint = f"Write {token.text} {unit.text} ago, or use days."
            self._fail("Months and years are for dates only.", hint, unit)
        known, base = (SECONDS, "seconds") if unit.word in SECONDS else (BYTES, "bytes")
        amount = Amount(number * known[unit.word], base)
        return Literal(amount, self.text[token.start : unit.end], token.start, unit.end)

    def _date(self) -> Literal:
        token = self._take()
        found = day(token.word, self._now) if token.word in DAYS else as_moment(token.text)
        if found is None:
            self._fail(f"{token.text} is no date.", "Write one like 2026-11-01, today or 7 days ago.", token)
        return Literal(found, token.text, token.start, token.end)


def _turned(negated: bool, node: Node) -> Node:
    return Not(node) if negated else node


def _is_word(node: Node) -> bool:
    """Whether a part is a word alone."""
    return isinstance(node, Search) or (isinstance(node, Test) and node.op is Op.IS)


def _unquoted(text: str) -> str:
    mark = text[0]
    return text[1:-1].replace(mark * 2, mark) if mark in "\"'" else text


def _named(token: Token) -> Field:
    """A name with what stands before its first point, if that says what it is."""
    first, point, rest = token.text.partition(".")
    scope = Scope(SCOPES[first.lower()]) if point and first.lower() in SCOPES else None
    name = rest if scope else token.text
    if not name.strip("`"):
        said = f"A name is missing after {token.text.strip('`')}"
        raise FilterError(said, "Type its first letters.", "", token.start, token.end)
    return Field(name.strip("`"), scope, start=token.start, end=token.end)
