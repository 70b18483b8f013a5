"""How the window says what a quality rule is and what it found."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from modelyard.domain.data.quality import QualityReport, RuleKind, RuleResult, RuleState, RuleStatus, Severity, age
from modelyard.ui import texts

ICONS = {
    RuleState.PASS: ("ok", "ok-text"),
    RuleState.WARN: ("warn", "warn-text"),
    RuleState.FAIL: ("error", "bad-text"),
    RuleState.UNCHECKED: ("info", "text3"),
    None: ("wait", "text3"),
}
CHIPS = {
    RuleState.PASS: "ok",
    RuleState.WARN: "warn",
    RuleState.FAIL: "bad",
    RuleState.UNCHECKED: "neutral",
    None: "neutral",
}


def tr(text: str) -> str:
    """A text of the quality views in the user's language."""
    return QCoreApplication.translate("Quality", text)


def kind_text(kind: RuleKind) -> str:
    """What a kind of rule is called."""
    return {
        RuleKind.NOT_MISSING: tr("Never missing"),
        RuleKind.UNIQUE: tr("Unique"),
        RuleKind.RANGE: tr("In a range"),
        RuleKind.IN_SET: tr("One of a set of values"),
        RuleKind.PATTERN: tr("Matches a pattern"),
        RuleKind.TYPE: tr("Of a type"),
        RuleKind.ROW_COUNT: tr("Number of rows"),
        RuleKind.FRESH: tr("Fresh"),
        RuleKind.BALANCE: tr("Two sides agree"),
        RuleKind.EXPRESSION: tr("Expression for each row"),
        RuleKind.REFERENCE: tr("Known in another dataset"),
        RuleKind.SAME_COLUMNS: tr("Same columns as before"),
        RuleKind.SAME_DISTRIBUTION: tr("Spread as before"),
    }[kind]


def kind_hint(kind: RuleKind) -> str:
    """What a kind of rule asks, in one sentence."""
    return {
        RuleKind.NOT_MISSING: tr("Every row has a value in each of these columns. Empty text is a value."),
        RuleKind.UNIQUE: tr("No two rows share their values. Rows with a missing value are left out."),
        RuleKind.RANGE: tr("Numbers, dates or times lie between the bounds, bounds included."),
        RuleKind.IN_SET: tr("Every value is one of these, letter for letter."),
        RuleKind.PATTERN: tr("The whole value matches a regular expression (RE2)."),
        RuleKind.TYPE: tr("Every value reads as this type."),
        RuleKind.ROW_COUNT: tr("The table has so many rows, or not many more or fewer than before."),
        RuleKind.FRESH: tr("The newest value of a date column is at most so old."),
        RuleKind.BALANCE: tr("Two expressions are equal, or their ratio lies in a range, in every row."),
        RuleKind.EXPRESSION: tr("Every row for which the expression has an answer answers yes."),
        RuleKind.REFERENCE: tr("Every value stands in a column of another dataset's newest version."),
        RuleKind.SAME_COLUMNS: tr("The columns have the names and types of the version before."),
        RuleKind.SAME_DISTRIBUTION: tr("The values are spread as in the version before (PSI below a limit)."),
    }[kind]


def severity_text(severity: Severity) -> str:
    """Warning or Error."""
    return tr("Error") if severity is Severity.ERROR else tr("Warning")


def state_text(result: RuleResult | None) -> str:
    """The word in a rule's chip."""
    if result is None:
        return tr("Not checked")
    return {
        RuleState.PASS: tr("Passes"),
        RuleState.WARN: tr("Warns"),
        RuleState.FAIL: tr("Fails"),
        RuleState.UNCHECKED: tr("Unchecked"),
    }[result.state]


def state_of(status: RuleStatus) -> RuleState | None:
    """The state, None where it was not checked."""
    return None if status.result is None else status.result.state


def figure(status: RuleStatus) -> str:
    """The figure at the right of a rule: failing rows where it is broken, else rows looked at, or what it measures."""
    result, kind = status.result, status.rule.spec.kind
    if result is None or result.state is RuleState.UNCHECKED:
        return texts.MISSING
    if kind is RuleKind.SAME_COLUMNS:
        text = tr("{n} of {all}").format(n=f"{result.total - result.failing:,}", all=f"{result.total:,}")
        return text
    if kind is RuleKind.ROW_COUNT:
        return texts.MISSING if result.value is None else f"{result.value:,.0f}"
    if kind is RuleKind.FRESH:
        return texts.MISSING if result.value is None else age(max(0.0, result.value))
    if kind is RuleKind.SAME_DISTRIBUTION:
        return texts.MISSING if result.value is None else f"{result.value:.3f}"
    return f"{result.total if result.state is RuleState.PASS else result.failing:,}"


def sentence(status: RuleStatus) -> str:
    """What a rule found, with its name where the finding does not say what it is about."""
    text = status.result.text if status.result else ""
    told = (RuleKind.NOT_MISSING, RuleKind.UNIQUE, RuleKind.REFERENCE, RuleKind.FRESH, RuleKind.ROW_COUNT)
    return text if status.rule.spec.kind in told or not text else f"{status.title}: {text}"


def chips(report: QualityReport) -> list[tuple[str, str]]:
    """The chips of the page's head: (text, kind), at most one a state."""
    found = []
    for state, one, many in (
        (RuleState.PASS, tr("{n} rule passes"), tr("{n} rules pass")),
        (RuleState.WARN, tr("{n} warns"), tr("{n} warn")),
        (RuleState.FAIL, tr("{n} fails"), tr("{n} fail")),
        (RuleState.UNCHECKED, tr("{n} unchecked"), tr("{n} unchecked")),
    ):
        if count := report.count(state):
            found.append(((one if count == 1 else many).format(n=f"{count:,}"), CHIPS[state]))
    if report.unknown:
        word = tr("{n} not checked yet")
        found.append((word.format(n=f"{report.unknown:,}"), "neutral"))
    return found


def broken_rules(counts: dict[str, int]) -> str:
    """What a job says of rules that do not hold: "1 rule fails, 2 warn"; "" where all do."""
    found = []
    for state, one, many in (
        (RuleState.FAIL, tr("{n} quality rule fails"), tr("{n} quality rules fail")),
        (RuleState.WARN, tr("{n} quality rule warns"), tr("{n} quality rules warn")),
        (RuleState.UNCHECKED, tr("{n} quality rule cannot be checked"), tr("{n} quality rules cannot be checked")),
    ):
        if count := counts.get(state.value, 0):
            found.append((one if count == 1 else many).format(n=f"{count:,}"))
    if counts.get("stopped"):
        found.append(tr("The quality rules were not checked"))
    return ", ".join(found)


def summary(report: QualityReport) -> str:
    """The sentence above the table of rules."""
    parts = [text for text, _ in chips(report)]
    checked = report.checked_at
    when = tr("Checked {when}.").format(when=texts.when(checked)) if checked else ""
    return f"{', '.join(parts)}. {when}".strip() if parts else ""
