"""The filter language of runs: what it means, held against plain Python over random runs, and its sentences."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from modelyard.domain.experiments.filter import tree as filter_tree
from modelyard.domain.experiments.filter.complete import completions
from modelyard.domain.experiments.filter.parse import check, parse
from modelyard.domain.experiments.filter.tokens import FilterError, TokenKind, tokens
from modelyard.domain.experiments.find import RunFields, RunQuery
from modelyard.services.experiments import find
from modelyard.services.workspace import Workspace, create_workspace
from tests.experiments.runs_support import BEGAN, add_experiment, add_runs

NAMES = RunFields(("roc_auc", "val/acc"), ("depth", "learning rate", "depth.max"), ("team", "keep"))
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


# --- the language against plain Python ----------------------------------------------------------------------------

PARAMS: tuple[Any, ...] = (
    0,
    1,
    5,
    0.1,
    -2.5,
    "0.10",
    "1e1",
    "gini",
    "Gini",
    "007",
    "",
    True,
    False,
    "true",
    None,
    [1, 2],
)
METRICS = (0.0, 0.5, 1.0, 0.1, math.nan, math.inf, -math.inf)
TAGS = ("", "a", "A", "5", "5.0", "Ärger", "true")
ODD = ('p "q"', "back\\slash", "line\nbreak", "ünï.code", "$.x[0]", "a'b")
LITERALS = ("0", "1", "0.5", "-2.5", "10", "0.1", '"0.10"', '"gini"', '"a"', '"ÄRGER"', '"007"', "true", "'false'",
            '"[1,2]"', "inf", '"5"')  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, list[dict[str, Any]]]]:
    """200 runs whose values are of every kind, many of them missing."""
    rng = random.Random(7)
    workspace = create_workspace(tmp_path_factory.mktemp("filter") / "lab", actor="ana", role="cli")
    given = []
    for _ in range(200):
        params = {n: rng.choice(PARAMS) for n in ("p0", "p1", *ODD) if rng.random() < 0.7}
        metrics = {n: rng.choice(METRICS) for n in ("m0", "m1", 'm"2') if rng.random() < 0.8}
        tags = {n: rng.choice(TAGS) for n in ("t0", "t 1") if rng.random() < 0.6}
        started = BEGAN + timedelta(hours=rng.randrange(-200, 200)) if rng.random() < 0.8 else None
        given.append({
            "params": params, "metrics": metrics, "tags": tags, "note": rng.choice(["", "Good", "good one", "ÜBER"]),
            "name": rng.choice(["", "Night 7", "forest"]),
            "state": rng.choice(["finished", "failed", "running"]), "started_at": started, "ended_at": None,
            "archived_at": rng.choice([None, None, BEGAN]), "algorithm": rng.choice(["random_forest", "mine"]),
        })  # fmt: skip
    ids = add_runs(workspace, add_experiment(workspace, "odd"), given)
    yield workspace, [{**run, "id": i, "number": n} for n, (i, run) in enumerate(zip(ids, given, strict=True), 1)]
    workspace.close()


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        return float(value) if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", value) else None
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else "[1,2]" if isinstance(value, list) else None


def _like(text: str | None, pattern: str) -> bool:
    shape = "".join(".*" if c == "%" else "." if c == "_" else re.escape(c) for c in pattern.casefold())
    return text is not None and re.fullmatch(shape, text.casefold(), re.DOTALL) is not None


ORDERS = {"=": lambda a, b: a == b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
          ">=": lambda a, b: a >= b}  # fmt: skip


def _compares(value: Any, op: str, written: str) -> bool:
    """What `docs/experiments/filter.md` says of a value and one of LITERALS."""
    literal = written.strip("\"'")
    if literal == "inf":
        number: float | None = math.inf
    else:
        number = _number(literal)
    if number is not None:
        mine = _number(value)
        return mine is not None and ORDERS[op](mine, number)
    if literal in ("true", "false"):
        return _flag(value) is (literal == "true")
    text = _text(value)
    return text is not None and ORDERS[op](text.casefold(), literal.casefold())


def _random_test(rng: random.Random) -> tuple[str, Any]:
    """A condition as text and as a function of a run."""
    scope, name = rng.choice([("params", n) for n in ("p0", "p1", *ODD)] + [("tags", "t0"), ("tags", "t 1")] * 2)

    def value(run: dict[str, Any]) -> Any:
        return run[scope].get(name)

    field = f"{scope}.`{name}`"
    shape = rng.randrange(5)
    if shape == 0:
        op, literal = rng.choice(list(ORDERS)), rng.choice(LITERALS)
        op = "=" if literal.strip("\"'") in ("true", "false") else op
        return f"{field} {op} {literal}", lambda run: _compares(value(run), op, literal)
    if shape == 1:
        literal = rng.choice(LITERALS)
        return f"{field} != {literal}", lambda run: not _compares(value(run), "=", literal)
    if shape == 2:
        return f"{field} is missing", lambda run: value(run) is None
    if shape == 3:
        some = rng.sample(LITERALS, 3)
        word, negated = rng.choice((("in", False), ("not in", True)))
        return (f"{field} {word} ({', '.join(some)})",
                lambda run: any(_compares(value(run), "=", w) for w in some) is not negated)  # fmt: skip
    pattern = rng.choice(["%i%", "g_ni", "5%", "ä%", "%"])
    return f"{field} like '{pattern}'", lambda run: _like(_text(value(run)), pattern)


def _random_other(rng: random.Random) -> tuple[str, Any]:
    """A condition on a metric or an attribute."""
    shape = rng.randrange(8)
    if shape == 0:
        name, op, bound = (
            rng.choice(["m0", "m1", 'm"2']),
            rng.choice(list(ORDERS)),
            rng.choice(["0.5", "0", "inf", "-1"]),
        )

        def passes(run: dict[str, Any]) -> bool:
            value = run["metrics"].get(name)
            return value is not None and not math.isnan(value) and bool(ORDERS[op](value, float(bound)))

        return f"metrics.`{name}` {op} {bound}", passes
    if shape == 1:
        return "m0 is missing", lambda run: math.isnan(run["metrics"].get("m0", math.nan))
    if shape == 2:
        word = rng.choice(["archived", "finished", "failed"])
        return (
            f"state = {word}",
            lambda run: (run["archived_at"] is not None) if word == "archived" else run["state"] == word,
        )
    if shape == 3:
        return 'note like "%ÜB%" or note = "good"', lambda run: run["note"].casefold() in ("über", "good")
    if shape == 4:
        return "tag 't 1'", lambda run: "t 1" in run["tags"]
    if shape == 5:
        day = (BEGAN + timedelta(days=rng.randrange(-8, 8))).astimezone().date()
        op = rng.choice(list(ORDERS))

        def dated(run: dict[str, Any]) -> bool:
            at = run["started_at"]
            return at is not None and bool(ORDERS[op](at.astimezone().date(), day))

        return f"started {op} {day}", dated
    if shape == 6:
        words = rng.sample(["Forest", "night", '"good one"', "7", "über", "ä", "m0x", '"t0: a"', "archived"], 2)
        return " ".join(words), lambda run: all(_speaks_of(run, w.strip('"')) for w in words)
    return (
        'algorithm = "Random forest" and not archived',
        lambda run: run["algorithm"] == "random_forest" and run["archived_at"] is None,
    )


def _speaks_of(run: dict[str, Any], word: str) -> bool:
    """What the documentation says of a word alone."""
    if word == "archived":
        return run["archived_at"] is not None
    tags = [f"{key}: {value}" if value else key for key, value in run["tags"].items()]
    algorithm = {"random_forest": "Random forest"}.get(run["algorithm"], run["algorithm"])
    held = any(word.casefold() in text.casefold() for text in (run["name"], run["note"], algorithm, *tags))
    return held or word == str(run["number"])


def _random_filter(rng: random.Random, depth: int) -> tuple[str, Any]:
    if depth == 0 or rng.random() < 0.3:
        return rng.choice((_random_test, _random_other))(rng)
    left, right = _random_filter(rng, depth - 1), _random_filter(rng, depth - 1)
    shape = rng.randrange(3)
    if shape == 0:
        return f"not ({left[0]})", lambda run: not left[1](run)
    if shape == 1:
        return f"({left[0]}) and ({right[0]})", lambda run: left[1](run) and right[1](run)
    return f"({left[0]}) or ({right[0]})", lambda run: left[1](run) or right[1](run)


def test_filters_find_what_plain_python_finds(filled: tuple[Workspace, list[dict[str, Any]]]) -> None:
    workspace, given = filled
    rng = random.Random(11)
    fields = find.run_fields(workspace)
    some = 0
    for _ in range(250):
        text, passes = _random_filter(rng, 2)
        found = find.find_runs(workspace, RunQuery(text, archived=True), fields)
        expected = [run["number"] for run in reversed(given) if passes(run)]
        numbers = {run["id"]: run["number"] for run in given}
        assert [numbers[i] for i in found.ids] == expected, text
        some += 0 < len(expected) < len(given)
    assert some > 120  # most of them tell runs apart


def test_names_are_looked_up_when_none_are_given(filled: tuple[Workspace, list[dict[str, Any]]]) -> None:
    workspace, given = filled
    found = find.find_runs(workspace, RunQuery("m0 >= 0.5 and p0 is not missing and tags.t0 = a", archived=True))
    expected = [
        run["id"]
        for run in reversed(given)
        if run["metrics"].get("m0", math.nan) >= 0.5
        and run["params"].get("p0") is not None
        and run["tags"].get("t0", "").lower() == "a"
    ]
    assert expected
    assert list(found.ids) == expected
    with pytest.raises(FilterError, match="called m00") as raised:
        find.find_runs(workspace, RunQuery("m00 > 1"))
    assert (raised.value.start, raised.value.end, raised.value.hint) == (0, 3, "Did you mean m0?")


def test_no_text_reaches_the_statement(filled: tuple[Workspace, list[dict[str, Any]]]) -> None:
    workspace, given = filled
    for text in ("""note = "' or 1=1 --" """, """params.p0 = "'; drop table runs; --" """, "tag \"') or ('1'='1\""):
        assert find.find_runs(workspace, RunQuery(text, archived=True)).ids == ()
    assert find.find_runs(workspace, RunQuery(archived=True)).total == len(given)


# --- meaning ------------------------------------------------------------------------------------------------------


def _only(text: str) -> filter_tree.Test:
    (found,) = filter_tree.tests(check(text, NAMES, NOW))
    return found


def test_a_bare_name_is_an_attribute_then_a_metric_then_a_parameter() -> None:
    for text, scope in (
        ("state = failed", "attributes"),
        ("STATUS = failed", "attributes"),
        ("roc_auc > 1", "metrics"),
        ("val/acc > 1", "metrics"),
        ("depth > 1", "params"),
        ("`learning rate` > 1", "params"),
        ("param.depth.max > 1", "params"),
        ("tags.team = a", "tags"),
    ):
        assert _only(text).field.scope == scope, text


def test_times_and_units() -> None:
    assert _only("duration > 5min").values[0].value == 300
    assert _only("duration > 1.5 h").values[0].value == 5400
    assert _only("size < 20 MB").values[0].value == 20e6
    assert _only("started > 7 days ago").values[0].value == filter_tree.Span(NOW - timedelta(days=7))
    assert _only("started > 1 month ago").values[0].value == filter_tree.Span(NOW.replace(month=10))
    midnight = datetime(2026, 11, 1).astimezone()
    assert _only("started = 2026-11-01").values[0].value == filter_tree.Span(midnight, midnight + timedelta(days=1))
    assert _only('started < "2026-11-01 00:00"').values[0].value == filter_tree.Span(
        midnight, midnight + timedelta(minutes=1)
    )
    zoned = _only("started >= 2026-11-01T10:00:00Z").values[0].value
    assert isinstance(zoned, filter_tree.Span)
    assert zoned.begin == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_words_alone_are_searched_for() -> None:
    night, run = filter_tree.Search("night"), filter_tree.Search("late run")
    assert check("night", NAMES) == check('"night"', NAMES) == check("`night`", NAMES) == night
    assert check('night "late run"', NAMES) == check('night and "late run"', NAMES) == filter_tree.All((night, run))
    assert check('not night or "late run"', NAMES) == filter_tree.Some((filter_tree.Not(night), run))
    deep = check("night depth > 5", NAMES)
    assert isinstance(deep, filter_tree.All)
    assert deep.parts[0] == night
    assert _only("night depth > 5").field.name == "depth"
    assert check('"state" roc_au', NAMES) == filter_tree.All(
        (filter_tree.Search("state"), filter_tree.Search("roc_au"))
    )


def test_nothing_is_everything() -> None:
    assert parse("  ") == filter_tree.EVERYTHING


# --- errors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said", "marked"),
    [
        ("roc_auc >", "A value is missing at the end", ""),
        ("roc_auc > 0.9 and", "A condition is missing at the end", ""),
        ("roc_auc > and", "A value is missing before and", "and"),
        ("roc_auc", "roc_auc is compared with nothing", ""),
        ("roc_au > 1", "No run has a metric or a parameter called roc_au", "roc_au"),
        ("team = 1", "No run has a metric or a parameter called team", "team"),
        ("metrics.depth > 1", "No run has a metric called depth", "metrics.depth"),
        ("attributes.nothing = 1", "There is no attribute called nothing", "attributes.nothing"),
        ('roc_auc > "high"', "roc_auc is a number", '"high"'),
        ("started > 5", "started is a time", "5"),
        ("started > 2026-13-01", "2026-13-01 is no date", "2026-13-01"),
        ("state = finishd", "There is no state called finishd", "finishd"),
        ("roc_auc like '%9'", "like looks for a part of a text; roc_auc is a number", "'%9'"),
        ("roc_auc = 5 MB", "roc_auc is a number", "5 MB"),
        ("depth = 5 MB", "depth has no unit", "5 MB"),
        ("depth < true", "true is neither more nor less", "true"),
        ("depth = null", "Nothing is equal to null", "null"),
        ("archived > 1", "archived is yes or no", "archived"),
        ("(depth > 1", "A bracket is not closed", "("),
        ("depth > 1)", "A bracket is closed that was never opened", ")"),
        ("depth in 1", "After in there is a list in brackets", "1"),
        ("depth in (1, 2", "The list is not closed", ""),
        ("depth is big", "After is there is missing, or not missing", "big"),
        ("depth between 1 and 2", "between cannot follow depth", "between"),
        ("depth > 1 depth < 2", "depth cannot follow here", "depth"),
        ('depth = "gini', "A quote is not closed", '"gini'),
        ("`depth > 1", "A quote is not closed", "`depth > 1"),
        ("depth && 1", "&& is not used here", "&&"),
        ("depth ~ 1", "~ is not used here", "~"),
        ("depth > roc_auc; 1", "; means nothing here", ";"),
        ("metrics. > 1", "A name is missing after metrics.", "metrics."),
        ("duration > 1 month", "Months and years are for dates only", "month"),
        ("(" * 60 + "depth > 1", "nested more than 50 deep", "("),
        ("depth=1" + " or depth=1" * 200, "more than 200 conditions", "depth"),
        ("depth = \ud800", "half a character", "\ud800"),
        ("tag", "After tag there is its name", ""),
        ("forest state", "state is compared with nothing", ""),
        ("0.9 < roc_auc", "A condition begins with a field", "0.9"),
        ("7 days", "A condition begins with a field", "7"),
        ('""', "A condition begins with a field", '""'),
        ("state = finished forest", "forest cannot follow here", "forest"),
        ("tags.forest", "No run has a tag called forest", "tags.forest"),
    ],
)
def test_errors_say_what_and_where(text: str, said: str, marked: str) -> None:
    with pytest.raises(FilterError) as raised:
        check(text, NAMES, NOW)
    assert said in raised.value.message
    assert raised.value.hint
    assert text[raised.value.start : raised.value.end] == marked
    assert raised.value.length == len(marked)
    if not marked and not text.startswith("tag"):
        assert raised.value.start == len(text)


def test_no_text_brings_more_than_a_filter_error() -> None:
    rng = random.Random(3)
    parts = ["roc_auc", "depth", " ", ">", "=", "!", "not", "in", "(", ")", ",", "and", "like", "'", '"x"', "`", "é",
             "7 days ago", "2026-11-01", "\x00", "tag", "is", "missing", "1e99", "metrics.", "5 MB"]  # fmt: skip
    understood = 0
    for _ in range(4000):
        text = "".join(rng.choice(parts) + rng.choice(("", " ")) for _ in range(rng.randrange(8)))
        assert "".join(t.text for t in tokens(text)).replace(" ", "") == re.sub(r"\s", "", text)
        completions(text, rng.randrange(len(text) + 1), NAMES)
        place = _place(text)
        understood += place is None
        assert place is None or 0 <= place[0] <= place[1] <= len(text)
    assert understood > 20


def _place(text: str) -> tuple[int, int] | None:
    try:
        check(text, NAMES, NOW)
    except FilterError as error:
        return error.start, error.end
    return None


# --- while typing -------------------------------------------------------------------------------------------------


def test_tokens_have_the_kinds_they_are_coloured_by() -> None:
    found = tokens('roc_auc > 0.90 and state != "archived" or started < 7 days ago')
    assert [t.kind for t in found] == [
        TokenKind.FIELD, TokenKind.OPERATOR, TokenKind.NUMBER, TokenKind.KEYWORD,
        TokenKind.FIELD, TokenKind.OPERATOR, TokenKind.TEXT, TokenKind.KEYWORD,
        TokenKind.FIELD, TokenKind.OPERATOR, TokenKind.NUMBER, TokenKind.NUMBER, TokenKind.DATE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first", "never"),
    [
        ("ro", ["roc_auc"], ["depth"]),
        ("learn", ["`learning rate`"], ["roc_auc"]),
        ("roc_auc ", [">", ">=", "<"], ["like", "and"]),
        ("state ", ["=", "!=", "like"], [">"]),
        ("state = f", ['"finished"', '"failed"'], ['"running"']),
        ("started > ", ["today", "yesterday"], ["and"]),
        ("started > 7 ", ["minutes ago"], ["MB"]),
        ("duration > 5 ", ["s", "min", "h"], ["MB"]),
        ("roc_auc > 1 ", ["and", "or"], [")"]),
        ("(roc_auc > 1 ", ["and", "or", ")"], []),
        ("roc_auc > 1 and n", ["name", "number", "not", "note"], ["and"]),
        ("depth is ", ["missing", "not missing"], ["and"]),
        ("depth not ", ["like", "in"], ["missing"]),
        ("tag ", ['"keep"', '"team"'], ["and"]),
        ("metrics.v", ["metrics.val/acc"], ["metrics.roc_auc"]),
        ("archived ", ["=", "!=", "and", "or"], [">"]),
        ("roc_auc > > ", [], ["roc_auc", "and"]),
        ("nightly ", ["and", "or"], ["=", ">"]),
        ("fini", ['state = "finished"'], ["roc_auc"]),
        ("kee", ["tags.keep", 'tag "keep"'], ["roc_auc"]),
    ],
)
def test_completions_are_what_could_come_next(text: str, first: list[str], never: list[str]) -> None:
    offered = [c.text for c in completions(text, len(text), NAMES)]
    assert sorted(offered[: len(first)]) == sorted(first)
    assert not set(never) & set(offered)


def test_a_completion_replaces_the_word_it_completes() -> None:
    text = "roc_auc > 1 and sta = failed"
    (offer,) = (c for c in completions(text, 19, NAMES) if c.text == "state")
    assert text[: offer.start] + offer.text + text[offer.end :] == "roc_auc > 1 and state = failed"
