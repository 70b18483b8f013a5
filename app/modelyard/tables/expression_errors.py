"""What is wrong with an expression, in words: DuckDB's own errors said for people, with the place in their text."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType

EXAMPLE = "Write one like month <= 3 AND carrier = 'UA'."
OPERATORS = {
    "=<": "Write <= for “at most”.",
    "=>": "Write >= for “at least”.",
    "=!": "Write != for “is not”.",
    "===": "Write = for “is”.",
    "!": "Write NOT, as in NOT late.",
    "!!": "Write NOT, as in NOT late.",
    "|": "Write OR between two conditions.",
    "&": "Write AND between two conditions.",
}
"""What to write instead of operators that other languages have."""
_WORDS = (
    (r"VARCHAR|STRING_LITERAL|STRING", "text"),
    (r"U?(BIG|HUGE|SMALL|TINY)INT|INTEGER(_LITERAL)?|U?INT\d+", "an integer"),
    (r"DOUBLE|FLOAT|DECIMAL.*", "a number"),
    (r"BOOL(EAN)?", "yes or no"),
    (r"DATE", "a date"),
    (r"TIMESTAMP.*", "a date and time"),
    (r"TIME.*", "a time"),
    (r"INTERVAL", "a duration"),
)


class ExpressionError(InputError):
    """An expression is wrong. `start` and `end` are the place, as 0-based letters of its text; None if unknown."""

    def __init__(
        self, message: str, hint: str = "", details: str = "", start: int | None = None, end: int | None = None
    ) -> None:
        super().__init__(message, hint, details)
        self.start, self.end = start, end

    def __reduce__(self) -> tuple[type[ExpressionError], tuple[str, str, str, int | None, int | None]]:  # type: ignore[override]
        return type(self), (self.message, self.hint, self.details, self.start, self.end)


def type_word(name: str) -> str:
    """A DuckDB type in words: "an integer"."""
    return next((word for pattern, word in _WORDS if re.fullmatch(pattern, name.strip())), name.strip().lower())


def kinds_of(kind: ColumnType) -> str:
    """What a column of a type holds: "integers"."""
    return {
        ColumnType.BOOLEAN: "yes or no",
        ColumnType.INTEGER: "integers",
        ColumnType.NUMBER: "numbers",
        ColumnType.TEXT: "text",
        ColumnType.DATE: "dates",
        ColumnType.DATETIME: "dates and times",
        ColumnType.TIME: "times",
    }[kind]


def syntax_error(text: str, message: str, start: int | None, noun: str) -> ExpressionError:
    """What the parser did not like; `start` may be at or past the end of the text."""
    tokens = re.findall(r"=<|=>|=!|===", text)
    if "unterminated quoted string" in message or "unterminated string" in message:
        return ExpressionError(
            f"The {noun} has a text without its closing quote.", "End it with a single quote: 'UA'.", message,
            start, len(text),
        )  # fmt: skip
    if "unterminated quoted identifier" in message:
        return ExpressionError(f"The {noun} has a name without its closing quote.", 'End it with ": "my column".',
                               message, start, len(text))  # fmt: skip
    if "Chained comparisons" in message:
        hint = "Write OR instead of ||." if "||" in text else "Write a < x AND x < b, or x BETWEEN a AND b."
        at = text.find("||") if "||" in text else None
        said = f"The {noun} compares the outcome of a comparison."
        return ExpressionError(said, hint, message, at, None if at is None else at + 2)
    if any(curly in text for curly in "‘’“”"):
        at = next(i for i, letter in enumerate(text) if letter in "‘’“”")
        said = f"The {noun} has a curly quote at letter {at + 1}."
        return ExpressionError(said, "Write straight single quotes: 'UA'.", message, at, at + 1)
    found = re.search(r'at or near "(.*?)"$', message, re.DOTALL)
    word = found[1] if found else ""
    if start is None or start >= len(text.rstrip()):
        open_brackets = text.count("(") - text.count(")")
        hint = "Close the bracket with )." if open_brackets > 0 and not text.rstrip().endswith(("(", ",")) else EXAMPLE
        end = len(text.rstrip())
        if open_brackets < 0:
            at = text.rfind(")")
            said = f"The {noun} closes a bracket that was never opened."
            return ExpressionError(said, "Remove a ), or open one before it.", message, at, at + 1)
        message_text = f"The {noun} is not an expression: something is missing at the end."
        return ExpressionError(message_text, hint, message, max(0, end - 1), end)
    if word == ";":
        return ExpressionError(f"A {noun} is one expression, not several statements.", "Remove the semicolon.",
                               message, start, start + 1)  # fmt: skip
    hint = next((OPERATORS[t] for t in tokens if t in OPERATORS), EXAMPLE)
    if word.lower() in ("=", "==") or "===" in tokens:
        hint = "Write = for “is”."
    place = f"near “{word}”, letter {start + 1}" if word else f"at letter {start + 1}"
    return ExpressionError(f"The {noun} is not an expression: {place}.", hint, message, start,
                           start + max(1, len(word)))  # fmt: skip


def unknown_column(name: str, written: str, types: Mapping[str, ColumnType], start: int | None,
                   end: int | None) -> ExpressionError:  # fmt: skip
    """There is no such column; a near one may be meant, or a text that lacks its quotes. `written` is how it stands."""
    lowered = {n.lower(): n for n in types}
    near = difflib.get_close_matches(name.lower(), lowered, 1, 0.6)
    quoted = "'" + name.replace("'", "''") + "'"
    if name.startswith(tuple("‘’“”")):
        quoted = name.strip("‘’“”")
        hint = f"Text stands in straight single quotes: '{quoted}'."
    elif near:
        hint = f"Did you mean {lowered[near[0]]}?"
    elif written.startswith('"'):
        hint = f"Text stands in single quotes: {quoted}."
    else:
        hint = f"The columns are {', '.join(list(types)[:20])}. Text stands in single quotes: {quoted}."
    return ExpressionError(f"There is no column {name}.", hint, "", start, end)


def unknown_function(name: str, noun: str, known: Sequence[str], start: int | None,
                     end: int | None) -> ExpressionError:  # fmt: skip
    """A function or operator that is not on the list."""
    if name in OPERATORS:
        return ExpressionError(f"The {noun} has no operator {name}.", OPERATORS[name], "", start, end)
    plain = name.removesuffix("_star")
    if plain in ("count", "sum", "avg", "mean", "min", "max", "median", "stddev", "first", "last", "any_value"):
        return ExpressionError(
            f"A {noun} may not use {plain}().", "It looks at one row at a time, not at a whole column.", "", start, end
        )
    near = difflib.get_close_matches(name.lower(), [k for k in known if k[0].isalpha()], 1, 0.6)
    hint = f"Did you mean {near[0]}()?" if near else "Compare columns with values, joined by AND and OR."
    word = f"{name}()" if re.match(r"\w", name) else name
    return ExpressionError(f"A {noun} may not use {word}.", hint, "", start, end)


def binding_error(error: BaseException, text: str, snippet: str, noun: str, start: int | None,
                  end: int | None) -> ExpressionError:  # fmt: skip
    """Types that do not fit, or a value that cannot be turned into what it is compared with."""
    message = engine_message(error)
    shown = f"“{snippet}”" if snippet else f"The {noun}"
    pair = re.search(r"(?:values of type|types of) (\S+(?: WITH TIME ZONE)?) and (?:type )?(\S+)", message)
    if pair:
        first, second = type_word(pair[1]), type_word(pair[2])
        hint = "Write CAST(column AS DOUBLE) to read text as a number." if "text" in (first, second) else ""
        if {first, second} == {"text", "an integer"} or {first, second} == {"text", "a number"}:
            hint = "Put the value in single quotes to compare texts, or write CAST(column AS DOUBLE)."
        return ExpressionError(f"{shown} compares {first} with {second}.", hint, message, start, end)
    call = re.search(r"argument types '(.+?)\((.*)\)'\.", message)
    if call:
        given = [type_word(kind) for kind in re.split(r", (?![^(]*\))", call[2])] if call[2] else []
        return ExpressionError(f"{shown} does not work on {' and '.join(given) or 'nothing'}.",
                               _takes(call[1], message), message, start, end)  # fmt: skip
    value = re.search(r"Could not convert string '(.*?)' to (\w+)", message, re.DOTALL)
    if value:
        word = type_word(value[2])
        hint = "Write TRY_CAST to get a missing value instead." if "CAST" in text.upper() else "Check the value."
        return ExpressionError(f"'{value[1]}' is not {word}.", hint, message, start, end)
    value = re.search(r'invalid (date|timestamp|time) field format: "(.*?)"', message)
    if value:
        word = {"date": "a date", "time": "a time"}.get(value[1], "a date and time")
        return ExpressionError(f"'{value[2]}' is not {word}.", "Write one like '2013-07-04' or '2013-07-04 15:30'.",
                               message, start, end)  # fmt: skip
    specifier = re.search(r'extract specifier "(.*?)" not recognized', message)
    if specifier:
        return ExpressionError(f"'{specifier[1]}' is no part of a date.", "The parts are 'year', 'month', 'day', "
                               "'hour', 'minute', 'week', 'quarter' and the like.", message, start, end)  # fmt: skip
    missing = re.match(r"Type with name (\S+) does not exist", message)
    if missing:
        return ExpressionError(f"There is no type {missing[1]}.", "The types are BIGINT, DOUBLE, VARCHAR, BOOLEAN, "
                               "DATE, TIMESTAMPTZ and TIME.", message, start, end)  # fmt: skip
    if "~" in text or "regexp" in text.lower():
        return ExpressionError(f"The {noun} holds a pattern that cannot be used: {message.splitlines()[0]}.",
                               "Write \\( for a bracket that is meant as one.", message, start, end)  # fmt: skip
    return ExpressionError(f"The {noun} cannot be worked out: {message.splitlines()[0].rstrip('.!')}.", EXAMPLE,
                           message, start, end)  # fmt: skip


def _takes(name: str, message: str) -> str:
    """What a function takes, from DuckDB's list of candidates."""
    if not name[0].isalpha():
        return "Texts are joined with ||; write CAST(column AS DOUBLE) to read text as a number."
    found = re.findall(rf"^\s+{re.escape(name)}\((.*?)\) ->", message, re.MULTILINE)[:3]
    forms = []
    for form in found:
        kinds = [re.search(r"(\w+(?: WITH TIME ZONE)?(?:\[\])?)$", part.strip()) for part in form.split(",")]
        forms.append(f"{name}({', '.join(type_word(k[1]) for k in kinds if k)})")
    return f"Write {' or '.join(dict.fromkeys(forms))}." if forms and name != "array_extract" else ""


def not_or(noun: str, start: int | None, end: int | None) -> ExpressionError:
    """|| between conditions, where other languages have OR."""
    said = f"The {noun} joins texts with || where a condition stands."
    return ExpressionError(said, "Write OR between two conditions.", "", start, end)


def engine_message(error: BaseException) -> str:
    """DuckDB's message without its kind, whether it came as text or as JSON."""
    fields = engine_fields(error)
    text = str(fields.get("exception_message", "")) or re.sub(r"^[A-Z][\w ]* Error: ", "", str(error).strip())
    return text.split("\n\nLINE 1:")[0].strip() or type(error).__name__


def engine_fields(error: BaseException) -> dict[str, str]:
    """The fields of an error raised with `errors_as_json`; {} for another one."""
    text = str(error)
    try:
        found = json.loads(text[text.index("{") :])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
