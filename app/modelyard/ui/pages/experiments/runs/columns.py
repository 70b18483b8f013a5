"""The columns of the list of runs: attributes, parameters, results; and what stands in their cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtGui import QFontMetrics

from modelyard.domain.experiments.find import RunFields
from modelyard.domain.experiments.runs import Run, RunKind, RunState
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import Parameters, tr
from modelyard.ui.pages.experiments.runs.choice import OUTSIDE, usual_metrics, usual_parameters
from modelyard.ui.pages.experiments.runs.context import Context
from modelyard.ui.pages.experiments.runs.lines import GroupHead
from modelyard.ui.pages.experiments.runs.results import BAR, FIT_BAR, fit_cell, main_cell, score_cell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chip import tag_width
from modelyard.ui.widgets.table_model import Cell, TableColumn
from modelyard.ui.widgets.table_paint import PAD

WIDE_AT_LEAST = 157
"""The least width of the column that takes what the others leave."""
NAMED = 4
"""One run in so many has to have a name for names to have a column of their own."""
INDENT = 16
SWATCH = 17
"""What a run's colour takes before its number."""
ARROW = 24
"""What a fold arrow takes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which columns there are, by key, in their usual order, and those shown as long as nobody chooses."""

    keys: tuple[str, ...]
    usual: tuple[str, ...]


def attributes() -> dict[str, str]:
    """The names of the attribute columns by key, in their usual order."""
    return {
        "number": tr("Run"),
        "experiment": tr("Experiment"),
        "algorithm": tr("Algorithm"),
        "name": tr("Name"),
        "state": tr("State"),
        "started": tr("Started"),
        "tags": tr("Tags"),
        "duration": tr("Duration"),
        "user": tr("Started by"),
        "kind": tr("Kind"),
        "note": tr("Note"),
        "seed": tr("Seed"),
        "train_rows": tr("Training rows"),
        "test_rows": tr("Test rows"),
    }


RESULTS = ("fit_seconds", "size")


def choice(sample: Sequence[Run], fields: RunFields, parameters: Parameters, *, many: bool, spec: Any) -> Choice:
    """The columns there are for some runs. `fields` are all names they know, `sample` the newest of them."""
    usual = ["number"]
    if many:
        usual.append("experiment")
    heads = [r for r in sample if r.parent_id is None]
    named = sum(bool(r.name) for r in heads)
    if not named or any(r.algorithm for r in sample):
        usual.append("algorithm")
    if named > len(heads) / NAMED or "algorithm" not in usual:
        usual.append("name")
    usual += ["state", "started"]
    if any(_own_tags(r) for r in sample):
        usual.append("tags")
    telling = usual_parameters(sample, parameters)
    labels = [*telling, *(n for n in parameters.labels(fields.params) if n not in telling)]
    trained = not sample or any(r.kind not in OUTSIDE for r in sample)
    first = usual_metrics(sample, spec) if trained or any(r.metrics for r in sample) else []
    metrics = [*first, *(m for m in fields.metrics if m not in first)]
    results = [f"metrics.{m}" for m in first]
    if trained:
        results += RESULTS
    usual += [f"params.{label}" for label in telling] + results
    keys = [*attributes(), *(f"params.{n}" for n in labels), *(f"metrics.{m}" for m in metrics), *RESULTS]
    return Choice(tuple(keys), tuple(usual))


def section(key: str) -> int:
    """Where in the table a column belongs: with the attributes, the parameters or the results."""
    return 1 if key.startswith("params.") else 2 if key.startswith("metrics.") or key in RESULTS else 0


def title(key: str) -> str:
    """A column's head."""
    name = key.partition(".")[2]
    if key.startswith("params."):
        return facts.short_name(name)
    if key.startswith("metrics."):
        return tr("Calibration") if name == "calibration_error" else tr(facts.metric(name).name)
    return {"fit_seconds": tr("Fit time"), "size": tr("Size")}.get(key) or attributes().get(key, key)


def full_title(key: str) -> str:
    """A column's name where it stands among those of other sections."""
    what = ("", tr("{name} (parameter)"), tr("{name} (metric)"))[section(key)]
    name = facts.tr(key.partition(".")[2]) if key.startswith("params.") else title(key)
    return what.format(name=name) if what and key not in RESULTS else name


def by_service(_run: Run) -> None:
    """The list is sorted where it is read; this only says that a column can be."""


def columns(keys: Sequence[str], sample: Sequence[Run], context: Context, results: str) -> list[TableColumn]:
    """The table's columns for some keys. `results` is the head above the results."""
    ordered = sorted(keys, key=section)
    main = next((k for k in ordered if k.startswith("metrics.")), "")
    tree = next((k for k in ordered if k in ("name", "algorithm")), "")
    groups = ("", tr("Parameters"), results)
    made: list[TableColumn] = []
    for at, key in enumerate(ordered):
        first = at > 0 and section(key) != section(ordered[at - 1])
        column = _column(key, sample, context, key == main)
        if key == "algorithm" and "name" not in ordered:
            column = replace(column, cell=_called_cell)
        cell = _tree_cell(column.cell, context) if key == tree else column.cell
        made.append(replace(column, cell=_for_any_row(cell, context, at == 0), group=groups[section(key)], line=first))
    return _room_for_heads(made)


