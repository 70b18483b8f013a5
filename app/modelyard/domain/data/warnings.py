"""What in a table deserves a look before training: rules over its profile, its correlations and a chosen target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from modelyard.core.words import counted
from modelyard.domain.data.correlations import Correlations
from modelyard.domain.data.datasets import ColumnProfile, ColumnType, TableProfile
from modelyard.domain.data.profile import Order

FEWEST_ROWS = 40
NEARLY_UNIQUE = 0.98
MOSTLY_MISSING = 0.5
SKEWED = 2.0
FAR_OUT_SHARE = 0.01
READS_AS = 0.9
CORRELATED = 0.95
RARE_CLASS = 0.2
VERY_RARE_CLASS = 0.01
MANY_CATEGORIES = 255
LEAK = {"auc": 0.99, "accuracy": 0.98, "r2": 0.98}
"""A column that alone tells the target this well, on rows it was not fitted to, probably knows the answer."""


class Severity(StrEnum):
    """How much a warning matters, worst first."""

    BAD = "bad"
    WARN = "warn"
    INFO = "info"


class WarningKind(StrEnum):
    """What is odd, the most telling first."""

    LEAK = "leak"
    EMPTY = "empty"
    CONSTANT = "constant"
    IMBALANCE = "imbalance"
    IDENTIFIER = "identifier"
    NEARLY_UNIQUE = "nearly_unique"
    MOSTLY_MISSING = "mostly_missing"
    SENTINEL = "sentinel"
    NUMBERS_AS_TEXT = "numbers_as_text"
    DATES_AS_TEXT = "dates_as_text"
    PADDED = "padded"
    VARIANTS = "variants"
    PLACEHOLDER = "placeholder"
    TWIN = "twin"
    CORRELATED = "correlated"
    DUPLICATE_ROWS = "duplicate_rows"
    MANY_CATEGORIES = "many_categories"
    SKEWED = "skewed"
    OUTLIERS = "outliers"


@dataclass(frozen=True, slots=True)
class DataWarning:
    """`title` fits a chip, `text` says what was found with figures, `advice` what to do; without columns it is about
    the whole table."""

    kind: WarningKind
    severity: Severity
    columns: tuple[str, ...]
    title: str
    text: str
    advice: str


@dataclass(frozen=True, slots=True)
class Alone:
    """How well one column alone tells the target, on rows it was not fitted to."""

    column: str
    value: float


@dataclass(frozen=True, slots=True)
class TargetReport:
    """A target and how well each other column alone tells it, best first.

    `measure` is "auc" (ROC AUC, 0.5 is chance) for two classes, "accuracy" (the share of a constant guess's errors that
    is avoided) for up to 20, "r2" for quantities, and "" where nothing could be measured, for the reason `problem`.
    `classes` are the most frequent values with their rows, all of them when `measure` is not "r2".
    """

    target: str
    measure: str
    alone: tuple[Alone, ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    rows_used: int = 0
    problem: str = ""

    @property
    def looked_at(self) -> bool:
        """Whether rows were looked at, rather than the profile alone."""
        return self.rows_used > 0 or bool(self.problem)


def warnings(
    profile: TableProfile, correlations: Correlations | None = None, target: TargetReport | None = None
) -> tuple[DataWarning, ...]:
    """Everything odd about a table, worst first, then in the order of the columns."""
    found: list[DataWarning] = []
    for column in profile.columns:
        found += _column(column)
    found += _table(profile)
    if correlations is not None:
        found += _correlated(profile, correlations)
    if target is not None:
        found += _target(profile, target)
    severities, kinds = list(Severity), list(WarningKind)
    places = {c.name: i for i, c in enumerate(profile.columns)}
    return tuple(
        sorted(
            found,
            key=lambda w: (
                severities.index(w.severity),
                kinds.index(w.kind),
                places.get(w.columns[0] if w.columns else "", -1),
            ),
        )
    )


def of_column(found: tuple[DataWarning, ...], name: str) -> tuple[DataWarning, ...]:
    """The warnings that name a column."""
    return tuple(w for w in found if name in w.columns)


def share(part: float) -> str:
    """A share as people read it: 2.5 %, and never 0 % or 100 % for what is not."""
    if 0 < part < 0.001:
        return "under 0.1\u00a0%"
    if 0.999 < part < 1:
        return "over 99.9\u00a0%"
    return f"{100 * part:.1f}\u00a0%"


def _rows(count: int) -> str:
    return counted(count, "row")


def _column(c: ColumnProfile) -> Iterator[DataWarning]:
    def warning(kind: WarningKind, severity: Severity, title: str, text: str, advice: str) -> DataWarning:
        return DataWarning(kind, severity, (c.name,), title, text, advice)

    if not c.rows:
        return
    if not c.present:
        yield warning(WarningKind.EMPTY, Severity.WARN, "Empty", f"{c.name} has no value in any row.",
                      "Leave it out, or look for it in the source.")  # fmt: skip
        return
    if c.distinct == 1:
        value = c.top[0][0] if c.top else ""
        where = "in every row" if not c.missing else f"where it has any, and none in {_rows(c.missing)}"
        advice = "Leave it out: it tells nothing." if not c.missing else "Use whether it is missing instead, if at all."
        yield warning(WarningKind.CONSTANT, Severity.WARN, "Constant", f"{c.name} is {value} {where}.", advice)
    if c.missing_share > MOSTLY_MISSING:
        text = f"{c.name} is missing in {_rows(c.missing)} ({share(c.missing_share)})."
        yield warning(WarningKind.MOSTLY_MISSING, Severity.WARN, "Mostly missing", text,
                      "Leave it out, or use whether it is missing as a feature of its own.")  # fmt: skip
    yield from _unique(c)
    if c.sentinels:
        listed = " and ".join(f"{value} in {_rows(n)}" for value, n in c.sentinels)
        text = f"{c.name} is {listed}, far from all other values. That probably stands for “missing”."
        yield warning(WarningKind.SENTINEL, Severity.WARN, "Stand-in value", text,
                      "Import again with it as a word for missing, or replace it while preparing.")  # fmt: skip
        return  # they are what its tail and outliers would be about
    yield from _words(c)
    if c.type.numeric and c.skewness is not None and abs(c.skewness) >= SKEWED and c.distinct > 10:
        side = "large" if c.skewness > 0 else "small"
        text = f"{c.name} has a long tail of {side} values (skewness {c.skewness:,.1f})."
        yield warning(WarningKind.SKEWED, Severity.INFO, "Skewed", text,
                      "For linear models, take its logarithm or limit it; trees do not mind.")  # fmt: skip
    if c.outliers is not None and c.outliers.far >= FAR_OUT_SHARE * c.present:
        part = share(c.outliers.far / c.present)
        text = f"{_rows(c.outliers.far)} ({part}) of {c.name} lie far out, over 3 interquartile ranges from the middle."
        yield warning(WarningKind.OUTLIERS, Severity.INFO, "Outliers", text,
                      "Look whether they are real; limit them for linear models.")  # fmt: skip


def _unique(c: ColumnProfile) -> Iterator[DataWarning]:
    if c.type not in (ColumnType.TEXT, ColumnType.INTEGER) or c.present < FEWEST_ROWS:
        return
    if c.distinct == c.present:
        counting = " It counts up." if c.order is Order.RISING else ""
        yield DataWarning(WarningKind.IDENTIFIER, Severity.WARN, (c.name,), "Identifier",
                          f"Every row has its own {c.name}.{counting}",
                          "Leave it out: a model can only memorise it.")  # fmt: skip
    elif c.distinct >= NEARLY_UNIQUE * c.present:
        text = f"{c.name} has {c.distinct:,} different values in {_rows(c.present)}."
        yield DataWarning(WarningKind.NEARLY_UNIQUE, Severity.WARN, (c.name,), "Almost unique", text,
                          "Leave it out if it names things rather than measures them.")  # fmt: skip
    elif c.type is ColumnType.TEXT and c.distinct > MANY_CATEGORIES:
        text = f"{c.name} has {c.distinct:,} different values; training treats the rare ones as one."
        yield DataWarning(WarningKind.MANY_CATEGORIES, Severity.INFO, (c.name,), "Many categories", text,
                          "Group them, for example by their first letters.")  # fmt: skip


def _words(c: ColumnProfile) -> Iterator[DataWarning]:
    t = c.text
    if t is None or not t.rows_looked_at:
        return

    def warning(kind: WarningKind, title: str, text: str, advice: str) -> DataWarning:
        return DataWarning(kind, Severity.WARN, (c.name,), title, text, advice)

    of = "" if t.looked_at == c.distinct else f" Looked at {t.looked_at:,} of {c.distinct:,} different values."
    usable = max(t.rows_looked_at - t.placeholders - t.empty, 1)
    for kind, title, count, odd, noun in (
        (WarningKind.NUMBERS_AS_TEXT, "Numbers as text", t.numbers, t.odd_number, "number"),
        (WarningKind.DATES_AS_TEXT, "Dates as text", t.dates, t.odd_date, "date"),
    ):
        if count >= READS_AS * usable:
            rest = f"; others do not, such as “{odd}”" if count < usable and odd else ""
            text = f"{share(count / usable)} of {c.name} read as a {noun}{rest}.{of}"
            yield warning(kind, title, text, f"Import again with {c.name} as a {noun}, so that it can be compared.")
    if t.padded:
        text = f"{_rows(t.padded)} of {c.name} have spaces before or after the text, such as “{t.padded_example}”.{of}"
        yield warning(WarningKind.PADDED, "Spaces around", text, "Trim them: with and without they count as different.")
    if t.variants:
        listed = " and ".join(f"“{v}”" for v in t.variant_example)
        text = f"{t.variants:,} values of {c.name} differ only by capitals or spaces, such as {listed}.{of}"
        yield warning(WarningKind.VARIANTS, "Same but for case", text, "Write them the same way while preparing.")
    if t.placeholders or t.empty:
        example = f"“{t.placeholder_example}”" if t.placeholders else "nothing at all"
        text = f"{_rows(t.placeholders + t.empty)} of {c.name} hold a stand-in for missing, such as {example}.{of}"
        yield warning(WarningKind.PLACEHOLDER, "Stand-in word", text,
                      "Import again with it as a word for missing, or replace it while preparing.")  # fmt: skip


def _table(profile: TableProfile) -> Iterator[DataWarning]:
    if profile.duplicate_rows:
        part = share(profile.duplicate_rows / profile.rows)
        equal = "equals" if profile.duplicate_rows == 1 else "equal"
        text = f"{_rows(profile.duplicate_rows)} ({part}) {equal} an earlier one in every column."
        yield DataWarning(WarningKind.DUPLICATE_ROWS, Severity.WARN, (), "Duplicate rows", text,
                          "Drop them, or the same row may be learned from and tested on.")  # fmt: skip
    for first, second in profile.twins:
        yield DataWarning(WarningKind.TWIN, Severity.WARN, (second, first), "Duplicate column",
                          f"{second} equals {first} in every row.", "Keep one of them.")  # fmt: skip


def _correlated(profile: TableProfile, correlations: Correlations) -> Iterator[DataWarning]:
    equal = {frozenset(pair) for pair in profile.twins}
    for pair in correlations.pairs:
        names = correlations.columns[pair.first], correlations.columns[pair.second]
        measured = [
            (abs(value), word, value)
            for word, value in (
                ("Pearson", pair.pearson),
                ("Spearman", pair.spearman),
                ("Cramér’s V", pair.cramers_v),
            )
            if value is not None
        ]
        if not measured or frozenset(names) in equal:
            continue
        size, word, value = max(measured)
        if size >= CORRELATED and pair.rows >= FEWEST_ROWS:
            figure = f"{value:.3f}".replace("-", "−")
            text = f"{names[0]} and {names[1]} say nearly the same ({word} {figure}, {_rows(pair.rows)})."
            yield DataWarning(WarningKind.CORRELATED, Severity.INFO, names, "Correlated", text,
                              "Keep one of them for linear models and for clear importances.")  # fmt: skip


_MEASURES = {"auc": "ROC AUC", "accuracy": "share of errors avoided", "r2": "R²"}


def _target(profile: TableProfile, target: TargetReport) -> Iterator[DataWarning]:
    if target.measure:
        for alone in target.alone:
            if alone.value >= LEAK[target.measure]:
                text = (
                    f"{alone.column} alone tells {target.target} almost perfectly "
                    f"({_MEASURES[target.measure]} {alone.value:.3f}). It is probably known only afterwards."
                )
                yield DataWarning(WarningKind.LEAK, Severity.BAD, (alone.column,), "Leaks the target", text,
                                  "Leave it out unless it is known when the prediction is made.")  # fmt: skip
    column = profile.column(target.target)
    if column is None or len(target.classes) < 2 or column.distinct != len(target.classes):
        return
    value, least = target.classes[-1]
    part = least / max(sum(n for _, n in target.classes), 1)
    if part < RARE_CLASS / (len(target.classes) / 2):
        severity = Severity.BAD if part < VERY_RARE_CLASS else Severity.WARN
        text = f"Only {_rows(least)} ({share(part)}) have {target.target} = {value}."
        yield DataWarning(WarningKind.IMBALANCE, severity, (target.target,), "Rare class", text,
                          "Judge by precision and recall rather than accuracy, and split by class.")  # fmt: skip
