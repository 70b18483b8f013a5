"""The statistics of one column as lines of name and value."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from modelyard.domain.data.datasets import ColumnProfile
from modelyard.domain.data.profile import Order
from modelyard.domain.data.warnings import share
from modelyard.ui.pages.data.table.cells import short_number, type_name


def _tr(text: str) -> str:
    return QCoreApplication.translate("ColumnFacts", text)


def _counted(count: int, of: int) -> str:
    return f"{count:,} ({share(count / of)})" if of and count else f"{count:,}"


def _value(value: float | str | None) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else short_number(float(value))


def facts(profile: ColumnProfile) -> list[tuple[str, str]]:
    """Everything the profile says of a column but its histogram and most frequent values."""
    p = profile
    rows = [
        (_tr("Type"), type_name(p.type)),
        (_tr("Missing"), _counted(p.missing, p.rows)),
        (_tr("Different values"), f"{p.distinct:,}"),
    ]
    if not p.present:
        return rows
    if p.type.numeric:
        rows += _numbers(p)
    elif p.text is None:
        rows += [(_tr("Lowest"), _value(p.minimum)), (_tr("Middle"), _value(p.middle))]
        rows += [(_tr("Highest"), _value(p.maximum))]
    else:
        mean = f"{p.text.mean_length:.1f}"
        rows += [
            (_tr("First and last"), f"{p.minimum} … {p.maximum}"),
            (_tr("Length"), _tr("{a} to {b}, mean {m}").format(a=p.text.shortest, b=p.text.longest, m=mean)),
        ]
    if p.order is not Order.NONE:
        words = {Order.RISING: _tr("never falls"), Order.FALLING: _tr("never rises")}
        rows.append((_tr("From row to row"), words[p.order]))
    return rows


def _numbers(p: ColumnProfile) -> list[tuple[str, str]]:
    rows = [
        (_tr("Mean"), short_number(p.mean)),
        (_tr("Standard deviation"), short_number(p.std)),
        (_tr("Lowest"), _value(p.minimum)),
    ]
    marks = dict(zip((5, 25, 50, 75, 95), p.quantiles, strict=False)) | dict(zip((1, 99), p.tails, strict=False))
    for mark, value in sorted(marks.items()):
        rows.append((_tr("Median") if mark == 50 else f"{mark}\u00a0%", short_number(value)))
    rows.append((_tr("Highest"), _value(p.maximum)))
    if p.zeros is not None and p.negatives is not None:
        rows += [(_tr("Zeros"), _counted(p.zeros, p.rows)), (_tr("Below zero"), _counted(p.negatives, p.rows))]
    if p.skewness is not None:
        rows.append((_tr("Skewness"), short_number(p.skewness)))
    if p.kurtosis is not None:
        rows.append((_tr("Excess kurtosis"), short_number(p.kurtosis)))
    if p.outliers is not None:
        o = p.outliers
        fences = _tr("{a} to {b}").format(a=short_number(o.low), b=short_number(o.high))
        rows += [
            (_tr("Outliers, 1.5 IQR"), _counted(o.count, p.present)),
            (_tr("Not outliers"), fences),
            (_tr("Far out, 3 IQR"), _counted(o.far, p.present)),
            (_tr("Beyond 3 std. dev."), _counted(o.beyond_z, p.present)),
        ]
    return rows
