"""Names and values that a table may have and that nobody thinks of: each part of the Data stage takes them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.prepare import (
    AddColumn,
    Aggregate,
    AggregateFunction,
    Aggregation,
    FilterRows,
    HandleOutliers,
    JoinDataset,
    OutlierAction,
    OutlierMethod,
    RenameColumns,
    SplitText,
    Step,
)
from modelyard.domain.data.quality import RuleKind, RuleParams, RuleSpec
from modelyard.domain.data.quality_check import check_spec
from modelyard.domain.data.splits import SplitDefinition, SplitMethod
from modelyard.domain.data.table import ExportFormat, ExportTask, RowQuery, SortKey
from modelyard.drift.distances import psi
from modelyard.tables.comparison.columns import side
from modelyard.tables.comparison.distributions import distributions
from modelyard.tables.engine import QUIET
from modelyard.tables.export import export_table
from modelyard.tables.expression import ExpressionError
from modelyard.tables.pages import TableReader
from modelyard.tables.prepare.bench import PrepareInput
from modelyard.tables.prepare.recipe import preview, write
from modelyard.tables.quality.check import Stored, Surroundings, check_rules, try_out
from modelyard.tables.quality.rows import failing_rows
from modelyard.tables.splits import make_split
from modelyard.tables.types import from_arrow
from modelyard.tables.view import TableView, select_rows
from tests.data.tables_support import import_bytes, import_path


def table(path: Path, **columns: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


def matching(path: Path, where: str) -> list[int]:
    selection = select_rows(path, RowQuery(where))
    return selection.numbers(0, 100)


def export(path: Path, to: Path, form: ExportFormat, columns: tuple[str, ...]) -> None:
    temporary = to.with_name(f"part.{form}")
    export_table(QUIET, ExportTask(str(path), str(to), str(temporary), form, RowQuery(), columns, "t"))


def prepared(path: Path, out: Path, *steps: Step, **inputs: Path) -> dict[str, list[object]]:
    """The columns after some steps, as the preview and the written file both have them."""
    joined = {name: PrepareInput(p, name) for name, p in inputs.items()}
    tried = preview(path, joined, steps, QUIET)
    assert tried.fault is None, tried.fault
    write(path, joined, steps, out, QUIET)
    found: dict[str, list[object]] = pq.read_table(out).to_pydict()
    assert [list(row) for row in tried.rows] == [list(row) for row in zip(*found.values(), strict=True)]
    return found


def stored(path: Path) -> Stored:
    with pq.ParquetFile(path) as file:
        return Stored(path, from_arrow(file.schema_arrow), file.metadata.num_rows)


def rule(kind: RuleKind, columns: Sequence[str] = (), **params: object) -> RuleSpec:
    return RuleSpec(kind, tuple(columns), RuleParams(**params))  # type: ignore[arg-type]


# --- names ----------------------------------------------------------------------------------------------------------


def test_a_column_called_like_a_helper_is_shown_in_any_order(tmp_path: Path) -> None:
    places = np.random.default_rng(0).permutation(5000)
    path = table(tmp_path / "n.parquet", n=list(range(5000)), x=places.tolist())
    with TableReader(path) as reader:
        view = TableView(reader, select_rows(path, RowQuery("", (SortKey("x"),))))
        rows = view.read_page(0, 5).rows
        view.close()
    assert rows == tuple((int(np.flatnonzero(places == x)[0]), x) for x in range(5))


def test_a_column_may_be_shown_twice(tmp_path: Path) -> None:
    with TableReader(table(tmp_path / "t.parquet", a=[1, 2], b=["p", "q"])) as reader:
        assert reader.read_page(0, 2, ["b", "a", "b"]).rows == (("p", 1, "p"), ("q", 2, "q"))


def test_the_row_numbers_name_is_no_column_of_a_table(tmp_path: Path) -> None:
    csv = import_bytes(tmp_path, b"file_row_number,x\n7,8\n")
    assert list(csv.types) == ["file_row_number_2", "x"]
    assert matching(csv.out, "file_row_number_2 = 7") == [0]
    for name, content in (("t.json", b'[{"file_row_number": 7, "x": 8}]'), ("t.csv", b"File_Row_Number,x\n7,8\n")):
        assert "2" in next(iter(import_bytes(tmp_path, content, name=name).types))
    theirs = table(tmp_path / "theirs.parquet", file_row_number=[5, 6, 7], x=[1, 2, 3])
    assert import_path(theirs, tmp_path).rows() == [
        {"file_row_number_2": n, "x": x} for n, x in ((5, 1), (6, 2), (7, 3))
    ]
    with pytest.raises(InputError, match="numbered by it"):
        write(csv.out, {}, [RenameColumns(names={"x": "file_row_number"})], tmp_path / "w.parquet", QUIET)


def test_a_recipe_never_mixes_its_own_columns_with_a_tables(tmp_path: Path) -> None:
    path, out = table(tmp_path / "t.parquet", i=[10, 20, 30], s=["x", "y", "z"]), tmp_path / "out.parquet"
    assert prepared(path, out, AddColumn(name="__row", formula="i"))["__row"] == [10, 20, 30]
    assert prepared(path, out, RenameColumns(names={"s": "__row"}))["__row"] == ["x", "y", "z"]
    count = Aggregation(AggregateFunction.COUNT, "", "__row")
    assert prepared(path, out, Aggregate(by=("s",), values=(count,)))["__row"] == [1, 1, 1]
    other = table(tmp_path / "o.parquet", i=[10, 20, 30], __row=["a", "b", "c"], __prepare_2=[1, 2, 3])
    joined = prepared(path, out, JoinDataset(dataset="o", keys={"i": "i"}), o=other)
    assert joined["__row"] == ["a", "b", "c"]
    assert joined["__prepare_2"] == [1, 2, 3]


def test_a_column_called_like_an_alias_does_not_disturb_comparisons(tmp_path: Path) -> None:
    before = table(tmp_path / "a.parquet", v=["p"] * 4, n=[1] * 4, word=["x", "x", "y", None])
    now = table(tmp_path / "b.parquet", v=["q"] * 4, n=[2] * 4, word=["x", "y", "y", None])
    (found,) = check_rules(stored(now), [rule(RuleKind.SAME_DISTRIBUTION, ["word"])], Surroundings(stored(before)), psi)
    assert not found.problem
    assert found.value == pytest.approx(psi([2, 1, 0, 1], [1, 2, 0, 1]))
    counted = {d.name: d.measured for d in distributions(side(before, "a"), side(now, "b"), ["v", "word"], QUIET)}
    assert counted["word"].labels == ("x", "y", "other", "missing")
    assert (counted["word"].left, counted["word"].right) == ((2, 1, 0, 1), (1, 2, 0, 1))
    assert counted["v"].left == (4, 0, 0, 0)


def test_gone_columns_keep_their_capitals(tmp_path: Path) -> None:
    before, now = table(tmp_path / "a.parquet", TailNum=[1], a=[1]), table(tmp_path / "b.parquet", a=[1])
    (found,) = check_rules(stored(now), [rule(RuleKind.SAME_COLUMNS)], Surroundings(stored(before)), psi)
    assert found.text == "Gone: TailNum."


def test_a_folder_with_brackets_is_read_by_every_part(tmp_path: Path) -> None:
    path = table(tmp_path / "lab [1]*" / "t.parquet", a=[1, 2])
    out = path.parent / "out.csv"
    export(path, out, ExportFormat.CSV, ("a",))
    assert out.read_text() == "a\n1\n2\n"
    assert prepared(path, path.parent / "w.parquet", FilterRows(where="a = 2")) == {"a": [2]}
    assert matching(path, "a = 2") == [1]


# --- expressions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["n = 1) OR (n = 2", "n) + (1", "(n) IN (1)) AND ((n) = 1"])
def test_an_expression_cannot_close_the_brackets_around_it(tmp_path: Path, text: str) -> None:
    path = table(tmp_path / "t.parquet", n=[1, 2, 3])
    with pytest.raises(ExpressionError, match="closes a bracket"):
        matching(path, text)
    with pytest.raises(ExpressionError, match="closes a bracket"):
        try_out(stored(path), [rule(RuleKind.EXPRESSION, expression=text)], Surroundings())


def test_half_a_character_is_said_to_be_one(tmp_path: Path) -> None:
    path = table(tmp_path / "t.parquet", s=["a"])
    with pytest.raises(ExpressionError, match="half a character"):
        matching(path, "s = '\ud83d'")
    assert matching(path, "s <> '😀'") == [0]


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def far(tmp_path: Path) -> Path:
    """Dates and instants before the year 1 and after 9999, which Python has none for."""
    return table(
        tmp_path / "far.parquet",
        d=pa.array([3_000_000, -800_000, 0, None], pa.int32()).cast(pa.date32()),
        t=pa.array([2**58, -(2**58), 0, None], pa.timestamp("us", "UTC")),
        n=[1, 2, 3, 4],
    )


def test_dates_beyond_the_calendar_are_shown_as_text(far: Path) -> None:
    with TableReader(far) as reader:
        days, instants = (list(c) for c in zip(*reader.read_page(0, 4, ["d", "t"]).rows, strict=True))
    assert days == ["10183-09-21", "-221-09-04", date(1970, 1, 1), None]
    assert str(instants[0]).startswith("11103-08-29 17:22:31")
    assert instants[3] is None
    found = failing_rows(stored(far), rule(RuleKind.RANGE, ["n"], minimum="3")).read_page(0, 10)
    assert [row[1] for row in found.rows] == days[:2]


def test_dates_beyond_the_calendar_are_exported_and_split_by(far: Path, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    export(far, tmp_path / "far.xlsx", ExportFormat.EXCEL, ("d", "t"))
    sheet = CalamineWorkbook.from_path(str(tmp_path / "far.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[1][0] == "10183-09-21"
    counts = make_split(far, SplitDefinition(SplitMethod.TIME, 0.3, "d"), None, QUIET)
    assert (counts.hold_out, counts.begins) == (1, "10183-09-21")


def test_a_formula_gives_no_infinite_date_and_an_aggregate_no_infinite_number(tmp_path: Path) -> None:
    path, out = table(tmp_path / "t.parquet", f=[1e308, 1e308, 1.0], g=["a", "a", "b"]), tmp_path / "out.parquet"
    formula = AddColumn(name="d", formula="CASE WHEN f > 1 THEN DATE 'infinity' ELSE DATE '2020-01-01' END")
    assert prepared(path, out, formula)["d"] == [None, None, date(2020, 1, 1)]
    total = Aggregation(AggregateFunction.SUM, "f", "total")
    assert prepared(path, out, Aggregate(by=("g",), values=(total,)))["total"] == [None, 1.0]


def test_the_largest_number_alone_is_compared(tmp_path: Path) -> None:
    path = table(tmp_path / "t.parquet", f=[1.7976931348623157e308] * 3)
    (found,) = distributions(side(path, "a"), side(path, "b"), ["f"], QUIET)
    assert found.measured.left == found.measured.right
    assert sum(found.measured.left) == 3


def test_an_emoji_is_two_letters_to_excel(tmp_path: Path) -> None:
    fits, not_fits = "😀" * 16_383, "😀" * 16_384
    export(table(tmp_path / "a.parquet", s=[fits]), tmp_path / "a.xlsx", ExportFormat.EXCEL, ("s",))
    with pytest.raises(InputError, match="32,767"):
        export(table(tmp_path / "b.parquet", s=[not_fits]), tmp_path / "b.xlsx", ExportFormat.EXCEL, ("s",))
    assert not (tmp_path / "b.xlsx").exists()


# --- what a person may type -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bound", ["1e999999999", "-1e999999999"])
def test_a_bound_of_a_billion_digits_is_just_a_large_one(tmp_path: Path, bound: str) -> None:
    path = table(tmp_path / "t.parquet", n=[1, 2])
    (found,) = check_rules(stored(path), [rule(RuleKind.RANGE, ["n"], minimum=bound)], Surroundings(), psi)
    assert found.failing == (0 if bound.startswith("-") else 2)
    with pytest.raises(InputError, match="whole number"):
        check_spec(rule(RuleKind.ROW_COUNT, minimum=bound))


@pytest.mark.parametrize(
    "kind, bound",
    [("t", "9999-12-31T23:59:59-05:00"), ("t", "0001-01-01T00:00+05:00"), ("at", "17:30+02:00")],
)
def test_a_bound_beyond_the_calendar_is_an_error_in_words(tmp_path: Path, kind: str, bound: str) -> None:
    columns = {"t": pa.array([0], pa.timestamp("us", "UTC")), "at": pa.array([0], pa.time64("us"))}
    path = table(tmp_path / "t.parquet", **columns)
    for spec in (rule(RuleKind.RANGE, [kind], maximum=bound), rule(RuleKind.IN_SET, [kind], values=(bound,))):
        with pytest.raises(InputError, match="is not a"):
            try_out(stored(path), [spec], Surroundings())


@pytest.mark.parametrize("method", list(SplitMethod))
def test_a_negative_seed_is_refused(tmp_path: Path, method: SplitMethod) -> None:
    path = table(tmp_path / "t.parquet", n=[1, 2, 3, 4])
    with pytest.raises(InputError, match="seed"):
        make_split(path, SplitDefinition(method, 0.5, "n", -1), None, QUIET)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_forests_seed_is_what_scikit_learn_takes(tmp_path: Path, seed: int) -> None:
    step = HandleOutliers(columns=("n",), method=OutlierMethod.ISOLATION_FOREST, action=OutlierAction.DROP, seed=seed)
    fault = preview(table(tmp_path / "t.parquet", n=[1, 2, 3]), {}, [step], QUIET).fault
    assert fault is not None
    assert "seed" in fault.message


def test_a_pattern_of_too_many_groups_is_refused(tmp_path: Path) -> None:
    step = SplitText(column="s", into=tuple(f"p{i}" for i in range(10)), pattern="(.?)" * 10)
    fault = preview(table(tmp_path / "t.parquet", s=["abc"]), {}, [step], QUIET).fault
    assert fault is not None
    assert "at most 9" in fault.hint


@pytest.mark.parametrize("method", [SplitMethod.GROUP, SplitMethod.TIME])
def test_a_column_without_a_value_divides_nothing(tmp_path: Path, method: SplitMethod) -> None:
    path = table(tmp_path / "t.parquet", s=pa.array([None, None], pa.string()))
    assert stored(path).columns[0].type is ColumnType.TEXT
    with pytest.raises(InputError, match=r"has no value|No row has"):
        make_split(path, SplitDefinition(method, 0.5, "s"), None, QUIET)


def test_a_rules_name_has_a_minus_and_is_no_date_with_one() -> None:
    assert rule(RuleKind.RANGE, ["n"], minimum="-60", maximum="-1.5").title == "n is −60 to −1.5"
    assert rule(RuleKind.RANGE, ["d"], minimum="2013-01-01").title == "d is at least 2013-01-01"
