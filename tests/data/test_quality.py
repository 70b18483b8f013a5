"""Each kind of quality rule against pandas, on data made to trip it; and what is said of rules that cannot be."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import CancelledError, InputError
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.data.quality import Against, Finding, RuleKind, RuleParams, RuleSpec, RuleState, Severity, age
from modelyard.domain.data.quality_check import check_spec
from modelyard.drift import bins, distances
from modelyard.tables.engine import QUIET
from modelyard.tables.expression import guarded
from modelyard.tables.quality.check import Stored, Surroundings, check_rules, try_out
from modelyard.tables.quality.rows import export_failing, failing_rows
from modelyard.tables.quality.spread import Spread
from modelyard.tables.types import from_arrow
from tests.data.tables_support import FLIGHT_ROWS, FLIGHTS, Context

ROWS = 500
HUGE = 2**53 + 1  # not a double
WORDS = ("Zürich", "", "東京", "e\u0301", "é", "naïve", "O'Hare", 'say "hi"', "%_", "x")


def _table(path: Path, columns: dict[str, pa.Array]) -> Stored:
    table = pa.table(columns)
    pq.write_table(table, path, row_group_size=100)
    return Stored(path, from_arrow(table.schema), table.num_rows)


def _hostile() -> dict[str, pa.Array]:
    rng = random.Random(7)
    start = datetime(2020, 2, 28, 23, 30, tzinfo=UTC)
    some = lambda value: None if rng.random() < 0.2 else value  # noqa: E731
    return {
        "id": pa.array(range(ROWS), pa.int64()),
        "code": pa.array([some(rng.randrange(400)) for _ in range(ROWS)], pa.int64()),
        "huge": pa.array([some(HUGE + rng.randrange(-2, 3)) for _ in range(ROWS)], pa.int64()),
        "real": pa.array(
            [some(rng.choice([0.5, 1.0, 1.5, -2.0, math.nan, math.inf, -math.inf])) for _ in range(ROWS)], pa.float64()
        ),
        "word": pa.array([some(rng.choice(WORDS)) for _ in range(ROWS)], pa.string()),
        "day": pa.array([some(date(2020, 2, 26) + timedelta(days=rng.randrange(6))) for _ in range(ROWS)], pa.date32()),
        "at": pa.array([some(start + timedelta(minutes=rng.randrange(90))) for _ in range(ROWS)],
                       pa.timestamp("us", "UTC")),
        "yes": pa.array([some(rng.random() < 0.5) for _ in range(ROWS)], pa.bool_()),
        "none": pa.array([None] * ROWS, pa.float64()),
        'od"d; --': pa.array([some(i % 7) for i in range(ROWS)], pa.int64()),
    }  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    return _table(tmp_path_factory.mktemp("rules") / "hos[t]ile.parquet", _hostile())


@pytest.fixture(scope="module")
def frame(hostile: Stored) -> pd.DataFrame:
    return pd.DataFrame({c: pd.Series(v.to_pylist(), dtype=object) for c, v in _hostile().items()})


def _spec(kind: RuleKind, *columns: str, **params: Any) -> RuleSpec:
    return RuleSpec(kind, columns, RuleParams(**params))


def _check(table: Stored, *specs: RuleSpec, around: Surroundings | None = None) -> list[Finding]:
    return check_rules(table, specs, around or Surroundings(), distances.psi)


def _missing(value: object) -> bool:
    return value is None or value != value


Fails = Callable[[Any], bool]
ROW_RULES: list[tuple[RuleSpec, str, Fails]] = [
    (_spec(RuleKind.RANGE, "code", minimum="10", maximum="390"), "code", lambda v: not 10 <= v <= 390),
    (_spec(RuleKind.RANGE, "code", minimum="9.5"), "code", lambda v: v < 9.5),
    (_spec(RuleKind.RANGE, "code", maximum="-1"), "code", lambda v: True),
    (_spec(RuleKind.RANGE, "huge", maximum=str(HUGE)), "huge", lambda v: v > HUGE),
    (_spec(RuleKind.RANGE, "huge", maximum="1" + "0" * 60), "huge", lambda v: False),
    (_spec(RuleKind.RANGE, "real", minimum="-1e308", maximum="1"), "real", lambda v: not -1e308 <= v <= 1),
    (_spec(RuleKind.RANGE, "none", minimum="0"), "none", lambda v: False),
    (_spec(RuleKind.RANGE, "day", minimum="2020-02-28", maximum="2020-02-29"), "day",
     lambda v: not date(2020, 2, 28) <= v <= date(2020, 2, 29)),
    (_spec(RuleKind.RANGE, "at", maximum="2020-02-29 00:00"), "at",
     lambda v: v > datetime(2020, 2, 29, tzinfo=UTC)),
    (_spec(RuleKind.RANGE, "at", maximum="2020-02-29T02:00+02:00"), "at",
     lambda v: v > datetime(2020, 2, 29, tzinfo=UTC)),
    (_spec(RuleKind.RANGE, 'od"d; --', minimum="1"), 'od"d; --', lambda v: v < 1),
    (_spec(RuleKind.IN_SET, "word", values=("Zürich", "é", "O'Hare", "")), "word",
     lambda v: v not in ("Zürich", "é", "O'Hare", "")),
    (_spec(RuleKind.IN_SET, "huge", values=(str(HUGE), str(HUGE + 1))), "huge", lambda v: v not in (HUGE, HUGE + 1)),
    (_spec(RuleKind.IN_SET, "code", values=tuple(map(str, range(0, 400, 2)))), "code", lambda v: v % 2 == 1),
    (_spec(RuleKind.IN_SET, "real", values=("1", "0.5")), "real", lambda v: v not in (1.0, 0.5)),
    (_spec(RuleKind.IN_SET, "yes", values=("true",)), "yes", lambda v: not v),
    (_spec(RuleKind.IN_SET, "day", values=("2020-02-29",)), "day", lambda v: v != date(2020, 2, 29)),
    (_spec(RuleKind.PATTERN, "word", pattern=r"\p{L}+"), "word",
     lambda v: not v or not all(c.isalpha() for c in v)),
    (_spec(RuleKind.PATTERN, "code", pattern="[0-9]{3}"), "code", lambda v: not 100 <= v <= 999),
    (_spec(RuleKind.TYPE, "code", type=ColumnType.NUMBER), "code", lambda v: False),
    (_spec(RuleKind.TYPE, "code", type=ColumnType.TEXT), "code", lambda v: True),
    (_spec(RuleKind.TYPE, "real", type=ColumnType.INTEGER), "real", lambda v: math.isinf(v) or v != int(v)),
    (_spec(RuleKind.TYPE, "word", type=ColumnType.INTEGER), "word", lambda v: True),
    (_spec(RuleKind.TYPE, "at", type=ColumnType.DATE), "at",
     lambda v: (v.hour, v.minute, v.second) != (0, 0, 0)),
]  # fmt: skip


def test_rules_about_one_value_agree_with_pandas(hostile: Stored, frame: pd.DataFrame) -> None:
    found = _check(hostile, *(spec for spec, _, _ in ROW_RULES))
    for (spec, column, fails), finding in zip(ROW_RULES, found, strict=True):
        values = frame[column].tolist()
        present = [i for i, v in enumerate(values) if not _missing(v)]
        wrong = [i for i in present if fails(values[i])]
        assert finding.problem == "", spec.title
        assert (finding.failing, finding.total) == (len(wrong), len(present)), spec.title
        rows = failing_rows(hostile, spec)
        numbers = [row[0] for row in rows.read_page(0, ROWS).rows]
        assert numbers == [i + 1 for i in wrong], spec.title


def test_missing_and_unique_agree_with_pandas(hostile: Stored, frame: pd.DataFrame) -> None:
    cases = [("code",), ("real",), ("none",), ("word", "day"), ("id",)]
    specs = [_spec(kind, *columns) for kind in (RuleKind.NOT_MISSING, RuleKind.UNIQUE) for columns in cases]
    for spec, finding in zip(specs, _check(hostile, *specs), strict=True):
        part = frame[list(spec.columns)]
        gone = part.isna().any(axis=1)
        if spec.kind is RuleKind.NOT_MISSING:
            wrong, total = gone, ROWS
        else:
            wrong = part.duplicated(keep=False) & ~gone
            total = int((~gone).sum())
        assert (finding.failing, finding.total) == (int(wrong.sum()), total), spec.title
        numbers = [row[0] for row in failing_rows(hostile, spec).read_page(0, ROWS).rows]
        assert numbers == [i + 1 for i in np.flatnonzero(wrong.to_numpy())], spec.title


def test_expressions_and_balances_agree_with_pandas(hostile: Stored, frame: pd.DataFrame) -> None:
    code, odd, real = (pd.to_numeric(frame[c]).astype(float) for c in ("code", 'od"d; --', "real"))
    both = code.notna() & odd.notna()
    real_both = code.notna() & real.notna()
    with np.errstate(invalid="ignore"):
        outside = (real == 0) | (code / real < -100) | (code / real > 100)
        apart = (code - real).abs() > 200
    # a difference with infinity is infinite, a quotient by it zero
    cases: list[tuple[RuleSpec, pd.Series[bool], pd.Series[bool]]] = [
        (_spec(RuleKind.EXPRESSION, expression='code >= "od""d; --" -- a remark'), both & ~(code >= odd), both),
        (_spec(RuleKind.BALANCE, left="code + 1", right='"od""d; --" + 1'), both & (code != odd), both),
        (_spec(RuleKind.BALANCE, left="code", right="real", tolerance=200.0), real_both & apart, real_both),
        (_spec(RuleKind.BALANCE, left="code", right="real", ratio=True, minimum="-100", maximum="100"),
         real_both & outside, real_both),
    ]  # fmt: skip
    for (spec, wrong, looked), finding in zip(cases, _check(hostile, *(c[0] for c in cases)), strict=True):
        assert finding.problem == "", spec.title
        assert (finding.failing, finding.total) == (int(wrong.sum()), int(looked.sum())), spec.title
    huge = _check(hostile, _spec(RuleKind.BALANCE, left="huge", right="huge + 1"))[0]
    assert huge.failing == huge.total > 0  # these integers differ by less than a double can tell


def test_a_ratio_to_zero_fails(tmp_path: Path) -> None:
    table = _table(tmp_path / "t.parquet", {"a": pa.array([1.0, 0.0, 4.0]), "b": pa.array([0.0, 0.0, 2.0])})
    found = _check(table, _spec(RuleKind.BALANCE, left="a", right="b", ratio=True, minimum="0"))[0]
    assert (found.failing, found.total) == (2, 3)


@pytest.mark.parametrize("other_type", [pa.int64(), pa.float64(), pa.string()])
def test_values_another_dataset_does_not_know(hostile: Stored, frame: pd.DataFrame, tmp_path: Path, other_type) -> None:
    known = [*range(0, 400, 3), None, 0]
    other = _table(tmp_path / "o.parquet", {"key": pa.array(known).cast(other_type)})
    if other_type == pa.float64():
        assert other.types["key"] is ColumnType.NUMBER
    spec = _spec(RuleKind.REFERENCE, "code", dataset="codes", column="key")
    found = _check(hostile, spec, around=Surroundings(others={"codes": other}))[0]
    code = frame["code"].dropna()
    wrong = ~code.isin(known)
    assert (found.failing, found.total) == (int(wrong.sum()), len(code))
    numbers = [row[0] for row in failing_rows(hostile, spec, other).read_page(0, ROWS).rows]
    assert numbers == [i + 1 for i in wrong[wrong].index]
    lost = _check(hostile, spec)[0]
    assert lost.state(spec) is RuleState.UNCHECKED
    assert "no dataset codes" in lost.problem


def test_text_that_should_be_numbers_is_told_from_numbers(tmp_path: Path) -> None:
    texts = ["1", " 2 ", "x", "", "1.5", "007", None, "9" * 30]
    table = _table(tmp_path / "t.parquet", {"t": pa.array(texts)})
    whole, number, dated = _check(
        table, *(_spec(RuleKind.TYPE, "t", type=t) for t in (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE))
    )
    assert (whole.failing, whole.total) == (4, 7)  # x, nothing, 1.5, and one beyond 64 bits
    assert (number.failing, dated.failing) == (2, 7)


def test_the_age_of_the_newest_value(tmp_path: Path) -> None:
    now = datetime(2024, 3, 1, 12, tzinfo=UTC)
    columns = {
        "day": pa.array([date(2024, 2, 29), None, date(2023, 1, 1)]),
        "at": pa.array([now - timedelta(hours=30), None, None], pa.timestamp("us", "UTC")),
        "none": pa.array([None] * 3, pa.date32()),
        "n": pa.array([1, 2, 3]),
    }
    table = _table(tmp_path / "t.parquet", columns)
    specs = [
        _spec(RuleKind.FRESH, "day", hours=36.0),
        _spec(RuleKind.FRESH, "day", hours=35.9),
        _spec(RuleKind.FRESH, "at", hours=24.0),
        _spec(RuleKind.FRESH, "at", hours=24.0, against=Against.IMPORT),
        _spec(RuleKind.FRESH, "none", hours=1.0),
        _spec(RuleKind.FRESH, "n", hours=1.0),
    ]
    found = _check(table, *specs, around=Surroundings(now=now, imported=now - timedelta(hours=29)))
    assert [f.value for f in found[:4]] == [36.0, 36.0, 30.0, 1.0]
    states = [f.state(s) for f, s in zip(found, specs, strict=True)]
    assert states == [RuleState(s) for s in ("pass", "warn", "warn", "pass", "warn", "unchecked")]


def test_row_counts_and_columns_against_the_version_before(tmp_path: Path) -> None:
    before = _table(tmp_path / "a.parquet", {"a": pa.array(range(100)), "b": pa.array(["x"] * 100)})
    now = _table(tmp_path / "b.parquet", {"b": pa.array(range(79)), "c": pa.array(range(79))})
    counts = [
        _spec(RuleKind.ROW_COUNT, minimum="79", maximum="79"),
        _spec(RuleKind.ROW_COUNT, minimum="80"),
        _spec(RuleKind.ROW_COUNT, max_change=0.21),
        _spec(RuleKind.ROW_COUNT, max_change=0.2),
        _spec(RuleKind.SAME_COLUMNS),
    ]
    found = _check(now, *counts, around=Surroundings(before))
    assert [f.broken for f in found] == [False, True, False, True, True]
    assert found[3].text == "79 rows: 21 fewer than before."
    assert found[4].failing == 3
    assert found[4].text == "Gone: a; new: c; another type: b (text to integer)."
    first = _check(now, *counts[2:])
    assert [f.broken for f in first] == [False, False, False]
    other_order = Stored(now.path, tuple(reversed(now.columns)), now.rows)
    assert _check(now, counts[4], around=Surroundings(other_order))[0].broken is False


def test_distributions_use_the_cells_of_monitoring(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    before = {"n": rng.normal(0, 1, 4001), "few": rng.integers(0, 4, 4001).astype(float), "same": np.full(4001, 7.0)}
    now = {"n": rng.normal(0.4, 1.2, 3007), "few": rng.integers(0, 5, 3007).astype(float), "same": np.full(3007, 7.5)}
    before["n"][:50], now["n"][:9], now["n"][10:12] = np.nan, np.nan, np.inf
    words = [[None if i % 9 == 0 else f"w{i % (k * 60)}" for i in range(n)] for k, n in ((2, 4001), (3, 3007))]
    tables = [
        _table(tmp_path / f"{i}.parquet", {**{k: pa.array(v) for k, v in side.items()}, "word": pa.array(words[i])})
        for i, side in enumerate((before, now))
    ]
    old_path, new_path = tables[0].path, tables[1].path
    assert old_path is not None
    assert new_path is not None
    cases: list[tuple[str, Any, Any]] = [*((k, before[k], now[k]) for k in before), ("word", words[0], words[1])]
    for name, old, new in cases:
        kind = "category" if name == "word" else "numeric"
        frozen = bins.freeze(name, old, kind)
        expected = bins.count(frozen, old).tolist(), bins.count(frozen, new).tolist()
        with guarded(old_path, new_path) as connection:
            counts = Spread(connection, name, tables[0].types[name]).counts(old_path, new_path, QUIET)
        assert list(map(sum, counts)) == [4001, 3007]
        assert counts == expected, name
        spec = _spec(RuleKind.SAME_DISTRIBUTION, name, limit=0.1)
        found = _check(tables[1], spec, around=Surroundings(tables[0]))[0]
        assert found.value is not None
        assert found.value == pytest.approx(distances.psi(*expected))
        assert found.broken == (found.value > 0.1)


def test_one_bad_rule_does_not_keep_the_others_from_being_checked(hostile: Stored) -> None:
    good = _spec(RuleKind.RANGE, "id", minimum="0", maximum=str(ROWS))
    bad = [
        _spec(RuleKind.NOT_MISSING, "gone"),
        _spec(RuleKind.RANGE, "word", minimum="1"),
        _spec(RuleKind.PATTERN, "word", pattern="(["),
        _spec(RuleKind.EXPRESSION, expression="CAST(word AS INTEGER) > 1"),
        _spec(RuleKind.EXPRESSION, expression="id + 1"),
        _spec(RuleKind.EXPRESSION, expression="(SELECT true)"),
        _spec(RuleKind.EXPRESSION, expression="true); DROP TABLE x; --"),
        _spec(RuleKind.BALANCE, left="huge * huge", right="huge"),
        _spec(RuleKind.IN_SET, "yes", values=("maybe",)),
        _spec(RuleKind.RANGE, "day", minimum="29.2.2020"),
        _spec(RuleKind.SAME_DISTRIBUTION, "gone"),
    ]
    found = _check(hostile, good, *bad, good)
    assert found[0] == found[-1]
    assert (found[0].failing, found[0].total) == (0, ROWS)
    for spec, finding in zip(bad, found[1:-1], strict=True):
        error = RuleSpec(spec.kind, spec.columns, spec.params, Severity.ERROR)
        assert finding.state(error) is RuleState.UNCHECKED, spec.title
        assert len(finding.problem) > 10, spec.title
    assert "There is no column gone" in found[1].problem


def test_what_cannot_be_checked_is_refused_when_it_is_written(hostile: Stored) -> None:
    for spec, words in [
        (_spec(RuleKind.NOT_MISSING, "codee"), "codee.*Did you mean code"),
        (_spec(RuleKind.RANGE, "code", minimum="many"), "not a number"),
        (_spec(RuleKind.RANGE, "code", minimum="5", maximum="4"), "more than the largest"),
        (_spec(RuleKind.IN_SET, "code", values=("1.5",)), "whole numbers"),
        (_spec(RuleKind.PATTERN, "word", pattern="(["), "missing"),
        (_spec(RuleKind.EXPRESSION, expression="code >"), "not an expression"),
        (_spec(RuleKind.EXPRESSION, expression="code + 1"), "not true or false"),
        (_spec(RuleKind.EXPRESSION, expression="read_text('/etc/passwd') = ''"), "may not use"),
        (_spec(RuleKind.FRESH, "code", hours=1.0), "no date"),
    ]:
        with pytest.raises(InputError, match=words):
            try_out(hostile, [spec], Surroundings())


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (_spec(RuleKind.NOT_MISSING), "No column"),
        (_spec(RuleKind.UNIQUE, "a", "a"), "twice"),
        (_spec(RuleKind.RANGE, "a"), "smallest or a largest"),
        (_spec(RuleKind.RANGE, "a", "b", minimum="1"), "1 column"),
        (_spec(RuleKind.IN_SET, "a"), "empty"),
        (_spec(RuleKind.ROW_COUNT, minimum="1.5"), "whole number"),
        (_spec(RuleKind.ROW_COUNT, minimum="5", maximum="4"), "more than the most"),
        (_spec(RuleKind.FRESH, "a", hours=math.nan), "above 0"),
        (_spec(RuleKind.BALANCE, left="a", right=" "), "side is empty"),
        (_spec(RuleKind.BALANCE, left="a", right="b", tolerance=math.nan), "from 0"),
        (_spec(RuleKind.EXPRESSION, "a", expression="a > 1"), "whole table"),
        (RuleSpec(RuleKind.NOT_MISSING, ("a",), allowed_share=math.nan), "cannot be allowed"),
        (RuleSpec(RuleKind.SAME_COLUMNS, allowed_rows=2), "No single rows"),
    ],
)
def test_incomplete_rules_are_refused(spec: RuleSpec, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_spec(spec)


def test_some_rows_may_fail(hostile: Stored) -> None:
    base = _spec(RuleKind.RANGE, 'od"d; --', minimum="1")
    finding = _check(hostile, base)[0]
    share = finding.failing / finding.total
    for rows, part, holds in (
        (finding.failing, 0.0, True),
        (finding.failing - 1, 0.0, False),
        (0, share, True),
        (0, share - 1e-6, False),
    ):
        spec = RuleSpec(base.kind, base.columns, base.params, Severity.ERROR, rows, part)
        assert finding.state(spec) is (RuleState.PASS if holds else RuleState.FAIL)


def test_an_empty_table_breaks_nothing(tmp_path: Path) -> None:
    table = _table(tmp_path / "t.parquet", {"a": pa.array([], pa.int64()), "t": pa.array([], pa.string())})
    specs = [
        _spec(RuleKind.NOT_MISSING, "a"),
        _spec(RuleKind.UNIQUE, "a"),
        _spec(RuleKind.IN_SET, "t", values=("x",)),
        _spec(RuleKind.SAME_DISTRIBUTION, "a"),
        _spec(RuleKind.ROW_COUNT, minimum="1"),
    ]
    found = _check(table, *specs, around=Surroundings(table))
    assert [f.state(s) for f, s in zip(found, specs, strict=True)] == [
        RuleState.PASS, RuleState.PASS, RuleState.PASS, RuleState.UNCHECKED, RuleState.WARN,
    ]  # fmt: skip


def test_failing_rows_are_paged_limited_and_exported_whole(tmp_path: Path) -> None:
    columns = {
        "row": pa.array(range(3000)),
        "t": pa.array([None if i % 3 == 0 else f"tëxt,{i}" for i in range(3000)]),
        "at": pa.array([datetime(2020, 1, 1, tzinfo=UTC)] * 3000, pa.timestamp("us", "UTC")),
    }
    table = _table(tmp_path / "t.parquet", columns)
    spec = _spec(RuleKind.NOT_MISSING, "t")
    rows = failing_rows(table, spec, limit=400)
    assert (rows.rows, rows.more) == (400, True)
    assert [c.name for c in rows.columns] == ["row number", "row", "t", "at"]
    assert rows.read_page(399, 50).rows == ((1198, 1197, None, datetime(2020, 1, 1, tzinfo=UTC)),)
    out = tmp_path / "out.csv"
    assert export_failing(table, spec, out) == 1000
    back = pd.read_csv(out)
    assert back["row number"].tolist() == [i + 1 for i in range(0, 3000, 3)]
    assert back["at"].unique().tolist() == ["2020-01-01T00:00:00.000000Z"]
    with pytest.raises(InputError, match="No single rows"):
        failing_rows(table, _spec(RuleKind.SAME_COLUMNS))
    with pytest.raises(InputError):
        export_failing(table, spec, tmp_path / "no such folder" / "out.csv")
    assert {p.name for p in tmp_path.iterdir()} == {"t.parquet", "out.csv"}


def test_checking_can_be_stopped_and_says_how_far_it_is() -> None:
    types = from_arrow(pq.read_schema(FLIGHTS))
    table = Stored(FLIGHTS, tuple(Column(c.name, c.type) for c in types), FLIGHT_ROWS)
    specs = [_spec(RuleKind.UNIQUE, "tailnum", "time_hour"), _spec(RuleKind.NOT_MISSING, "late")]
    context = Context()
    found = check_rules(table, specs, Surroundings(), distances.psi, context)
    assert found[1].failing == 9_430
    assert context.fractions == sorted(context.fractions)
    assert context.fractions[-1] == pytest.approx(1.0)
    with pytest.raises(CancelledError):
        check_rules(table, specs, Surroundings(), distances.psi, Context(stop_at=0.0))


def test_names_in_plain_words() -> None:
    assert _spec(RuleKind.RANGE, "month", minimum="1", maximum="12").title == "month is 1 to 12"
    assert _spec(RuleKind.NOT_MISSING, "late").title == "late is never missing"
    assert _spec(RuleKind.UNIQUE, "a", "b", "c").title == "a, b and c are unique together"
    assert _spec(RuleKind.IN_SET, "o", values=("EWR", "JFK")).title == "o is EWR or JFK"
    assert _spec(RuleKind.IN_SET, "o", values=tuple("abcdefg")).title == "o is one of 7 values"
    assert _spec(RuleKind.ROW_COUNT, minimum="1000", max_change=0.2).title == (
        "At least 1,000 rows and at most 20 % more or fewer rows than before"
    )
    assert _spec(RuleKind.FRESH, "t", hours=36.0).title == "t is at most 36 hours old"
    assert RuleSpec(RuleKind.SAME_COLUMNS, name="Schema").title == "Schema"
    assert [age(h) for h in (1, 24, 25, 47.9, 48, 168)] == [
        "1 hour", "1 day", "25 hours", "48 hours", "2 days", "7 days",
    ]  # fmt: skip
