"""Runs side by side: everything recorded of them, what of it differs, and whether their metrics differ really."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from modelyard.core.errors import InputError, NotFoundError
from modelyard.domain.experiments.compare import ComparedFact, RunComparison, Section
from modelyard.domain.experiments.metrics import METRICS, best_of, described
from modelyard.domain.experiments.runs import GitState, Run, RunDetails
from modelyard.domain.experiments.significance import Significance, best_of_all
from modelyard.domain.jobs import JobContext
from modelyard.services.data import datasets
from modelyard.services.experiments import judge
from modelyard.services.experiments.find import run_rows
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import find as store

_KNOWN = {m.key: position for position, m in enumerate(METRICS)}


def comparison(workspace: Workspace, run_ids: Sequence[str]) -> RunComparison:
    """Every fact of some runs beside each other.

    Raises `InputError` for less than two, `NotFoundError` when one is gone.
    """
    if len(set(run_ids)) < 2:
        raise InputError("One run alone cannot be compared.", "Choose two or more.")
    return facts_of(workspace, run_ids)


def facts_of(workspace: Workspace, run_ids: Sequence[str]) -> RunComparison:
    """The same for any number of runs, as a report of one has them. Raises `NotFoundError` when one is gone."""
    wanted = list(dict.fromkeys(run_ids))
    runs = run_rows(workspace, wanted)
    if len(runs) < len(wanted):
        raise NotFoundError("Some of these runs are not in the workspace any more.", "List the runs again.")
    details = store.details_of(workspace.database, wanted)
    used = {r.dataset_version_id for r in runs if r.dataset_version_id}
    labels = {i: datasets.version(workspace, i).label for i in used}
    sections: dict[Section, list[Mapping[str, Any]]] = {
        Section.PARAMETERS: [r.params for r in runs],
        Section.METRICS: [r.metrics for r in runs],
        Section.DATA: [_data(r, details[r.id], labels) for r in runs],
        Section.PACKAGES: [details[r.id].packages for r in runs],
        Section.ENVIRONMENT: [_environment(r, details[r.id].git) for r in runs],
    }
    return RunComparison(tuple(runs), tuple(fact for s, given in sections.items() for fact in _facts(s, given)))


def significance(
    workspace: Workspace, run_ids: Sequence[str], metric: str, context: JobContext | None = None
) -> Significance:
    """Whether the differences of a metric between some runs are real, corrected for comparing many. For a worker; takes
    about a second. Where it cannot be told, as they were judged on other rows, the text says why."""
    from modelyard.tables.engine import QUIET

    found = run_rows(workspace, list(dict.fromkeys(run_ids)))
    if reason := _why_not(found, metric):
        return Significance(reason)
    called = judge.called(found)
    try:
        pairs = judge.differences(workspace, [r.id for r in found], metric, context or QUIET)
    except (InputError, NotFoundError) as error:
        return Significance(f"Whether the differences are real cannot be told. {error.message}")
    best = best_of(metric, {r.id: r.metrics[metric] for r in found}) or ""
    return Significance(best_of_all(pairs, best, called), pairs, best)


def _why_not(found: Sequence[Run], metric: str) -> str:
    """Why runs cannot be compared row by row; "" where they can."""
    told = "Whether the differences are real cannot be told: "
    called = judge.called(found)
    if len(found) < 2:
        return f"{told}that takes two runs."
    for run in found:
        if metric not in run.metrics:
            return f"{told}{called[run.id]} has no {described(metric).name}."
    for field, what in (("data_hash", "other data"), ("split_hash", "other hold-out rows")):
        first = getattr(found[0], field)
        other = next((r for r in found if getattr(r, field) != first), None)
        if other is not None:
            return f"{told}{called[other.id]} was judged on {what} than {called[found[0].id]}."
    return ""


def _facts(section: Section, given: Sequence[Mapping[str, Any]]) -> list[ComparedFact]:
    names = list(dict.fromkeys(name for values in given for name in values))
    if section is Section.METRICS:
        names.sort(key=lambda name: (_KNOWN.get(name, len(_KNOWN)), name))
    elif section is not Section.DATA:
        names.sort(key=lambda name: (name.casefold(), name))
    facts = []
    for name in names:
        values = tuple(some.get(name) for some in given)
        facts.append(ComparedFact(section, name, values, any(not _same(values[0], v) for v in values[1:])))
    return facts


def _same(left: Any, right: Any) -> bool:
    """Whether two values are the same; NaN is NaN, and 1 is not yes."""
    if isinstance(left, float) and isinstance(right, float) and math.isnan(left) and math.isnan(right):
        return True
    return bool(left == right) and isinstance(left, bool) is isinstance(right, bool)


def _data(run: Run, details: RunDetails, labels: Mapping[str, str]) -> dict[str, Any]:
    """What a run learned from and was judged on."""
    facts: dict[str, Any] = {
        "dataset": labels.get(run.dataset_version_id, run.dataset_version_id) or None,
        "inputs": ", ".join(f"{i.name} {i.digest}".strip() for i in details.inputs) or None,
        "data_hash": run.data_hash or None,
        "split_hash": run.split_hash or None,
        "train_rows": run.train_rows,
        "test_rows": run.test_rows,
        "task": run.task.value,
        "seed": run.seed,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _environment(run: Run, git: GitState | None) -> dict[str, Any]:
    if git is None:
        return run.environment
    return run.environment | {"git_commit": git.commit, "git_branch": git.branch, "git_dirty": git.dirty}
