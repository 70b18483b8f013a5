"""The Experiments page: which experiment, which of its three views, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity
from modelyard.services.experiments import runs as experiments
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.base import Page
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import Parameters
from modelyard.ui.pages.experiments.reading import ALL, Snapshot, read
from modelyard.ui.pages.experiments.registering import Registering
from modelyard.ui.pages.experiments.runs.view import RunsView, register_reason
from modelyard.ui.shell import Action, Command, Crumb, Shell
from modelyard.ui.widgets.button import IconButton
from modelyard.ui.widgets.chip import Chip

RUN_STATES = {JobState.QUEUED: RunState.QUEUED, JobState.RUNNING: RunState.RUNNING}


class ExperimentsPage(Page):
    """Runs of an experiment; one run; runs side by side."""

    name = "experiments"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.title = self.tr("Experiments")
        self.body.setContentsMargins(0, 0, 0, 0)
        self._parameters = Parameters(experiments.algorithms(None))
        self._snapshot: Snapshot | None = None
        self._target: Any = None
        self._experiment_id = str(self.saved().get("experiment", ""))
        self._registering = Registering(shell, self)
        self._again: dict[str, Job] = {}
        self._views = QStackedWidget(self.content)
        self.body.addWidget(self._views)
        self.runs_view = RunsView(self._views)
        self.runs_view.read_only = shell.workspace.read_only
        self._views.addWidget(self.runs_view)
        self.runs_view.opened.connect(self._open_run)
        self.runs_view.compared.connect(self._open_compare)
        self.runs_view.registered.connect(self._register_id)
        self.runs_view.retried.connect(self._retry)
        self.runs_view.stopped.connect(self._stop)
        self.runs_view.repeated.connect(self._repeat)
        self.runs_view.arranged.connect(self._keep_order)
        order = self.saved().get("sort")
        self._first_sort = order if isinstance(order, list) and len(order) == 2 else ["roc_auc", True]
        self._run_view: Any = None
        self._compare_view: Any = None
        self.switch = IconButton("chev-d", self.tr("Choose an experiment"), self)
        self.switch.clicked.connect(self._switch_menu)
        self.switch.hide()
        self.chip = Chip("", "neutral", self)
        self.chip.hide()

    # --- coming and going ---------------------------------------------------------------------------------------
    def activate(self, target: Any = None) -> None:
        """Show the list (None), an experiment or a run by id, ("run", id), or ("compare", id, …)."""
        self._target = target
        self._load()

    def on_changes(self, changes: Changes) -> None:
        # a hidden page reads everything again when it is shown
        if self.isVisible() and changes.touches(Kind.EXPERIMENT, Kind.RUN, Kind.DATASET, Kind.WORKSPACE):
            self._load()

    def on_job(self, job: Job) -> None:
        if job.kind == experiments.RUN:
            self._follow(job)

    def _follow(self, job: Job) -> None:
        """Show a training job's progress in its run, without reading anything."""
        run_id = str(job.params.get("run_id", ""))
        run = self.run(run_id)
        if job.state is not JobState.QUEUED:
            self._again.pop(run_id, None)
        if run is None or job.state not in RUN_STATES or self._snapshot is None:
            return
        if run.state.ended and run.job_id == job.id:
            return  # a late word of a job that has ended
        run = replace(run, job_id=job.id, state=RUN_STATES[job.state], fraction=job.fraction, progress_text=job.text,
                      started_at=run.started_at or job.started_at)  # fmt: skip
        runs = tuple(run if r.id == run_id else r for r in self._snapshot.runs)
        self._snapshot = replace(self._snapshot, runs=runs)
        if not self.isVisible():
            return
        self.runs_view.update_run(run)
        if self._run_view is not None and self._snapshot.view == "run" and self._snapshot.chosen == (run_id,):
            self._run_view.update_run(run)

    def reload(self) -> None:
        self._load()

    def _load(self) -> None:
        if self._snapshot is None:
            self.states.show_loading(self.tr("Reading runs"))
        workspace, experiment_id, target = self.shell.workspace, self._experiment_id, self._target
        self.query(lambda: read(workspace, experiment_id, target), self._show, key="page", on_error=self._not_read)

    @Slot(object)
    def _not_read(self, error: AppError) -> None:
        self._snapshot = None
        self.set_header(self.tr("Experiments"), "", ())
        self.show_failed(error)

    # --- showing ------------------------------------------------------------------------------------------------
    def run(self, run_id: str) -> Run | None:
        """A run that is shown, by its id."""
        found = self._snapshot.runs if self._snapshot else ()
        return next((r for r in found if r.id == run_id), None)

    @Slot(object)
    def _show(self, snapshot: Snapshot) -> None:
        if self._snapshot is not None and snapshot.view == "list" and self._snapshot.place != snapshot.place:
            self.runs_view.filter.clear()
        runs = tuple(self._waiting(run) for run in snapshot.runs)
        snapshot = replace(snapshot, runs=runs)
        self._snapshot = snapshot
        if snapshot.place != self._experiment_id:
            self._experiment_id = self.saved()["experiment"] = snapshot.place
        if not snapshot.runs and snapshot.view == "list":
            self._show_nothing(snapshot)
            return
        share = ""
        if snapshot.current is not None and snapshot.current.spec is not None:
            share = texts.percent(snapshot.current.spec.split.test_share)
        self.runs_view.show_runs(snapshot.runs, self._parameters, many=snapshot.everything, share=share)
        if self._first_sort:
            self.runs_view.table.sort_by(str(self._first_sort[0]), bool(self._first_sort[1]))
            self._first_sort = []
        if snapshot.view == "run":
            self._show_run(snapshot)
        elif snapshot.view == "compare":
            self._show_compare(snapshot)
        else:
            self._views.setCurrentWidget(self.runs_view)
        self.states.show_full()
        self._show_header()

    def _waiting(self, run: Run) -> Run:
        """A run that is to be repeated waits, though its record still says why it failed."""
        job = self._again.get(run.id)
        if job is None or run.job_id == job.id:
            return run
        return replace(run, state=RunState.QUEUED, job_id=job.id, error="", fraction=None)

    def _show_nothing(self, snapshot: Snapshot) -> None:
        if not snapshot.datasets:
            action = Action("data.import", self.tr("Import dataset"), "import", self._import)
            self.show_empty("experiments", self.tr("No experiments yet"),
                            self.tr("An experiment learns from a table. Import one first."), action)  # fmt: skip
        else:
            self.show_empty("experiments", self.tr("No experiments yet"),
                            self.tr("Choose a question and a table, and compare how well models answer it."),
                            self._new_action())  # fmt: skip
        self._show_header()

    def _import(self) -> None:
        self.shell.run_action("data.import")

    def _show_run(self, snapshot: Snapshot) -> None:
        from modelyard.ui.pages.experiments.run.view import RunView

        if self._run_view is None:
            self._run_view = RunView(self.shell, self._parameters, self._views)
            self._run_view.retried.connect(self._retry)
            self._run_view.stopped.connect(self._stop)
            self._views.addWidget(self._run_view)
        run = self.run(snapshot.chosen[0])
        if run is not None:
            self._run_view.show_run(run)
        self._views.setCurrentWidget(self._run_view)

    def _show_compare(self, snapshot: Snapshot) -> None:
        from modelyard.ui.pages.experiments.compare.view import CompareView

        if self._compare_view is None:
            self._compare_view = CompareView(self.shell, self._parameters, self._views)
            self._compare_view.chosen.connect(self._compare_others)
            self._compare_view.opened.connect(self._open_run)
            self._views.addWidget(self._compare_view)
        runs = [r for r in (self.run(i) for i in snapshot.chosen) if r is not None]
        self.runs_view.colours = facts.take_slots(self.runs_view.colours, [r.id for r in runs])
        self.runs_view.table.set_ticked([r.id for r in runs])
        runs.sort(key=lambda r: self.runs_view.colours[r.id])
        self._compare_view.show_runs(runs, self.runs_view.colours, snapshot.runs)
        self._views.setCurrentWidget(self._compare_view)

    # --- the header ---------------------------------------------------------------------------------------------
    def _show_header(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        self.header_widgets = ()
        top = Crumb(self.tr("Experiments"), "experiments", (ALL,))
        title = self.tr("All experiments") if snapshot.everything else snapshot.current.name if snapshot.current else ""
        place = (top, Crumb(title, self.name, snapshot.target))
        runs = texts.counted(len(snapshot.runs), self.tr("run"), self.tr("runs"))
        if not snapshot.experiments:
            self.set_header(self.tr("Experiments"), "", ())
        elif snapshot.view == "run" and (run := self.run(snapshot.chosen[0])) is not None:
            self.chip.set(facts.state_text(run.state), facts.STATE_KIND[run.state])
            self.header_widgets = (self.chip,)
            at = texts.when(run.started_at or run.created_at)
            self.set_header(facts.run_name(run), f"{run.algorithm_name}, {at}", place)
        elif snapshot.view == "compare":
            text = texts.counted(len(snapshot.chosen), self.tr("run"), self.tr("runs"))
            self.set_header(self.tr("Compare {runs}").format(runs=text), "", place)
        else:
            self.header_widgets = (self.switch,)
            if snapshot.everything:
                many = texts.counted(len(snapshot.experiments), self.tr("experiment"), self.tr("experiments"))
                self.set_header(title, self.tr("{runs} in {experiments}").format(runs=runs, experiments=many), ())
            elif snapshot.current is not None:
                fact = self.tr("{runs} on {dataset}").format(runs=runs, dataset=snapshot.current.dataset_label)
                self.set_header(title, fact, (top,))

    def _new_action(self, *, in_header: bool = True) -> Action:
        return Action("experiments.new", self.tr("New experiment"), "plus", self.new_experiment, "primary", "Ctrl+N",
                      reason=self.shell.workspace.read_only, in_header=in_header)  # fmt: skip

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        snapshot = self._snapshot
        if snapshot is None or snapshot.view == "list":
            return (self._new_action(),)
        if snapshot.view == "run":
            run = self.run(snapshot.chosen[0])
            return () if run is None else (self._new_action(in_header=False), *self._run_actions(run))
        found = [self.run(i) for i in snapshot.chosen]
        best = experiments.best_run([r for r in found if r is not None])
        if best is None:
            return (self._new_action(in_header=False),)
        text = self.tr("Register run {number}").format(number=best.number)
        return (self._new_action(in_header=False),
                Action("experiments.register", text, "models", partial(self.register, best), "primary",
                       reason=self.shell.workspace.read_only))  # fmt: skip

    def _run_actions(self, run: Run) -> tuple[Action, ...]:
        read_only = self.shell.workspace.read_only
        if not run.state.ended:
            text = self.tr("Stop") if run.state is RunState.RUNNING else self.tr("Cancel")
            return (Action("experiments.stop", text, "stop", partial(self._stop, run.id), reason=read_only),)
        if run.state is not RunState.FINISHED:
            return (Action("experiments.retry", self.tr("Retry"), "refresh", partial(self._retry, run.id), "primary",
                           reason=read_only),)  # fmt: skip
        others = [r for r in (self._snapshot.runs if self._snapshot else ()) if r.state is RunState.FINISHED]
        reason = "" if len(others) > 1 else self.tr("No other run has finished")
        return (
            Action("experiments.compare", self.tr("Compare"), "compare", partial(self._compare_with_best, run),
                   reason=reason, hint=self.tr("Compare with the best other run")),
            Action("experiments.register", self.tr("Register model"), "models", partial(self.register, run), "primary",
                   reason=read_only or register_reason(run)),
        )  # fmt: skip

    def commands(self) -> Sequence[Command]:
        known = self._snapshot.experiments if self._snapshot else ()
        return [
            Command(e.name, "experiments", partial(self.shell.go, self.name, ("experiment", e.id)),
                    texts.counted(e.runs, self.tr("run"), self.tr("runs")), section="experiments")
            for e in known
        ]  # fmt: skip

    @Slot()
    def _switch_menu(self) -> None:
        if self._snapshot is None:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for experiment in self._snapshot.experiments:
            runs = texts.counted(experiment.runs, self.tr("run"), self.tr("runs"))
            here = not self._snapshot.everything and self._snapshot.current == experiment
            mark = icon("check" if here else "experiments", "accent-text" if here else "text3")
            action = menu.addAction(mark, f"{experiment.name}\t{runs}")
            action.triggered.connect(partial(self._go_experiment, ("experiment", experiment.id)))
        if len(self._snapshot.experiments) > 1:
            menu.addSeparator()
            action = menu.addAction(icon("table", "text3"), self.tr("All experiments"))
            action.triggered.connect(partial(self._go_experiment, (ALL,)))
        menu.popup(self.switch.mapToGlobal(QPoint(0, self.switch.height() + 2)))

    def _go_experiment(self, target: Any, _checked: bool = False) -> None:
        self.shell.go(self.name, target)

    # --- what the views ask for ---------------------------------------------------------------------------------
    @Slot(object)
    def _open_run(self, run_id: object) -> None:
        self.shell.go(self.name, ("run", str(run_id)))

    @Slot(object)
    def _open_compare(self, run_ids: Sequence[str]) -> None:
        self.shell.go(self.name, ("compare", *run_ids))

    @Slot(object)
    def _compare_others(self, run_ids: Sequence[str]) -> None:
        """The comparison's own choice changed: keep its place in the history."""
        if len(run_ids) < 2:
            self.shell.back()
            return
        self._target = ("compare", *run_ids)
        self._load()

    def _compare_with_best(self, run: Run) -> None:
        others = [r for r in (self._snapshot.runs if self._snapshot else ()) if r.id != run.id]
        best = experiments.best_run(others)
        if best is not None:
            self._open_compare([run.id, best.id])

    @Slot(object)
    def _retry(self, run_id: object) -> None:
        run = self.run(str(run_id))
        if run is not None and run.job_id:
            job_id, workspace = run.job_id, self.shell.workspace
            self.perform(lambda: activity.retry(workspace, job_id), self._retried)

    @Slot(object)
    def _retried(self, job: Job) -> None:
        self._again[str(job.params.get("run_id", ""))] = job
        self.shell.toast(
            self.tr("{title} again").format(title=job.title), self.tr("It starts when its turn comes."), "plain"
        )
        self._load()

    @Slot(object)
    def _stop(self, run_id: object) -> None:
        run = self.run(str(run_id))
        if run is not None and run.job_id:
            job_id, workspace = run.job_id, self.shell.workspace
            self.perform(lambda: activity.cancel(workspace, job_id))

    @Slot()
    def _keep_order(self) -> None:
        if not self._first_sort:
            self.saved()["sort"] = list(self.runs_view.table.sort_key())

    # --- registering --------------------------------------------------------------------------------------------
    @Slot(object)
    def _register_id(self, run_id: object) -> None:
        run = self.run(str(run_id))
        if run is not None:
            self.register(run)

    def register(self, run: Run) -> None:
        """Ask for the model's name and register the run."""
        self._registering.ask(run)

    # --- pictures -----------------------------------------------------------------------------------------------
    def shots(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """The views beyond the list, for the screenshots."""
        finished = [r for r in (self._snapshot.runs if self._snapshot else ()) if r.state is RunState.FINISHED]
        best = experiments.best_run(finished)
        if best is None:
            return [("new", self.new_experiment)]
        first = [r.id for r in finished[:3]]
        return [
            ("selected", partial(self.runs_view.table.set_ticked, first)),
            ("run", partial(self._open_run, best.id)),
            ("compare", partial(self._open_compare, first)),
            ("new", self.new_experiment),
            ("register", partial(self.register, best)),
        ]

    # --- starting -----------------------------------------------------------------------------------------------
    @Slot()
    def new_experiment(self) -> None:
        """Open the dialog, filled in as the experiment shown was started last."""
        current = self._snapshot.current if self._snapshot else None
        self._open_dialog(current.spec if current else None)

    @Slot(object)
    def _repeat(self, run_id: object) -> None:
        workspace, found = self.shell.workspace, str(run_id)
        self.query(lambda: experiments.run_spec(workspace, found), self._open_dialog, key="repeat")

    def _open_dialog(self, spec: Any) -> None:
        from modelyard.ui.pages.experiments.new.dialog import NewExperimentDialog

        dialog = NewExperimentDialog(self.shell, spec)
        dialog.started.connect(self._started)
        self.shell.open_dialog(dialog)

    @Slot(object)
    def _started(self, runs: Sequence[Run]) -> None:
        text = texts.counted(len(runs), self.tr("run"), self.tr("runs"))
        self.shell.toast(self.tr("Started {runs}").format(runs=text), runs[0].experiment_name, "plain")
        self._first_sort = []
        self.shell.go(self.name, ("experiment", runs[0].experiment_id))
