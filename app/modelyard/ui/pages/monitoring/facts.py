"""The page's words and rules: periods, verdicts, windows, and the sentence about a shifted feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from modelyard.domain.monitoring import Distribution, DriftPoint, Grain, MonitoringReport, Verdict
from modelyard.ui import texts

VERDICT_CHIPS = {
    Verdict.ALERT: ("Alert", "bad"),
    Verdict.NEAR: ("Near", "warn"),
    Verdict.QUIET: ("Quiet", "ok"),
    Verdict.TOO_FEW: ("Too few rows", "neutral"),
    Verdict.NO_DATA: ("No data", "neutral"),
}
ORDER = (Verdict.ALERT, Verdict.NEAR, Verdict.QUIET, Verdict.TOO_FEW, Verdict.NO_DATA)
PREDICTION = "prediction"
STEPS = {Grain.HOUR: timedelta(hours=1), Grain.DAY: timedelta(days=1), Grain.WEEK: timedelta(weeks=1)}


def tr(text: str) -> str:
    """A text of this page in the user's language."""
    return QCoreApplication.translate("MonitoringPage", text)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that ends with the newest event; `length` None is all there is."""

    key: str
    length: timedelta | None


PERIODS = (
    Period("day", timedelta(days=1)),
    Period("week", timedelta(days=7)),
    Period("quarter", timedelta(days=90)),
    Period("all", None),
)


def grain_of(length: timedelta) -> Grain:
    """Windows that give some 20 to 60 points."""
    if length <= timedelta(days=3):
        return Grain.HOUR
    return Grain.DAY if length <= timedelta(days=60) else Grain.WEEK


def bounds(period: Period, watched: tuple[datetime, datetime]) -> tuple[datetime, datetime, Grain]:
    """Start, end and grain of a period of what was watched."""
    start, end = watched
    if period.length is not None:
        start = max(start, end - period.length)
    return start, end, grain_of(end - start)


def span_text(start: datetime, end: datetime) -> str:
    """A period in words: "Apr to Dec 2013"."""
    last = end - timedelta(seconds=1)
    if start.date() == last.date():
        return f"{start:%d %b %Y}".lstrip("0")
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day} to {last.day} {last:%b %Y}"
    if start.year == last.year:
        return f"{start:%b} to {last:%b %Y}"
    return f"{start:%b %Y} to {last:%b %Y}"


def window_text(start: datetime, grain: Grain) -> str:
    """One window in words: "week of 16 Dec"."""
    day = f"{start.day} {start:%b}"
    if grain is Grain.HOUR:
        return f"{day}, {start:%H}:00"
    return tr("week of {day}").format(day=day) if grain is Grain.WEEK else day


def grain_text(grain: Grain) -> str:
    """What a bar of a chart stands for."""
    return {Grain.HOUR: tr("per hour"), Grain.DAY: tr("per day"), Grain.WEEK: tr("per week")}[grain]


def worst_points(report: MonitoringReport) -> list[DriftPoint]:
    """Each feature's most alarming window, the most alarming feature first."""
    worst: dict[str, DriftPoint] = {}
    for point in report.drift:
        before = worst.get(point.feature)
        if before is None or _rank(point) < _rank(before):
            worst[point.feature] = point
    return sorted(worst.values(), key=_rank)


def _rank(point: DriftPoint) -> tuple[int, float]:
    return ORDER.index(point.verdict), -(point.psi or 0.0)


def alert_count(report: MonitoringReport) -> int:
    """How many features have an alert somewhere in the report."""
    return len({p.feature for p in report.drift if p.verdict is Verdict.ALERT})


def shift_sentence(found: Distribution) -> str:
    """Where the two distributions differ most, in words."""
    now, before = sum(found.current), sum(found.reference)
    if not now or not before:
        return tr("There is nothing to compare in this window.")
    gaps = [c / now - r / before for c, r in zip(found.current, found.reference, strict=True)]
    cell = max(range(len(gaps)), key=lambda i: abs(gaps[i]))
    text = tr("{cell}: {now} of the rows, in training {before}.")
    return text.format(
        cell=found.labels[cell],
        now=texts.percent(found.current[cell] / now, 0),
        before=texts.percent(found.reference[cell] / before, 0),
    )


def peak(values: Sequence[float | None]) -> float | None:
    """The largest of the known values."""
    return max((v for v in values if v is not None), default=None)
