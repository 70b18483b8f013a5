"""Runs side by side as a table: a column a run, results, parameters, data and environment below each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from modelyard.domain.experiments.compare import ComparedFact
from modelyard.domain.experiments.metrics import metrics_of
from modelyard.domain.experiments.own_code import is_own, sha_of
from modelyard.domain.experiments.runs import Run
from modelyard.ui import texts
from modelyard.ui.icons import paint_icon
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import Parameters, tr
from modelyard.ui.pages.experiments.run.origins import ENVIRONMENT, short_hash
from modelyard.ui.theme import theme
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import CELL, Cell, Index, TableColumn
from modelyard.ui.widgets.table_paint import CellDelegate, TableHead

NAME_WIDTH, VALUE_WIDTH = 168, 106

MOST_METRICS = 40


@dataclass(frozen=True, slots=True)
class CompareRow:
    """A line of the comparison: a value a run, and which of them are the best. A section has no values."""

    key: str
    name: str
    values: tuple[str, ...] = ()
    best: frozenset[int] = frozenset()
    tip: str = ""

    @property
    def differs(self) -> bool:
        """Whether the runs differ in it."""
        return len(set(self.values)) > 1


@dataclass(frozen=True, slots=True)
class ValueCell(Cell):
    """A value with room for the tick that marks the best."""

    best: bool = False


@dataclass(frozen=True, slots=True)
class SectionCell(Cell):
    """The head of a section, across all columns."""


def compare_rows(
    runs: Sequence[Run],
    parameters: Parameters,
    datasets: Mapping[str, str],
    packages: Sequence[ComparedFact] = (),
    *,
    only_differences: bool,
) -> list[CompareRow]:
    """The lines for some runs; `datasets` are labels by dataset version id."""
    sections = (
        (tr("Results"), _results(runs)),
        (tr("Parameters"), _parameters(runs, parameters)),
        (tr("Data and environment"), _origins(runs, datasets)),
        (tr("Packages that differ"), _packages(packages, {name for r in runs for name in r.environment})),
    )
    rows: list[CompareRow] = []
    for title, lines in sections:
        kept = [line for line in lines if line.differs or not only_differences]
        if kept:
            rows += [CompareRow(f"section:{title}", title), *kept]
    return rows


def _packages(packages: Sequence[ComparedFact], shown: Collection[str]) -> list[CompareRow]:
    """The packages that differ, but for those that the environment names."""
    return [CompareRow(f"package:{f.name}", f.name, tuple(str(v or texts.MISSING) for v in f.values))
            for f in packages if f.name not in shown]  # fmt: skip


def metric_keys(runs: Sequence[Run]) -> list[str]:
    """The metrics that some of the runs have, those of their tasks first."""
    known = [m.key for task in dict.fromkeys(r.task for r in runs) for m in metrics_of(task)]
    there = dict.fromkeys(key for r in runs for key in r.metrics)
    return list(dict.fromkeys([*(k for k in known if k in there), *there]))[:MOST_METRICS]


def _results(runs: Sequence[Run]) -> list[CompareRow]:
    rows = []
    for key in metric_keys(runs):
        info = facts.metric(key)
        top = facts.best_of(runs, key)
        best = frozenset(i for i, r in enumerate(runs) if r.id in top)
        values = tuple(facts.number_text(r.metrics.get(key), info.digits) for r in runs)
        rows.append(CompareRow(key, tr(info.name), values, best, info.text))
    rows.append(_least("fit", tr("Fit time"), [r.fit_seconds for r in runs],
                       tuple(texts.duration(r.fit_seconds) for r in runs)))  # fmt: skip
    rows.append(_least("size", tr("Model size"), [r.model_size for r in runs],
                       tuple(texts.size(r.model_size) for r in runs)))  # fmt: skip
    return rows


def _least(key: str, name: str, numbers: Sequence[float | None], values: tuple[str, ...]) -> CompareRow:
    known = [n for n in numbers if n is not None]
    low = min(known) if len(known) > 1 else None
    best = frozenset(i for i, n in enumerate(numbers) if n is not None and n == low)
    return CompareRow(key, name, values, best if len(best) < len(known) else frozenset())


def short_algorithm(run: Run) -> str:
    """The algorithm in one word, where a column is narrow."""
    words = {
        "hist_gradient_boosting": tr("Boosting"),
        "random_forest": tr("Forest"),
        "logistic_regression": tr("Logistic"),
    }
    return words.get(run.algorithm, run.algorithm_name)


def _parameters(runs: Sequence[Run], parameters: Parameters) -> list[CompareRow]:
    rows = [CompareRow("algorithm", tr("Algorithm"), tuple(short_algorithm(r) for r in runs))]
    if any(is_own(r.algorithm) for r in runs):
        code = [short_hash(sha_of(r.algorithm)) if is_own(r.algorithm) else texts.MISSING for r in runs]
        rows.append(CompareRow("code", tr("Code, sha256"), tuple(code)))
    known = [parameters.values(r) for r in runs]
    for label in dict.fromkeys(label for one in known for label in one):
        values = tuple(facts.param_text(one.get(label)) for one in known)
        rows.append(CompareRow(f"param:{label}", label, values))
    return rows


def _origins(runs: Sequence[Run], datasets: Mapping[str, str]) -> list[CompareRow]:
    def line(key: str, name: str, values: Sequence[str]) -> CompareRow:
        return CompareRow(key, name, tuple(values))

    def rows_text(value: int | None) -> str:
        return texts.MISSING if value is None else texts.count(value)

    rows = [
        line("experiment", tr("Experiment"), [r.experiment_name for r in runs]),
        line("dataset", tr("Dataset"), [datasets.get(r.dataset_version_id, texts.MISSING) for r in runs]),
        line("train", tr("Training rows"), [rows_text(r.train_rows) for r in runs]),
        line("test", tr("Test rows"), [rows_text(r.test_rows) for r in runs]),
        line("split", tr("Split hash"), [short_hash(r.split_hash) if r.split_hash else texts.MISSING for r in runs]),
        line("seed", tr("Seed"), [str(r.seed) for r in runs]),
        line("by", tr("Trained by"), [r.created_by for r in runs]),
        line("at", tr("Started"), [texts.when(r.started_at) for r in runs]),
    ]
    names = dict.fromkeys(name for r in runs for name in r.environment)
    rows += [
        line(f"env:{name}", ENVIRONMENT.get(name, name), [str(r.environment.get(name, texts.MISSING)) for r in runs])
        for name in names
    ]
    return rows


def as_text(runs: Sequence[Run], rows: Sequence[CompareRow]) -> str:
    """The table as tab-separated text, for a spreadsheet."""
    lines = ["\t".join(["", *(facts.run_name(r) for r in runs)])]
    lines += ["\t".join([row.name, *row.values]) for row in rows]
    return "\n".join(lines)


# --- showing ------------------------------------------------------------------------------------------------------


class _Delegate(CellDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL)
        if isinstance(cell, SectionCell):
            rect = QRect(option.rect)
            c = theme().color
            painter.save()
            painter.fillRect(rect, c("surface2"))
            painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), c("border"))
            painter.setFont(theme().font("small-strong"))
            painter.setPen(c("text2"))
            inner = QRectF(rect).adjusted(14, 0, -14, -1)
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cell.text)
            painter.restore()
            return
        super().paint(painter, option, index)

    def _paint_cell(self, painter: QPainter, cell: Cell, rect: QRect, right: bool, pads: tuple[int, int],
                    selected: bool) -> None:  # fmt: skip
        if not isinstance(cell, ValueCell):
            super()._paint_cell(painter, cell, rect, right, pads, selected)
            return
        font = theme().font("small-strong" if cell.best else "small")
        painter.setFont(font)
        painter.setPen(theme().color(cell.tone))
        inner = QRectF(rect.x() + 6, rect.y(), rect.width() - 6 - 10 - 16, rect.height() - 1)
        shown = QFontMetrics(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, int(inner.width()) + 1)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        if cell.best:
            box = QRectF(inner.right() + 4, inner.center().y() - 6, 12, 12)
            paint_icon(painter, "check", "ok", box)


class _Head(TableHead):
    """Each run's colour stands before its name."""

    colours: Sequence[str] = ()

    def _paint_title(self, painter: QPainter, inner: QRectF, column: TableColumn, section: int) -> None:
        if section == 0:
            super()._paint_title(painter, inner, column, section)
            return
        font = theme().font("label")
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, int(inner.width()) - 30)
        width = metrics.horizontalAdvance(shown)
        right = inner.right() - (16 if section < len(self._columns()) - 1 else 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colours[section - 1] if section - 1 < len(self.colours) else "#00000000"))
        painter.drawRoundedRect(QRectF(right - width - 16, inner.center().y() - 5, 10, 10), 3, 3)
        painter.setFont(font)
        painter.setPen(theme().color("text"))
        painter.drawText(
            QRectF(right - width, inner.y(), width + 2, inner.height()), Qt.AlignmentFlag.AlignVCenter, shown
        )


