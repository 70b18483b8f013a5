"""The bar above the list of runs: filter, saved filters, how many are shown, groups, columns, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import zip_longest

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from modelyard.domain.experiments.filter.complete import completions
from modelyard.domain.experiments.filter.tokens import TokenKind, is_field, tokens, written_name
from modelyard.domain.experiments.find import RunFields, SavedFilter
from modelyard.ui.icons import icon
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.filter_field import Candidate, Completion, FilterField
from modelyard.ui.widgets.labels import FittedLabel, Line

COLOURS = {
    TokenKind.FIELD: "accent-text",
    TokenKind.KEYWORD: "violet-text",
    TokenKind.TEXT: "ok-text",
    TokenKind.DATE: "ok-text",
    TokenKind.WRONG: "bad-text",
}
CANDIDATES = {TokenKind.FIELD: "column", TokenKind.TEXT: "value", TokenKind.DATE: "value", TokenKind.NUMBER: "value"}
OFFERED = 12
MOST_GROUPS = 30
"""How many parameters or tags the menu of groups lists."""


def colours(text: str) -> list[tuple[int, int, str]]:
    """The parts of a filter that have a colour of their own; a word that is searched for has none."""
    found = tokens(text)
    return [(t.start, t.end - t.start, COLOURS[t.kind]) for t, after in zip_longest(found, found[1:])
            if t.kind in COLOURS and (t.kind is not TokenKind.FIELD or is_field(t, after))]  # fmt: skip


def complete(text: str, cursor: int, fields: RunFields) -> Completion:
    """What fits where the cursor stands."""
    found = completions(text, cursor, fields)[:OFFERED]
    if not found:
        return Completion(cursor, cursor)
    made = tuple(Candidate(c.text, CANDIDATES.get(c.kind, "word"), c.detail) for c in found)
    return Completion(found[0].start, found[0].end, made)


class RunsBar(QFrame):
    """`filtered` carries the filter's text, `grouped` a name as in filters or "", `archived` whether archived runs are
    shown; `columns`, `exported` ("csv" or "json"), `save`, `rename` and `delete` (of the saved filter) ask for these.
    """

    filtered = Signal(object)
    grouped = Signal(object)
    archived = Signal(bool)
    columns = Signal()
    exported = Signal(object)
    save = Signal()
    rename = Signal(object)
    delete = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cardHead")
        self.setFixedHeight(theme().px(48))
        self.fields = RunFields()
        self.filters: Sequence[SavedFilter] = ()
        self.group = ""
        self.shows_archived = False
        self.read_only = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 0, 13, 0)
        row.setSpacing(8)
        self.filter = FilterField(tr("Search, or roc_auc > 0.9"), self)
        self.filter.setMinimumWidth(theme().px(140))
        self.filter.setFont(theme().font(12, mono=True))
        self.filter.complete = self._complete
        self.filter.colours = colours
        self.filter.filtered.connect(self.filtered)
        row.addWidget(self.filter, 1000)
        self.saved_button = self._button(tr("Saved filters"), "", self._saved_menu, trailing="chev-d")
        row.addWidget(self.saved_button)
        row.addStretch(1)
        self.shown = FittedLabel("", "small", "text3", self)
        row.addWidget(self.shown)
        line = Line(self, vertical=True)
        line.setFixedHeight(theme().px(18))
        row.addWidget(line)
        self.group_button = self._button(tr("Group"), "branch", self._group_menu)
        self.columns_button = self._button(tr("Columns"), "columns", self.columns.emit)
        self.export_button = self._button(tr("Export"), "export", self._export_menu)
        for button in (self.group_button, self.columns_button, self.export_button):
            row.addWidget(button)

    def _button(self, text: str, icon_name: str, run: Callable[[], object], trailing: str = "") -> Button:
        button = Button(text, icon_name, "quiet", self, small=True, trailing=trailing)
        button.clicked.connect(run)
        return button

    def _complete(self, text: str, cursor: int) -> Completion:
        return complete(text, cursor, self.fields)

    def show_count(self, matched: str, total: str, part: bool) -> None:
        """Say how many runs there are, and how many of them are shown."""
        self.shown.setText(tr("{found} of {runs}").format(found=matched, runs=total) if part else total)

    # --- menus --------------------------------------------------------------------------------------------------
    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _pop(self, menu: QMenu, button: Button) -> None:
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def _add(self, menu: QMenu, text: str, name: str, run: Callable[[], object], reason: str = "") -> None:
        action = menu.addAction(icon(name, "text2"), text.replace("&", "&&"))
        action.setEnabled(not reason)
        action.setToolTip(reason)
        action.triggered.connect(partial(_run, run))

    @Slot()
    def _saved_menu(self) -> None:
        menu = self.saved_menu()
        self._pop(menu, self.saved_button)

    def saved_menu(self) -> QMenu:
        """The saved filters, and what can be done with the one in force."""
        menu, text = self._menu(), self.filter.text().strip()
        here = next((f for f in self.filters if f.text == text), None)
        for one in self.filters:
            self._add(menu, one.name, "check" if one is here else "filter", partial(self._take, one.text))
        if self.filters:
            menu.addSeparator()
        wrong = bool(self.filter.property("invalid"))
        reason = self.read_only or ("" if text and not wrong else tr("Type a filter first"))
        if here is None:
            self._add(menu, tr("Save this filter"), "plus", self.save.emit, reason)
        else:
            rename, delete = tr("Rename {name}"), tr("Delete {name}")
            self._add(menu, rename.format(name=here.name), "edit", partial(self.rename.emit, here), self.read_only)
            self._add(menu, delete.format(name=here.name), "trash", partial(self.delete.emit, here), self.read_only)
        menu.addSeparator()
        shown = self.shows_archived
        self._add(menu, tr("Hide archived runs") if shown else tr("Show archived runs"), "box",
                  partial(self.archived.emit, not shown))  # fmt: skip
        return menu

    def _take(self, text: str) -> None:
        self.filter.show_text(text)
        self.filtered.emit(text)

    @Slot()
    def _group_menu(self) -> None:
        menu = self.group_menu()
        self._pop(menu, self.group_button)

    def group_menu(self) -> QMenu:
        """What runs can be grouped by."""
        menu = self._menu()

        def offer(into: QMenu, name: str, title: str) -> None:
            self._add(into, title, "check" if name == self.group else "branch", partial(self.grouped.emit, name))

        for name, title in group_titles().items():
            offer(menu, name, title)
        for scope, title, names in (("params", tr("Parameter"), self.fields.params),
                                    ("tags", tr("Tag"), self.fields.tags)):  # fmt: skip
            if names:
                sub = menu.addMenu(icon("branch", "text2"), title)
                for name in names[:MOST_GROUPS]:
                    offer(sub, written_name(name, scope), name)
        if self.group:
            menu.addSeparator()
            self._add(menu, tr("No groups"), "x", partial(self.grouped.emit, ""))
        return menu

    @Slot()
    def _export_menu(self) -> None:
        menu = self._menu()
        self._add(menu, tr("Runs shown as CSV"), "table", partial(self.exported.emit, "csv"))
        self._add(menu, tr("Runs shown as JSON"), "file", partial(self.exported.emit, "json"))
        self._pop(menu, self.export_button)

    def show_group(self, group: str) -> None:
        """Say what runs are grouped by."""
        self.group = group
        known = group_titles()
        name = known.get(group) or group.partition(".")[2].strip("`")
        self.group_button.setText(tr("Group: {name}").format(name=name.lower() if group in known else name)
                                  if group else tr("Group"))  # fmt: skip
        self.group_button.setAccessibleName(self.group_button.text())
        self.group_button.updateGeometry()


def group_titles() -> dict[str, str]:
    """The attributes that runs can be grouped by."""
    return {
        "algorithm": tr("Algorithm"),
        "state": tr("State"),
        "dataset": tr("Dataset"),
        "experiment": tr("Experiment"),
    }


def _run(call: Callable[[], object], _checked: bool = False) -> None:
    call()
