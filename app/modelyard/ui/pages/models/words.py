"""How the Models page says things."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from PySide6.QtCore import QCoreApplication

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.models import InputField, ModelVersion, Parity
from modelyard.ui import texts

TYPE_ICONS = {
    ColumnType.BOOLEAN: "bool", ColumnType.INTEGER: "num", ColumnType.NUMBER: "num", ColumnType.TEXT: "text",
    ColumnType.DATE: "date", ColumnType.DATETIME: "date", ColumnType.TIME: "date",
}  # fmt: skip


def tr(text: str) -> str:
    """Translate a text of the page."""
    return QCoreApplication.translate("ModelsPage", text)


def algorithm(version: ModelVersion) -> str:
    """Histogram gradient boosting, 2.2 MB."""
    return f"{version.algorithm_name}, {texts.size(version.size_bytes)}"


def roc_auc(version: ModelVersion) -> str:
    """The score that versions are compared by."""
    return texts.score(version.metrics.get("roc_auc"), 3)


def scorer(version: ModelVersion) -> str:
    """What computes the predictions."""
    return {
        "linear": tr("Compiled linear scorer"),
        "trees": tr("Compiled tree scorer"),
        "sklearn": tr("scikit-learn itself"),
    }.get(version.scorer, version.scorer)


def difference(value: float) -> str:
    """4e-16 for 3.3e-16: one digit, rounded up, since it is told as a bound; zero is plain."""
    if value == 0:
        return "0"
    rounded = Decimal(value)
    step = Decimal(1).scaleb(rounded.adjusted())
    up = (rounded / step).to_integral_value(ROUND_CEILING) * step
    return f"{up:.0e}".lower().replace("e-", "e\u2212")


def parity(found: Parity) -> str:
    """How equal the server's answers are to scikit-learn's."""
    rows = found.rows + found.edge_rows
    if found.scorer == "sklearn":
        return found.reason or tr("Served by scikit-learn, so there is nothing to compare")
    if found.max_difference == 0:
        return tr("Equal to scikit-learn bit by bit on {rows} rows").format(rows=texts.count(rows))
    text = tr("Equal to scikit-learn within {difference} on {rows} rows")
    return text.format(difference=difference(found.max_difference), rows=texts.count(rows))


def number(value: float) -> str:
    """1,301, −43, 0.25."""
    return f"{value:,.6g}".replace("-", "\u2212")


def seen(field: InputField) -> str:
    """What training saw of a column: a range, the few categories, or how many there are."""
    if field.categories:
        joined = ", ".join(field.categories)
        if len(field.categories) <= 6 and len(joined) <= 40:
            return joined
        return tr("{n} values").format(n=texts.count(len(field.categories)))
    if field.minimum is not None and field.maximum is not None:
        return tr("{low} to {high}").format(low=number(field.minimum), high=number(field.maximum))
    return ""


def type_word(kind: ColumnType) -> str:
    """A column type in plain words."""
    return {
        ColumnType.BOOLEAN: tr("yes or no"),
        ColumnType.INTEGER: tr("whole number"),
        ColumnType.NUMBER: tr("number"),
        ColumnType.TEXT: tr("text"),
        ColumnType.DATE: tr("date"),
        ColumnType.DATETIME: tr("date and time"),
        ColumnType.TIME: tr("time"),
    }[kind]


def takes(field: InputField) -> str:
    """Whether a value must be there."""
    if not field.required:
        return tr("optional")
    return tr("may be missing") if field.nullable else tr("required")
