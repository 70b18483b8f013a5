"""Quality rules: what must hold for a dataset's rows, and what a check of one version found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from modelyard.domain.data.datasets import TYPE_WORDS, ColumnType


class RuleKind(StrEnum):
    """What a rule asks. `docs/data/quality.md` has the exact meaning of each."""

    NOT_MISSING = "not_missing"
    UNIQUE = "unique"
    RANGE = "range"
    IN_SET = "in_set"
    PATTERN = "pattern"
    TYPE = "type"
    ROW_COUNT = "row_count"
    FRESH = "fresh"
    BALANCE = "balance"
    EXPRESSION = "expression"
    REFERENCE = "reference"
    SAME_COLUMNS = "same_columns"
    SAME_DISTRIBUTION = "same_distribution"

    @property
    def has_rows(self) -> bool:
        """Whether single rows fail it, so that they can be counted, allowed, seen and exported."""
        return self not in _WHOLE

    @property
    def compares(self) -> bool:
        """Whether it may look at the version before."""
        return self in (RuleKind.ROW_COUNT, RuleKind.SAME_COLUMNS, RuleKind.SAME_DISTRIBUTION)


_WHOLE = (RuleKind.ROW_COUNT, RuleKind.FRESH, RuleKind.SAME_COLUMNS, RuleKind.SAME_DISTRIBUTION)


class Severity(StrEnum):
    """What a broken rule means: a warning is shown, an error also stops training unless a reason is given."""

    WARNING = "warning"
    ERROR = "error"


class RuleState(StrEnum):
    """What a check found. A rule that could not be checked says why, for example that its column is gone."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNCHECKED = "unchecked"


