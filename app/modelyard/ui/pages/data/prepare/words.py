"""How steps are called, drawn, summed up, and what they did, in the window's language."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from modelyard.domain.data.prepare import (
    AddColumn,
    Aggregate,
    ChangeType,
    DateParts,
    DropDuplicates,
    FillMethod,
    FillMissing,
    FilterRows,
    GroupRare,
    HandleOutliers,
    JoinAsOf,
    JoinDataset,
    Keep,
    OutlierAction,
    OutlierMethod,
    ParseDates,
    RenameColumns,
    SortRows,
    SplitText,
    Step,
    StepEffect,
)
from modelyard.ui import texts
from modelyard.ui.pages.data.table.cells import type_name

SHOWN = 3


def tr(text: str) -> str:
    """A text of the Prepare tab."""
    return QCoreApplication.translate("Prepare", text)


ICONS = {
    "keep_columns": "columns",
    "drop_columns": "x",
    "rename_columns": "edit",
    "change_type": "num",
    "filter_rows": "filter",
    "sort_rows": "sort",
    "drop_duplicates": "copy",
    "fill_missing": "check",
    "handle_outliers": "activity",
    "split_text": "split",
    "parse_dates": "date",
    "date_parts": "calendar",
    "group_rare": "cat",
    "add_column": "plus",
    "aggregate": "box",
    "join": "link",
    "join_as_of": "wait",
}


def title(kind: str) -> str:
    """The name of a kind of step."""
    return {
        "keep_columns": tr("Keep columns"),
        "drop_columns": tr("Drop columns"),
        "rename_columns": tr("Rename columns"),
        "change_type": tr("Change type"),
        "filter_rows": tr("Filter rows"),
        "sort_rows": tr("Sort rows"),
        "drop_duplicates": tr("Drop duplicates"),
        "fill_missing": tr("Fill missing values"),
        "handle_outliers": tr("Handle outliers"),
        "split_text": tr("Split text"),
        "parse_dates": tr("Read dates"),
        "date_parts": tr("Take date parts"),
        "group_rare": tr("Group rare categories"),
        "add_column": tr("Add formula"),
        "aggregate": tr("Aggregate"),
        "join": tr("Join dataset"),
        "join_as_of": tr("Join as of a time"),
    }[kind]


def about(kind: str) -> str:
    """One sentence on what a kind of step does."""
    return {
        "keep_columns": tr("Only the columns you name, in that order"),
        "drop_columns": tr("All columns but those you name"),
        "rename_columns": tr("New names for columns"),
        "change_type": tr("Values that do not fit become missing, counted"),
        "filter_rows": tr("Only rows for which a condition is true"),
        "sort_rows": tr("Another order of rows"),
        "drop_duplicates": tr("One of rows that are equal"),
        "fill_missing": tr("A constant, mean, median, most frequent or last value"),
        "handle_outliers": tr("Clip or drop by quartiles, deviations or a forest"),
        "split_text": tr("At a separator or by a pattern"),
        "parse_dates": tr("Text as dates, by a format"),
        "date_parts": tr("Year, month, weekday, hour and more"),
        "group_rare": tr("Rare values become “other”"),
        "add_column": tr("A column computed from others of its row"),
        "aggregate": tr("One row a group: sums, means, counts"),
        "join": tr("Columns of another dataset by equal keys"),
        "join_as_of": tr("What was known at that time, nothing later"),
    }[kind]


def groups() -> Sequence[tuple[str, Sequence[str]]]:
    """Kinds of steps by what they are about, in the order of the Add step dialog."""
    return (
        (tr("Columns"), ("keep_columns", "drop_columns", "rename_columns", "change_type", "add_column")),
        (tr("Rows"), ("filter_rows", "sort_rows", "drop_duplicates", "aggregate")),
        (tr("Values"), ("fill_missing", "handle_outliers", "group_rare", "split_text")),
        (tr("Dates"), ("parse_dates", "date_parts")),
        (tr("Other datasets"), ("join", "join_as_of")),
    )


def names(columns: Sequence[str]) -> str:
    """A few names, and how many more."""
    if not columns:
        return tr("no column yet")
    shown = ", ".join(columns[:SHOWN])
    return shown if len(columns) <= SHOWN else tr("{names} and {n} more").format(names=shown, n=len(columns) - SHOWN)


def summary(step: Step) -> str:
    """What a step does, in one line."""
    if isinstance(step, FilterRows):
        return step.where.strip() or tr("no condition yet")
    if isinstance(step, AddColumn):
        return f"{step.name or '…'} = {step.formula.strip() or '…'}"
    if isinstance(step, RenameColumns):
        return names([f"{old} → {new}" for old, new in step.names.items()])
    if isinstance(step, ChangeType | ParseDates):
        return tr("{names} to {type}").format(names=names(step.columns), type=type_name(step.to).lower())
    if isinstance(step, SortRows):
        return names(step.columns) + (tr(", largest first") if step.descending else "")
    if isinstance(step, DropDuplicates):
        kept = tr("keep the first") if step.keep is Keep.FIRST else tr("keep the last")
        return f"{names(step.columns) if step.columns else tr('all columns')}, {kept}"
    if isinstance(step, FillMissing):
        how = fill_methods()[step.method.value].lower()
        how = f"“{step.value}”" if step.method is FillMethod.CONSTANT and step.value is not None else how
        return f"{names(step.columns)}: {how}"
    if isinstance(step, HandleOutliers):
        action = tr("clip") if step.action is OutlierAction.CLIP else tr("drop rows")
        return f"{names(step.columns)}: {action}, {outlier_methods()[step.method.value].lower()}"
    if isinstance(step, GroupRare):
        least = texts.percent(step.min_share, 1) if step.min_share else f"{step.min_count:,}"
        return tr("{names}: less than {least}").format(names=names(step.columns), least=least)
    if isinstance(step, SplitText):
        return f"{step.column or '…'} → {names(step.into)}"
    if isinstance(step, DateParts):
        return f"{step.column or '…'}: {names([p.value for p in step.parts]) if step.parts else '…'}"
    if isinstance(step, Aggregate):
        by = tr("by {names}").format(names=names(step.by)) if step.by else tr("all rows")
        return f"{by}: {names([v.output for v in step.values]) if step.values else '…'}"
    if isinstance(step, JoinDataset):
        return tr("{dataset} on {names}").format(dataset=step.dataset or "…", names=names(list(step.keys)))
    if isinstance(step, JoinAsOf):
        return tr("{dataset} as of {time}").format(dataset=step.dataset or "…", time=step.time or "…")
    return names(getattr(step, "columns", ()))


def fill_methods() -> dict[str, str]:
    """What takes the place of missing values."""
    return {
        "constant": tr("A constant"),
        "mean": tr("Mean"),
        "median": tr("Median"),
        "mode": tr("Most frequent value"),
        "forward": tr("Last value above"),
    }


def outlier_methods() -> dict[str, str]:
    """How outliers are told."""
    return {
        OutlierMethod.IQR.value: tr("Quartile fences (IQR)"),
        OutlierMethod.Z_SCORE.value: tr("Standard deviations"),
        OutlierMethod.ISOLATION_FOREST.value: tr("Isolation forest"),
    }


def learned_note() -> str:
    """What to know of a step that learns from the rows at hand."""
    return tr("Computed on the data at hand: a model's own imputation and scaling belong into the model.")


def signed(value: int) -> str:
    """+3 or −9,430."""
    return f"+{value:,}" if value >= 0 else f"\u2212{-value:,}"


def effect_short(effect: StepEffect) -> str:
    """What a step did, for the right of its row; "" for nothing to tell."""
    if effect.rows_after != effect.rows_before:
        change = effect.rows_after - effect.rows_before
        return tr("{n} rows").format(n=signed(change))
    if effect.emptied:
        return tr("{n} missing").format(n=f"+{effect.emptied:,}")
    if effect.changed:
        return tr("{n} cells").format(n=f"{effect.changed:,}")
    if effect.columns_after != effect.columns_before:
        change = effect.columns_after - effect.columns_before
        word = tr("column") if abs(change) == 1 else tr("columns")
        return f"{signed(change)} {word}"
    return ""


def effect_long(effect: StepEffect) -> str:
    """What a step did, in full."""
    rows = f"{effect.rows_before:,} → {effect.rows_after:,}" if effect.rows_after != effect.rows_before else (
        f"{effect.rows_after:,}")  # fmt: skip
    parts = [tr("{rows} rows").format(rows=rows)]
    columns = effect.columns_after
    if effect.columns_before != columns:
        parts.append(tr("{before} → {after} columns").format(before=effect.columns_before, after=columns))
    if effect.changed:
        parts.append(texts.counted(effect.changed, tr("cell changed"), tr("cells changed")))
    if effect.emptied:
        parts.append(texts.counted(effect.emptied, tr("cell became missing"), tr("cells became missing")))
    return ". ".join([", ".join(parts), *effect.notes])
