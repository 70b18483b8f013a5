"""Where ticks go and what they say: numbers, shares, dates."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta


def nice_ticks(low: float, high: float, count: int) -> list[float]:
    """About `count` round values that cover low to high."""
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = 0.0, 1.0
    if high <= low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / max(count - 1, 1)
    scale = 10.0 ** math.floor(math.log10(raw))
    step = next(s * scale for s in (1, 2, 2.5, 4, 5, 10) if s * scale >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(12, 3 - math.floor(math.log10(step)))
    return [round(i * step, digits) for i in range(first, last + 1)]


def number_ticks(low: float, high: float, count: int) -> tuple[list[float], list[str]]:
    """About `count` round values that cover low to high, and what they say."""
    ticks = nice_ticks(low, high, count)
    size = max(map(abs, ticks))
    if size >= 1e15 or size < 1e-4:
        return ticks, [_power(t) for t in ticks]
    form = decimals(ticks) if size < 1e4 else short
    return ticks, [form(t) for t in ticks]


def log_ticks(low: float, high: float, count: int) -> tuple[list[float], list[str]]:
    """At most about `count` values between low and high (both above 0) for a logarithmic axis, and what they say."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = (1, 2, 5) if last - first <= max(count / 3, 1) else (1,)
    every = max(1, math.ceil((last - first + 1) / max(count, 1)))
    powers = range(first, last + 1, every) if steps == (1,) else range(first, last + 1)
    found = [s * 10.0**e for e in powers for s in steps if low * 0.999 <= s * 10.0**e <= high * 1.001] or [low, high]
    return found, [_power(v) if v < 1e-3 or v >= 1e15 else short(v) for v in found]


def _power(value: float) -> str:
    """0.00001 as 1e−5."""
    if not value:
        return "0"
    digits, _, exponent = f"{value:.2e}".partition("e")
    return f"{float(digits):g}e{int(exponent)}".replace("-", "−")


def short(value: float) -> str:
    """1,234 up to ten thousand, then 12 k, 1.4 M."""
    sign, size = ("−" if value < 0 else ""), abs(value)
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if size >= limit:
            scale = 1e3 if unit == "k" else limit
            return f"{sign}{size / scale:.3g}\u202f{unit}"
    return f"{sign}{size:,.4g}"


def number_text(value: float) -> str:
    """A number as people read it: four digits, a real minus."""
    return f"{value:,.4g}".replace("-", "−")


def decimals(ticks: Sequence[float]) -> Callable[[float], str]:
    """A format with as many decimals as the ticks need."""
    step = min((b - a for a, b in itertools.pairwise(ticks)), default=1.0)
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    if abs(step * 10**digits - round(step * 10**digits)) > 1e-6:
        digits += 1
    return lambda value: f"{value:,.{digits}f}".replace("-", "−")


def percent(value: float) -> str:
    """A share as percent; small ones with one or two digits."""
    share = 100 * value
    digits = 0 if share >= 9.95 or share == 0 else 1 if share >= 0.995 else 2
    text = f"{share:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if digits else text) + "\u202f%"


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(at: datetime) -> float:
    """An instant as seconds since 1970, UTC."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def instant(value: float) -> datetime:
    """Seconds since 1970 as an instant, UTC."""
    return _EPOCH + timedelta(seconds=value)


def date_ticks(low: float, high: float, room: float) -> tuple[list[float], list[str]]:
    """Ticks between two instants (seconds) that fit into `room` px: months, days or times of day.

    Days and months are UTC, as the windows are; times of day are local.
    """
    span = high - low
    most = max(2, int(room // 46))
    if span > 70 * 86400:
        return _month_ticks(low, high, max(2, int(room // 24)))
    if span > 2 * 86400:
        return _day_ticks(low, high, most)
    most = max(2, int(room // 56))
    steps = (10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
    step = next((s for s in steps if span / s <= most), 86400)
    offset = (instant(low).astimezone().utcoffset() or timedelta()).total_seconds()
    values = [i * step - offset for i in range(math.ceil((low + offset) / step), int((high + offset) // step) + 1)]
    pattern = "%H:%M:%S" if step < 60 else "%H:%M"
    return values, [instant(v).astimezone().strftime(pattern) for v in values]


def _month_ticks(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    start = instant(low)
    month = start.year * 12 + start.month - 1
    starts: list[datetime] = []
    while (at := datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)).timestamp() <= high:
        if at.timestamp() >= low - 4 * 86400:
            starts.append(at)
        month += 1
    every = next((n for n in (1, 2, 3, 6, 12, 24, 60) if len(starts) / n <= most), 120)
    kept = [at for at in starts if (at.year * 12 + at.month - 1) % every == 0] if every > 1 else starts
    named_years = high - low > 370 * 86400
    names = [str(at.year) if every >= 12 or (named_years and at.month == 1) else at.strftime("%b") for at in kept]
    return [at.timestamp() for at in kept], names


def _day_ticks(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    days = [d * 86400.0 for d in range(math.ceil(low / 86400), int(high // 86400) + 1)]
    every = next((n for n in (1, 2, 7, 14) if len(days) / n <= most), 28)
    kept = [d for d in days if int(d // 86400) % every == 0]
    return kept, [f"{instant(d).day} {instant(d).strftime('%b')}" for d in kept]


def date_text(at: datetime) -> str:
    """16 Dec 2013, or 16 Dec 2013 08:00 when it is not midnight UTC."""
    text = f"{at.day} {at.strftime('%b %Y')}"
    return text if (at.hour, at.minute, at.second) == (0, 0, 0) else f"{text} {at.strftime('%H:%M')}"


def date_cell(at: datetime) -> str:
    """An instant in a table, sortable as text: 2013-12-16, or 2013-12-16 08:00 (UTC)."""
    at = at.astimezone(UTC) if at.tzinfo else at
    return at.strftime("%Y-%m-%d" if (at.hour, at.minute, at.second) == (0, 0, 0) else "%Y-%m-%d %H:%M")
