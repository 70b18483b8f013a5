"""A full and an empty example of every chart, for those who draw, show or save them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from modelyard.domain.data.compare import ColumnCounts
from modelyard.domain.data.datasets import ColumnProfile, ColumnType, Histogram
from modelyard.domain.data.profile import Outliers
from modelyard.domain.data.quality import RuleKind, RuleParams, RuleResult, RuleSpec, RuleState
from modelyard.domain.experiments.evaluation import BinaryEvaluation, Calibration, Curve, Importance, ThresholdTable
from modelyard.domain.monitoring import Distribution, DriftPoint, QualityPoint, TrafficPoint, Verdict
from modelyard.training.evaluation.binary import binary_evaluation
from tests.charts import experiment_examples

THEMES = ("light", "dark")
START = datetime(2013, 4, 1, tzinfo=UTC)
WEEKS = [START + timedelta(days=7 * i) for i in range(39)]


def scored(rows: int = 2000, sharpness: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(1)
    score = generator.beta(1, 3, rows)
    return (generator.random(rows) < score**sharpness).astype("int8"), score


DROPS = (Importance("dep_delay", 0.38, 0.01), Importance("dest", 0.012, 0.002), Importance("hour", -0.001, 0.001))


def judged(sharpness: float = 1.0) -> BinaryEvaluation:
    return binary_evaluation(*scored(sharpness=sharpness), ("on time", "late"))


def traffic_points() -> list[TrafficPoint]:
    points = [TrafficPoint(w, 1000 + 10 * i, 3000, i % 4, 0.004, 0.011, 0.02) for i, w in enumerate(WEEKS)]
    points[5] = TrafficPoint(WEEKS[5], 0, 0, 0, None, None, None)
    points[36] = replace(points[36], errors=90, p95=0.031)
    return points


def drift_points() -> list[DriftPoint]:
    points = [
        DriftPoint(feature, week, 6000, 0.01 * row + 0.001 * i, 0.01, Verdict.QUIET)
        for row, feature in enumerate(("dep_delay", "hour", "prediction"))
        for i, week in enumerate(WEEKS)
    ]
    points[37] = replace(points[37], psi=0.29, verdict=Verdict.ALERT)
    points[3] = replace(points[3], psi=None, rows=0, verdict=Verdict.NO_DATA)
    points[4] = replace(points[4], psi=9.0, rows=12, verdict=Verdict.TOO_FEW)
    return points


def quality_points() -> list[QualityPoint]:
    auc = [0.91, 0.9, 0.84, None, 0.92, None, None]
    return [
        QualityPoint(WEEKS[i], 100, 100 if v else 0, v, v and 0.7, v and 0.3, v and 0.8, v and 0.6)
        for i, v in enumerate(auc)
    ]


COUNTS = ColumnCounts("month", ("up to 1", "2", "3 and up", "missing"), (40, 30, 20, 10), (20, 30, 45, 5), (1.5, 2.5))
EDGES = tuple(i / 20 for i in range(1, 20))
SCORES = Distribution("prediction", (*(f"{i / 20:.2f}" for i in range(20)), "missing"), EDGES,
                      (*range(200, 0, -10), 0), (*range(100, 300, 10), 0))  # fmt: skip
CARRIERS = Distribution("carrier", ("UA", "B6", "new", "missing"), (), (60, 40, 0, 0), (50, 40, 10, 0))
RATES = [("v3", 0, [(START + timedelta(minutes=i), 2.0 + i % 3) for i in range(120)])]
NUMBERS = Histogram((0.0, 10.0, 20.0, 30.0), (5, 20, 3))
PROFILE = ColumnProfile("carrier", ColumnType.TEXT, 100, 0, 3, top=(("UA", 60), ("B6", 39), ("", 1)))
SHAPE = ColumnProfile("delay", ColumnType.INTEGER, 28, 0, 20, 0, 29, quantiles=(2.0, 10.0, 14.0, 18.0, 25.0),
                      histogram=NUMBERS, outliers=Outliers(-2.0, 26.0, 3, 0, 1))  # fmt: skip
NO_EVALUATION = BinaryEvaluation(("no", "yes"), 0, 0, Curve((), ()), Curve((), ()), Calibration((), (), (), 0.0),
                           ThresholdTable((), (), (), (), ()), ())  # fmt: skip

SPREAD = RuleSpec(RuleKind.SAME_DISTRIBUTION, ("air_time",), RuleParams(limit=0.2))
RULE_RESULTS = [
    RuleResult("r", f"v{i}", i, START + timedelta(days=i), state, 0, 0, value, f"PSI {value}", SPREAD)
    for i, (value, state) in enumerate(
        [(0.01, RuleState.PASS), (None, RuleState.UNCHECKED), (0.31, RuleState.FAIL), (0.22, RuleState.WARN)], 1
    )
]

FULL: dict[str, tuple[Any, ...]] = {
    "roc": ([("Run 31", None, judged().roc), ("Run 28 with $ and a very long name", None, judged(1.3).roc)],),
    "precision_recall": ([("Run 31", 3, judged().precision_recall)],),
    "calibration": (judged(),),
    "calibration_curves": ([("Run 31", None, judged().calibration), ("Run 28", 1, judged(1.3).calibration)],),
    "thresholds": (judged(), 0.4),
    "confusion": (judged(), 0.4),
    "importance": ([("Run 31", 0, DROPS), ("Run 28", 1, DROPS)],),
    "metric_comparison": (
        [
            ("Run 31", 0, {"roc_auc": 0.93, "average_precision": 0.81, "f1": 0.72, "log_loss": 0.22, "brier": 0.07}),
            ("Run 1", 1, {"roc_auc": 0.5}),
        ],
    ),
    "traffic": (traffic_points(),),
    "latency": (traffic_points(), 0.025),
    "errors": (traffic_points(), 0.05),
    "requests_per_second": (RATES,),
    "sparkline": ([1.0, 3.0, 2.0],),
    "drift_heat_map": (drift_points(), ("dep_delay", WEEKS[37])),
    "score_distribution": (SCORES,),
    "feature_distribution": (CARRIERS,),
    "quality": (quality_points(), "roc_auc", 0.925, 0.86),
    "rule_history": (RULE_RESULTS,),
    "histogram": (NUMBERS,),
    "column_shape": (SHAPE,),
    "top_values": (PROFILE,),
    "version_distribution": (COUNTS, ("flights v1", "flights v2")),
    **experiment_examples.FULL,
}
EMPTY: dict[str, tuple[Any, ...]] = {
    "roc": ([],),
    "precision_recall": ([("Run 1", None, Curve((), ()))],),
    "calibration": (NO_EVALUATION,),
    "calibration_curves": ([("Run 1", None, NO_EVALUATION.calibration)],),
    "thresholds": (NO_EVALUATION,),
    "confusion": (NO_EVALUATION,),
    "importance": ([("Run 1", None, ())],),
    "metric_comparison": ([],),
    "traffic": ([],),
    "latency": ([TrafficPoint(START, 0, 0, 0, None, None, None)], 0.025),
    "errors": ([],),
    "requests_per_second": ([("v3", 0, [])],),
    "sparkline": ([],),
    "drift_heat_map": ([],),
    "score_distribution": (None,),
    "feature_distribution": (None,),
    "quality": ([QualityPoint(START, 10, 0, None, None, None, None, None)],),
    "rule_history": ([],),
    "histogram": (None,),
    "column_shape": (ColumnProfile("x", ColumnType.NUMBER, 3, 3, 0),),
    "top_values": (ColumnProfile("x", ColumnType.TEXT, 3, 3, 0),),
    "version_distribution": (None,),
    **experiment_examples.EMPTY,
}
SIZES = {"sparkline": (96, 30), "traffic": (290, 110), "latency": (290, 110), "errors": (290, 110),
         "drift_heat_map": (700, 200), "feature_distribution": (266, 120), "histogram": (266, 110)}  # fmt: skip