def _room_for_heads(made: list[TableColumn]) -> list[TableColumn]:
    """The same, so wide that the head above each group has room: what is missing, its first column gets."""
    metrics = QFontMetrics(theme().font("label"))
    for group in dict.fromkeys(c.group for c in made if c.group):
        members = [at for at, c in enumerate(made) if c.group == group]
        missing = metrics.horizontalAdvance(group) + 2 * PAD - sum(made[at].width or 0 for at in members)
        if missing > 0:
            made[members[0]] = replace(made[members[0]], width=(made[members[0]].width or 0) + missing)
    return made


def _column(key: str, sample: Sequence[Run], context: Context, main: bool) -> TableColumn:
    if key.startswith("params."):
        return _parameter_column(key, sample, context.parameters)
    if key.startswith("metrics."):
        return _metric_column(key, sample, context, main)
    if key == "number":
        return _number_column(sample, context)
    cell, width, right = _PLAIN[key]
    if key == "started":
        width = _wide_enough(title(key), {texts.when(r.started_at) for r in sample}, 60, 110)
    elif key == "tags":
        width = min(140, max([70, *(sum(tag_width(t) + 4 for t in _tags_cell(r).tags) + 16 for r in sample)]))
    sort = None if key == "tags" else by_service
    tip = {"fit_seconds": tr("Time to train the model"), "size": tr("Size of the stored model")}.get(key, "")
    if key == "fit_seconds":
        room = _wide_enough("", {texts.duration(r.fit_seconds) for r in sample}, 62, 110) - 22
        return TableColumn(key, title(key), lambda r: fit_cell(r, context, room), room + FIT_BAR + 32, right, sort, tip)
    return TableColumn(key, title(key), cell, width, right, sort, tip)


def _for_any_row(cell: Callable[[Any], Cell | str], context: Context, first: bool) -> Callable[[Any], Cell | str]:
    """The cell of any line: heads of groups paint themselves; what is archived or does not match is grey."""

    def made(row: Any) -> Cell | str:
        if isinstance(row, GroupHead):
            return Cell(head_title(row)) if first else Cell()
        found = cell(row)
        if row.archived_at is None and row.id not in context.grey:
            return found
        found = Cell(found) if isinstance(found, str) else found
        return replace(found, tone="text3", bar_tone="text3", weight=min(found.weight, 500))

    return made


def _tree_cell(cell: Callable[[Any], Cell | str], context: Context) -> Callable[[Any], Cell | str]:
    """A cell indented as deep as its run stands, with the arrow that folds its children."""

    def made(run: Run) -> Cell | str:
        place = context.lines.places.get(run.id)
        found = cell(run)
        if place is None:
            return found
        found = Cell(found) if isinstance(found, str) else found
        icon = ("chev-d" if place.open else "chev-r") if place.children else ""
        below = texts.counted(place.children, tr("run below it"), tr("runs below it")) if place.children else ""
        tip = "\n".join(t for t in (found.tip, below) if t)
        indent = INDENT * place.depth + (ARROW if place.depth and not icon else 0)
        return replace(found, tip=tip, icon=icon, icon_tone="text3", indent=indent)

    return made


def head_title(head: GroupHead) -> str:
    """What a group is called."""
    return tr("None") if head.value is None else head.value


# --- cells of attributes --------------------------------------------------------------------------------------------


def _number_column(sample: Sequence[Run], context: Context) -> TableColumn:
    digits = QFontMetrics(theme().font("body", 500)).horizontalAdvance(str(max((r.number for r in sample), default=0)))

    def cell(run: Run) -> Cell:
        return Cell(str(run.number), weight=500, swatch=facts.swatch(context.colours.get(run.id)), tip=_tip(run))

    return TableColumn("number", title("number"), cell, max(56, digits + 39), sort=by_service, indent=SWATCH)


def _tip(run: Run) -> str:
    lines = [", ".join(p for p in (facts.run_name(run), run.name, run.algorithm_name) if p),
             tr("Started by {name}").format(name=run.created_by)]  # fmt: skip
    if run.train_rows is not None and run.test_rows is not None:
        lines.append(tr("{train} training rows, {test} test rows").format(train=texts.count(run.train_rows),
                                                                          test=texts.count(run.test_rows)))  # fmt: skip
    if run.archived_at is not None:
        lines.append(tr("Archived {when}").format(when=texts.when(run.archived_at)))
    return "\n".join(lines + ([run.note] if run.note else []))


def _algorithm_cell(run: Run) -> Cell:
    text = run.algorithm_name or texts.MISSING
    return Cell(text, tip=_tip(run))


