"""The Experiments page: which experiment, which of its three views, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.experiments.filter.tokens import FilterError
from modelyard.domain.experiments.runs import Run, RunKind, RunState
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.domain.jobs import Job, JobState
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments.suggest import SUGGEST
from modelyard.ui import texts
from modelyard.ui.pages.base import Page
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import Parameters
from modelyard.ui.pages.experiments.mlflow_import import MlflowImport
from modelyard.ui.pages.experiments.reading import ALL, Snapshot, read
from modelyard.ui.pages.experiments.registering import Registering
from modelyard.ui.pages.experiments.runs.actions import RunActions
from modelyard.ui.pages.experiments.runs.choice import OUTSIDE, usual_metrics
from modelyard.ui.pages.experiments.runs.foot import register_reason
from modelyard.ui.pages.experiments.runs.view import RunsView
from modelyard.ui.pages.experiments.switch import ExperimentSwitch
from modelyard.ui.shell import Action, Command, Crumb, Shell, ToastAction
from modelyard.ui.widgets.chip import Chip

RUN_STATES = {JobState.QUEUED: RunState.QUEUED, JobState.RUNNING: RunState.RUNNING}
PAUSE = 300
"""Milliseconds between two readings where something writes without pause."""


PICTURED = ("record", "importance", "trials", "segments", "predictions", "curves", "resources", "files")
"""The tabs of a run that have a picture of their own."""


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
        self._place = str(self.saved().get("experiment", ""))
        self._registering = Registering(shell, self)
        self._mlflow = MlflowImport(shell, self)
        self._views = QStackedWidget(self.content)
        self.body.addWidget(self._views)
        self.runs_view = RunsView(shell, self._parameters, self.saved(), self._views)
        self._views.addWidget(self.runs_view)
        self.runs_view.opened.connect(self._open_run)
        self.runs_view.compared.connect(self._open_compare)
        self.runs_view.ticked.connect(self._ticked)
        self.deeds = RunActions(self.runs_view)
        self.deeds.registered.connect(self.register)
        self.deeds.repeated.connect(self._repeat)
        self.deeds.started.connect(self._started)
        self._run_view: Any = None
        self._compare_view: Any = None
        self.switch = ExperimentSwitch(shell, self)
        self.chip = Chip("", "neutral", self)
        self.chip.hide()
        self._loading = self._again = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE)
        self._later.timeout.connect(self._load)

    # --- coming and going ---------------------------------------------------------------------------------------
    def activate(self, target: Any = None) -> None:
        """Show the list (None), an experiment or a run by id, ("run", id), or ("compare", id, …)."""
        self._target = target
        self._load()

    def on_changes(self, changes: Changes) -> None:
        # a hidden page reads everything again when it is shown
        if self.isVisible() and changes.touches(Kind.EXPERIMENT, Kind.RUN, Kind.DATASET, Kind.WORKSPACE):
            self._load_again()

    def _load_again(self) -> None:
        """Read anew, but not while that is being done: a script may write many times a second."""
        if self._loading or self._later.isActive():
            self._again = True
        else:
            self._load()

    def tells(self, job: Job) -> bool:
        from modelyard.ui.pages.experiments.new.own_code import OwnCodeDialog

        return any(d.shows(job) for d in self.window().findChildren(OwnCodeDialog))

    def on_job(self, job: Job) -> None:
        if job.kind in experiments.JOBS.values():
            self._follow(job)
        elif job.kind == SUGGEST and job.state is JobState.SUCCEEDED:
            self._suggested(job)

    def _follow(self, job: Job) -> None:
        """Show a training job's progress in its run, without reading anything."""
        run = self.run(str(job.params.get("run_id", "")))
        if run is None or job.state not in RUN_STATES or self._snapshot is None:
            return
        if run.job_id != job.id or run.state not in RUN_STATES.values():
            return  # a late word of a job that has ended, or the first of one whose run is read in a moment
        run = replace(run, state=RUN_STATES[job.state], fraction=job.fraction, progress_text=job.text,
                      started_at=run.started_at or job.started_at)  # fmt: skip
        if not self.isVisible():
            return
        self.runs_view.update_run(run)
        chosen = tuple(run if r.id == run.id else r for r in self._snapshot.chosen)
        self._snapshot = replace(self._snapshot, chosen=chosen)
        if self._run_view is not None and self._snapshot.view == "run" and chosen[0].id == run.id:
            self._run_view.update_run(run)

    def _suggested(self, job: Job) -> None:
        """Say which run came out best; the list has them all."""
        best = job.result.get("best")
        if best:
            self.query(partial(experiments.run, self.shell.workspace, best), self._tell_best, key="suggested")
        else:
            self.shell.toast(self.tr("Nothing to suggest"), self.tr("No run finished within the minutes."), "warn")

    @Slot(object)
    def _tell_best(self, run: Run) -> None:
        title = self.tr("Suggestions for {experiment} are ready").format(experiment=run.experiment_name)
        text = self.tr("Best by folds: {run}, {algorithm}").format(
            run=facts.run_name(run), algorithm=run.algorithm_name.lower())  # fmt: skip
        self.shell.toast(title, text, "ok", [ToastAction(self.tr("Open run"), partial(self._open_run, run.id))])

    def drop_files(self, paths: Sequence[str]) -> bool:
        return not self.shell.workspace.read_only and self._mlflow.take(paths)

    def reload(self) -> None:
        self._load()

    @Slot()
    def _load(self) -> None:
        if self._snapshot is None:
            self.states.show_loading(self.tr("Reading runs"))
        self._loading, self._again = True, False
        view = self.runs_view
        work = partial(read, self.shell.workspace, self._place, self._target, view.wanted, self._parameters,
                       view.turned, view.table.first_line())  # fmt: skip
        self.query(work, self._show, key="page", on_error=self._not_read)

    def _loaded(self) -> None:
        self._loading = False
        if self._again:
            self._later.start()

    @Slot(object)
    def _not_read(self, error: AppError) -> None:
        self._loaded()
        if isinstance(error, FilterError):  # what was asked for before means nothing any more
            self.runs_view.forget()
            self._load()
            return
        self._snapshot = None
        self.set_header(self.tr("Experiments"), "", ())
        self.show_failed(error)

    # --- showing ------------------------------------------------------------------------------------------------
    def run(self, run_id: str) -> Run | None:
        """A run that is shown, by its id."""
        chosen = self._snapshot.chosen if self._snapshot else ()
        return next((r for r in chosen if r.id == run_id), None) or self.runs_view.run(run_id)

    @Slot(object)
    def _show(self, snapshot: Snapshot) -> None:
        self._loaded()
        self._snapshot = snapshot
        if snapshot.place != self._place:
            self._place = self.saved()["experiment"] = snapshot.place
        if snapshot.view == "list" and snapshot.listing is None:
            self._show_nothing(snapshot)
            return
        if snapshot.view == "run":
            self._show_run(snapshot)
        elif snapshot.view == "compare":
            self._show_compare(snapshot)
        elif snapshot.listing is not None:
            self.runs_view.show_listing(snapshot.listing, snapshot.spec)
            self._views.setCurrentWidget(self.runs_view)
        self.states.show_full()
        self._show_header()

    def _show_nothing(self, snapshot: Snapshot) -> None:
        if snapshot.current is not None:
            self.show_empty("experiments", self.tr("No runs in this experiment"),
                            self.tr("Its runs were deleted, or none was started."), self._new_action())  # fmt: skip
        elif not snapshot.datasets:
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
            self._run_view.retried.connect(self.deeds.retry)
            self._views.addWidget(self._run_view)
        self._run_view.show_run(snapshot.chosen[0])
        self._views.setCurrentWidget(self._run_view)

    def _show_compare(self, snapshot: Snapshot) -> None:
        from modelyard.ui.pages.experiments.compare.view import CompareView

        if self._compare_view is None:
            self._compare_view = CompareView(self.shell, self._parameters, self._views)
            self._compare_view.chosen.connect(self._compare_others)
            self._compare_view.opened.connect(self._open_run)
            self._views.addWidget(self._compare_view)
        runs = list(snapshot.chosen)
        self.runs_view.colours = facts.take_slots(self.runs_view.colours, [r.id for r in runs])
        self.runs_view.table.set_ticked([r.id for r in runs])
        runs.sort(key=lambda r: self.runs_view.colours[r.id])
        self._compare_view.show_runs(runs, self.runs_view.colours, [*runs, *snapshot.best])
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
        runs = texts.counted(snapshot.runs, self.tr("run"), self.tr("runs"))
        if not snapshot.experiments:
            self.set_header(self.tr("Experiments"), "", ())
        elif snapshot.view == "run":
            run = snapshot.chosen[0]
            self.chip.set(facts.state_text(run.state), facts.STATE_KIND[run.state])
            self.header_widgets = (self.chip,)
            at = texts.when(run.started_at or run.created_at)
            name = ", ".join(p for p in (run.name, run.algorithm_name, at) if p)
            self.set_header(facts.run_name(run), name, place)
        elif snapshot.view == "compare":
            text = texts.counted(len(snapshot.chosen), self.tr("run"), self.tr("runs"))
            self.set_header(self.tr("Compare {runs}").format(runs=text), "", place)
        else:
            self.switch.show_experiments(snapshot)
            self.header_widgets = (self.switch,)
            if snapshot.everything:
                many = texts.counted(len(snapshot.experiments), self.tr("experiment"), self.tr("experiments"))
                self.set_header(title, self.tr("{runs} in {experiments}").format(runs=runs, experiments=many), ())
            elif snapshot.current is not None:
                label = snapshot.current.dataset_label
                fact = self.tr("{runs} on {dataset}").format(runs=runs, dataset=label) if label else runs
                self.set_header(title, fact, (top,))

    def _new_action(self, *, in_header: bool = True) -> Action:
        kind = "secondary" if self._compares() else "primary"
        return Action("experiments.new", self.tr("New experiment"), "plus", self.new_experiment, kind, "Ctrl+N",
                      reason=self.shell.workspace.read_only, in_header=in_header)  # fmt: skip

    def _compares(self) -> bool:
        """Whether comparing is what comes next, since several runs are selected."""
        snapshot = self._snapshot
        return snapshot is not None and snapshot.view == "list" and len(self.runs_view.colours) > 1

    @Slot()
    def _ticked(self) -> None:
        if self.isVisible():
            self.set_header()

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        snapshot = self._snapshot
        bin_action = Action("experiments.bin", self.tr("Recycle bin of runs"), "trash", self.recycle_bin,
                            in_header=False)  # fmt: skip
        if snapshot is None or snapshot.view == "list":
            empty = snapshot is not None and not snapshot.experiments
            mlflow = Action("experiments.import_mlflow", self.tr("Import from MLflow"), "import", self._mlflow.ask,
                            reason=self.shell.workspace.read_only, in_header=empty)  # fmt: skip
            return (bin_action, mlflow, self._new_action())
        if snapshot.view == "run":
            return (bin_action, self._new_action(in_header=False), *self._run_actions(snapshot.chosen[0]))
        best = experiments.best_run(list(snapshot.chosen), self._metric())
        if best is None:
            return (bin_action, self._new_action(in_header=False))
        text = self.tr("Register run {number}").format(number=best.number)
        return (bin_action, self._new_action(in_header=False),
                Action("experiments.register", text, "models", partial(self.register, best), "primary",
                       reason=self.shell.workspace.read_only or register_reason(best)))  # fmt: skip

    def _metric(self) -> str:
        snapshot = self._snapshot
        return usual_metrics(snapshot.chosen, snapshot.spec)[0] if snapshot else "roc_auc"

    def _run_actions(self, run: Run) -> tuple[Action, ...]:
        read_only = self.shell.workspace.read_only
        if run.kind in OUTSIDE and run.state is not RunState.FINISHED:
            return ()
        if run.state is RunState.PAUSED:
            return (Action("experiments.resume", self.tr("Resume"), "play", partial(self.deeds.resume, run.id),
                           "primary", reason=read_only),)  # fmt: skip
        if not run.state.ended:
            text = self.tr("Stop") if run.state is RunState.RUNNING else self.tr("Cancel")
            return (Action("experiments.stop", text, "stop", partial(self.deeds.stop, run.id), reason=read_only),)
        if run.state is not RunState.FINISHED:
            return (Action("experiments.retry", facts.retry_text(run), "refresh", partial(self.deeds.retry, run.id),
                           "primary", reason=read_only),)  # fmt: skip
        others = [r for r in (self._snapshot.best if self._snapshot else ()) if r.id != run.id]
        reason = "" if others else self.tr("No other run has finished")
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
    def recycle_bin(self) -> None:
        """Open the recycle bin of runs."""
        from modelyard.ui.pages.experiments.runs.recycle_bin import RunBinDialog

        self.shell.open_dialog(RunBinDialog(self.shell))

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
        others = [r for r in (self._snapshot.best if self._snapshot else ()) if r.id != run.id]
        alike = [r for r in others if (r.data_hash, r.split_hash) == (run.data_hash, run.split_hash)]
        if others:
            self._open_compare([run.id, (alike or others)[0].id])

    @Slot(object)
    def register(self, run: Run) -> None:
        """Ask for the model's name and register the run."""
        self._registering.ask(run)

    # --- pictures -----------------------------------------------------------------------------------------------
    def shots(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """The views beyond the list, for the screenshots."""
        listing = self.runs_view.listing
        finished = [r for r in (listing.sample if listing else ()) if r.state is RunState.FINISHED]
        best = experiments.best_run(finished, self._metric())
        if best is None:
            return [("new", self.new_experiment)]
        first = [r.id for r in finished[:3]]
        searched = next((r for r in finished if r.kind is RunKind.SEARCH), best)
        return [
            ("selected", partial(self.runs_view.table.set_ticked, first)),
            ("run", partial(self._open_run, searched.id)),
            *((f"run-{key}", partial(self._show_run_tab, key)) for key in PICTURED),
            ("compare", partial(self._open_compare, first)),
            ("new", self.new_experiment),
            ("register", partial(self.register, best)),
        ]

    def _show_run_tab(self, key: str) -> None:
        if self._run_view is not None:
            self._run_view.tabs.set_key(key)

    # --- starting -----------------------------------------------------------------------------------------------
    @Slot()
    def new_experiment(self) -> None:
        """Open the dialog, filled in as the experiment shown was started last."""
        self._open_dialog(self._snapshot.spec if self._snapshot else None)

    @Slot(object)
    def _repeat(self, run_id: object) -> None:
        workspace, found, run = self.shell.workspace, str(run_id), self.run(str(run_id))

        def read_spec() -> ExperimentSpec:
            spec = experiments.run_spec(workspace, found)
            return replace(spec, name=run.experiment_name) if run is not None else spec

        self.query(read_spec, self._open_dialog, key="repeat")

    def _open_dialog(self, spec: Any) -> None:
        from modelyard.ui.pages.experiments.new.dialog import NewExperimentDialog

        dialog = NewExperimentDialog(self.shell, spec)
        dialog.started.connect(self._started)
        self.shell.open_dialog(dialog)

    @Slot(object)
    def _started(self, runs: Sequence[Run]) -> None:
        text = texts.counted(len(runs), self.tr("run"), self.tr("runs"))
        self.shell.toast(self.tr("Started {runs}").format(runs=text), runs[0].experiment_name, "plain")
        self.shell.go(self.name, ("experiment", runs[0].experiment_id))
