"""Recipes as text: lossless for every step and hostile words, strict, and a mistake has its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.prepare import (
    STEP_TYPES,
    AddColumn,
    Aggregate,
    AggregateFunction,
    Aggregation,
    ChangeType,
    DatePart,
    DateParts,
    DropColumns,
    DropDuplicates,
    FillMethod,
    FillMissing,
    FilterRows,
    GroupRare,
    HandleOutliers,
    JoinAsOf,
    JoinDataset,
    JoinHow,
    Keep,
    KeepColumns,
    OutlierAction,
    OutlierMethod,
    ParseDates,
    RenameColumns,
    SortRows,
    SplitText,
    Step,
)
from modelyard.services.data.prepare_text import from_text, to_text
from modelyard.store.data.prepare_codec import digest, steps_from_builtins, steps_to_builtins

HOSTILE = ("no", "on", "2013-01-01", "1e3", "null", "~", " x ", "a: b", "# no comment", "'it''s' \"so\"", "- item",
           "zeile\nzwei", "\ttab", "ß→漢", "*star", "&and", "%", "@", "`", "{a}", "[b]", "007", "yes", "", "\u2028",
           "0x1F", "x" * 300, "12:30:00", "=", "<<", "\x85", "\x07")  # fmt: skip

STEPS: tuple[Step, ...] = (
    KeepColumns(HOSTILE),
    DropColumns(("no",), disabled=True),
    RenameColumns(dict(zip(HOSTILE, reversed(HOSTILE), strict=True))),
    ChangeType(("a",), ColumnType.DATETIME),
    FilterRows("name = 'a: b' AND x <> \"no\" -- why\n OR y > 1.5e-7"),
    SortRows(("a", "b"), True),
    DropDuplicates(("a",), Keep.LAST),
    FillMissing(("a",), FillMethod.FORWARD, None, ("at",), ("key",)),
    *(FillMissing(("a",), value=v) for v in (True, False, 0, 1, 1.0, -1e30, 0.1, 2**63 - 1, *HOSTILE, None)),
    HandleOutliers(("a",), OutlierMethod.ISOLATION_FOREST, OutlierAction.DROP, 2.5, 0.05, 11),
    SplitText("a", ("b", "on"), "", r"(\d+)\s*:\s*(.*)", False),
    ParseDates(("a",), "%d.%m.%Y %H:%M", ColumnType.DATETIME),
    DateParts("a", tuple(DatePart)),
    GroupRare(("a",), 0.015, 3, "null"),
    AddColumn("off", "CASE WHEN a > 1 THEN 'x: y' ELSE NULL END"),
    Aggregate(("key",), tuple(Aggregation(f, "a", "yes") for f in AggregateFunction)),
    JoinDataset("on: other:3", {"no": "yes"}, JoinHow.ANTI, ("a",), "_2", True),
    JoinAsOf("prices", "at", "since", {"key": "on"}, True, "2 hours", ("price",), "_then"),
)


def test_every_step_goes_to_text_and_back() -> None:
    assert {type(s) for s in STEPS} == set(STEP_TYPES)
    text = to_text(STEPS, "on", "a: description\nof two lines # and a sign")
    found = from_text(text)
    assert found.steps == STEPS
    for ours, theirs in zip(STEPS, found.steps, strict=True):
        if isinstance(ours, FillMissing) and isinstance(theirs, FillMissing):
            assert type(ours.value) is type(theirs.value)
    assert (found.name, found.description) == ("on", "a: description\nof two lines # and a sign")
    assert to_text(found.steps, found.name, found.description) == text
    for step in STEPS:
        assert from_text(to_text([step])).steps == (step,)


def test_what_the_store_keeps_is_lossless_and_whole() -> None:
    kept = steps_to_builtins(STEPS)
    assert steps_from_builtins(kept) == STEPS
    assert kept[-1]["strictly_before"] is True
    assert kept[0]["disabled"] is False
    assert digest(STEPS) == digest(steps_from_builtins(kept)) != digest(STEPS[:-1])


def test_text_is_short_and_readable() -> None:
    text = to_text([FilterRows("late IS NOT NULL"), KeepColumns(("a", "b"))], "Clean")
    assert text == (
        "name: Clean\nsteps:\n  - step: filter_rows\n    where: late IS NOT NULL\n"
        "  - step: keep_columns\n    columns: [a, b]\n"
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("steps:\n  - step: filter_row\n    where: x", 2, "Did you mean filter_rows?"),
        ("steps:\n  - step: filter_rows\n    where: x\n    wehre: y", 4, "Did you mean where?"),
        ("steps:\n  - step: keep_columns\n    columns: [a, no]", 3, "in quotes"),
        ("steps:\n  - step: keep_columns\n    columns: a", 3, "columns of keep_columns"),
        ("steps:\n  - step: change_type\n    columns: [a]\n    to: numbr", 4, "numbr"),
        ("steps:\n  - step: filter_rows\n    where: x\n    where: y", 4, "where is there twice"),
        ("name: x\nsteps: [\n  - step", 3, "cannot be read"),
        ("name: x\nstep:\n  - step: filter_rows", 2, "no field 'step'"),
        ("name: 3\nsteps: []", 1, "name is not text"),
        ("name: x", 1, "no steps"),
        ("- step: filter_rows", 1, "begins with name: or steps:"),
        ("steps: 3", 1, "not a list"),
        ("steps:\n  - filter_rows", 2, "A step is a list of fields"),
        ("steps:\n  - where: x", 2, "does not say what it is"),
        ("steps: &a\n  - step: filter_rows\n  - *a", 3, "refers to another place"),
        ("steps:\n  - !!python/object/apply:os.system ['true']", 2, "cannot be read"),
        ("steps:\n  - step: fill_missing\n    value: .nan", 3, "not a finite number"),
        ("steps:\n  - step: fill_missing\n    value: 99999999999999999999", 3, "too large"),
        ("steps:\n  - step: handle_outliers\n    factor: much", 3, "factor of handle_outliers"),
        ("steps:\n\t- step: x", 2, "cannot be read"),
        ("", 1, "begins with name: or steps:"),
    ],
)
def test_a_mistake_has_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(InputError) as raised:
        from_text(text)
    assert raised.value.message.startswith(f"Line {line}: "), raised.value.message
    assert said in str(raised.value)


def test_texts_that_are_no_recipe_are_refused_quickly() -> None:
    with pytest.raises(InputError, match="1 MB"):
        from_text("# " + "x" * 1_000_001)
    with pytest.raises(InputError, match="nested"):
        from_text("steps: " + "[" * 500 + "]" * 500)
    with pytest.raises(InputError, match="cannot be read"):
        from_text("steps: \x00")


def test_the_examples_of_the_documentation_are_recipes() -> None:
    text = (Path(__file__).parents[2] / "docs" / "data" / "prepare.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    steps = [s for b in blocks for s in from_text(b if b.startswith("name") else f"steps:\n{b}").steps]
    assert {type(s) for s in steps} == set(STEP_TYPES)
