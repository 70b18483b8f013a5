"""The middle pane of the Models page: the versions on the line, newest first, and the aliases."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from modelyard.domain.models import CHALLENGER, CHAMPION, ModelVersion
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.models import words
from modelyard.ui.widgets.button import Button, LinkButton
from modelyard.ui.widgets.chip import AliasTag
from modelyard.ui.widgets.labels import FittedLabel
from modelyard.ui.widgets.rail_list import RailList, RailRow
from modelyard.ui.widgets.side_panel import SidePanel

ALIASES = (CHAMPION, CHALLENGER)
MOST_COMPARED = 6
"""As many as there are colours for runs."""
DOTS = {CHAMPION: "accent", CHALLENGER: "violet"}


class VersionsPanel(SidePanel):
    """`chosen(id)`; `alias_wanted(alias, version id or "" to take it away)`; `menu_wanted(id, place)`;
    `compare_wanted(run ids)`."""

    chosen = Signal(object)
    alias_wanted = Signal(str, str)
    menu_wanted = Signal(str, QPoint)
    compare_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=324, side="left")
        self.read_only = ""
        section = self.add_section(self.tr("Versions"), self.tr("newest first"), padding=0)
        self.compare = Button(self.tr("Compare"), "compare", "quiet", section, small=True,
                              tip=self.tr("Compare the runs that these versions came from"))  # fmt: skip
        self.compare.clicked.connect(self._compare)
        section.head_actions.addWidget(self.compare)
        self.rail = RailList(self.tr("Versions"), section, lines=True)
        self.rail.chosen.connect(self.chosen)
        self.rail.menu_wanted.connect(self.menu_wanted)
        section.body.addWidget(self.rail)
        aliases = self.add_section(self.tr("Aliases"), line=False)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        aliases.body.addLayout(grid)
        self.moves: dict[str, LinkButton] = {}
        self._at: dict[str, FittedLabel] = {}
        for row, alias in enumerate(ALIASES):
            grid.addWidget(AliasTag(alias, aliases), row, 0)
            self._at[alias] = FittedLabel("", "small", "text2", aliases)
            grid.addWidget(self._at[alias], row, 1)
            self.moves[alias] = LinkButton("", aliases, small=True)
            self.moves[alias].setProperty("alias", alias)
            self.moves[alias].clicked.connect(self._move_clicked)
            grid.addWidget(self.moves[alias], row, 2, Qt.AlignmentFlag.AlignRight)
        self.end()
        self._versions: list[ModelVersion] = []

    def show_versions(self, versions: Sequence[ModelVersion], chosen: str) -> None:
        """Show a model's versions, newest first."""
        self._versions = list(versions)
        self.rail.set_rows([self._row(v) for v in versions])
        self.rail.set_key(chosen)
        self.compare.setVisible(len(self.runs()) > 1)
        for alias in ALIASES:
            holder = self.holder(alias)
            self._at[alias].setText(f"v{holder.number}" if holder else self.tr("no version"))
            self._at[alias].set_tone("text2" if holder else "text3")
            move = self.moves[alias]
            move.setText(self.tr("Move") if holder else self.tr("Set"))
            move.setAccessibleName(f"{move.text()} {alias}")
            move.set_reason(self.read_only)
            move.updateGeometry()

    def runs(self) -> list[str]:
        """The runs the newest versions came from, each once."""
        return list(dict.fromkeys(v.run_id for v in self._versions))[:MOST_COMPARED]

    @Slot()
    def _compare(self) -> None:
        self.compare_wanted.emit(self.runs())

    def holder(self, alias: str) -> ModelVersion | None:
        """The version an alias points at."""
        return next((v for v in self._versions if alias in v.aliases), None)

    def _row(self, version: ModelVersion) -> RailRow:
        made = self.tr("run {n}, {when}, {who}").format(
            n=version.run_number, when=texts.when(version.created_at), who=version.author
        )
        dot = next((DOTS[a] for a in ALIASES if a in version.aliases), "")
        right = ((words.roc_auc(version), "text", ""), (self.tr("ROC AUC"), "text3", ""))
        return RailRow(version.id, f"v{version.number}", tags=version.aliases, lines=(version.algorithm_name, made),
                       right=right, dot=dot)  # fmt: skip

    @Slot()
    def _move_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, LinkButton):
            menu = self.alias_menu(str(button.property("alias")))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def alias_menu(self, alias: str) -> QMenu:
        """Where an alias can go."""
        menu = QMenu(self)
        holder = self.holder(alias)
        for version in self._versions:
            here = holder is not None and version.id == holder.id
            text = f"v{version.number}   {version.algorithm_name}, {words.roc_auc(version)}"
            action = menu.addAction(icon("check" if here else "models", "text2"), text)
            action.setEnabled(not here)
            action.triggered.connect(lambda _=False, v=version.id: self.alias_wanted.emit(alias, v))
        if holder is not None:
            menu.addSeparator()
            action = menu.addAction(icon("x", "text2"), self.tr("Take away from v{n}").format(n=holder.number))
            action.triggered.connect(lambda _=False: self.alias_wanted.emit(alias, ""))
        return menu
