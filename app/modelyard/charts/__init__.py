"""Results as matplotlib figures in the house style. Importing this does not import matplotlib.

Every chart is three functions over the same data: `name(data, *, width, height, theme) -> Figure` (px; "light" or
"dark"), `describe_name(data) -> str` (one sentence, for screen readers) and `name_table(data) -> Table` (for "Show as
table" and CSV). `make` binds them into a `Chart` that `widgets.chart_view.ChartView` shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.charts import (
    across,
    calibration,
    classes,
    compare,
    curves,
    drift,
    gain,
    learning,
    logged,
    parallel,
    profile,
    quality,
    regression,
    rules,
    runs,
    search,
    traffic,
    unlabelled,
)
from modelyard.charts.style import Interaction, Region, ValueAxis
from modelyard.charts.table import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["KINDS", "Chart", "Interaction", "Region", "Table", "ValueAxis", "make"]

_HOME: dict[str, Any] = {
    "roc": curves,
    "precision_recall": curves,
    "calibration": curves,
    "calibration_curves": calibration,
    "thresholds": curves,
    "confusion": runs,
    "importance": runs,
    "metric_comparison": runs,
    "traffic": traffic,
    "latency": traffic,
    "errors": traffic,
    "requests_per_second": traffic,
    "sparkline": traffic,
    "drift_heat_map": drift,
    "score_distribution": drift,
    "feature_distribution": drift,
    "quality": quality,
    "rule_history": rules,
    "histogram": profile,
    "column_shape": profile,
    "top_values": profile,
    "version_distribution": compare,
    "class_confusion": classes,
    "class_recall": classes,
    "class_roc": classes,
    "class_precision_recall": classes,
    "predicted_actual": regression,
    "residuals": regression,
    "residual_histogram": regression,
    "error_quantiles": regression,
    "anomaly_scores": unlabelled,
    "cluster_points": unlabelled,
    "cluster_sizes": unlabelled,
    "gain": gain,
    "lift": gain,
    "learning_curve": learning,
    "folds": learning,
    "dependence": learning,
    "best_so_far": search,
    "slices": search,
    "metric_history": logged,
    "resources": logged,
    "run_scatter": across,
    "metric_differences": across,
    "error_curves": across,
    "parallel": parallel,
}
KINDS = tuple(_HOME)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be shown: `draw(width, height, theme)` gives the figure; `name` is what people call it."""

    name: str
    description: str
    draw: Callable[[float, float, str], Figure]
    table: Callable[[], Table]


def make(kind: str, name: str, *data: Any, **options: Any) -> Chart:
    """Bind a chart's three functions to its data. `kind` is one of `KINDS`; `options` are for the figure alone.

    For example `make("roc", tr("ROC curve"), [("Run 31", 0, evaluation.roc)], values=(0.9451,))`.
    """
    home = _HOME[kind]
    build = getattr(home, kind)

    def draw(width: float, height: float, theme: str) -> Figure:
        figure: Figure = build(*data, width=width, height=height, theme=theme, **options)
        return figure

    return Chart(
        name=name,
        description=getattr(home, f"describe_{kind}")(*data),
        draw=draw,
        table=lambda: getattr(home, f"{kind}_table")(*data),
    )
