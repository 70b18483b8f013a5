"""Compare two versions: a job that says which columns, rows and distributions differ; and the export of the rows."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import codec
from modelyard.core.changes import Changes
from modelyard.core.errors import InputError
from modelyard.core.files import writable
from modelyard.domain.data.compare import ColumnDrift, CompareRequest, Comparison
from modelyard.domain.data.versions import check_kept
from modelyard.domain.jobs import Job, JobContext, Part
from modelyard.services.data.datasets import version
from modelyard.services.workspace import Workspace
from modelyard.store.data import datasets as store
from modelyard.tables.engine import QUIET

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.tables.comparison.columns import Side
    from modelyard.tables.comparison.distributions import Distributions

COMPARE = "data.compare"
MAX_KEY = 4
GUESS_ROWS = 3_000_000
"""Keys of several columns are looked for in tables of at most so many rows."""
NEARLY = 0.9
"""Estimates of how many rows differ are a few percent off; from this share on it is worth counting."""


def compare(workspace: Workspace, request: CompareRequest) -> tuple[Job, Changes]:
    """Start to compare two versions; the job's result is a `Comparison`, which `comparison` reads.

    Raises `InputError` for a key that a version lacks, `NotFoundError` for a version whose rows are gone.
    """
    left, right = _sides(workspace, request)
    for name in request.key:
        for side in (left, right):
            if name not in {c.name for c in side.columns}:
                raise InputError(f"{side.label} has no column {name!r}, so it cannot be the key.", "Choose another.")
    title = f"Compare {left.label} with {right.label}"
    facts = {"key": list(request.key)}
    return workspace.start_job("dataset.compare", COMPARE, title, request, right.label, label=title, after=facts)


def compare_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Compare, in statements that can be cancelled."""
    found = compare_now(workspace, codec.from_builtins(params, CompareRequest), context)
    result: dict[str, Any] = codec.to_builtins(found)
    return result, Changes()


def comparison(job: Job) -> Comparison:
    """What a finished job found."""
    return codec.from_builtins(job.result, Comparison)


def compare_now(workspace: Workspace, request: CompareRequest, context: JobContext = QUIET) -> Comparison:
    """Compare in this thread; also works where nothing can be written. Raises what `tables.compare_rows` raises."""
    from modelyard.tables.comparison.columns import common, compare_columns
    from modelyard.tables.comparison.distributions import distributions
    from modelyard.tables.comparison.rows import compare_rows

    began = time.monotonic()
    left, right = _sides(workspace, request)
    columns = compare_columns(left, right, Part(context, 0.0, 0.05))
    rows = compare_rows(left, right, request.key, Part(context, 0.05, 0.55))
    counted = distributions(left, right, common(left, right), Part(context, 0.55, 1.0))
    drift = sorted((_drift(found) for found in counted), key=lambda d: -(d.psi if d.psi is not None else -1.0))
    return Comparison(
        left_id=request.left_id,
        right_id=request.right_id,
        left_label=left.label,
        right_label=right.label,
        key=request.key,
        columns=columns,
        rows=rows.counts,
        compared=rows.compared,
        changed_cells=rows.changed_cells,
        differences=rows.differences,
        drift=tuple(drift),
        seconds=time.monotonic() - began,
    )


def _drift(found: Distributions) -> ColumnDrift:
    from modelyard.drift.distances import js, psi

    both = found.measured.left, found.measured.right
    numbers = psi(*both), js(*both)
    known = [None if math.isnan(n) else n for n in numbers]
    return ColumnDrift(found.name, found.type, known[0], known[1], found.measured, found.shown)


def export_differences(workspace: Workspace, request: CompareRequest, path: Path, context: JobContext = QUIET) -> int:
    """Write every row that differs to a CSV file; returns how many."""
    from modelyard.tables.comparison.rows import export_differences as export

    left, right = _sides(workspace, request)
    return export(left, right, request.key, writable(path), context)


def suggest_keys(
    workspace: Workspace, left_id: str, right_id: str, context: JobContext = QUIET
) -> list[tuple[str, ...]]:
    """Columns that tell the rows of both versions apart and are never missing, the simplest first; [] if none.

    Single columns come from the profiles. Where there is none, columns are added to each other, the most different
    first, until up to four of them do.
    """
    profiles = [store.profile(workspace.database, v) for v in (left_id, right_id)]
    left, right = _sides(workspace, CompareRequest(left_id, right_id))
    names = [
        c.name
        for c in right.columns
        if all((p := profile.column(c.name)) is not None and not p.missing for profile in profiles)
        and left.type(c.name) is c.type
    ]
    distinct = {n: min(p.distinct / p.rows if (p := profile.column(n)) and p.rows else 0.0 for profile in profiles)
                for n in names}  # fmt: skip
    single: list[tuple[str, ...]] = [(n,) for n in names if distinct[n] == 1.0]
    if single or max(p.rows for p in profiles) > GUESS_ROWS:
        return single
    found = _combined(left, right, sorted(names, key=lambda n: -distinct[n]), context)
    return [found] if found else []


def _combined(left: Side, right: Side, names: Sequence[str], context: JobContext) -> tuple[str, ...]:
    from modelyard.tables.comparison.columns import distinct_shares, unique

    key = list(names[:1])
    while len(key) < MAX_KEY and (rest := [n for n in names if n not in key]):
        shares = distinct_shares(right, [(*key, name) for name in rest], context)
        best = max(range(len(rest)), key=lambda i: shares[i])
        key.append(rest[best])
        if shares[best] > NEARLY and unique(left, key, context) and unique(right, key, context):
            return tuple(key)
    return ()


def _sides(workspace: Workspace, request: CompareRequest) -> tuple[Side, Side]:
    from modelyard.tables.comparison.columns import side

    found = []
    for version_id in (request.left_id, request.right_id):
        one = version(workspace, version_id)
        check_kept(one)
        found.append(side(workspace.blobs.path(one.content_hash), one.label))
    return found[0], found[1]
