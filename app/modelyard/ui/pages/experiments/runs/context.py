"""What the cells of the list of runs need to know besides their run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from modelyard.domain.experiments.find import JudgedRuns
from modelyard.ui.pages.experiments.facts import Parameters
from modelyard.ui.pages.experiments.runs.lines import Lines


@dataclass
class Context:
    """What cells need to know besides their run. It changes with every reading, the columns only with their choice."""

    parameters: Parameters
    lines: Lines = field(default_factory=Lines)
    colours: Mapping[str, int] = field(default_factory=dict)
    judged: Mapping[str, JudgedRuns] = field(default_factory=dict)
    """With which others a finished run can be compared."""
    elsewhere: frozenset[str] = frozenset()
    """Runs that were judged on other rows than most of the list."""
    greatest: Mapping[str, float] = field(default_factory=dict)
    longest_fit: float = 0.0
    grey: frozenset[str] = frozenset()
    """Runs that are there for their children's sake only."""

    def compare(self, judged: Sequence[JudgedRuns], *, one_question: bool) -> None:
        """Take over which runs can be compared; `one_question` says that all of the list should be."""
        self.judged = {run_id: some for some in judged for run_id in some.ids}
        most = max(judged, key=lambda some: (len(some.ids), max(some.ids)), default=None)
        self.elsewhere = frozenset(self.judged.keys() - most.ids) if most is not None and one_question else frozenset()
        self.greatest = {}
        for some in judged:
            for key, (_, high) in some.ends.items():
                self.greatest[key] = max(high, self.greatest.get(key, high))
