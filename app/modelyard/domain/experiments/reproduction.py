"""Running a run again from its record: what came out the same, and what did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from modelyard.core.words import counted


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that differs; "" where it is missing on one side."""

    name: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class MetricAgain:
    """A metric then and now, of the hold-out or, with a `fold` from 1, of a fold. None is missing or not a number."""

    key: str
    then: float | None
    now: float | None
    fold: int = 0

    @property
    def same(self) -> bool:
        """Whether it is bit for bit what it was."""
        return self.then == self.now

    @property
    def difference(self) -> float | None:
        """Now minus then."""
        return None if self.then is None or self.now is None else self.now - self.then


@dataclass(frozen=True, slots=True)
class PredictionsAgain:
    """The answers for the hold-out rows: hashes of both, how many rows differ, and by how much at most."""

    then: str
    now: str
    rows: int
    changed: int = 0
    largest: float | None = None


@dataclass(frozen=True, slots=True)
class TrialsAgain:
    """A whole search made again: trials then and now, and how many have the same parameters, folds and end."""

    then: int
    now: int
    same: int


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What running a run again showed. `environment` and `packages` are what differs from then; `predictions` is None
    for a run that kept none. `model` says whether the fitted model is the same, None where none was kept. `newer_code`
    are classes of own code of which the workspace has a newer text; the run's own text was used."""

    at: datetime
    by: str
    seconds: float
    data: Change
    split: Change
    environment: tuple[Change, ...]
    packages: tuple[Change, ...]
    metrics: tuple[MetricAgain, ...]
    predictions: PredictionsAgain | None = None
    model: bool | None = None
    trials: TrialsAgain | None = None
    newer_code: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether everything that came out is bit for bit what it was."""
        return (
            self.data.then == self.data.now
            and self.split.then == self.split.now
            and all(m.same for m in self.metrics)
            and (self.predictions is None or self.predictions.then == self.predictions.now)
            and self.model is not False
            and (self.trials is None or self.trials.then == self.trials.now == self.trials.same)
        )

    def text(self) -> str:
        """The outcome in a sentence or two."""
        if self.exact:
            said = ["Everything came out bit for bit as it was.", self._elsewhere()]
        else:
            odd = [name for name, same in self.verdicts().items() if same is False]
            said = [f"Not the same: {', '.join(odd)}.", self._elsewhere() or "The environment is as it was."]
        said += [f"The workspace has a newer text of {name}; the run's own was used." for name in self.newer_code]
        return " ".join(filter(None, said))

    def verdicts(self) -> Mapping[str, bool | None]:
        """What was compared, and whether it is the same; None where there was nothing to compare."""
        found = self.predictions
        trials = self.trials
        return {
            "data": self.data.then == self.data.now,
            "split": self.split.then == self.split.now,
            "environment": not (self.environment or self.packages),
            "metrics": all(m.same for m in self.metrics),
            "predictions": None if found is None else found.then == found.now,
            "model": self.model,
            "trials": None if trials is None else trials.then == trials.now == trials.same,
        }

    def _elsewhere(self) -> str:
        """What else is not as it was then."""
        parts = [c.name for c in self.environment]
        named = {c.name for c in self.environment}
        others = sum(c.name not in named for c in self.packages)
        if others:
            parts.append(counted(others, "other package" if parts else "package"))
        return f"The environment differs: {', '.join(parts)}." if parts else ""


def changes(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[Change, ...]:
    """The names whose values differ, in alphabetical order."""
    names = sorted({*then, *now}, key=lambda name: (name.casefold(), name))
    pairs = [Change(name, then.get(name, ""), now.get(name, "")) for name in names]
    return tuple(pair for pair in pairs if pair.then != pair.now)
