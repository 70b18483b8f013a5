"""Formulas: a number from other columns of the same row, worked out with NumPy.

The language is that of row filters and recipes as far as it goes: columns by name or in double quotes, text in single
quotes, + - * / // % ** and ^, = != <> < <= > >=, AND, OR, NOT, IN, IS NULL, and `FUNCTIONS`. Python's parser reads
it, an allow-list walks the tree, and nothing else is ever run. Yes and no are 1 and 0; missing is NaN, and what is
undefined or infinite counts as missing.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelyard_server.moments import PARTS, absent, parts

Array = NDArray[np.float64]
Table = Mapping[str, Any]
"""Columns by name, each a list or an array."""

LONGEST = 2000
DATES = ("date", "datetime", "time")


class FormulaError(ValueError):
    """A formula is wrong. `start` and `end` are the place, as letters of its text."""

    def __init__(self, message: str, hint: str, start: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.message, self.hint, self.start, self.end = message, hint, start, end


def _round(x: Array, digits: Any = 0.0) -> Array:
    """Halves away from zero, as people and DuckDB round."""
    scale = np.power(10.0, np.trunc(digits))
    rounded: Array = np.copysign(np.floor(np.abs(x) * scale + 0.5) / scale, x)
    return rounded


def _coalesce(*values: Array) -> Array:
    found = values[0]
    for value in values[1:]:
        found = np.where(np.isnan(found), value, found)
    return found


def _each(function: Callable[[Any, Any], Any]) -> Callable[..., Array]:
    """A function of two numbers for any number of them."""

    def folded(*values: Array) -> Array:
        found = values[0]
        for value in values[1:]:
            found = function(found, value)
        return found

    return folded


_NUMBERS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "abs": (1, 1, np.abs),
    "ceil": (1, 1, np.ceil),
    "coalesce": (1, 99, _coalesce),
    "exp": (1, 1, np.exp),
    "floor": (1, 1, np.floor),
    "greatest": (1, 99, _each(np.fmax)),
    "least": (1, 99, _each(np.fmin)),
    "ln": (1, 1, np.log),
    "log": (1, 1, np.log10),
    "log10": (1, 1, np.log10),
    "log2": (1, 1, np.log2),
    "max": (2, 99, _each(np.fmax)),
    "min": (2, 99, _each(np.fmin)),
    "mod": (2, 2, np.fmod),
    "nullif": (2, 2, lambda a, b: np.where(a == b, np.nan, a)),
    "power": (2, 2, np.power),
    "round": (1, 2, _round),
    "sign": (1, 1, np.sign),
    "sqrt": (1, 1, np.sqrt),
    "trunc": (1, 1, np.trunc),
}
FUNCTIONS = tuple(sorted([*_NUMBERS, *PARTS, "length"]))
"""The names of the functions; `log` is to the base of 10 and `ln` the natural one."""

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.FloorDiv: lambda a, b: np.trunc(np.divide(a, b)),
    ast.Mod: np.fmod,
    ast.Pow: np.power,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
}


@dataclass(frozen=True, slots=True)
class Value:
    """A part of a formula: "number", "text" or a kind of date, and how it is worked out."""

    kind: str
    run: Callable[[Table], Any]
    constant: Any = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula and the columns it takes."""

    columns: tuple[str, ...]
    _run: Callable[[Table], Any]

    def values(self, columns: Table, rows: int) -> Array:
        """(rows,) of float64."""
        with np.errstate(all="ignore"):
            found = np.asarray(self._run(columns), dtype=np.float64)
            found = np.where(np.abs(found) <= np.finfo(np.float32).max, found, np.nan)
        return np.array(np.broadcast_to(found, (rows,)))


