"""What the views of the Experiments page say about runs: states, metrics, parameters, colours, the text filter."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.ui import texts
from modelyard.ui.theme import theme


def tr(text: str) -> str:
    """A text of this page in the user's language."""
    return QCoreApplication.translate("ExperimentsPage", text)


# --- states -------------------------------------------------------------------------------------------------------


def state_text(state: RunState) -> str:
    """The word in a run's chip."""
    return {
        RunState.QUEUED: tr("Queued"),
        RunState.RUNNING: tr("Running"),
        RunState.FINISHED: tr("Finished"),
        RunState.FAILED: tr("Failed"),
        RunState.CANCELLED: tr("Cancelled"),
    }[state]


STATE_KIND = {
    RunState.QUEUED: "neutral",
    RunState.RUNNING: "run",
    RunState.FINISHED: "ok",
    RunState.FAILED: "bad",
    RunState.CANCELLED: "neutral",
}


def why_failed(run: Run) -> str:
    """Why a run failed; only one that was cut short has no error of its own."""
    return run.error or tr("It was interrupted: Modelyard stopped meanwhile")


def run_name(run: Run) -> str:
    """How a person names a run."""
    return tr("Run {number}").format(number=run.number)


# --- metrics ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of a run: its name, decimals, whether lower is better, and what it means."""

    key: str
    name: str
    digits: int
    lower: bool
    meaning: str


@functools.cache
def metrics() -> tuple[Metric, ...]:
    """Every metric a run records, most telling first."""
    return (
        Metric("roc_auc", tr("ROC AUC"), 4, False,
               tr("How well yes and no are told apart: 0.5 is guessing, 1 is perfect")),
        Metric("average_precision", tr("Average precision"), 4, False,
               tr("Precision averaged over all recalls; guessing gives the share of yes")),
        Metric("f1", tr("F1"), 3, False, tr("Balance of precision and recall at threshold 0.50")),
        Metric("precision", tr("Precision"), 3, False, tr("Of the rows said to be yes, how many were, at 0.50")),
        Metric("recall", tr("Recall"), 3, False, tr("Of the rows that were yes, how many were found, at 0.50")),
        Metric("accuracy", tr("Accuracy"), 3, False, tr("Share of rows told right at threshold 0.50")),
        Metric("log_loss", tr("Log loss"), 4, True, tr("Punishes confident errors; lower is better")),
        Metric("brier", tr("Brier score"), 4, True, tr("Mean squared error of the probability; lower is better")),
        Metric("calibration_error", tr("Calibration error"), 4, True,
               tr("How far predicted and actual rates are apart on average; lower is better")),
    )  # fmt: skip


@functools.cache
def metric(key: str) -> Metric:
    """One metric by key."""
    return next(m for m in metrics() if m.key == key)


def value_text(run: Run, key: str) -> str:
    """A run's metric as text, a dash when missing."""
    return texts.score(run.metrics.get(key), metric(key).digits)


def best_of(runs: Sequence[Run], key: str) -> frozenset[str]:
    """The ids of the finished runs with the best value as shown; none when fewer than two have one."""
    info = metric(key)
    shown = {r.id: round(r.metrics[key], info.digits) for r in runs if key in r.metrics}
    if len(shown) < 2:
        return frozenset()
    top = min(shown.values()) if info.lower else max(shown.values())
    found = frozenset(i for i, v in shown.items() if v == top)
    return found if len(found) < len(shown) else frozenset()


# --- parameters ---------------------------------------------------------------------------------------------------

SHORT = {
    "Trees": "trees",
    "Learning rate": "rate",
    "Most leaves a tree": "leaves",
    "Largest depth": "depth",
    "Inverse regularisation (C)": "C",
}
"""Column heads of the parameters that say most; they are shown as soon as a run has them."""


def param_text(value: Any) -> str:
    """A parameter's value as a person reads it."""
    if value is None:
        return texts.MISSING
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int):
        return texts.count(value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


class Parameters:
    """The parameters of runs by their labels, so that "Trees" of a forest and of boosting share a column."""

    def __init__(self, algorithms: Iterable[Algorithm]) -> None:
        self._labels = {(a.key, p.name): p.label for a in algorithms for p in a.parameters}

    def label(self, run: Run, name: str) -> str:
        """A parameter's label; its own name when the catalogue does not know it."""
        return self._labels.get((run.algorithm, name), name)

    def values(self, run: Run) -> dict[str, Any]:
        """A run's parameters by label."""
        return {self.label(run, name): value for name, value in run.params.items()}

    def telling(self, runs: Sequence[Run]) -> list[str]:
        """The labels worth a column: the main ones, and any whose values differ between runs of one algorithm."""
        seen: dict[tuple[str, str], set[str]] = {}
        for run in runs:
            for label, value in self.values(run).items():
                seen.setdefault((run.algorithm, label), set()).add(param_text(value))
        present = {label for _, label in seen}
        differing = dict.fromkeys(label for (_, label), values in seen.items() if len(values) > 1)
        return [label for label in SHORT if label in present] + [label for label in differing if label not in SHORT]


# --- the text filter ----------------------------------------------------------------------------------------------


def matches(run: Run, words: Sequence[str], parameters: Parameters) -> bool:
    """Whether every word occurs in what is known of a run."""
    if not words:
        return True
    values = " ".join(f"{label} {param_text(value)}" for label, value in parameters.values(run).items())
    parts = [run_name(run), run.algorithm_name, state_text(run.state), run.experiment_name, run.created_by, run.error,
             values]  # fmt: skip
    text = " ".join(parts).casefold()
    return all(word.casefold() in text for word in words)


# --- colours ------------------------------------------------------------------------------------------------------


def take_slots(before: Mapping[str, int], wanted: Sequence[str]) -> dict[str, int]:
    """A colour place for each chosen run: kept where it had one, the lowest free one otherwise."""
    kept = {key: before[key] for key in wanted if key in before}
    for key in wanted:
        if key not in kept:
            used = set(kept.values())
            kept[key] = next(i for i in range(len(used) + 1) if i not in used)
    return kept


def swatch(slot: int | None) -> str:
    """The colour of a place; transparent without one, grey from the seventh on."""
    if slot is None:
        return "#00000000"
    colours = theme().palette_list("categorical")
    return str(colours[slot]) if slot < 6 else theme().color("text3").name()


# --- columns of data ----------------------------------------------------------------------------------------------

TYPE_ICONS = {
    ColumnType.BOOLEAN: "bool",
    ColumnType.INTEGER: "num",
    ColumnType.NUMBER: "num",
    ColumnType.TEXT: "cat",
    ColumnType.DATE: "date",
    ColumnType.DATETIME: "date",
    ColumnType.TIME: "date",
}
