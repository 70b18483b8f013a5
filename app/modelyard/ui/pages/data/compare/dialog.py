"""The dialog that compares two versions: choose them and a key; columns, rows and distributions below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modelyard.core.errors import AppError, InputError
from modelyard.domain.data.compare import CompareRequest, Comparison
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity
from modelyard.services.data import compare as data_compare
from modelyard.ui import texts
from modelyard.ui.pages.data.compare.columns_view import ColumnsView
from modelyard.ui.pages.data.compare.drift_view import DriftView
from modelyard.ui.pages.data.compare.rows_view import RowsView
from modelyard.ui.pages.data.compare.words import summary, tr
from modelyard.ui.save_file import ask_save
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.states import StateStack
from modelyard.ui.widgets.tabs import Tabs


class CompareDialog(Dialog):
    """Compares as soon as it knows two versions, again when one of them or the key changes."""

    def __init__(self, shell: Shell, versions: Sequence[DatasetVersion], left_id: str, right_id: str,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        width, height = self._room(shell)
        super().__init__(tr("Compare versions"), parent, width=width, height=height)
        self.shell = shell
        self.found: Comparison | None = None
        self._versions = {v.id: v for v in versions}
        self._job_id = ""
        self._asked: CompareRequest | None = None
        self._keys: list[tuple[str, ...]] = []
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addWidget(self._build_choices(versions))
        self.body.addWidget(self._build_progress())
        self.summary = Label("", "strong", parent=self, wrap=True, selectable=True)
        self.summary.setContentsMargins(20, 4, 20, 8)
        self.body.addWidget(self.summary)
        self.tabs = Tabs(self)
        self.columns_view, self.rows_view = ColumnsView(self.tabs), RowsView(self.tabs)
        self.drift_view = DriftView(shell.bridge.query, self.tabs)
        self.rows_view.export.connect(self._ask_export)
        for key, text, view in (("rows", tr("Rows"), self.rows_view), ("columns", tr("Columns"), self.columns_view),
                                ("drift", tr("Distributions"), self.drift_view)):  # fmt: skip
            self.tabs.add(key, text, view)
        self.states = StateStack(self.tabs, self)
        self.states.retry.connect(self._again)
        self.body.addWidget(self.states, 1)
        self.cancel.setText(tr("Close"))
        self.left.set_key(left_id)
        self.right.set_key(right_id)
        for choice in (self.left, self.right):
            choice.currentIndexChanged.connect(self._versions_chosen)
        shell.bridge.job_event.connect(self._job)
        self._versions_chosen()

    @staticmethod
    def _room(shell: Shell) -> tuple[int, int]:
        """As large as it likes to be, and fits into the window."""
        width, height = theme().px(1160), theme().px(780)
        if isinstance(shell, QWidget):
            width, height = min(width, shell.width() - 40), min(height, shell.height() - 40)
        return width, height

    def _build_choices(self, versions: Sequence[DatasetVersion]) -> QWidget:
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 14, 20, 10)
        row.setSpacing(12)
        ordered = sorted(versions, key=lambda v: (v.dataset_name.casefold(), -v.number))
        choices = [(v.id, self._name(v)) for v in ordered]
        self.left, self.right = Select(choices, bar), Select(choices, bar)
        self.key = QComboBox(bar)
        self.key.setEditable(True)
        self.key.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        edit = self.key.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(tr("Whole rows"))
        edit.editingFinished.connect(self._key_chosen)
        self.key.activated.connect(self._key_chosen)
        self.key.setToolTip(tr("Rows with equal key are the same row. Columns, with commas between."))
        for choice in (self.left, self.right, self.key):
            choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.swap = IconButton("refresh", tr("Swap the versions"), bar, kind="secondary", small=False)
        self.swap.clicked.connect(self._swap)
        row.addWidget(FormField(tr("First version"), self.left, "", bar), 3)
        row.addWidget(self.swap, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(FormField(tr("Second version"), self.right, "", bar), 3)
        self.key_field = FormField(tr("Key, columns that tell rows apart"), self.key, "", bar)
        row.addWidget(self.key_field, 3)
        return bar

    def _name(self, version: DatasetVersion) -> str:
        more = ", ".join(version.tags) or version.note
        rows = texts.counted(version.rows, tr("row"), tr("rows"))
        return f"{version.label}, {rows}" + (f", {more[:40]}" if more else "")

    def _build_progress(self) -> QWidget:
        self.progress = QWidget(self)
        column = QVBoxLayout(self.progress)
        column.setContentsMargins(20, 4, 20, 8)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.bar = ProgressBar(None, self.progress)
        self.doing = Label("", "small", "text3", self.progress)
        self.doing.setMinimumWidth(theme().px(180))
        self.stop = Button(tr("Cancel"), "x", "quiet", self.progress, small=True)
        self.stop.clicked.connect(self._stop)
        row.addWidget(self.bar, 1)
        row.addWidget(self.doing)
        row.addWidget(self.stop)
        column.addLayout(row)
        self.progress.hide()
        return self.progress

    # --- choosing -----------------------------------------------------------------------------------------------
    @Slot()
    def _versions_chosen(self, *_: object) -> None:
        """Look for a key first; the comparison begins when that is known."""
        self._drop()
        self._asked = None
        left, right = self.left.key(), self.right.key()
        self.states.show_loading(tr("Looking for a key"))
        self.summary.setText(tr("Looking for columns that tell the rows apart"))
        find = partial(data_compare.suggest_keys, self.shell.workspace, left, right)
        self.shell.bridge.query(find, partial(self._suggested, (left, right)),
                                partial(self._failed, None), self, key="keys")  # fmt: skip

    def _suggested(self, pair: tuple[str, str], keys: list[tuple[str, ...]]) -> None:
        if pair != (self.left.key(), self.right.key()):
            return
        self._keys = keys
        self.key.blockSignals(True)
        self.key.clear()
        self.key.addItems([", ".join(key) for key in keys])
        self.key.setEditText(", ".join(keys[0]) if keys else "")
        self.key.blockSignals(False)
        self._start(keys[0] if keys else ())

    @Slot()
    def _key_chosen(self, *_: object) -> None:
        names = tuple(part for name in self.key.currentText().split(",") if (part := name.strip()))
        if self._asked is not None and names != self._asked.key:
            self._start(names)

    @Slot()
    def _swap(self) -> None:
        left, right = self.left.key(), self.right.key()
        for choice, key in ((self.left, right), (self.right, left)):
            choice.blockSignals(True)
            choice.set_key(key)
            choice.blockSignals(False)
        self._versions_chosen()

    @Slot()
    def _again(self) -> None:
        if self._asked is not None:
            self._start(self._asked.key)
        else:
            self._versions_chosen()

    # --- comparing ----------------------------------------------------------------------------------------------
    def _start(self, key: tuple[str, ...]) -> None:
        self._drop()
        request = self._asked = CompareRequest(self.left.key(), self.right.key(), key)
        workspace, bridge = self.shell.workspace, self.shell.bridge
        failed = partial(self._failed, request)
        self.key_field.set_error("")
        self.summary.setText(tr("Comparing {left} with {right}").format(
            left=self._versions[request.left_id].label, right=self._versions[request.right_id].label))  # fmt: skip
        self.bar.set(None)
        self.doing.setText("")
        self.progress.show()
        self.states.show_loading(tr("Comparing"))
        if workspace.read_only:
            self.stop.hide()
            work = partial(data_compare.compare_now, workspace, request)
            bridge.query(work, partial(self._known, request), failed, self, key="compare")
        else:
            bridge.perform(lambda: data_compare.compare(workspace, request), partial(self._started, request),
                           failed, self)  # fmt: skip

    def _started(self, request: CompareRequest, job: Job) -> None:
        if request != self._asked:
            self._cancel(job.id)
            return
        self._job_id = job.id
        # what it did before its id was known here
        look = partial(self.shell.workspace.job, job.id)
        self.shell.bridge.query(look, self._job, None, self, key="job")

    @Slot(object)
    def _job(self, job: Job) -> None:
        if job.id != self._job_id:
            return
        if not job.state.ended:
            self.bar.set(job.fraction)
            share = texts.percent(job.fraction) if job.fraction is not None else ""
            self.doing.setText(", ".join(t for t in (job.text, share) if t))
            return
        self._job_id = ""
        request = self._asked
        if job.state is JobState.SUCCEEDED and request is not None:
            read = partial(data_compare.comparison, job)
            self.shell.bridge.query(read, partial(self._known, request), partial(self._failed, request), self,
                                    key="read")  # fmt: skip
        elif job.error is not None:
            self._failed(request, InputError(job.error.message, job.error.hint, job.error.details))
        else:
            self._failed(request, AppError(tr("The comparison was cancelled."), tr("Nothing was changed.")))

    def _known(self, request: CompareRequest, found: Comparison) -> None:
        if request != self._asked:
            return
        self.found = found
        self.progress.hide()
        self.summary.setText(summary(found))
        for view in (self.rows_view, self.columns_view, self.drift_view):
            view.show_comparison(found)
        differing = found.rows.added + found.rows.removed + found.rows.changed
        self.tabs.bar.set_count("rows", f"{differing:,}" if differing else "")
        self.set_facts(tr("{left} rows before, {right} after, {same} the same; compared in {time}").format(
            left=f"{found.rows.left:,}", right=f"{found.rows.right:,}", same=f"{found.rows.same:,}",
            time=texts.duration(found.seconds)))  # fmt: skip
        self.states.show_full()

    def _failed(self, request: CompareRequest | None, error: AppError) -> None:
        if request != self._asked:
            return
        self.progress.hide()
        self._job_id = ""
        self.summary.setText("")
        self.set_facts("")
        self.states.show_error(tr("The versions could not be compared"), error)

    @Slot()
    def _stop(self) -> None:
        if self._job_id:
            self._cancel(self._job_id)

    def _cancel(self, job_id: str) -> None:
        workspace = self.shell.workspace
        self.shell.bridge.perform(lambda: activity.cancel(workspace, job_id))

    def _drop(self) -> None:
        """Give up a comparison under way: nobody waits for it any more."""
        if self._job_id:
            self._cancel(self._job_id)
        self._job_id = ""
        self.progress.hide()

    def _finish(self, accepted: bool) -> None:
        self._drop()
        self._asked = None
        super()._finish(accepted)

    # --- export -------------------------------------------------------------------------------------------------
    @Slot()
    def _ask_export(self) -> None:
        if self.found is None:
            return
        name = f"{self.found.left_label} to {self.found.right_label}.csv".replace(" ", "-")
        if path := ask_save(self, tr("Export rows"), name, "CSV (*.csv)"):
            self.export(path)

    def export(self, path: Path) -> None:
        """Write every differing row to a CSV file."""
        if self.found is not None:
            request = CompareRequest(self.found.left_id, self.found.right_id, self.found.key)
            work = partial(data_compare.export_differences, self.shell.workspace, request, path)
            self.rows_view.button.set_reason(tr("Writing"))
            self.shell.bridge.query(work, partial(self._exported, path), self._not_exported, self, key="export")

    def _exported(self, path: Path, rows: int) -> None:
        self.rows_view.button.set_reason("")
        counted = texts.counted(rows, tr("row"), tr("rows"))
        self.shell.toast(tr("Exported {rows}").format(rows=counted), texts.home_path(path))

    @Slot(object)
    def _not_exported(self, error: BaseException) -> None:
        self.rows_view.button.set_reason("")
        self.shell.toast(tr("Nothing was exported"), str(error), "bad")