class CompareTable(Table):
    """The comparison; nothing in it is sorted or ticked."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._wide: list[bool] = []
        super().__init__([], lambda row: str(row.key), name, parent, row_height=28)
        self.setItemDelegate(_Delegate(self))
        self.head = _Head(self)
        self.setHorizontalHeader(self.head)

    def show_comparison(self, runs: Sequence[Run], colours: Sequence[str], rows: Sequence[CompareRow]) -> None:
        """Show lines for some runs in their colours."""
        self.head.colours = list(colours)
        columns = [TableColumn("name", tr("Best is ticked"), _name_cell, NAME_WIDTH)]
        for position, run in enumerate(runs):
            columns.append(_run_column(run, position))
        self._wide = []
        self.set_columns(columns)
        self.set_rows(rows)
        self._span_rows()

    def _apply_widths(self) -> None:
        super()._apply_widths()
        self.horizontalHeader().setStretchLastSection(False)

    def _span_rows(self) -> None:
        wide = [not row.values for row in self.rows.rows()]
        if wide == self._wide or not self.rows.columns:
            return
        self._wide = wide
        self.clearSpans()
        for number, section in enumerate(wide):
            if section and self.rows.columnCount() > 1:
                self.setSpan(number, 0, 1, self.rows.columnCount())


def _name_cell(row: CompareRow) -> Cell:
    if not row.values:
        return SectionCell(row.name, weight=600)
    return Cell(row.name, "text2", small=True, tip=row.tip)


def _run_column(run: Run, position: int) -> TableColumn:
    def cell(row: CompareRow) -> Cell:
        if not row.values:
            return SectionCell()
        text = row.values[position]
        return ValueCell(text, "text3" if text == texts.MISSING else "text", best=position in row.best, tip=text)

    return TableColumn(run.id, facts.run_name(run), cell, VALUE_WIDTH, True, tip=run.algorithm_name)
