"""A part of a job's progress bar."""

from __future__ import annotations

from modelyard.domain.jobs import JobContext


class Part:
    """A `JobContext` whose 0 to 1 is `low` to `high` of another's."""

    def __init__(self, ctx: JobContext, low: float, high: float) -> None:
        self._ctx = ctx
        self._low = low
        self._high = high

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Report how far this part is."""
        self._ctx.progress(None if fraction is None else self._low + (self._high - self._low) * fraction, text)

    def log(self, text: str) -> None:
        """Keep one line in the job's log."""
        self._ctx.log(text)

    def cancelled(self) -> bool:
        """Whether the job is to stop."""
        return self._ctx.cancelled()

    def check_cancelled(self) -> None:
        """Raise `CancelledError` when the job is to stop."""
        self._ctx.check_cancelled()