def _called_cell(run: Run) -> Cell:
    """The algorithm and, where names have no column, the name that a run was given; a child has its parent's algorithm
    just above."""
    cell = _algorithm_cell(run)
    if not run.name:
        return cell
    return replace(cell, text=run.name if run.parent_id else f"{cell.text}, {run.name}")


def _state_cell(run: Run) -> Cell:
    tip = facts.why_failed(run) if run.state is RunState.FAILED else ""
    return Cell(facts.state_text(run.state), chip=facts.STATE_KIND[run.state], tip=tip)


def _started_cell(run: Run) -> Cell:
    at = run.started_at
    return Cell(texts.when(at), "text3", tip=texts.clock_time(at) if at else "")


def tag_text(key: str, value: str) -> str:
    """A tag as it stands in a row."""
    return f"{key}: {value}" if value else key


def _tags_cell(run: Run) -> Cell:
    tags = tuple(tag_text(k, v) for k, v in sorted(run.tags.items()))
    own = _own_tags(run)
    return Cell(", ".join(own), tags=own, tip="\n".join(tags))


def _own_tags(run: Run) -> tuple[str, ...]:
    """The tags that people gave; what MLflow notes in tags of its own is said under the pointer."""
    return tuple(tag_text(k, v) for k, v in sorted(run.tags.items()) if not k.startswith("mlflow."))


def _duration_cell(run: Run) -> Cell:
    if run.started_at is None or run.ended_at is None:
        return Cell(texts.MISSING, "text3")
    return Cell(texts.duration((run.ended_at - run.started_at).total_seconds()))


def _kind_cell(run: Run) -> Cell:
    words = {RunKind.TRAINING: tr("Training"), RunKind.SEARCH: tr("Search"), RunKind.LOGGED: tr("Logged"),
             RunKind.IMPORTED: tr("Imported")}  # fmt: skip
    return Cell(words[run.kind], "text2")


def _count_cell(value: int | None) -> Cell:
    return Cell(texts.MISSING, "text3") if value is None else Cell(texts.count(value))


_PLAIN: dict[str, tuple[Callable[[Run], Cell], int, bool]] = {
    "experiment": (lambda r: Cell(r.experiment_name, "text2", tip=r.experiment_name), 130, False),
    "algorithm": (_algorithm_cell, WIDE_AT_LEAST, False),
    "name": (lambda r: Cell(r.name or texts.MISSING, tip=_tip(r)), WIDE_AT_LEAST, False),
    "state": (_state_cell, 98, False),
    "started": (_started_cell, 72, False),
    "tags": (_tags_cell, 90, False),
    "duration": (_duration_cell, 90, True),
    "user": (lambda r: Cell(r.created_by, "text2", tip=r.created_by), 100, False),
    "kind": (_kind_cell, 80, False),
    "note": (lambda r: Cell(r.note.replace("\n", " "), "text2", tip=r.note), 160, False),
    "seed": (lambda r: Cell(str(r.seed)), 64, True),
    "train_rows": (lambda r: _count_cell(r.train_rows), 100, True),
    "test_rows": (lambda r: _count_cell(r.test_rows), 90, True),
    "fit_seconds": (lambda r: Cell(texts.duration(r.fit_seconds)), 92, True),
    "size": (lambda r: Cell(texts.size(r.model_size), "text3"), 74, True),
}


def _parameter_column(key: str, sample: Sequence[Run], parameters: Parameters) -> TableColumn:
    label = key.removeprefix("params.")
    values = {facts.param_text(parameters.value(r, label)) for r in sample}

    def cell(run: Run) -> Cell:
        value = parameters.value(run, label)
        text = facts.param_text(value)
        return Cell(text, "text3" if value is None else "text", tip=text if len(text) > 12 else "")

    return TableColumn(key, title(key), cell, _wide_enough(title(key), values, 46, 130), True, by_service, label)


def _metric_column(key: str, sample: Sequence[Run], context: Context, main: bool) -> TableColumn:
    name = key.removeprefix("metrics.")
    info = facts.metric(name)
    values = {facts.value_text(r, name) for r in sample}
    width = _wide_enough(title(key), values, 60, 150)
    room = max(48, width - 22)
    width = max(118, room + BAR + 34) if main else width
    tip = f"{tr(info.name)}. {tr(info.text)}" if info.text else name
    cell: Callable[[Run], Cell] = (
        (lambda r: main_cell(r, name, context, room)) if main else (lambda r: score_cell(r, name, context))
    )
    return TableColumn(key, title(key), cell, width, True, by_service, tip)


def _wide_enough(name: str, values: set[str], least: int, most: int) -> int:
    """A column's width for its title and values, within bounds."""
    metrics = QFontMetrics(theme().font("body"))
    wide = max((metrics.horizontalAdvance(v) for v in values), default=0)
    return min(max(least, max(wide, QFontMetrics(theme().font("label")).horizontalAdvance(name)) + 25), most)
