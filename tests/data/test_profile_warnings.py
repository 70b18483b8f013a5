"""The rules that warn before training, at their thresholds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modelyard.domain.data.correlations import Correlations, Pair
from modelyard.domain.data.datasets import ColumnProfile, ColumnType, TableProfile
from modelyard.domain.data.profile import Order, Outliers, TextTraits
from modelyard.domain.data.warnings import Alone, Severity, TargetReport, WarningKind, share, warnings

N = 1000
NUMBER = ColumnProfile("x", ColumnType.NUMBER, N, 0, 700, 0.0, 9.0, 4.0, 2.0, (1.0, 2.0, 4.0, 6.0, 8.0), (("1", 9),))
WORD = ColumnProfile("w", ColumnType.TEXT, N, 0, 20, "a", "z", top=(("a", 90),), text=TextTraits(1, 5, 2.0, 20))


def kinds(column: ColumnProfile) -> dict[WarningKind, Severity]:
    return {w.kind: w.severity for w in warnings(TableProfile(N, (column,)))}


def test_ordinary_columns_are_not_warned_of() -> None:
    assert kinds(NUMBER) == kinds(WORD) == {}
    assert warnings(TableProfile(0, (ColumnProfile("x", ColumnType.NUMBER, 0, 0, 0),))) == ()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"missing": N, "distinct": 0}, WarningKind.EMPTY),
        ({"distinct": 1}, WarningKind.CONSTANT),
        ({"missing": 501}, WarningKind.MOSTLY_MISSING),
        ({"type": ColumnType.INTEGER, "distinct": N, "order": Order.RISING}, WarningKind.IDENTIFIER),
        ({"type": ColumnType.INTEGER, "distinct": 980}, WarningKind.NEARLY_UNIQUE),
        ({"skewness": -2.0}, WarningKind.SKEWED),
        ({"outliers": Outliers(-1, 9, 30, 10, 3)}, WarningKind.OUTLIERS),
        ({"sentinels": (("-999", 4),), "skewness": -9.0}, WarningKind.SENTINEL),
    ],
)
def test_each_rule_of_numbers(change: dict[str, object], kind: WarningKind) -> None:
    assert list(kinds(replace(NUMBER, **change))) == [kind]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"missing": 500},
        {"type": ColumnType.INTEGER, "distinct": 979},
        {"distinct": N},  # a measurement may be different in every row
        {"skewness": 1.99},
        {"skewness": 9.0, "distinct": 10},
        {"outliers": Outliers(-1, 9, 300, 9, 3)},
    ],
)
def test_just_below_a_threshold(change: dict[str, object]) -> None:
    assert kinds(replace(NUMBER, **change)) == {}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"numbers": 900}, WarningKind.NUMBERS_AS_TEXT),
        ({"dates": 900}, WarningKind.DATES_AS_TEXT),
        ({"padded": 1, "padded_example": " a"}, WarningKind.PADDED),
        ({"variants": 2, "variant_example": ("UA", "ua")}, WarningKind.VARIANTS),
        ({"placeholders": 1, "placeholder_example": "n/a"}, WarningKind.PLACEHOLDER),
        ({"empty": 1}, WarningKind.PLACEHOLDER),
    ],
)
def test_each_rule_of_words(change: dict[str, object], kind: WarningKind) -> None:
    traits = TextTraits(1, 5, 2.0, 20, rows_looked_at=N)
    assert list(kinds(replace(WORD, text=replace(traits, **change)))) == [kind]  # type: ignore[arg-type]
    assert kinds(replace(WORD, text=replace(traits, numbers=899, dates=899))) == {}


def test_a_sample_of_words_is_said() -> None:
    traits = TextTraits(1, 5, 2.0, 20, padded=3, rows_looked_at=N, padded_example=" a")
    found = warnings(TableProfile(N, (replace(WORD, text=traits, distinct=200),)))
    assert found[0].text.endswith("Looked at 20 of 200 different values.")


@pytest.mark.parametrize(
    ("classes", "severity"),
    [
        ((("no", 800), ("yes", 200)), None),
        ((("no", 801), ("yes", 199)), Severity.WARN),
        ((("no", 991), ("yes", 9)), Severity.BAD),
        ((("a", 400), ("b", 400), ("c", 134)), None),
        ((("a", 500), ("b", 400), ("c", 100)), Severity.WARN),
    ],
)
def test_rare_classes(classes: tuple[tuple[str, int], ...], severity: Severity | None) -> None:
    column = replace(WORD, name="y", distinct=len(classes), top=classes)
    found = warnings(TableProfile(N, (column,)), None, TargetReport("y", "", classes=classes))
    assert [w.severity for w in found] == ([] if severity is None else [severity])


def test_leaks_come_first_and_need_a_measure() -> None:
    columns = TableProfile(N, (replace(NUMBER, distinct=1), replace(NUMBER, name="z")))
    report = TargetReport("y", "auc", (Alone("z", 0.99), Alone("x", 0.98)), rows_used=N)
    found = warnings(columns, None, report)
    assert [(w.kind, w.columns) for w in found] == [(WarningKind.LEAK, ("z",)), (WarningKind.CONSTANT, ("x",))]
    assert "0.990" in found[0].text
    assert warnings(columns, None, replace(report, measure=""))[0].kind is WarningKind.CONSTANT


def test_equal_columns_are_not_called_correlated_too() -> None:
    columns = TableProfile(N, (NUMBER, replace(NUMBER, name="z"), replace(NUMBER, name="v")), 3, (("x", "z"),))
    pairs = (Pair(0, 1, N, 1.0, 1.0), Pair(0, 2, N, -0.95, 0.2), Pair(1, 2, N, 0.94, 0.949))
    found = warnings(columns, Correlations(("x", "z", "v"), ("number",) * 3, pairs, N, N, 0))
    assert [(w.kind, w.columns) for w in found] == [
        (WarningKind.TWIN, ("z", "x")),
        (WarningKind.DUPLICATE_ROWS, ()),
        (WarningKind.CORRELATED, ("x", "v")),
    ]
    assert "Pearson \u22120.950" in found[2].text


def test_shares_are_never_rounded_to_none_or_all() -> None:
    assert [share(v) for v in (0, 0.0001, 0.5, 0.9999, 1)] == [
        "0.0\u00a0%", "under 0.1\u00a0%", "50.0\u00a0%", "over 99.9\u00a0%", "100.0\u00a0%",
    ]  # fmt: skip
