"""The model card: what a person should know before using a version."""

from __future__ import annotations

from datetime import datetime

from modelyard.artifacts.request import BundleRequest
from modelyard.domain.models import InputField, Parity
from modelyard_server.own_code import bundle_file

_METRICS = {
    "roc_auc": "ROC AUC",
    "average_precision": "Average precision",
    "f1": "F1",
    "precision": "Precision",
    "recall": "Recall",
    "accuracy": "Accuracy",
    "log_loss": "Log loss",
    "brier": "Brier score",
    "calibration_error": "Calibration error",
}


def render_card(request: BundleRequest, parity: Parity, now: datetime) -> str:
    """The card as Markdown."""
    signature = request.signature
    by = f" by {request.author}" if request.author else ""
    no, yes = signature.classes
    lines = [
        f"# {request.model_name} v{request.version}",
        "",
        f"{request.algorithm_name}. Registered on {now:%Y-%m-%d %H:%M} UTC{by}.",
        "",
    ]
    if request.note:
        lines += [request.note, ""]
    lines += [
        f"Predicts `{signature.target}`: the probability of **{yes}** against **{no}**. "
        f"From {signature.threshold:g} up it counts as {yes}.",
        "",
        "## Quality on hold-out rows",
        "",
        "| Measure | Value |",
        "|---|---|",
        *(f"| {_METRICS.get(name, name)} | {value:.4f} |" for name, value in request.metrics.items()),
        "",
        "## Training",
        "",
        *(f"- {label}: {text}" for label, text in request.facts.items()),
        "",
        *_own_code(request),
        "## Inputs",
        "",
        "| Column | Type | Required | Missing allowed | Seen in training |",
        "|---|---|---|---|---|",
        *(_input_line(f) for f in signature.inputs),
        "",
        "## How it is served",
        "",
        _serving(parity),
    ]
    return "\n".join(lines) + "\n"


def _own_code(request: BundleRequest) -> list[str]:
    """That the model runs code which is neither scikit-learn's nor Modelyard's."""
    if not request.code:
        return []
    lines = [f"- {one.estimator.name}: `{bundle_file(one.estimator.sha256)}`" for one in request.code]
    said = "This model runs own code, which somebody read and trusted. It is in the bundle, named by its sha256:"
    return ["## Own code", "", said, "", *lines, ""]


def _input_line(field: InputField) -> str:
    seen = ""
    if field.categories:
        shown = ", ".join(_cell(c) for c in field.categories[:8])
        more = len(field.categories) - 8
        seen = f"{shown} and {more:,} more" if more > 0 else shown
    elif field.minimum is not None and field.maximum is not None:
        seen = f"{field.minimum:,.6g} to {field.maximum:,.6g}"
    required, nullable = ("yes" if flag else "no" for flag in (field.required, field.nullable))
    return f"| {_cell(field.name)} | {field.type.value} | {required} | {nullable} | {seen} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _serving(parity: Parity) -> str:
    if parity.scorer == "sklearn":
        return f"By scikit-learn. {parity.reason}".strip()
    return (
        f"By the {parity.scorer} scorer. Compared with scikit-learn on {parity.rows:,} validation rows and "
        f"{parity.edge_rows:,} edge rows, the largest difference was {parity.max_difference:.1e}."
    )
