"""A full and an empty example of every chart of experiments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from modelyard.charts.across import MetricDifference, RunPoint
from modelyard.charts.parallel import ParallelAxis, ParallelLine
from modelyard.domain.experiments.evaluation import (
    AnomalyEvaluation,
    ClassesEvaluation,
    ClustersEvaluation,
    Curve,
    Dependence,
    LearningCurve,
    RegressionEvaluation,
)
from modelyard.domain.experiments.runs import MetricPoint, ResourceSample, Trial, TrialState

START = datetime(2026, 1, 6, 10, tzinfo=UTC)
HOSTILE = "_a $x^2$ <b>name</b>\nthat is very, very long"


def classes_evaluation(names: tuple[str, ...] = ("Paris", HOSTILE, "Rome", "")) -> ClassesEvaluation:
    """Classes that are confused with their neighbours; the first is the most frequent."""
    matrix = tuple(
        tuple(1200 // (i + 1) if i == k else 90 // (i + 1) if abs(i - k) == 1 else 0 for k in range(len(names)))
        for i in range(len(names))
    )
    x = tuple(float(v) for v in np.linspace(0, 1, 21))
    roc = tuple(Curve(x, tuple(v ** (0.15 + 0.08 * i) for v in x)) for i in range(len(names)))
    precision = tuple(Curve(x, tuple(1 - 0.1 * (i + 1) * v for v in x)) for i in range(min(len(names), 9)))
    return ClassesEvaluation(names, matrix, roc, precision + roc[9:])


def regression_evaluation(rows: int = 400) -> RegressionEvaluation:
    """Fares whose error grows with them, a little too low at the high end."""
    generator = np.random.default_rng(2)
    predicted = generator.gamma(3, 40, rows)
    actual = predicted + generator.normal(0, 4 + 0.12 * predicted) + 0.0004 * predicted**2
    errors = actual - predicted
    counts, edges = np.histogram(errors, 24)
    shares = np.linspace(0, 1, 21)
    return RegressionEvaluation(
        tuple(actual.tolist()), tuple(predicted.tolist()), tuple(edges.tolist()), tuple(counts.tolist()),
        tuple(zip(shares.tolist(), np.quantile(np.abs(errors), shares).tolist(), strict=True)),
    )  # fmt: skip


def search_trials(count: int = 23) -> list[Trial]:
    """A search over four parameters: some stopped early, one failed, one far worse than the rest."""
    generator = np.random.default_rng(5)
    trials = []
    for i in range(count):
        rate = float(10 ** generator.uniform(-3, 0))
        leaves = int(generator.integers(8, 128))
        value = 0.945 - 0.02 * abs(np.log10(rate) + 1) - 0.0001 * abs(leaves - 60) - 0.03 * float(np.exp(-i / 3))
        state = TrialState.PRUNED if i % 6 == 5 else TrialState.FAILED if i == 9 else TrialState.FINISHED
        params = {
            "learning_rate": rate,
            "max_leaf_nodes": leaves,
            "max_features": (None, "sqrt", "log2")[i % 3],
            "early_stopping": i % 2 == 0,
            "max_depth": None if i % 4 == 0 else 3 + i % 5,
            "seed": 0,
        }
        found = 0.51 if i == 12 else None if state is TrialState.FAILED else value - (0.01 if i % 6 == 5 else 0)
        trials.append(Trial(i, state, params, found, (), START + timedelta(seconds=i), 1.5))
    return trials


def history(rate: float, points: int = 60) -> list[MetricPoint]:
    values = [2 * float(np.exp(-rate * i)) + 0.05 + 0.02 * (i % 3) for i in range(points)]
    values[7] = float("nan")
    return [MetricPoint("loss", i, START + timedelta(seconds=i), v) for i, v in enumerate(values)]


def run_points(count: int = 40) -> list[RunPoint]:
    generator = np.random.default_rng(3)
    names = ("Hist gradient boosting", "Random forest", "Logistic regression")
    return [
        RunPoint(f"run{i}", f"Run {i}", float(10 ** generator.uniform(-1, 2)) * (1 + i % 3),
                 0.9 + 0.05 * float(generator.random()) - 0.01 * (i % 3), names[i % 3], {31: 0, 28: 1, 21: 2}.get(i))
        for i in range(count)
    ]  # fmt: skip


AXES = (
    ParallelAxis("algorithm", "Algorithm"),
    ParallelAxis("trees", "Trees or iterations"),
    ParallelAxis("fit", "Fit time, s"),
    ParallelAxis("log_loss", "Log loss", flipped=True),
    ParallelAxis("f1", "F1"),
    ParallelAxis("roc_auc", "ROC AUC"),
)


def run_lines(count: int = 15, chosen: int = 3) -> list[ParallelLine]:
    """Runs of three algorithms, one of which has no trees."""
    generator = np.random.default_rng(8)
    lines = []
    for i in range(count):
        algorithm = ("Boosting", "Forest", "Logistic")[i % 3]
        quality = float(generator.random()) * 0.3 + (0.6, 0.35, 0.0)[i % 3]
        trees = None if algorithm == "Logistic" else int(40 + 360 * generator.random())
        fit = float(generator.random() * (14, 40, 2)[i % 3])
        values = (algorithm, trees, fit, 0.275 - 0.05 * quality, 0.76 + 0.04 * quality, 0.9 + 0.05 * quality)
        lines.append(ParallelLine(f"run{i}", f"Run {i}", values, i if i < chosen else None))
    return lines


SAMPLES = [ResourceSample(2.0 * i, 1.8 + 0.2 * (i % 2), 400_000_000 + 9_000_000 * min(i, 60)) for i in range(126)]
DELAY = Dependence("dep_delay", tuple(map(float, range(-20, 60, 4))), (),
                   (tuple(1 / (1 + np.exp(-(v - 15) / 8)) for v in range(-20, 60, 4)),))  # fmt: skip
CARRIER = Dependence("carrier", (), ("UA", "B6", HOSTILE), ((0.2, 0.3, 0.25), (0.5, 0.4, 0.45), (0.3, 0.3, 0.3)),
                     ("early", "late", HOSTILE))  # fmt: skip
CURVE = LearningCurve("roc_auc", (500, 1000, 2000, 4000), (0.99, 0.98, 0.97, 0.965), (0.88, 0.91, 0.925, 0.931))
CLUSTERS = ClustersEvaluation(
    (820, 410, 160),
    tuple(
        (float(x), float(y), k)
        for k, (cx, cy) in enumerate(((-2, 0), (2, 1), (1, -2)))
        for x, y in np.random.default_rng(6).normal((cx, cy), 0.7, (120 - 30 * k, 2))
    ),
    (0.42, 0.17),
)
BINS = tuple(float(v) for v in np.linspace(0.3, 0.8, 31))
SCORED = AnomalyEvaluation(BINS, tuple(int(400 * np.exp(-(((v - 0.42) / 0.06) ** 2))) + 1 for v in BINS[:-1]), 0.6, 31)
GAINS = [
    ("Run 31", 0, Curve(tuple(i / 20 for i in range(21)), tuple((i / 20) ** 0.3 for i in range(21)))),
    (HOSTILE, 1, Curve(tuple(i / 20 for i in range(21)), tuple((i / 20) ** 0.5 for i in range(21)))),
]
DIFFERENCES = [
    MetricDifference("Run 31 against run 28", 0.0144, 0.0121, 0.0168, 0, True),
    MetricDifference(HOSTILE, 0.0007, -0.0012, 0.0025, 1, False),
    MetricDifference("Run 31 against run 21", 0.0411, 0.038, 0.0445),
]
NO_CLASSES = ClassesEvaluation(("a", "b"), ((0, 0), (0, 0)), (Curve((), ()), Curve((), ())), ())
NO_NUMBERS = RegressionEvaluation((), (), (), ())
HISTORY = [("Run 31", 0, history(0.1)), (HOSTILE, 1, history(0.05)), ("Run 2", 2, [])]

FULL: dict[str, tuple[Any, ...]] = {
    "class_confusion": (classes_evaluation(),),
    "class_recall": (classes_evaluation(),),
    "class_roc": (classes_evaluation(),),
    "class_precision_recall": (classes_evaluation(),),
    "predicted_actual": (regression_evaluation(),),
    "residuals": (regression_evaluation(900),),
    "residual_histogram": (regression_evaluation(),),
    "error_quantiles": (regression_evaluation(),),
    "error_curves": ([("Run 3", 0, regression_evaluation()), ("Run 2 with $ and _", 1, regression_evaluation())],),
    "anomaly_scores": (SCORED,),
    "cluster_points": (CLUSTERS,),
    "cluster_sizes": (CLUSTERS,),
    "gain": (GAINS,),
    "lift": (GAINS,),
    "learning_curve": (CURVE,),
    "folds": ([("Run 31", 0, (0.94, 0.942, 0.939, 0.951, 0.945)), (HOSTILE, 1, (0.92, 0.931, float("nan"))),
               ("Run 21", 2, (0.9, 0.91))], "roc_auc"),
    "dependence": (CARRIER, "late"),
    "best_so_far": (search_trials(), "roc_auc", 40),
    "slices": (search_trials(), "roc_auc"),
    "metric_history": (HISTORY, "loss"),
    "resources": (SAMPLES,),
    "run_scatter": (run_points(), "Fit time, s", "ROC AUC"),
    "metric_differences": (DIFFERENCES, "roc_auc"),
    "parallel": (AXES, run_lines(), {5: (0.6, 0.9)}),
}  # fmt: skip
EMPTY: dict[str, tuple[Any, ...]] = {
    "class_confusion": (NO_CLASSES,),
    "class_recall": (NO_CLASSES,),
    "class_roc": (NO_CLASSES,),
    "class_precision_recall": (NO_CLASSES,),
    "predicted_actual": (NO_NUMBERS,),
    "residuals": (NO_NUMBERS,),
    "residual_histogram": (NO_NUMBERS,),
    "error_quantiles": (NO_NUMBERS,),
    "error_curves": ([("Run 1", 0, NO_NUMBERS)],),
    "anomaly_scores": (AnomalyEvaluation((0.0, 1.0), (0,), 0.5, 0),),
    "cluster_points": (ClustersEvaluation(()),),
    "cluster_sizes": (ClustersEvaluation((0, 0)),),
    "gain": ([],),
    "lift": ([("Run 1", None, Curve((), ()))],),
    "learning_curve": (None,),
    "folds": ([("Run 1", None, ())],),
    "dependence": (None,),
    "best_so_far": ([], "roc_auc", 40),
    "slices": (search_trials(1), "roc_auc"),
    "metric_history": ([("Run 1", None, [MetricPoint("loss", 0, START, float("nan"))])], "loss"),
    "resources": ([],),
    "run_scatter": ([], "Fit time, s", "ROC AUC"),
    "metric_differences": ([],),
    "parallel": (AXES, []),
}
