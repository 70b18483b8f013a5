"""Runs side by side: every fact that is recorded of them, and which of these differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from modelyard.domain.experiments.runs import Run


class Section(StrEnum):
    """The parts of a comparison, in the order to show them."""

    PARAMETERS = "parameters"
    METRICS = "metrics"
    DATA = "data"
    PACKAGES = "packages"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """One fact of every run, in the order of the runs; None where a run has none. `differs` says that not all are the
    same."""

    section: Section
    name: str
    values: tuple[Any, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Runs side by side."""

    runs: tuple[Run, ...]
    facts: tuple[ComparedFact, ...]

    def differences(self) -> tuple[ComparedFact, ...]:
        """The facts that are not the same for all runs."""
        return tuple(fact for fact in self.facts if fact.differs)
