"""The values in a filter of runs: numbers that are written as text, dates, and times relative to now."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from modelyard.domain.experiments.filter.tokens import MONTHS, SECONDS
from modelyard.domain.experiments.filter.tree import Span

_JSON_NUMBER = re.compile(r"[ \t\r\n]*-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?[ \t\r\n]*", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)


def as_number(text: str) -> float | None:
    """The number that a text is written as, by the rules of JSON: "0.10" is one; "007", "1,5" and "abc" are not."""
    return float(text) if _JSON_NUMBER.fullmatch(text) else None


def as_moment(text: str) -> Span | None:
    """A day, a minute or a second as 2026-11-01, 2026-11-01 14:30 or 2026-11-01T14:30:00Z, local without a zone.

    None for a text that is no date, or not one of the calendar.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    step = timedelta(days=1) if hour is None else timedelta(seconds=60 if second is None else 1)
    try:
        date = datetime(int(year), int(month), int(day))  # noqa: DTZ001 - local or with its zone, below
        begin = date + timedelta(hours=int(hour or 0), minutes=int(minute or 0), seconds=int(second or 0))
        if int(hour or 0) > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
            return None
        if zone is not None:
            return Span(_at(f"{begin.isoformat()}{zone}"), _at(f"{(begin + step).isoformat()}{zone}"))
        return Span(begin.astimezone(), (begin + step).astimezone())
    except (ValueError, OverflowError):
        return None


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(word: str, now: datetime) -> Span:
    """Today or yesterday, as this computer's clock shows it, or this instant."""
    if word == "now":
        return Span(now)
    local = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    begin = local - timedelta(days=1 if word == "yesterday" else 0)
    return Span(begin.astimezone(), (begin + timedelta(days=1)).astimezone())


def ago(number: float, unit: str, now: datetime) -> Span | None:
    """So many units before now; None when there is no such time or a month would have to be divided."""
    try:
        if unit in SECONDS:
            return Span(now - timedelta(seconds=number * SECONDS[unit]))
        if not float(number).is_integer():
            return None
        months = now.year * 12 + now.month - 1 - int(number) * MONTHS[unit]
        last = (datetime(months // 12 + (months % 12 == 11), (months + 1) % 12 + 1, 1) - timedelta(days=1)).day  # noqa: DTZ001
        return Span(now.replace(year=months // 12, month=months % 12 + 1, day=min(now.day, last)))
    except (ValueError, OverflowError):
        return None
