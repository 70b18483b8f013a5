"""Which columns a recipe needs of a table before it can be applied, as far as names tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from modelyard.domain.data.prepare import (
    AddColumn,
    Aggregate,
    DateParts,
    DropColumns,
    FillMissing,
    JoinAsOf,
    JoinDataset,
    KeepColumns,
    RenameColumns,
    SplitText,
    Step,
)


def named(step: Step) -> tuple[str, ...]:
    """The columns that a step names; those inside expressions are not among them."""
    if isinstance(step, RenameColumns):
        return tuple(step.names)
    if isinstance(step, Aggregate):
        return (*step.by, *(v.column for v in step.values if v.column))
    if isinstance(step, JoinDataset):
        return tuple(step.keys)
    if isinstance(step, JoinAsOf):
        return (*((step.time,) if step.time else ()), *step.by)
    if isinstance(step, SplitText | DateParts):
        return (step.column,) if step.column else ()
    if isinstance(step, FillMissing):
        return (*step.columns, *step.order_by, *step.by)
    return tuple(getattr(step, "columns", ()))


def missing_columns(steps: Sequence[Step], columns: Iterable[str]) -> tuple[str, ...]:
    """The columns that steps name, but neither the table nor a step before them has; in order of need.

    After a join without a list of columns everything may be there, so no name is called missing from there on.
    """
    present, missing = set(columns), dict[str, None]()
    for step in steps:
        if step.disabled:
            continue
        missing.update(dict.fromkeys(n for n in named(step) if n not in present))
        if isinstance(step, KeepColumns):
            present = set(step.columns)
        elif isinstance(step, DropColumns):
            present -= set(step.columns)
        elif isinstance(step, RenameColumns):
            present = (present - set(step.names)) | set(step.names.values())
        elif isinstance(step, SplitText):
            present |= set(step.into)
        elif isinstance(step, DateParts):
            present |= {f"{step.column}_{p.value}" for p in step.parts}
        elif isinstance(step, AddColumn):
            present.add(step.name)
        elif isinstance(step, Aggregate):
            present = {*step.by, *(v.output for v in step.values)}
        elif isinstance(step, JoinDataset | JoinAsOf):
            if not step.columns:
                break
            present |= {*step.columns, *(f"{n}{step.suffix}" for n in step.columns)}
        present |= set(missing)
    return tuple(missing)
