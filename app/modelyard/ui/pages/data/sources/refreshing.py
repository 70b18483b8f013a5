"""Refresh from source: the actions in the menu of a dataset, the facts in its panel, and what came of a refresh."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from modelyard.core.clock import now
from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.sources import Refresh, SourceKind
from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.data.quality.words import broken_rules
from modelyard.ui.shell import ToastAction

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60


class Refreshing(QObject):
    """Knows the schedule of the dataset in front."""

    def __init__(self, page: DataPage) -> None:
        super().__init__(page)
        self._page = page
        self._dataset = ""
        self.schedule: Refresh | None = None
        self._own: set[str] = set()
        self._pending = 0
        self._early: dict[str, Job] = {}
        page.menu.extras.append(self.fill_menu)

    # --- the schedule -------------------------------------------------------------------------------------------
    def show(self, version: DatasetVersion) -> None:
        """Read the schedule of another version's dataset."""
        if version.dataset_id != self._dataset:
            self.schedule = None
        self._dataset = version.dataset_id
        workspace = self._page.shell.workspace
        self._page.shell.bridge.query(partial(_read, workspace, version.dataset_id), self._read, self._not_read, self,
                                      key="schedule")  # fmt: skip

    @Slot(object)
    def _read(self, found: tuple[str, Refresh | None]) -> None:
        if found[0] == self._dataset:
            self.schedule = found[1]
            self._page.panel.show_source(self._facts())

    @Slot(object)
    def _not_read(self, error: BaseException) -> None:
        self._page.panel.show_source([(self.tr("Refresh"), str(error))])

    def _facts(self) -> Sequence[tuple[str, ...]]:
        found = self.schedule
        if found is None:
            return []
        text = self.tr("{every}, next {when}").format(every=self._every(found.minutes), when=_when(found))
        rows: list[tuple[str, ...]] = [(self.tr("Refresh"), text)]
        if found.last_at is not None:
            rows.append((self.tr("Last"), f"{texts.when(found.last_at)}, {self._result(found)}"))
        return rows

    def _every(self, minutes: int) -> str:
        words = {HOUR: self.tr("every hour"), DAY: self.tr("every day"), WEEK: self.tr("every week")}
        return words.get(minutes) or self.tr("every {n} minutes").format(n=f"{minutes:,}")

    def _result(self, found: Refresh) -> str:
        return {
            "new": self.tr("a new version"),
            "unchanged": self.tr("nothing had changed"),
            "older": self.tr("rows of an older version: {why}").format(why=found.last_error),
            "failed": self.tr("failed: {why}").format(why=found.last_error),
            "stopped": self.tr("stopped: {why}").format(why=found.last_error),
        }.get(found.last_result, found.last_result)

    # --- the menu -----------------------------------------------------------------------------------------------
    def reason(self, version: DatasetVersion, read_only: bool) -> str:
        """Why a dataset cannot be refreshed; empty when it can."""
        if read_only:
            return self.tr("The workspace is open for reading only.")
        kind = SourceKind(version.source_spec.get("kind", SourceKind.FILE))
        if kind is SourceKind.CLIPBOARD:
            return self.tr("It was pasted from the clipboard.")
        if kind is SourceKind.RECIPE:
            return self.tr("It was made by a recipe.")
        return ""

    def fill_menu(self, menu: QMenu, version: DatasetVersion, read_only: bool) -> None:
        """Add Refresh from source and Refresh every…"""
        reason = self.reason(version, read_only)
        menu.setToolTipsVisible(True)
        text = self.tr("Refresh from source")
        action = menu.addAction(icon("refresh"), f"{text} ({reason.rstrip('.')})" if reason else text)
        action.setEnabled(not reason)
        action.setToolTip(reason or self.tr("Read {source} again").format(source=version.source))
        action.triggered.connect(partial(self.refresh, version))
        every = menu.addMenu(icon("wait"), self.tr("Refresh every…"))
        every.setEnabled(not reason)
        group = QActionGroup(every)
        present = self.schedule.minutes if self.schedule is not None and self._dataset == version.dataset_id else 0
        choices = [(0, self.tr("Off")), (HOUR, self.tr("Hour")), (DAY, self.tr("Day")), (WEEK, self.tr("Week"))]
        if present and present not in (HOUR, DAY, WEEK):
            choices.append((present, self.tr("{n} minutes").format(n=f"{present:,}")))
        for minutes, words in choices:
            if minutes and minutes == present and self.schedule is not None:
                words = self.tr("{every}, next {when}").format(every=words, when=_when(self.schedule))
            choice = every.addAction(words)
            choice.setCheckable(True)
            choice.setChecked(minutes == present)
            choice.setActionGroup(group)
            choice.triggered.connect(partial(self.set_every, version, minutes or None))

    # --- acting -------------------------------------------------------------------------------------------------
    def refresh(self, version: DatasetVersion, _checked: bool = False) -> None:
        """Read the source again."""
        from modelyard.services.data import refresh as data_refresh

        self._pending += 1
        call = partial(data_refresh.refresh, self._page.shell.workspace, version.dataset_id)
        self._page.shell.bridge.perform(call, self._started, partial(self._not_started, version.dataset_name), self)

    @Slot(object)
    def _started(self, job: Job) -> None:
        self._pending -= 1
        self._own.add(job.id)
        early, self._early = self._early, {}
        for ended in early.values():
            self.on_job(ended)

    def _not_started(self, name: str, error: AppError) -> None:
        self._pending -= 1
        self._refused(name, error)

    def _refused(self, name: str, error: AppError) -> None:
        self._page.shell.toast(self.tr("{name} was not refreshed").format(name=name), str(error), "bad")

    def set_every(self, version: DatasetVersion, minutes: int | None, _checked: bool = False) -> None:
        """Have the source read again by itself, or no more."""
        from modelyard.services.data import refresh as data_refresh

        call = partial(data_refresh.set_refresh, self._page.shell.workspace, version.dataset_id, minutes)
        self._page.shell.bridge.perform(call, partial(self._set, version), partial(self._refused, version.dataset_name),
                                        self)  # fmt: skip

    def _set(self, version: DatasetVersion, found: Refresh | None) -> None:
        if found is None:
            title = self.tr("{name} is no longer refreshed by itself").format(name=version.dataset_name)
            self._page.shell.toast(title, "", "plain")
        else:
            title = self.tr("{name} is refreshed {every}").format(name=version.dataset_name,
                                                                  every=self._every(found.minutes))  # fmt: skip
            self._page.shell.toast(title, self.tr("Next {when}, while the workspace is open.").format(
                when=_when(found)))  # fmt: skip
        self._read((version.dataset_id, found))

    # --- what came of it ----------------------------------------------------------------------------------------
    def on_job(self, job: Job) -> None:
        """Say what a refresh brought; one by schedule only when it brought something."""
        from modelyard.services.data import refresh as data_refresh

        if job.kind != data_refresh.REFRESH or not job.state.ended:
            return
        if self._pending and job.id not in self._own:
            self._early[job.id] = job  # it may be the one that is being started
            return
        own = job.id in self._own
        self._own.discard(job.id)
        if job.state is not JobState.SUCCEEDED:
            return
        result = job.result
        if result.get("unchanged"):
            number, newest = result.get("number", 1), result.get("newest", result.get("number", 1))
            if number != newest:
                title = self.tr("{name}: rows of v{number} again").format(name=job.subject, number=number)
                text = self.tr("The newest is v{newest}; restore v{number} to go on with what the source holds now.")
                show = ToastAction(self.tr("Show"), partial(self._page.shell.go, "data", result.get("version_id")))
                self._page.shell.toast(title, text.format(newest=newest, number=number), "warn", [show])
            elif own:
                title = self.tr("{name}: nothing has changed").format(name=job.subject)
                self._page.shell.toast(title, self.tr("The source holds the rows that it held before."), "plain")
            return
        label = f"{job.subject} v{result.get('number', 1)}"
        show = ToastAction(self.tr("Show"), partial(self._page.shell.go, "data", result.get("version_id")))
        rejected = int(result.get("rejected", 0))
        left = self.tr("{n} rows left out").format(n=f"{rejected:,}") if rejected else ""
        missing = sum(result.get("set_missing", {}).values())
        values = texts.counted(missing, self.tr("value"), self.tr("values"))
        emptied = self.tr("{values} set to missing").format(values=values) if missing else ""
        broken = broken_rules(result.get("quality", {}))
        kind = "bad" if result.get("quality", {}).get("fail") else "warn" if broken or left else "ok"
        text = ". ".join(part for part in (broken, left, emptied) if part)
        self._page.shell.toast(f"{label}: {self._more(result)}", text, kind, [show])

    def _more(self, result: dict[str, Any]) -> str:
        rows = int(result.get("rows", 0))
        number = int(result.get("number", 1))
        before = next((v for v in self._page.versions
                       if v.dataset_id == result.get("dataset_id") and v.number < number), None)  # fmt: skip
        if before is None:
            return texts.counted(rows, self.tr("row"), self.tr("rows"))
        more = rows - before.rows
        if more > 0:
            return texts.counted(more, self.tr("new row"), self.tr("new rows"))
        if more < 0:
            return texts.counted(-more, self.tr("row fewer"), self.tr("rows fewer"))
        return self.tr("as many rows, other values")


def _read(workspace: Any, dataset_id: str) -> tuple[str, Refresh | None]:
    from modelyard.services.data import refresh as data_refresh

    return dataset_id, data_refresh.refresh_of(workspace, dataset_id)


def _when(found: Refresh) -> str:
    """The next time; with the day when it is not today, whose words `texts.when` has only for the past."""
    days = (found.next_at.astimezone().date() - now().astimezone().date()).days
    if days <= 0:
        return texts.when(found.next_at)
    local, locale, form = found.next_at.astimezone(), QLocale(), QLocale.FormatType.ShortFormat
    date = f"{local.day} {locale.monthName(local.month, form)}"
    day = locale.dayName(local.isoweekday(), form) if days < 7 else date
    return f"{day} {local.hour}:{local.minute:02d}"
