"""The Quality tab: the rules of a dataset with what they found in the version shown, and the details of one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import DatasetVersion, TableProfile
from modelyard.domain.data.quality import QualityReport, RemovedRule, Rule, RuleSpec, RuleState, RuleStatus
from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.data.quality import words
from modelyard.ui.pages.data.quality.board import TAB
from modelyard.ui.pages.data.quality.detail import RuleDetail
from modelyard.ui.pages.data.quality.form import RuleDialog
from modelyard.ui.pages.data.quality.suggest_dialog import SuggestDialog
from modelyard.ui.pages.data.quality.words import tr
from modelyard.ui.pages.data.version_tabs import VersionTab
from modelyard.ui.save_file import ask_save
from modelyard.ui.theme import theme
from modelyard.ui.widgets.bar import Bar
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.labels import ElidedLabel
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage


def rule_columns() -> list[TableColumn]:
    """The columns of the table of rules."""

    def name(status: RuleStatus) -> Cell:
        image, tone = words.ICONS[words.state_of(status)]
        return Cell(status.title, weight=500, icon=image, icon_tone=tone, tip=status.title)

    def state(status: RuleStatus) -> Cell:
        return Cell(words.state_text(status.result), chip=words.CHIPS[words.state_of(status)])

    def severity(status: RuleStatus) -> Cell:
        return Cell(words.severity_text(status.rule.spec.severity), "text2")

    def found(status: RuleStatus) -> Cell:
        text = status.result.text if status.result else ""
        return Cell(text or texts.MISSING, "text2" if text else "text3", small=True, tip=text)

    def figure(status: RuleStatus) -> Cell:
        tone = words.ICONS[words.state_of(status)][1] if _broken(status) else "text2"
        return Cell(words.figure(status), tone, weight=600 if _broken(status) else 400)

    return [
        TableColumn("name", tr("Rule"), name, minimum=170),
        TableColumn("state", tr("State"), state, 112),
        TableColumn("severity", tr("If broken"), severity, 76),
        TableColumn("figure", tr("Figure"), figure, 84, True,
                    tip=tr("Failing rows where a rule is broken, else rows looked at; or the rule's own figure")),
        TableColumn("found", tr("Found"), found, minimum=150),
    ]  # fmt: skip


def _broken(status: RuleStatus) -> bool:
    return words.state_of(status) in (RuleState.WARN, RuleState.FAIL)


class QualityTab(VersionTab):
    """Rules above, the one selected below."""

    key = TAB

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(page, parent)
        self.report: QualityReport | None = None
        self._wanted = ""
        self._jobs = OwnJobs(page.shell, self)
        self._again: set[str] = set()  # versions with rules that came while their check was on its way
        self._jobs.moved.connect(self._job_moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        content = QWidget(self)
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._build_bar(content))
        self.table = Table(rule_columns(), lambda s: s.rule.id, tr("Quality rules"), content)
        self.table.menu = self._menu
        self.table.row_selected.connect(self._selected)
        self.table.row_opened.connect(self.edit)
        self.detail = RuleDetail(page, content)
        self.detail.edit.connect(self.edit)
        self.detail.copy.connect(self._copy_selected)
        self.detail.remove.connect(self._remove_selected)
        self.detail.moved.connect(self._move_selected)
        split = QSplitter(Qt.Orientation.Vertical, content)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 5)
        split.setSizes([400, 500])  # else a table that has no rows yet gets the height of none
        inner.addWidget(split, 1)
        self.states = StateStack(content, self)
        self.states.retry.connect(self._read)
        column.addWidget(self.states)
        page.quality.loaded.connect(self._loaded)
        page.quality.failed.connect(self._failed)

    @staticmethod
    def title() -> str:
        return tr("Quality")

    def _build_bar(self, parent: QWidget) -> Bar:
        bar = Bar(parent)
        self.fact = ElidedLabel("", "small", "text2", bar)
        bar.row.addWidget(self.fact, 1)
        self.progress = ProgressBar(None, bar, height=4)
        self.progress.setFixedWidth(theme().px(96))
        self.progress.hide()
        bar.row.addWidget(self.progress)
        self.check_button = Button(tr("Check now"), "refresh", "secondary", bar, small=True)
        self.check_button.clicked.connect(self._check_or_cancel)
        self.suggest_button = Button(tr("Suggest rules"), "bolt", "secondary", bar, small=True)
        self.suggest_button.clicked.connect(self.suggest)
        self.add_button = Button(tr("Add rule"), "plus", "secondary", bar, small=True)
        self.add_button.clicked.connect(self.add)
        self.more = IconButton("more", tr("More for these rules"), bar)
        self.more.clicked.connect(self._more)
        for button in (self.check_button, self.suggest_button, self.add_button, self.more):
            bar.row.addWidget(button)
        return bar

    # --- reading ------------------------------------------------------------------------------------------------
    def show_version(self, version: DatasetVersion, profile: TableProfile) -> None:
        if not self.shows(version.id):
            self._show_check(self._jobs.running(version.id))
        super().show_version(version, profile)

    def refresh(self) -> None:
        if self.report is None or not self.shows(self.report.version_id):
            self.states.show_loading(tr("Reading the rules"))
        self._read()

    @Slot()
    def _read(self) -> None:
        self.page.quality.read()

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        if self.isVisible():
            self.states.show_error(tr("The rules could not be read"), error)

    @Slot(object)
    def _loaded(self, report: QualityReport) -> None:
        self.report = report
        reason = self.page.read_only_reason()
        for button in (self.add_button, self.suggest_button, self.check_button):
            button.set_reason(reason)
        self.fact.setText(words.summary(report))
        self.table.set_rows(list(report.statuses))
        if not report.statuses:
            self.detail.show_status(None, None)
            self.states.show_empty(self._empty(reason))
            return
        self.states.show_full()
        wanted, self._wanted = self._wanted, ""
        if not (wanted and self.table.select(wanted)) and not self.table.selected_key():
            self.table.select((report.worst or report.statuses[0]).rule.id)
        self._show_detail()

    def _empty(self, reason: str) -> EmptyState:
        text = tr("Rules say what must hold for the rows. They are checked at every new version.")
        state = EmptyState("gate", tr("No quality rules yet"), text, self.states)
        suggest = state.add_button(tr("Suggest rules"), "bolt")
        suggest.clicked.connect(self.suggest)
        add = state.add_button(tr("Add rule"), "plus", "secondary")
        add.clicked.connect(self.add)
        for button in (suggest, add):
            button.set_reason(reason)
        return state

    def select(self, rule_id: str) -> None:
        """Show one rule, now or when the rules are there."""
        self._wanted = "" if self.table.select(rule_id) else rule_id

    @Slot(object)
    def _selected(self, _key: object) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        self.detail.set_read_only(self.page.read_only_reason())
        self.detail.show_status(self.version, self.table.selected_row())

    def _status(self) -> RuleStatus | None:
        found = self.table.selected_row()
        return found if isinstance(found, RuleStatus) else None

    # --- checking -----------------------------------------------------------------------------------------------
    @Slot()
    def _check_or_cancel(self) -> None:
        from modelyard.services import activity

        job_id = self._jobs.job_id(self.version.id) if self.version is not None else ""
        if job_id:
            self.page.perform(partial(activity.cancel, self.page.shell.workspace, job_id))
        else:
            self.check()

    def check(self) -> None:
        """Check the rules on the version shown, in the background."""
        from modelyard.services.data import quality as data_quality

        if self.version is not None:
            version_id = self.version.id
            self._jobs.start(partial(data_quality.check, self.page.shell.workspace, version_id), version_id)

    @Slot(object, object)
    def _job_moved(self, job: Job, version_id: str) -> None:
        """Show how far the check is, and when it has ended what it found; the window tells of a failure itself."""
        if job.state is JobState.CANCELLED:
            self.page.shell.toast(tr("{title} was cancelled").format(title=job.title), tr("Nothing was kept."), "plain")
        if self.shows(version_id):
            self._show_check(not job.state.ended, job.fraction)
            if job.state.ended:
                self._read()
                if version_id in self._again and job.state is not JobState.CANCELLED:
                    self.check()
        if job.state.ended:
            self._again.discard(version_id)

    def _show_check(self, running: bool, fraction: float | None = None) -> None:
        self.progress.setVisible(running)
        self.progress.set(fraction)
        self.check_button.setText(tr("Cancel") if running else tr("Check now"))
        self.check_button.set_icon("x" if running else "refresh")

    # --- changing -----------------------------------------------------------------------------------------------
    @Slot()
    def add(self) -> None:
        """Open the form for a new rule."""
        self._open_form(None, None)

    @Slot()
    def suggest(self) -> None:
        """Offer the rules that the profile speaks for."""
        if self.version is not None and not self.page.read_only_reason():
            dialog = SuggestDialog(self.page.shell, self.version)
            dialog.added.connect(self._added)
            self.page.shell.open_dialog(dialog)

    def _open_form(self, rule: Rule | None, spec: RuleSpec | None) -> None:
        if self.version is None or self.page.read_only_reason():
            return
        dialog = RuleDialog(self.page.shell, self.version, rule, spec)
        dialog.saved.connect(self._added)
        self.page.shell.open_dialog(dialog)

    @Slot(object)
    def _added(self, rules: Any) -> None:
        if rules:
            self._wanted = rules[0].id
            if self.version is not None and self._jobs.running(self.version.id):
                self._again.add(self.version.id)
            self.check()

    @Slot()
    def edit(self, *_: object) -> None:
        """Open the form for the rule selected."""
        if (status := self._status()) is not None:
            self._open_form(status.rule, status.rule.spec)

    @Slot()
    def _copy_selected(self) -> None:
        if (status := self._status()) is not None:
            self._open_form(None, status.rule.spec)

    @Slot()
    def _remove_selected(self) -> None:
        from modelyard.services.data import quality as data_quality

        if (status := self._status()) is not None:
            self.page.perform(partial(data_quality.remove_rule, self.page.shell.workspace, status.rule.id),
                              self._removed)  # fmt: skip

    @Slot(object)
    def _removed(self, removed: RemovedRule) -> None:
        self.page.shell.toast(tr("Removed the rule"), removed.rule.spec.title, "plain",
                              undo=partial(self._put_back, removed))  # fmt: skip

    def _put_back(self, removed: RemovedRule) -> None:
        from modelyard.services.data import quality as data_quality

        self._wanted = removed.rule.id
        self.page.perform(partial(data_quality.restore_rule, self.page.shell.workspace, removed))

    @Slot(object)
    def _move_selected(self, step: object) -> None:
        from modelyard.services.data import quality as data_quality

        status = self._status()
        if status is None or self.report is None or not isinstance(step, int):
            return
        ids = [s.rule.id for s in self.report.statuses]
        place = ids.index(status.rule.id) + step
        if 0 <= place < len(ids):
            self.page.perform(partial(data_quality.move_rule, self.page.shell.workspace, status.rule.id, place))

    def _menu(self, _status: RuleStatus, menu: QMenu) -> None:
        writable = not self.page.read_only_reason()
        for text, name, run in (
            (tr("Edit rule"), "edit", self.edit),
            (tr("Duplicate rule"), "copy", self._copy_selected),
            (tr("Move up"), "chev-u", partial(self._move_selected, -1)),
            (tr("Move down"), "chev-d", partial(self._move_selected, 1)),
        ):
            self.table.add_menu_action(menu, text, name, run, enabled=writable)
        menu.addSeparator()
        self.table.add_menu_action(menu, tr("Remove rule"), "trash", self._remove_selected, enabled=writable)

    # --- rules as text ------------------------------------------------------------------------------------------
    @Slot()
    def _more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        take = menu.addAction(icon("import", "text2"), tr("Import rules"))
        take.setEnabled(not self.page.read_only_reason())
        take.triggered.connect(self._ask_import)
        give = menu.addAction(icon("export", "text2"), tr("Export rules"))
        give.setEnabled(bool(self.report and self.report.statuses))
        give.triggered.connect(self._ask_export)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    @Slot()
    def _ask_import(self, *_: object) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, tr("Import rules"), "", tr("Rules (*.yaml *.yml)"))
        if name:
            self.import_rules(Path(name))

    def import_rules(self, path: Path) -> None:
        """Add the rules of a YAML file."""
        from modelyard.services.data import quality_text as text

        if self.version is not None:
            workspace, dataset_id = self.page.shell.workspace, self.version.dataset_id
            self.page.perform(partial(text.import_rules, workspace, dataset_id, path), self._imported)

    @Slot(object)
    def _imported(self, rules: list[Rule]) -> None:
        count = texts.counted(len(rules), tr("rule"), tr("rules"))
        text = "" if rules else tr("All of them are there already.")
        self.page.shell.toast(tr("Added {rules}").format(rules=count), text, "ok" if rules else "plain")
        self._added(rules)

    @Slot()
    def _ask_export(self, *_: object) -> None:
        if self.version is None:
            return
        name = f"{self.version.dataset_name}-rules.yaml"
        if path := ask_save(self, tr("Export rules"), name, tr("Rules (*.yaml *.yml)")):
            self.export_rules(path)

    def export_rules(self, path: Path) -> None:
        """Write the rules to a YAML file."""
        from modelyard.services.data import quality_text as text

        if self.version is not None:
            self.page.query(partial(text.export_rules, self.page.shell.workspace, self.version.dataset_id, path),
                            partial(self._exported, path))  # fmt: skip

    def _exported(self, path: Path, count: int) -> None:
        rules = texts.counted(count, tr("rule"), tr("rules"))
        self.page.shell.toast(tr("Exported {rules}").format(rules=rules), texts.home_path(path))
