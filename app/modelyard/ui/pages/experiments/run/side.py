"""What a run was made from: data, parameters and environment, as a side panel and as cards."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.experiments.evaluation import Evaluation
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import ExperimentSpec, SplitKind
from modelyard.ui import texts
from modelyard.ui.icons import paint_icon
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import Parameters, tr
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.side_panel import KeyValues, SidePanel

Rows = list[tuple[str, ...]]


def data_rows(run: Run, spec: ExperimentSpec, version: DatasetVersion | None, evaluation: Evaluation | None) -> Rows:
    """The data a run learned from."""
    target = spec.target
    binary = evaluation.binary if evaluation is not None else None
    if binary is not None and binary.rows:
        share = texts.percent(binary.positives / binary.rows, 1)
        target = tr("{target}, {share} {positive}").format(target=target, share=share, positive=binary.classes[1])
    features = texts.count(len(spec.features))
    if version is not None:
        features = tr("{count} of {all} columns").format(count=features, all=texts.count(len(version.columns)))
    rows: Rows = [(tr("Target"), target), (tr("Features"), features)]
    if spec.where:
        rows.append((tr("Rows where"), spec.where, "mono"))
    rows.append((tr("Hold-out"), hold_out(spec)))
    if run.data_hash:
        rows.append((tr("Data hash"), short_hash(run.data_hash), "mono"))
    if run.split_hash:
        rows.append((tr("Split hash"), short_hash(run.split_hash), "mono"))
    rows.append((tr("Seed"), str(run.seed)))
    return rows


def hold_out(spec: ExperimentSpec) -> str:
    """How the test rows were chosen."""
    share = texts.percent(spec.split.test_share)
    if spec.split.kind is SplitKind.STORED:
        return tr("split {name}, {share}").format(name=spec.split.name, share=share)
    if spec.split.kind is SplitKind.TIME:
        return tr("latest {share} by {column}").format(share=share, column=spec.split.time_column)
    return tr("{share} at random").format(share=share)


def short_hash(digest: str) -> str:
    """9c41f7…e2a8."""
    return f"{digest[:6]}…{digest[-4:]}"


def parameter_rows(run: Run, parameters: Parameters) -> Rows:
    """A run's parameters by label."""
    return [(label, facts.param_text(value)) for label, value in parameters.values(run).items()]


ENVIRONMENT = {"python": "Python", "cores": "Cores", "platform": "System", "machine": "Machine"}


def environment_rows(run: Run) -> Rows:
    """The versions a run was trained with."""
    rows: Rows = [(ENVIRONMENT.get(name, name), str(value)) for name, value in run.environment.items()]
    rows.append((tr("Trained by"), run.created_by))
    return rows


class SourceButton(QAbstractButton):
    """The dataset version a run was made from; opens it."""

    outer_ring = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fact = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, text: str, fact: str) -> None:
        """Change what it says."""
        self.setText(text)
        self.fact = fact
        self.setAccessibleName(tr("Open {name}").format(name=text))
        self.setAccessibleDescription(fact)
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme().px(54))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, middle = theme().color, self.height() / 2
        painter.setPen(QPen(c("border"), 1))
        painter.setBrush(c("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        paint_icon(painter, "data", "text3", QRectF(11, round(middle - 8), 16, 16))
        paint_icon(painter, "chev-r", "text3", QRectF(self.width() - 25, round(middle - 8), 16, 16))
        room = self.width() - 37 - 32
        for text, role, token, top, height in (
            (self.text(), "medium", "text", middle - 18, 18),
            (self.fact, "small", "text3", middle + 1, 16),
        ):
            font = theme().font(role)
            painter.setFont(font)
            painter.setPen(c(token))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(37, top, room + 2, height), Qt.AlignmentFlag.AlignVCenter, shown)


class _Source:
    """Fills a SourceButton and follows its click."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._version: DatasetVersion | None = None

    def show(self, button: SourceButton, run: Run, spec: ExperimentSpec, version: DatasetVersion | None) -> None:
        self._version = version
        button.setVisible(version is not None)
        if version is None:
            return
        if run.train_rows is not None and run.test_rows is not None:
            rows = run.train_rows + run.test_rows
            share = round(100 * run.train_rows / rows) if rows else 0
            text = tr("{rows} rows, {train} / {test} split")
            fact = text.format(rows=texts.count(rows), train=share, test=100 - share)
        else:
            fact = texts.counted(version.rows, tr("row"), tr("rows"))
        button.set(version.label, fact)

    def open(self) -> None:
        if self._version is not None:
            self._shell.go("data", self._version.id)


class RunSide(SidePanel):
    """The panel at the right of a run's charts."""

    def __init__(self, shell: Shell, parameters: Parameters, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=theme().px(288))
        self._parameters = parameters
        self._source = _Source(shell)
        made = self.add_section(tr("Made from"))
        self.source = SourceButton(self)
        self.source.clicked.connect(self._open)
        made.body.addWidget(self.source)
        self.data = KeyValues(self)
        made.body.addWidget(self.data)
        self.parameter_section = self.add_section(tr("Parameters"))
        self.parameters = KeyValues(self)
        self.parameter_section.body.addWidget(self.parameters)
        environment = self.add_section(tr("Environment"))
        self.environment = KeyValues(self)
        environment.body.addWidget(self.environment)
        self.end()

    def show_facts(
        self, run: Run, spec: ExperimentSpec, version: DatasetVersion | None, evaluation: Evaluation | None
    ) -> None:
        """Show a run's origins."""
        self._source.show(self.source, run, spec, version)
        self.data.set_rows(data_rows(run, spec, version, evaluation))
        rows = parameter_rows(run, self._parameters)
        self.parameters.set_rows(rows)
        self.parameter_section.setVisible(bool(rows))
        self.environment.set_rows(environment_rows(run))

    @Slot()
    def _open(self) -> None:
        self._source.open()


class RunRecordCards(QWidget):
    """The same as cards, with all features named; for the Parameters tab."""

    def __init__(self, shell: Shell, parameters: Parameters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameters = parameters
        self._source = _Source(shell)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        _, self.parameters = self._card(grid, tr("Parameters"), 0, 0)
        _, self.environment = self._card(grid, tr("Environment"), 1, 0)
        self.data_card, self.data = self._card(grid, tr("Made from"), 0, 1)
        _, self.features = self._card(grid, tr("Features"), 1, 1)
        self.source = SourceButton(self)
        self.source.clicked.connect(self._open)
        self.data_card.body.insertWidget(0, self.source)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def _card(self, grid: QGridLayout, title: str, row: int, column: int) -> tuple[Card, KeyValues]:
        card = Card(title, parent=self, padding=14)
        card.body.setSpacing(10)
        values = KeyValues(card.content)
        card.body.addWidget(values)
        card.body.addStretch(1)
        grid.addWidget(card, row, column)
        return card, values

    def show_facts(
        self, run: Run, spec: ExperimentSpec, version: DatasetVersion | None, evaluation: Evaluation | None
    ) -> None:
        """Show a run's record."""
        self._source.show(self.source, run, spec, version)
        rows = parameter_rows(run, self._parameters)
        self.parameters.set_rows(rows or [(run.algorithm_name, tr("has no parameters"))])
        self.environment.set_rows(environment_rows(run))
        self.data.set_rows(data_rows(run, spec, version, evaluation))
        types = {c.name: c.type.value for c in version.columns} if version else {}
        self.features.set_rows([(name, types.get(name, "")) for name in spec.features])

    @Slot()
    def _open(self) -> None:
        self._source.open()
