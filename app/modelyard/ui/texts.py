"""Numbers, sizes, durations and times as the window writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from modelyard.core import words
from modelyard.core.clock import now

MISSING = "–"


translate = QCoreApplication.translate


def count(value: int) -> str:
    """1,234."""
    return f"{value:,}"


def counted(value: int, one: str, many: str) -> str:
    """The number with its word: 1 run, 34 runs."""
    return f"{value:,} {one if value == 1 else many}"


def percent(fraction: float | None, digits: int = 0) -> str:
    """57 %, with a no-break space."""
    return MISSING if fraction is None else f"{100 * fraction:.{digits}f}\u00a0%"


def probability(value: float | None) -> str:
    """99.9 %, with a no-break space; what is nearly certain is not called certain."""
    if value is None or value in (0.0, 1.0):
        return percent(value)
    if value > 0.9995:
        return "> 99.9\u00a0%"
    return "< 0.1\u00a0%" if value < 0.0005 else percent(value, 1)


def score(value: float | None, digits: int = 4) -> str:
    """0.9451; a missing value is a dash."""
    return MISSING if value is None else f"{value:.{digits}f}".replace("-", "\u2212")


def size(bytes_: int | None) -> str:
    """41 KB, 2.2 MB, 1.8 GB (powers of 1000)."""
    return MISSING if bytes_ is None else words.size(bytes_).replace(" ", "\u00a0")


def duration(seconds: float | None) -> str:
    """4.3 ms, 0.8 s, 14.2 s, 1 min 48 s, 2 h 05 min."""
    if seconds is None:
        return MISSING
    if seconds < 0.1:
        return f"{1000 * seconds:.3g}\u00a0ms"
    if seconds < 60:
        return f"{seconds:.1f}".removesuffix(".0") + "\u00a0s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}\u00a0min {rest:02d}\u00a0s" if rest else f"{minutes}\u00a0min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}\u00a0h {minutes:02d}\u00a0min"


def _local(at: datetime) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone()


def clock_time(at: datetime) -> str:
    """10:38:02, local."""
    return _local(at).strftime("%H:%M:%S")


def when(at: datetime | None, present: datetime | None = None) -> str:
    """10:38 today, Mon 10:18 this week, 3 Jan this year, 3 Jan 2024 before."""
    if at is None:
        return MISSING
    local, today = _local(at), _local(present or now())
    days = (today.date() - local.date()).days
    locale = QLocale()
    if days == 0:
        return f"{local.hour}:{local.minute:02d}"
    if 0 < days < 7:
        return f"{locale.dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)} {local.hour}:{local.minute:02d}"
    month = locale.monthName(local.month, QLocale.FormatType.ShortFormat)
    return f"{local.day} {month}" + ("" if local.year == today.year else f" {local.year}")


def ago(at: datetime | None, present: datetime | None = None) -> str:
    """Now, 52 min, 3 h, 1 day; then the date."""
    if at is None:
        return MISSING
    passed = (present or now()) - (at if at.tzinfo else at.replace(tzinfo=UTC))
    if passed < timedelta(minutes=1):
        return translate("Texts", "now")
    if passed < timedelta(hours=1):
        return f"{int(passed.total_seconds() // 60)}\u00a0min"
    if passed < timedelta(days=1):
        return f"{int(passed.total_seconds() // 3600)}\u00a0h"
    if passed < timedelta(days=7):
        return counted(passed.days, translate("Texts", "day"), translate("Texts", "days"))
    return when(at, present)


def today() -> str:
    """Wednesday 8 January."""
    local, locale = _local(now()), QLocale()
    return f"{locale.dayName(local.isoweekday())} {local.day} {locale.monthName(local.month)}"


def home_path(path: Path | str) -> str:
    """A path with the home folder as ~."""
    text = str(path)
    home = str(Path.home())
    return "~" + text[len(home) :] if home != "/" and (text == home or text.startswith(home + "/")) else text