def parse(text: str, kinds: Mapping[str, str]) -> Formula:
    """Check a formula over columns of these kinds ("number", "text", "date", "datetime", "time").

    Raises `FormulaError` with the place of what is wrong.
    """
    if not text.strip():
        raise FormulaError("The formula is empty.", "Write one like arr_delay - dep_delay.")
    if len(text) > LONGEST:
        raise FormulaError(f"The formula has more than {LONGEST:,} letters.", "Divide it into several.")
    written = _Written(text, kinds)
    try:
        tree = ast.parse(written.python, mode="eval")
        value = _Reader(written, kinds).read(tree.body)
    except SyntaxError as error:
        if "nested" in error.msg:
            raise _too_deep() from error
        start, end = written.place((error.offset or 1) - 1, error.offset or 1)
        raise FormulaError(
            "The formula is not complete here, or has something too much.", _EXAMPLE, start, end
        ) from error
    except (RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, FormulaError):
            raise
        raise _too_deep() from error
    if value.kind != "number":
        hint = (
            "Take a part of it, as in hour(…)." if value.kind in DATES else "Compare it with something, as in … = 'a'."
        )
        raise FormulaError(f"The formula gives {_word(value.kind)}, not a number.", hint, 0, len(text))
    return Formula(tuple(written.used), value.run)


def _too_deep() -> FormulaError:
    return FormulaError("The formula is nested too deeply.", "Divide it into several.")


_EXAMPLE = "Write one like arr_delay - dep_delay, or hour(time_hour) > 17."
_TOKEN = re.compile(
    r"""(?P<space>\s+) | (?P<column>"(?:[^"]|"")*") | (?P<text>'(?:[^']|'')*') | (?P<name>[^\W\d]\w*)
    | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?) | (?P<sign><>|<=|>=|!=|==|\*\*|//|[-+*/%^=<>(),])""",
    re.VERBOSE,
)
_WORDS = {
    "and": "and", "or": "or", "not": "not", "in": "in", "is": "is", "null": "None", "true": "True", "false": "False",
}  # fmt: skip
_SIGNS = {"=": "==", "<>": "!=", "^": "**"}


