"""What the views of the Experiments page say about runs: states, metrics, parameters, colours."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments import metrics
from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.metrics import Metric
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.services.experiments.again import larger_limit
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
        RunState.PAUSED: tr("Paused"),
        RunState.FINISHED: tr("Finished"),
        RunState.FAILED: tr("Failed"),
        RunState.CANCELLED: tr("Cancelled"),
    }[state]


STATE_KIND = {
    RunState.QUEUED: "neutral",
    RunState.RUNNING: "run",
    RunState.PAUSED: "neutral",
    RunState.FINISHED: "ok",
    RunState.FAILED: "bad",
    RunState.CANCELLED: "neutral",
}


def why_failed(run: Run) -> str:
    """Why a run failed, and what to do; only one that was cut short has no error of its own."""
    return " ".join(run.error.splitlines()) or tr("It was interrupted: Modelyard stopped meanwhile")


def retry_text(run: Run) -> str:
    """What is on the button that trains a run again, with more memory where that was what it lacked."""
    limit = larger_limit(run)
    return tr("Retry") if limit is None else tr("Retry with {size}").format(size=memory_text(limit))


def run_name(run: Run) -> str:
    """How a person names a run."""
    return tr("Run {number}").format(number=run.number)


def what_is_learned(run: Run) -> str:
    """The algorithm, or the name that a run from outside was given."""
    return run.algorithm_name or run.name or tr("Logged run")


def memory_text(limit: int) -> str:
    """A memory limit: 4 GB."""
    return f"{limit / 1e9:.3g}\u00a0GB"


# --- metrics ------------------------------------------------------------------------------------------------------


def metric(key: str) -> Metric:
    """What is known of a metric; also of one that only a script knows."""
    return metrics.described(key)


def number_text(value: float | None, digits: int | None = None) -> str:
    """A number with so many decimals, or with four digits that say something; a dash when missing."""
    if value is None:
        return texts.MISSING
    if math.isnan(value):
        return tr("not a number")
    if math.isinf(value):
        return "∞" if value > 0 else "\u2212∞"
    if digits is not None:
        return texts.score(value, digits)
    return (f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}").replace("-", "\u2212")


def value_text(run: Run, key: str) -> str:
    """A run's metric as text, a dash when missing."""
    return number_text(run.metrics.get(key), metric(key).digits)


def best_of(runs: Sequence[Run], key: str) -> frozenset[str]:
    """The ids of the finished runs with the best value as shown; none when fewer than two have one."""
    if not metric(key).judges:
        return frozenset()
    values = {r.id: r.metrics[key] for r in runs if key in r.metrics and not math.isnan(r.metrics[key])}
    top = metrics.best_of(key, values)
    if top is None or len(values) < 2:
        return frozenset()
    digits = metric(key).digits
    shown = number_text(values[top], digits)
    found = frozenset(i for i, v in values.items() if number_text(v, digits) == shown)
    return found if len(found) < len(values) else frozenset()


def shown_same(key: str, one: float, other: float) -> bool:
    """Whether two values of a metric look the same."""
    digits = metric(key).digits
    return number_text(one, digits) == number_text(other, digits)


# --- parameters ---------------------------------------------------------------------------------------------------

SHORT = {
    "Trees": "trees",
    "Learning rate": "rate",
    "Most leaves a tree": "leaves",
    "Largest depth": "depth",
    "Inverse regularisation (C)": "C",
}
"""Column heads of the parameters that say most; they are shown as soon as a run has them."""

SHORTER = {
    "Regularisation (alpha)": "alpha",
    "L2 regularisation (alpha)": "alpha",
    "L1 regularisation": "L1",
    "L2 regularisation": "L2",
    "Fewest rows in a leaf": "leaf rows",
    "Share of rows a tree": "row share",
    "Share of features a tree": "feature share",
    "Largest number of iterations": "iterations",
    "Most passes over the rows": "passes",
}
"""Column heads of parameters that are shown where they differ."""


def short_name(label: str) -> str:
    """A parameter's name in a narrow place."""
    return SHORT.get(label) or SHORTER.get(label) or label


def param_text(value: Any) -> str:
    """A parameter's value as a person reads it."""
    if value is None:
        return texts.MISSING
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int):
        return texts.count(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


class Parameters:
    """The parameters of runs by their labels, so that "Trees" of a forest and of boosting share a column."""

    def __init__(self, algorithms: Iterable[Algorithm]) -> None:
        self._labels = {(a.key, p.name): p.label for a in algorithms for p in a.parameters}
        self._names = {(algorithm, label): name for (algorithm, name), label in self._labels.items()}

    def label(self, run: Run, name: str) -> str:
        """A parameter's label; its own name when the catalogue does not know it."""
        return self._labels.get((run.algorithm, name), name)

    def value(self, run: Run, label: str) -> Any:
        """A run's value of the parameter with a label, or None."""
        return run.params.get(self._names.get((run.algorithm, label), label))

    def values(self, run: Run) -> dict[str, Any]:
        """A run's parameters by label."""
        return {self.label(run, name): value for name, value in run.params.items()}

    def by_algorithm(self, label: str) -> dict[str, str]:
        """The name that a label stands for in the runs of each algorithm that knows it."""
        return {algorithm: name for (algorithm, known), name in self._names.items() if known == label}

    def labels(self, known: Iterable[str]) -> list[str]:
        """The labels of parameters that are known by name only, each once."""
        by_name: dict[str, str] = {}
        for (_, name), label in self._labels.items():
            if label in SHORT or name not in by_name:
                by_name[name] = label
        return list(dict.fromkeys(by_name.get(name, name) for name in known))

    def telling(self, runs: Sequence[Run]) -> list[str]:
        """The labels worth a column: the main ones, and any whose values differ between runs of one algorithm."""
        seen: dict[tuple[str, str], set[Any]] = {}
        for run in runs:
            for label, value in self.values(run).items():
                seen.setdefault((run.algorithm, label), set()).add(value if value.__hash__ else str(value))
        present = {label for _, label in seen}
        differing = dict.fromkeys(label for (_, label), values in seen.items() if len(set(map(param_text, values))) > 1)
        return [label for label in SHORT if label in present] + [label for label in differing if label not in SHORT]


# --- colours ------------------------------------------------------------------------------------------------------


def take_slots(before: Mapping[str, int], wanted: Sequence[str]) -> dict[str, int]:
    """A colour place for each chosen run: kept where it had one, the lowest free one otherwise."""
    kept = {key: before[key] for key in wanted if key in before}
    used = set(kept.values())
    free = (place for place in itertools.count() if place not in used)
    return kept | {key: next(free) for key in wanted if key not in kept}


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
