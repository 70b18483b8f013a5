"""How long things take, in words: "about 4 min" beside an algorithm, "9 to 12 min on 2 cores" in the foot."""

from __future__ import annotations

from modelyard.domain.experiments.estimate import A_FEW, AT_ONCE, DAYS, HOURS, MINUTES, SECONDS, Estimate, Span
from modelyard.domain.experiments.estimate import rounded as in_words
from modelyard.domain.experiments.estimate import together as in_one_unit
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr

LONG = 600.0
"""Seconds from which on it is worth a warning."""


def about(span: Span) -> str:
    """At once, a few seconds, about 40 min."""
    word, number = in_words(span.likely)
    return _about().get(word, "").format(n=number)


def total(estimate: Estimate) -> str:
    """9 to 12 min on 2 cores; about 4 min, where both ends are the same."""
    span = estimate.total
    word, low, high = in_one_unit(span.low, span.high)
    text = _about()[word].format(n=high) if low == high else _between()[word].format(low=low, high=high)
    cores = texts.counted(estimate.cores, tr("core"), tr("cores"))
    return tr("{time} on {cores}").format(time=text, cores=cores) if word not in (AT_ONCE, A_FEW) else text


def slow(span: Span, rows: int) -> str:
    """Why an algorithm is warned of; empty when it is not."""
    return tr("slow on {rows} rows").format(rows=texts.count(rows)) if span.likely >= LONG else ""


def _about() -> dict[str, str]:
    return {
        AT_ONCE: tr("at once"),
        A_FEW: tr("a few seconds"),
        SECONDS: tr("about {n}\u00a0s"),
        MINUTES: tr("about {n}\u00a0min"),
        HOURS: tr("about {n}\u00a0h"),
        DAYS: tr("about {n}\u00a0days"),
    }


def _between() -> dict[str, str]:
    return {
        SECONDS: tr("{low} to {high}\u00a0s"),
        MINUTES: tr("{low} to {high}\u00a0min"),
        HOURS: tr("{low} to {high}\u00a0h"),
        DAYS: tr("{low} to {high}\u00a0days"),
    }
