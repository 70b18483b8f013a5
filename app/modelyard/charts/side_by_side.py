"""The charts of runs side by side: which a task has, from what is recorded; for the window and for reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modelyard.charts import Chart, make
from modelyard.charts.across import MetricDifference
from modelyard.charts.classes import against_rest, class_name
from modelyard.charts.curves import area_under, average_precision
from modelyard.charts.style import tr
from modelyard.domain.experiments.evaluation import ClassesEvaluation, Curve, Evaluation
from modelyard.domain.experiments.metrics import metrics_of
from modelyard.domain.experiments.runs import MetricPoint, Run
from modelyard.domain.experiments.significance import Significance

MOST_LINES = 12
"""More lines than these in one chart are not told apart."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A run as charts show it: its name and its place in the palette."""

    label: str
    colour: int | None
    run: Run
    evaluation: Evaluation | None


def classes_of(runs: Sequence[Shown]) -> list[str]:
    """The classes that some of the runs tell apart, in their order; none for other questions."""
    found = [s.evaluation.classes for s in runs if s.evaluation is not None and s.evaluation.classes is not None]
    return list(dict.fromkeys(class_name(e, i) for e in found for i in range(len(e.classes))))


def curve_charts(runs: Sequence[Shown], name: str = "") -> list[Chart]:
    """Curves of the first runs in one chart each, the most telling first. `name` is the class whose curves are wanted
    where there are several; without it they are the mean of all classes."""
    found: list[Chart] = []
    known = [(s, s.evaluation) for s in runs if s.evaluation is not None][:MOST_LINES]
    binary = [(s, e.binary) for s, e in known if e.binary is not None]
    if binary:
        shares = {b.positives / b.rows for _, b in binary if b.rows}
        found += [
            make("roc", tr("ROC curve"), [(s.label, s.colour, b.roc) for s, b in binary],
                 values=tuple(s.run.metrics.get("roc_auc") for s, _ in binary)),
            make("precision_recall", tr("Precision and recall"),
                 [(s.label, s.colour, b.precision_recall) for s, b in binary],
                 values=tuple(s.run.metrics.get("average_precision") for s, _ in binary),
                 positive_share=shares.pop() if len(shares) == 1 else None),
            make("calibration_curves", tr("Calibration"), [(s.label, s.colour, b.calibration) for s, b in binary]),
        ]  # fmt: skip
    several = [(s, e.classes) for s, e in known if e.classes is not None]
    if several:
        found += [*_class_charts(several, name), *_metric_chart(runs)]
    numbers = [(s.label, s.colour, e.regression) for s, e in known if e.regression is not None]
    if numbers:
        found.append(make("error_curves", tr("Errors"), numbers))
    return found + ([] if found else _metric_chart(runs))


def _class_charts(runs: Sequence[tuple[Shown, ClassesEvaluation]], name: str) -> list[Chart]:
    """One class against the rest, or the mean of all, a curve a run."""
    charts = []
    kinds = (("roc", tr("ROC curve"), "roc", area_under),
             ("precision_recall", tr("Precision and recall"), "precision_recall", average_precision))  # fmt: skip
    for kind, title, field, area in kinds:
        series, values = [], []
        for shown, found in runs:
            curves: tuple[Curve, ...] = getattr(found, field)
            curve = against_rest(found, curves, name, steps=kind == "precision_recall")
            if curve is None:
                continue
            series.append((shown.label, shown.colour, curve))
            areas = [area(curve)] if name else [area(c) for c in curves if c.x]
            exact = shown.run.metrics.get("roc_auc") if kind == "roc" and not name else None
            values.append(exact if exact is not None else sum(areas) / len(areas))
        if series:
            charts.append(make(kind, title, series, values=tuple(values)))
    return charts


def history_chart(runs: Sequence[Shown], points: Mapping[str, Sequence[MetricPoint]], metric: str) -> Chart | None:
    """How a logged metric went in each run, by step; None where none has a history of it."""
    series = [(s.label, s.colour, points[s.run.id]) for s in runs[:MOST_LINES] if points.get(s.run.id)]
    return make("metric_history", tr("History"), series, metric) if series else None


def _metric_chart(runs: Sequence[Shown]) -> list[Chart]:
    """Metrics between 0 and 1 on one axis; those that scripts logged as they are."""
    keys = [m.key for task in dict.fromkeys(s.run.task for s in runs) for m in metrics_of(task) if m.digits is not None]
    shown = [k for k in dict.fromkeys(keys) if any(0 <= s.run.metrics.get(k, -1.0) <= 1 for s in runs)]
    series = [(s.label, s.colour, {k: v for k, v in s.run.metrics.items() if k in shown}) for s in runs[:MOST_LINES]]
    return [make("metric_comparison", tr("Metrics"), series, metrics=shown)] if shown else []


def importance_chart(runs: Sequence[Shown]) -> Chart | None:
    """How much each feature matters to each run; None where that was not measured."""
    found = [(s, s.evaluation) for s in runs if s.evaluation is not None and s.evaluation.importance][:MOST_LINES]
    if not found:
        return None
    metric = found[0][1].importance_metric
    series = [(s.label, s.colour, e.importance) for s, e in found if e.importance_metric == metric]
    return make("importance", tr("Feature importance"), series, metric)


def difference_chart(runs: Sequence[Shown], found: Significance) -> Chart | None:
    """The best run against each other one, with intervals; None where that cannot be told."""
    pairs = found.against_best()
    if found.found is None or not pairs:
        return None
    known = {s.run.id: s for s in runs}
    rows = []
    for pair in pairs:
        turned = pair.second == found.best  # told as best minus other
        other = known.get(pair.first if turned else pair.second)
        if other is None:
            continue
        ends = (-pair.high, -pair.low) if turned else (pair.low, pair.high)
        label = tr("{best} − {other}").format(best=known[found.best].label, other=other.label)
        rows.append(MetricDifference(label, -pair.value if turned else pair.value, *ends, other.colour,
                                     pair.better is not None))  # fmt: skip
    return make("metric_differences", tr("Differences"), rows[:30], found.found.metric)
