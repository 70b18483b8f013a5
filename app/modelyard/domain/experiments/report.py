"""What a report of one run, or of several side by side, shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from modelyard.domain.experiments.compare import ComparedFact
from modelyard.domain.experiments.evaluation import Evaluation
from modelyard.domain.experiments.runs import MetricPoint, Run
from modelyard.domain.experiments.significance import Significance


@dataclass(frozen=True, slots=True)
class RunReport:
    """Runs with their curves, every fact of them, and whether the best is really better. `metric` is what they are
    judged by, `notes` are sentences on single runs, such as warnings; `histories` are the values that scripts logged,
    by metric and run id."""

    title: str
    runs: tuple[Run, ...]
    labels: tuple[str, ...]
    evaluations: tuple[Evaluation | None, ...]
    facts: tuple[ComparedFact, ...]
    metric: str
    made_at: datetime
    significance: Significance | None = None
    notes: tuple[str, ...] = ()
    histories: Mapping[str, Mapping[str, Sequence[MetricPoint]]] = field(default_factory=dict)
