"""A monitoring report's charts as files."""

from __future__ import annotations

from pathlib import Path

from modelyard.charts import make
from modelyard.charts.render import save
from modelyard.charts.style import tr
from modelyard.domain.monitoring import MonitoringReport

WIDE = (900, 320)


def save_report(report: MonitoringReport, folder: Path, theme: str = "light") -> list[Path]:
    """Write traffic, latency, errors, drift, scores and quality as PNG files; returns their paths."""
    charts = {
        "requests": make("traffic", tr("Requests"), report.traffic),
        "latency": make("latency", tr("Latency"), report.traffic, None),
        "errors": make("errors", tr("Errors"), report.traffic, None),
        "drift": make("drift_heat_map", tr("Drift of each column"), report.drift, None),
        "quality": make("quality", tr("ROC AUC"), report.quality, "roc_auc", report.training_metrics.get("roc_auc")),
    }
    if report.score is not None:
        charts["predictions"] = make("score_distribution", tr("Predictions"), report.score)
    paths = []
    for name, chart in charts.items():
        path = folder / f"{name}.png"
        save(chart, path, *WIDE, theme)
        paths.append(path)
    return paths