class Against(StrEnum):
    """What the age of a dataset's newest value is measured against."""

    NOW = "now"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class RuleParams:
    """What a rule's kind needs; the rest keeps its default.

    range: `minimum`, `maximum` as text, both inclusive, "" for none. row_count: the same, and `max_change`, the largest
    share by which the number of rows may differ from the version before. in_set: `values`. pattern: `pattern`, an RE2
    expression that the whole value must match. type: `type`. fresh: `hours`, `against`. balance: `left`, `right`, and
    either `tolerance` (|left - right| at most) or `ratio` with `minimum` and `maximum` of left / right. expression:
    `expression`. reference: `dataset` (its name) and `column`; `dataset_id` is filled in when the rule is kept, so that
    a renamed dataset is still found. same_distribution: `limit`, the largest PSI.
    """

    minimum: str = ""
    maximum: str = ""
    max_change: float | None = None
    values: tuple[str, ...] = ()
    pattern: str = ""
    type: ColumnType | None = None
    hours: float = 24.0
    against: Against = Against.NOW
    left: str = ""
    right: str = ""
    tolerance: float = 0.0
    ratio: bool = False
    expression: str = ""
    dataset: str = ""
    dataset_id: str = ""
    column: str = ""
    limit: float = 0.2


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """All that a person says about a rule. It holds while at most `allowed_rows` rows, or at most the share
    `allowed_share` (0 to 1) of the rows it looks at, fail. `name` replaces the one made of the kind and its parts."""

    kind: RuleKind
    columns: tuple[str, ...] = ()
    params: RuleParams = field(default_factory=RuleParams)
    severity: Severity = Severity.WARNING
    allowed_rows: int = 0
    allowed_share: float = 0.0
    name: str = ""

    @property
    def title(self) -> str:
        """Its own name, or one in plain words: "month is 1 to 12"."""
        return self.name or plain_name(self)

    def holds(self, failing: int, total: int) -> bool:
        """Whether so many failing rows of so many looked at are allowed."""
        return failing <= self.allowed_rows or failing <= self.allowed_share * total

    @property
    def question(self) -> tuple[object, ...]:
        """What is asked, without how it is called: two rules with the same question are one too many."""
        params = replace(self.params, dataset="") if self.params.dataset_id else self.params
        return self.kind, self.columns, params

    def same_check(self, other: RuleSpec) -> bool:
        """Whether a result found for the other one is a result for this one too."""
        mine = self.question, self.severity, self.allowed_rows, self.allowed_share
        return mine == (other.question, other.severity, other.allowed_rows, other.allowed_share)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a dataset. Rules belong to the dataset and hold for each of its versions."""

    id: str
    dataset_id: str
    spec: RuleSpec
    position: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of one rule found: failing and total rows (or columns), a figure, and a sentence.

    `value` is the PSI, the age in hours, the change in rows as a share, or the number of rows. `problem` says why it
    could not be checked.
    """

    failing: int = 0
    total: int = 0
    value: float | None = None
    broken: bool | None = None
    text: str = ""
    problem: str = ""

    def state(self, spec: RuleSpec) -> RuleState:
        """What this means for the rule; `broken` decides where there are no rows to count."""
        if self.problem:
            return RuleState.UNCHECKED
        broken = not spec.holds(self.failing, self.total) if self.broken is None else self.broken
        if not broken:
            return RuleState.PASS
        return RuleState.FAIL if spec.severity is Severity.ERROR else RuleState.WARN


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule found in a version, with the rule as it was then. See `Finding` for the figures."""

    rule_id: str
    version_id: str
    version: int
    at: datetime
    state: RuleState
    failing: int
    total: int
    value: float | None
    text: str
    spec: RuleSpec

    @property
    def share(self) -> float:
        """Failing rows as a share of those looked at, 0 to 1."""
        return self.failing / self.total if self.total else 0.0

    @property
    def blocks(self) -> bool:
        """Whether training needs a reason: an error rule that is broken, or not known to hold."""
        return self.state is RuleState.FAIL or (
            self.state is RuleState.UNCHECKED and self.spec.severity is Severity.ERROR
        )


@dataclass(frozen=True, slots=True)
class RuleStatus:
    """A rule and its result for one version; None where it was not checked since it was last changed."""

    rule: Rule
    result: RuleResult | None

    @property
    def title(self) -> str:
        """What people call the rule."""
        return self.rule.spec.title


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The rules of a dataset, in their order, with what was found in one version."""

    version_id: str
    statuses: tuple[RuleStatus, ...]

    def count(self, state: RuleState) -> int:
        """How many rules are in a state."""
        return sum(s.result is not None and s.result.state is state for s in self.statuses)

    @property
    def unknown(self) -> int:
        """How many rules have no result yet."""
        return sum(s.result is None for s in self.statuses)

    @property
    def checked_at(self) -> datetime | None:
        """When the newest result was found."""
        return max((s.result.at for s in self.statuses if s.result is not None), default=None)

    @property
    def blocking(self) -> tuple[RuleStatus, ...]:
        """The rules that training needs a reason for."""
        return tuple(s for s in self.statuses if s.result is not None and s.result.blocks)

    @property
    def worst(self) -> RuleStatus | None:
        """The rule most worth a look: failing before warning before unchecked, then the largest share of rows."""
        order = {RuleState.FAIL: 0, RuleState.WARN: 1, RuleState.UNCHECKED: 2}
        found = [(order[s.result.state], -s.result.share, i) for i, s in enumerate(self.statuses)
                 if s.result is not None and s.result.state in order]  # fmt: skip
        return self.statuses[min(found)[2]] if found else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule that the profile speaks for, and why. `likely` ones are ticked to begin with."""

    spec: RuleSpec
    reason: str
    likely: bool = True


@dataclass(frozen=True, slots=True)
class RemovedRule:
    """A rule that was taken away, with its results, so that it can be put back."""

    rule: Rule
    results: tuple[RuleResult, ...]


# --- plain words ----------------------------------------------------------------------------------------------------

SHOWN_VALUES = 4
NAME_LENGTH = 80


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words with commas, and "and" before the last one."""
    *before, end = list(words) or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def plain_name(spec: RuleSpec) -> str:
    """A rule's name in plain words, made of its kind and parts."""
    params, columns = spec.params, listed(spec.columns)
    many = len(spec.columns) > 1
    if spec.kind is RuleKind.NOT_MISSING:
        return f"{columns} {'are' if many else 'is'} never missing"
    if spec.kind is RuleKind.UNIQUE:
        return f"{columns} {'are unique together' if many else 'is unique'}"
    if spec.kind is RuleKind.RANGE:
        return f"{columns} is {_between(params.minimum, params.maximum)}"
    if spec.kind is RuleKind.IN_SET:
        if len(params.values) <= SHOWN_VALUES:
            return _short(f"{columns} is {listed(params.values, 'or')}")
        return f"{columns} is one of {len(params.values):,} values"
    if spec.kind is RuleKind.PATTERN:
        return _short(f"{columns} matches {params.pattern}")
    if spec.kind is RuleKind.TYPE:
        return f"{columns} is {TYPE_WORDS[params.type] if params.type else 'of a type'}"
    if spec.kind is RuleKind.ROW_COUNT:
        return _row_count_name(params)
    if spec.kind is RuleKind.FRESH:
        since = " at import" if params.against is Against.IMPORT else ""
        return f"{columns} is at most {age(params.hours)} old{since}"
    if spec.kind is RuleKind.BALANCE:
        if params.ratio:
            return _short(f"{params.left} / {params.right} is {_between(params.minimum, params.maximum)}")
        within = f" within {params.tolerance:g}" if params.tolerance else ""
        return _short(f"{params.left} = {params.right}{within}")
    if spec.kind is RuleKind.EXPRESSION:
        return _short(params.expression)
    if spec.kind is RuleKind.REFERENCE:
        return f"{columns} is known in {params.dataset}"
    if spec.kind is RuleKind.SAME_COLUMNS:
        return "Same columns as before"
    return f"{columns} is spread as before"


def _between(low: str, high: str) -> str:
    low, high = _signed(low), _signed(high)
    if low and high:
        return low if low == high else f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}"


def _signed(number: str) -> str:
    """A bound with the minus that the window writes; a hyphen inside, as in a date, stays."""
    return f"\N{MINUS SIGN}{number[1:]}" if number[:1] == "-" else number


def plain_minus(text: str) -> str:
    """A text with hyphens for minus signs, as people type them."""
    return text.replace("\N{MINUS SIGN}", "-")


def _row_count_name(params: RuleParams) -> str:
    parts = []
    if params.minimum or params.maximum:
        parts.append(f"{_between(_grouped(params.minimum), _grouped(params.maximum))} rows")
    if params.max_change is not None:
        parts.append(f"at most {100 * params.max_change:g} % more or fewer rows than before")
    text = listed(parts)
    return text[:1].upper() + text[1:]


def _grouped(number: str) -> str:
    return f"{int(number):,}" if number.isdecimal() else number


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= NAME_LENGTH else text[: NAME_LENGTH - 1] + "…"


def age(hours: float) -> str:
    """A length of time in plain words: 36 hours, 7 days."""
    days = hours / 24
    number, unit = (days, "day") if hours >= 48 or hours == 24 else (hours, "hour")
    text = f"{number:,.0f}" if number >= 10 else f"{number:.2g}"
    return f"{text} {unit}{'' if text == '1' else 's'}"
