"""The trials of a search, some at a time: choose, judge fold by fold, prune, report.

A trial is chosen, and pruned, by the trials `LOOK_BACK` numbers and more before it, whatever else has ended by then.
So the same trials come out on any number of cores, and after any number of interruptions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean
from typing import Any

from modelyard.core import clock
from modelyard.core.errors import AppError, CancelledError
from modelyard.domain.experiments.runs import Trial, TrialState
from modelyard.domain.experiments.spec import SearchMethod, SearchSpec
from modelyard.domain.jobs import JobContext
from modelyard.training.search.pruning import SHARES, hopeless, left_behind, rung_value
from modelyard.training.search.sampling import Chooser

LOOK_BACK = 4
MOST_FAILURES = 5
"""A search whose first trials all fail, this many, cannot go well."""

WAIT_SECONDS = 0.1

PATIENCE = 0.05
"""The share of its minutes, but two seconds at least, by which the fits under way may outlast a search."""


@dataclass(slots=True)
class Attempt:
    """A trial under way: `values` by step, `sent` the steps that were handed to threads."""

    number: int
    params: dict[str, Any]
    started_at: datetime
    began: float
    sent: int = 0
    values: dict[int, float] = field(default_factory=dict)

    @property
    def row(self) -> tuple[float, ...]:
        """The values of the first steps without a gap."""
        found: list[float] = []
        while len(found) in self.values:
            found.append(self.values[len(found)])
        return tuple(found)


class Loop:
    """One search. `judge(params, step)` is the metric on a step: a fold or, in halving, a fold of a rung.

    `history` are the trials that ended in earlier sessions. `report` is told of each trial as it ends.
    """

    def __init__(
        self,
        search: SearchSpec,
        chooser: Chooser,
        judge: Callable[[dict[str, Any], int], float],
        *,
        folds: int,
        greater: bool,
        history: Iterable[Trial] = (),
        report: Callable[[Trial], None],
    ) -> None:
        self.trials = {t.number: t for t in history}
        self._search = search
        self._chooser = chooser
        self._judge = judge
        self._folds = folds
        self._greater = greater
        self._report = report
        self._halving = search.method is SearchMethod.HALVING
        self._steps = folds * len(SHARES) if self._halving else folds
        self._active: dict[int, Attempt] = {}
        self._pending: dict[Future[float], tuple[Attempt, int]] = {}
        self._next = 0
        self._said: tuple[float, str] | None = None
        self._seconds = spent(self.trials.values())

    def run(self, context: JobContext, pool: Executor, workers: int, at_once: int = LOOK_BACK) -> None:
        """Go on until the budget is used up. `at_once` trials at most are under way.

        Raises `CancelledError` when the job was asked to stop, `AppError` when no trial can succeed.
        """
        began = time.monotonic()
        while True:
            context.check_cancelled()
            self._say(context, began)
            if self._time_is_up(began):
                break
            while len(self._pending) < workers and (task := self._task(at_once)) is not None:
                attempt, step = task
                attempt.sent = step + 1
                self._pending[pool.submit(self._judge, attempt.params, step)] = task
            if not self._pending:
                break
            done = wait(self._pending, WAIT_SECONDS, FIRST_COMPLETED).done
            for future in sorted(done, key=lambda f: self._pending[f][0].number):
                self._take(future)

    def rests(self) -> bool:
        """Whether no fit is under way any more, once those that are have had a moment to end."""
        patience = max(2.0, PATIENCE * 60 * (self._search.minutes or 0.0))
        return not wait(self._pending, patience).not_done

    def _say(self, context: JobContext, began: float) -> None:
        count = self._chooser.count
        said = (round(self._fraction(began), 3), f"Trial {min(len(self.trials) + 1, count):,} of {count:,}")
        if said != self._said:
            self._said = said
            context.progress(*said)

    def _fraction(self, began: float) -> float:
        shares = [len(self.trials) / max(1, self._chooser.count)]
        if self._search.minutes is not None:
            shares.append((self._seconds + time.monotonic() - began) / (60 * self._search.minutes))
        return min(1.0, max(shares))

    def _time_is_up(self, began: float) -> bool:
        """Whether the minutes are over; the first trial may take longer, for without one there is nothing to show."""
        minutes = self._search.minutes
        over = minutes is not None and self._seconds + time.monotonic() - began > 60 * minutes
        return over and any(t.state is TrialState.FINISHED for t in self.trials.values())

    def _task(self, at_once: int) -> tuple[Attempt, int] | None:
        """The next step to judge: that of a trial with none under way, a new trial's, or one ahead of its turn."""
        busy = {attempt.number for attempt, _ in self._pending.values()}
        attempts = [a for _, a in sorted(self._active.items()) if a.sent < self._steps]
        for attempt in attempts:
            if attempt.number not in busy:
                return attempt, attempt.sent
        if len(self._active) < at_once and (fresh := self._begin()) is not None:
            return fresh, 0
        for attempt in attempts:
            if not self._halving or attempt.sent % self._folds:  # a rung waits for the verdict on the one before
                return attempt, attempt.sent
        return None

    def _begin(self) -> Attempt | None:
        """The next trial that has not ended yet; None when there is none, or when it must wait for earlier ones."""
        while self._next < self._chooser.count:
            number = self._next
            if number >= LOOK_BACK:
                if number - LOOK_BACK not in self.trials:
                    return None
                self._chooser.tell(self.trials[number - LOOK_BACK])
            self._next += 1
            params = self._chooser.ask(self.trials.get(number))
            if number not in self.trials:
                self._active[number] = Attempt(number, params, clock.now(), time.monotonic())
                return self._active[number]
        return None

    def _take(self, future: Future[float]) -> None:
        attempt, step = self._pending.pop(future)
        if attempt.number not in self._active:  # pruned, or failed, meanwhile
            return
        try:
            attempt.values[step] = future.result()
        except (CancelledError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - these parameters do not work, whatever the estimator says
            self._end(attempt, TrialState.FAILED, (), str(error).strip().partition("\n")[0] or repr(error))
            return
        self._settle(attempt)

    def _settle(self, attempt: Attempt) -> None:
        values = attempt.row
        before = [self.trials[n] for n in range(attempt.number - LOOK_BACK + 1)]
        for count in range(1, min(len(values) + 1, self._steps)):
            if self._prunes(values[:count], before):
                self._end(attempt, TrialState.PRUNED, values[:count])
                return
        if len(values) == self._steps:
            self._end(attempt, TrialState.FINISHED, values)

    def _prunes(self, values: tuple[float, ...], before: list[Trial]) -> bool:
        if self._halving:
            rung_done = len(values) % self._folds == 0
            return rung_done and left_behind(values, before, self._greater, self._folds)
        return self._search.prune and hopeless(values, before, self._greater)

    def _end(self, attempt: Attempt, state: TrialState, values: tuple[float, ...], text: str = "") -> None:
        del self._active[attempt.number]
        value = None
        if values:
            value = rung_value(values, self._folds) if self._halving else fmean(values)
        seconds = round(time.monotonic() - attempt.began, 3)
        trial = Trial(attempt.number, state, attempt.params, value, values, attempt.started_at, seconds, text)
        self.trials[trial.number] = trial
        self._report(trial)
        hopeful = any(t.state is not TrialState.FAILED for t in self.trials.values())
        if len(self.trials) >= MOST_FAILURES and not hopeful:
            raise AppError(
                f"The first {len(self.trials)} trials all failed. The last one: {trial.text}",
                "Change the ranges, the columns or the preparation, then search again.",
            )


def spent(trials: Iterable[Trial]) -> float:
    """The seconds in which trials were under way; those at the same time count once."""
    total, end = 0.0, float("-inf")
    for start, seconds in sorted((t.started_at.timestamp(), t.seconds) for t in trials):
        total += max(0.0, start + seconds - max(start, end))
        end = max(end, start + seconds)
    return total


def best_trial(trials: Iterable[Trial], greater: bool) -> Trial | None:
    """The finished trial with the best value, the first of equals; None of none."""
    finished = [t for t in trials if t.state is TrialState.FINISHED and t.value is not None]
    sign = 1.0 if greater else -1.0
    return max(finished, key=lambda t: (sign * (t.value or 0.0), -t.number), default=None)