class _Written:
    """A formula as a person wrote it and as Python, with columns and functions under names of our own."""

    def __init__(self, text: str, kinds: Mapping[str, str]) -> None:
        self.text = text
        self.used: dict[str, str] = {}
        self._columns = {name.lower(): name for name in kinds} | {name: name for name in kinds}
        self._starts: list[tuple[int, int, int]] = []
        self.python = ""
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:
                raise FormulaError(f"{text[at]} has no meaning in a formula.", _EXAMPLE, at, at + 1)
            self._starts.append((len(self.python), at, token.end()))
            said = self._said(token)
            self.python += said if self.python else said.lstrip()
            at = token.end()

    def _said(self, token: re.Match[str]) -> str:
        text, kind = token[0], token.lastgroup
        if kind == "space":
            return " "
        if kind == "text":
            return ascii(text[1:-1].replace("''", "'"))
        if kind == "number":
            return f" {text} "
        if kind == "sign":
            return _SIGNS.get(text, text)
        word = text.lower()
        if kind == "name" and self.text[token.end() :].lstrip().startswith("(") and word not in _WORDS:
            return self._function(word, token)
        if kind == "name" and word in _WORDS and text not in self._columns:
            return f" {_WORDS[word]} "
        return self._column(text if kind == "name" else text[1:-1].replace('""', '"'), token)

    def _function(self, name: str, token: re.Match[str]) -> str:
        if name not in FUNCTIONS:
            near = difflib.get_close_matches(name, FUNCTIONS, 1, 0.6)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(FUNCTIONS)}."
            raise FormulaError(f"There is no function {token[0]}.", hint, *token.span())
        return f"f_{name}"

    def _column(self, name: str, token: re.Match[str]) -> str:
        found = self._columns.get(name) or self._columns.get(name.lower())
        if found is None:
            near = difflib.get_close_matches(name, self._columns.values(), 1, 0.6)
            hint = (
                f"Did you mean {near[0]}?" if near else f"Columns are {', '.join(list(self._columns.values())[:20])}."
            )
            raise FormulaError(f"There is no column {name} among the features.", hint, *token.span())
        return self.used.setdefault(found, f"c_{len(self.used)}")

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The letters of the text that letters of the Python belong to."""
        first = next((s for s in reversed(self._starts) if s[0] <= start), (0, 0, 0))
        last = next((s for s in reversed(self._starts) if s[0] < max(end, start + 1)), first)
        return first[1], max(first[2], last[2])


class _Reader:
    """Walks Python's tree; what is not here is not allowed."""

    def __init__(self, written: _Written, kinds: Mapping[str, str]) -> None:
        self._written = written
        self._kinds = kinds
        self._names = {placeholder: name for name, placeholder in written.used.items()}

    def read(self, node: ast.expr) -> Value:
        """The value of a node. Raises `FormulaError`."""
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name) and node.id in self._names:
            return self._column(self._names[node.id])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd, ast.Not)):
            return self._unary(node)
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            left, right = self._number(node.left), self._number(node.right)
            operation = _ARITHMETIC[type(node.op)]
            return Value("number", lambda t: operation(left.run(t), right.run(t)))
        if isinstance(node, ast.BoolOp):
            return self._bool(node)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._compare(node, node.left, node.ops[0], node.comparators[0])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return self._call(node, node.func.id.removeprefix("f_"))
        if isinstance(node, ast.Compare):
            raise self._wrong(node, "Two comparisons in a row say nothing.", "Write a < b AND b < c.")
        raise self._wrong(node, "This has no meaning in a formula.", _EXAMPLE)

    def _wrong(self, node: ast.expr, message: str, hint: str) -> FormulaError:
        end = node.end_col_offset if node.end_col_offset is not None else node.col_offset + 1
        return FormulaError(message, hint, *self._written.place(node.col_offset, end))

    def _constant(self, node: ast.Constant) -> Value:
        value = node.value
        if isinstance(value, str):
            return Value("text", lambda t: value, value)
        if value is None:
            return Value("number", lambda t: np.nan)
        if isinstance(value, (bool, int, float)):
            number = float(value)
            return Value("number", lambda t: number, number)
        raise self._wrong(node, "This has no meaning in a formula.", _EXAMPLE)

    def _column(self, name: str) -> Value:
        kind = self._kinds[name]
        if kind == "number":
            return Value(kind, lambda t: np.asarray(t[name], dtype=np.float64))
        return Value(kind, lambda t: t[name])

    def _number(self, node: ast.expr) -> Value:
        value = self.read(node)
        if value.kind != "number":
            hint = "Take a part of it, as in epoch(…)." if value.kind in DATES else "Compare it with another text."
            raise self._wrong(node, f"This is {_word(value.kind)}, and a number is needed here.", hint)
        return value

    def _unary(self, node: ast.UnaryOp) -> Value:
        value = self._number(node.operand)
        if isinstance(node.op, ast.Not):
            return Value("number", lambda t: 1.0 - _truth(value.run(t)))
        sign = -1.0 if isinstance(node.op, ast.USub) else 1.0
        return Value("number", lambda t: sign * value.run(t))

    def _bool(self, node: ast.BoolOp) -> Value:
        values = [self._number(one) for one in node.values]
        # Missing is between no and yes, so that no AND missing is no, and yes OR missing is yes.
        choose = np.minimum if isinstance(node.op, ast.And) else np.maximum

        def run(table: Table) -> Any:
            halves = [np.where(np.isnan(v), 0.5, v) for v in (_truth(value.run(table)) for value in values)]
            found = _each(choose)(*halves)
            return np.where(found == 0.5, np.nan, found)

        return Value("number", run)

    def _compare(self, node: ast.expr, first: ast.expr, operator: ast.cmpop, second: ast.expr) -> Value:
        left = self.read(first)
        if isinstance(operator, (ast.Is, ast.IsNot)):
            if not (isinstance(second, ast.Constant) and second.value is None):
                raise self._wrong(node, "IS goes with NULL only.", "Write = to compare.")
            missing = 1.0 if isinstance(operator, ast.Is) else 0.0
            return Value("number", lambda t: np.where(_missing(left.run(t)), missing, 1.0 - missing))
        if isinstance(operator, (ast.In, ast.NotIn)):
            members = second.elts if isinstance(second, ast.Tuple) else [second]
            equal = [self._equal(node, left, self.read(member)) for member in members]
            sign = 1.0 if isinstance(operator, ast.In) else -1.0
            return Value("number", lambda t: (sign < 0) + sign * _each(np.maximum)(*(one(t) for one in equal)))
        right = self.read(second)
        if isinstance(operator, (ast.Eq, ast.NotEq)):
            same = self._equal(node, left, right)
            return Value("number", same if isinstance(operator, ast.Eq) else lambda t: 1.0 - same(t))
        if left.kind != "number" or right.kind != "number":
            raise self._wrong(node, "Only numbers are larger or smaller here.", "Write = to compare text.")
        compare = _COMPARE[type(operator)]
        return Value("number", lambda t: _known(left.run(t), right.run(t), compare))

    def _equal(self, node: ast.expr, left: Value, right: Value) -> Callable[[Table], Array]:
        if left.kind != right.kind or left.kind in DATES:
            said = f"{_word(left.kind).capitalize()} and {_word(right.kind)} cannot be compared here."
            raise self._wrong(node, said, "Compare numbers with numbers, and text with 'text'.")
        if left.kind == "number":
            return lambda t: _known(left.run(t), right.run(t), np.equal)
        return lambda t: _same_text(left.run(t), right.run(t))

    def _call(self, node: ast.Call, name: str) -> Value:
        if name in PARTS or name == "length":
            return self._part(node, name)
        fewest, most, function = _NUMBERS[name]
        if not fewest <= len(node.args) <= most:
            wanted = f"{fewest}" if fewest == most else f"{fewest} or more" if most == 99 else f"{fewest} or {most}"
            raise self._wrong(node, f"{name} takes {wanted} values, not {len(node.args)}.", _EXAMPLE)
        values = [self._number(one) for one in node.args]
        return Value("number", lambda t: function(*(value.run(t) for value in values)))

    def _part(self, node: ast.Call, name: str) -> Value:
        wanted = ("text",) if name == "length" else DATES
        value = self.read(node.args[0]) if len(node.args) == 1 else None
        if value is None or value.kind not in wanted or value.constant is not None:
            what = "text" if name == "length" else "a date or a time"
            raise self._wrong(node, f"{name} takes one column with {what}.", _EXAMPLE)
        if name == "length":
            return Value("number", lambda t: np.array([np.nan if absent(v) else len(v) for v in value.run(t)]))
        return Value("number", lambda t: parts(list(value.run(t)), value.kind, [name])[:, 0])


def _word(kind: str) -> str:
    return {"number": "a number", "text": "text", "time": "a time"}.get(kind, "a date")


def _truth(value: Any) -> Any:
    return np.where(np.isnan(value), np.nan, np.not_equal(value, 0.0))


def _missing(value: Any) -> Any:
    if isinstance(value, (float, np.ndarray)) and np.asarray(value).dtype.kind == "f":
        return np.isnan(value)
    return False if isinstance(value, str) else np.array([absent(one) for one in value], dtype=bool)


def _known(left: Any, right: Any, compare: Callable[[Any, Any], Any]) -> Array:
    """1 or 0, and missing where either side is."""
    return np.where(np.isnan(left) | np.isnan(right), np.nan, compare(left, right))


def _same_text(left: Any, right: Any) -> Array:
    first, second = (np.asarray(side, dtype=object) for side in (left, right))
    return np.where(_missing(left) | _missing(right), np.nan, np.equal(first, second).astype(np.float64))
