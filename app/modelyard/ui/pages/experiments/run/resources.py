"""What a run used of the computer while it ran."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from modelyard.charts import make
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.widgets.kpi import FigureStrip


class ResourcesTab(RunTab):
    """Cores and memory over time, and the most of each."""

    key = "resources"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        inner, column = self.column()
        self.strip = FigureStrip(
            [("took", tr("Duration")), ("cores", tr("Cores on average")), ("most", tr("Most cores")),
             ("memory", tr("Most memory")), ("limit", tr("Memory limit"))], inner)  # fmt: skip
        column.addWidget(self.strip)
        self.card = self.chart(tr("Cores and memory"), inner, height=320)
        column.addWidget(self.card, 1)
        self.fill(inner)

    @staticmethod
    def title() -> str:
        return tr("Resources")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return len(facts.details.resources) > 1

    def refresh(self, facts: RunFacts) -> None:
        samples = facts.details.resources
        cores = [s.cores for s in samples]
        limit = facts.spec.limits.memory if facts.spec is not None else None
        self.strip.set("took", texts.duration(samples[-1].second))
        self.strip.set("cores", f"{sum(cores) / len(cores):.1f}")
        self.strip.set("most", f"{max(cores):.1f}")
        self.strip.set("memory", texts.size(max(s.memory for s in samples)))
        self.strip.set("limit", texts.size(limit) if limit else tr("none"))
        self.card.set_fact(texts.counted(len(samples), tr("sample"), tr("samples")))
        self.card.show_chart(make("resources", tr("Cores and memory"), samples))
