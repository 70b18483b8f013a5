"""The result cells of the list of runs: metrics with bars and their best, and what stands there without results."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from modelyard.domain.experiments.runs import Run, RunState
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.runs.choice import OUTSIDE
from modelyard.ui.pages.experiments.runs.context import Context
from modelyard.ui.widgets.table_model import Cell

FROM_HALF = "roc_auc"
"""The metric whose bar begins at 0.5, which is guessing."""
SHARES = frozenset({"f1", "precision", "recall", "accuracy", "balanced_accuracy", "average_precision", "roc_auc"})
BAR, FIT_BAR = 36, 28


@dataclass(frozen=True, slots=True)
class WideCell(Cell):
    """What stands across all result columns of a run without results: progress, or why and what to do."""

    action: str = ""
    """The text of the link after the sentence."""


def _is_best(run: Run, name: str, context: Context) -> bool:
    """Whether a value is the best of those that it can be compared with, where there is a choice; of a script's metric
    nobody knows what is best."""
    value, others = run.metrics.get(name), context.judged.get(run.id)
    info = facts.metric(name)
    if value is None or math.isnan(value) or others is None or not (info.tasks and info.judges):
        return False
    low, high = others.ends.get(name, (0.0, 0.0))
    if facts.shown_same(name, low, high):
        return False
    return facts.shown_same(name, value, high if facts.metric(name).greater else low)


def _compared(run: Run, best: bool, context: Context) -> str:
    """With which runs a result can be compared, where that is worth saying."""
    if best:
        return tr("The best of {count} runs on the same test rows").format(
            count=texts.count(len(context.judged[run.id].ids))
        )
    if run.id not in context.elsewhere:
        return ""
    if run.kind in OUTSIDE:
        return tr("On which rows a script judged it is not known, so compare with care")
    return tr("Other test rows than most runs here, so the results cannot be compared with theirs")


def score_cell(run: Run, name: str, context: Context) -> Cell:
    """A metric's value, bold where it is the best."""
    value = run.metrics.get(name)
    if value is None:
        return Cell(facts.value_text(run, name), "text3")
    best = _is_best(run, name, context)
    tip = [_compared(run, best, context)]
    if name in run.intervals:
        low, high = (facts.number_text(end, facts.metric(name).digits) for end in run.intervals[name])
        tip.append(tr("95 % interval: {low} to {high}").format(low=low, high=high))
    return Cell(facts.value_text(run, name), weight=600 if best else 400, tip="\n".join(t for t in tip if t))


def main_cell(run: Run, name: str, context: Context, room: int) -> Cell:
    """The first result has a bar; one from other test rows has a mark in its place, since lengths would compare."""
    cell, value = score_cell(run, name, context), run.metrics.get(name)
    if run.id in context.elsewhere and value is not None:
        return replace(cell, icon="split", icon_tone="text3")
    share, said = _share(name, value, context)
    if share is None:
        return cell
    tip = "\n".join(t for t in (cell.tip, said) if t)
    return replace(cell, bar=share, bar_width=BAR, text_width=room, tip=tip)


def _share(name: str, value: float | None, context: Context) -> tuple[float | None, str]:
    """How long the bar of a value is, and from where to where bars run."""
    high = context.greatest.get(name, 0.0)
    if value is None or not math.isfinite(value):
        return None, ""
    if name == FROM_HALF:
        return min(1.0, max(0.0, 2 * value - 1)), tr("The bar runs from 0.5, which is guessing, to 1")
    if name in SHARES:
        return min(1.0, max(0.0, value)), tr("The bar runs from 0 to 1")
    if value < 0 or high <= 0 or not math.isfinite(high):
        return None, ""
    return min(1.0, value / high), tr("The bar runs from 0 to the greatest value")


def fit_cell(run: Run, context: Context, room: int) -> Cell:
    """How long the fit took, in so much room, with a bar up to the longest."""
    if run.fit_seconds is None:
        return Cell(texts.MISSING, "text3")
    share = min(1.0, run.fit_seconds / context.longest_fit) if context.longest_fit else 0.0
    return Cell(texts.duration(run.fit_seconds), bar=share, bar_tone="text3", bar_width=FIT_BAR, text_width=room)


# --- runs without results -------------------------------------------------------------------------------------------


def is_wide(run: Run) -> bool:
    """Whether a run has nothing in its result columns but what it is doing, or why there is nothing."""
    return run.state is not RunState.FINISHED and not run.metrics


def wide_cell(run: Run) -> WideCell:
    """What stands in place of results."""
    if run.state is RunState.RUNNING:
        bar = run.fraction if run.kind not in OUTSIDE else None
        return WideCell(run.progress_text or tr("Starting"), "text3", bar=bar, bar_width=110)
    if run.state is RunState.QUEUED:
        return WideCell(tr("Waits for its turn"), "text3", action=tr("Cancel"))
    if run.state is RunState.PAUSED:
        return WideCell(run.progress_text or tr("Paused"), "text3", action=tr("Resume"))
    again = "" if run.kind in OUTSIDE else facts.retry_text(run)
    if run.state is RunState.CANCELLED:
        return WideCell(tr("Stopped before it finished"), "text3", action=again)
    if run.state is RunState.FINISHED:
        return WideCell()
    why = facts.why_failed(run)
    first = run.error.partition("\n")[0] or why
    return WideCell(first.removesuffix("."), "bad-text", action=again, tip=why)
