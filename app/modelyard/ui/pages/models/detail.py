"""One version: what it scores, how it serves, what it takes and gives, where it came from, its card."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.domain.models import InputField, ModelVersion
from modelyard.ui import texts
from modelyard.ui.pages.models import words
from modelyard.ui.pages.models.card_view import CardView
from modelyard.ui.pages.models.lineage import LineageStrip
from modelyard.ui.pages.models.reading import Lineage
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, LinkButton
from modelyard.ui.widgets.card import Card, clear_layout
from modelyard.ui.widgets.chip import AliasTag
from modelyard.ui.widgets.kpi import FigureStrip
from modelyard.ui.widgets.labels import FittedLabel
from modelyard.ui.widgets.side_panel import KeyValues
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


class VersionDetail(QFrame):
    """`opened((page, target))` when something of another page is clicked; `launch_wanted`, `export_wanted` and
    `menu_wanted(place)` when a button is."""

    opened = Signal(object)
    launch_wanted = Signal()
    export_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.version: ModelVersion | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._build_head())
        self.area = QScrollArea(self)
        self.area.setObjectName("canvas")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self.area, 1)
        inner = QWidget(self.area)
        inner.setObjectName("canvas")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(20, 2, 20, 20)
        self._column.setSpacing(12)
        self.strip = FigureStrip(
            [("roc_auc", self.tr("ROC AUC")), ("average_precision", self.tr("Average precision")),
             ("f1", self.tr("F1")), ("log_loss", self.tr("Log loss")),
             ("calibration_error", self.tr("Calibration error"))], inner)  # fmt: skip
        self._column.addWidget(self.strip)
        self.lineage_card = Card(self.tr("Lineage"), self.tr("from data to deployment"), inner, padding=14)
        self.lineage = LineageStrip(self.lineage_card)
        self.lineage.opened.connect(self.opened)
        self.lineage_card.body.addWidget(self.lineage)
        self._column.addWidget(self.lineage_card)
        self._build_serving(inner)
        self._build_signature(inner)
        self._build_card(inner)
        self._column.addStretch(1)
        self.area.setWidget(inner)

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 16, 20, 10)
        row.addStrut(theme().px(30))  # the style sheet lets buttons shrink
        row.setSpacing(8)
        self.title = FittedLabel("", "title", parent=self)
        row.addWidget(self.title)
        self.tags = QHBoxLayout()
        self.tags.setSpacing(6)
        row.addLayout(self.tags)
        self.fact = FittedLabel("", "body", "text3", self)
        row.addWidget(self.fact, 0)
        self.run_link = LinkButton("", self)
        self.run_link.clicked.connect(self._run_clicked)
        row.addWidget(self.run_link)
        row.addStretch(1)
        self.launch = Button(self.tr("Launch"), "launch", "primary", self)
        self.launch.clicked.connect(self.launch_wanted)
        row.addWidget(self.launch)
        self.more = Button("", "more", "secondary", self, name=self.tr("More actions"))
        self.more.clicked.connect(self._more_clicked)
        row.addWidget(self.more)
        return row

    def _build_serving(self, parent: QWidget) -> None:
        self.serving = Card(self.tr("How it serves"), "", parent, padding=14)
        self.facts = KeyValues(self.serving)
        self.serving.body.addWidget(self.facts)
        self._column.addWidget(self.serving)

    def _build_signature(self, parent: QWidget) -> None:
        self.signature_card = Card(self.tr("Takes and gives"), "", parent)
        columns = [
            TableColumn("name", self.tr("Column"),
                        lambda f: Cell(f.name, icon=words.TYPE_ICONS[f.type], icon_tone="text3", tip=f.name)),
            TableColumn("type", self.tr("Type"), lambda f: Cell(words.type_word(f.type), "text2"), 120),
            TableColumn("seen", self.tr("Seen in training"),
                        lambda f: Cell(words.seen(f), "text2", tip=", ".join(f.categories[:40])), None),
            TableColumn("takes", self.tr("Value"), lambda f: Cell(words.takes(f), "text2"), 120),
        ]  # fmt: skip
        self.inputs: Table = Table(columns, _name, self.tr("Input columns"), self.signature_card, row_height=30,
                                   fit_rows=True)  # fmt: skip
        self.inputs.setProperty("inCard", True)
        self.signature_card.body.addWidget(self.inputs)
        self._column.addWidget(self.signature_card)

    def _build_card(self, parent: QWidget) -> None:
        self.card = Card(self.tr("Model card"), "", parent, padding=14)
        export = Button(self.tr("Export bundle"), "export", "quiet", self.card, small=True)
        export.clicked.connect(self.export_wanted)
        self.card.head_actions.addWidget(export)
        self.markdown = CardView(self.tr("Model card"), self.card)
        self.card.body.addWidget(self.markdown)
        self._column.addWidget(self.card)

    # --- showing ------------------------------------------------------------------------------------------------
    def show_version(self, version: ModelVersion, lineage: Lineage, markdown: str) -> None:
        """Show another version, or the same one as it is now."""
        if self.version is None or self.version.id != version.id:
            self.area.verticalScrollBar().setValue(0)
        self.version = version
        self.title.setText(f"v{version.number}")
        clear_layout(self.tags)
        for alias in version.aliases:
            self.tags.addWidget(AliasTag(alias, self))
        self.fact.setText(self.tr("{what}, from").format(what=words.algorithm(version)))
        self.run_link.setText(self.tr("run {n}").format(n=version.run_number))
        self.run_link.setAccessibleName(self.tr("Open run {n}").format(n=version.run_number))
        self.run_link.updateGeometry()
        for key in self.strip.figures:
            self.strip.set(key, texts.score(version.metrics.get(key), 3))
        self.lineage.set(lineage)
        self.facts.set_rows(self._facts(version, lineage))
        self._show_signature(version)
        self.card.set_fact(self.tr("filled in from run {n}").format(n=version.run_number))
        self.markdown.set_markdown(markdown)

    def _facts(self, version: ModelVersion, lineage: Lineage) -> list[tuple[str, ...]]:
        made = self.tr("{when} by {who}").format(when=texts.when(version.created_at), who=version.author)
        digest = version.bundle_hash
        rows = [
            (self.tr("Scorer"), words.scorer(version)),
            (self.tr("Check"), words.parity(version.parity)),
            (self.tr("Size"), texts.size(version.size_bytes)),
            (self.tr("Registered"), made),
            (self.tr("Hash"), f"{digest[:12]}…{digest[-6:]}", "mono"),
        ]
        if lineage.run is not None and lineage.run.test_rows and lineage.run.train_rows:
            learned = self.tr("{trained} rows; scored on {tested} others")
            learned = learned.format(trained=texts.count(lineage.run.train_rows),
                                     tested=texts.count(lineage.run.test_rows))  # fmt: skip
            rows.insert(0, (self.tr("Learned from"), learned))
        if version.note:
            rows.append((self.tr("Note"), version.note))
        return rows

    def _show_signature(self, version: ModelVersion) -> None:
        signature = version.signature
        columns = texts.counted(len(signature.inputs), self.tr("column"), self.tr("columns"))
        no, yes = signature.classes
        text = self.tr("{columns} in, the probability of {target} = {yes} out; {yes} from {threshold} up")
        self.signature_card.set_fact(text.format(columns=columns, target=signature.target, yes=yes, no=no,
                                                 threshold=f"{signature.threshold:.2f}"))  # fmt: skip
        self.inputs.set_rows(signature.inputs)

    # --- clicks -------------------------------------------------------------------------------------------------
    @Slot()
    def _run_clicked(self) -> None:
        if self.version is not None:
            self.opened.emit(("experiments", ("run", self.version.run_id)))

    @Slot()
    def _more_clicked(self) -> None:
        self.menu_wanted.emit(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))


def _name(field: InputField) -> str:
    return field.name
