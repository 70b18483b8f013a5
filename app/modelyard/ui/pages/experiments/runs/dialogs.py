"""The small dialogs of runs: a tag, a note, a name, a filter's name, and one model made of several runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from modelyard.core.changes import Changes
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import AlgorithmSpec
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments import tags as service
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.form_field import FormField
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.write_dialog import WriteDialog


def runs_text(count: int, runs: Sequence[Run]) -> str:
    """How a sentence names some runs: "run 31", or "3 runs"."""
    if count == 1 and runs:
        return facts.run_name(runs[0]).lower()
    return texts.counted(count, tr("run"), tr("runs"))


class RunTagDialog(WriteDialog):
    """Gives runs a tag, with a value where it has one. `done(key, value)`."""

    def __init__(self, shell: Shell, run_ids: Sequence[str], runs: Sequence[Run], known: Sequence[str],
                 done: Callable[[str, str], None]) -> None:  # fmt: skip
        super().__init__(shell, tr("Tag {runs}").format(runs=runs_text(len(run_ids), runs)))
        self.set_primary(tr("Tag run") if len(run_ids) == 1 else tr("Tag runs"), "tag")
        self._ids, self._after = list(run_ids), done
        self.tag = QComboBox(self)
        self.tag.setEditable(True)
        self.tag.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.tag.addItems(list(known))
        self.tag.setEditText("")
        self.tag.editTextChanged.connect(self._changed)
        self.body.addWidget(FormField(tr("Tag"), self.tag, tr("A word, such as keep"), self))
        self.value = QLineEdit(self)
        self.body.addWidget(FormField(tr("Value"), self.value, tr("Such as a team, or nothing"), self, optional=True))
        self.body.addWidget(self.failure)
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        self.failure.set("")
        self.set_reason("" if self.tag.currentText().strip() else tr("Type a tag"))

    def submit(self) -> None:
        """Set the tag."""
        workspace, ids = self.shell.workspace, self._ids
        key, value = self.tag.currentText().strip(), self.value.text().strip()

        def save() -> tuple[tuple[str, str], Changes]:
            return (key, value), service.tag(workspace, ids, {key: value})

        self.write(save, self._saved)

    def _saved(self, pair: tuple[str, str]) -> None:
        self._after(*pair)


class RunNoteDialog(WriteDialog):
    """Edits a run's note. `done` gets the new one."""

    def __init__(self, shell: Shell, run: Run, done: Callable[[Any], None]) -> None:
        super().__init__(shell, tr("Edit the note of {run}").format(run=facts.run_name(run).lower()))
        self.set_primary(tr("Save note"), "check")
        self._run, self._after = run, done
        self.text = QPlainTextEdit(run.note, self)
        self.text.setFixedHeight(theme().px(112))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(tr("What is new or different about it"))
        self.body.addWidget(FormField(tr("Note"), self.text, parent=self, optional=True))
        self.body.addWidget(self.failure)

    def submit(self) -> None:
        """Save the note."""
        workspace, run_id, text = self.shell.workspace, self._run.id, self.text.toPlainText().strip()
        self.write(lambda: (text, service.set_note(workspace, [run_id], text)), self._after)


class NameDialog(WriteDialog):
    """Asks for a name and writes it by `save(name)`; `done` gets what was written. `optional` lets it be empty."""

    def __init__(self, shell: Shell, title: str, button: str, name: str, save: Callable[[str], tuple[Any, Changes]],
                 done: Callable[[Any], None], *, hint: str = "", optional: bool = False) -> None:  # fmt: skip
        super().__init__(shell, title)
        self.set_primary(button, "check")
        self._before, self._save, self._after, self._optional = name, save, done, optional
        self.name = QLineEdit(name, self)
        self.name.selectAll()
        self.name.textChanged.connect(self._changed)
        self.body.addWidget(FormField(tr("Name"), self.name, hint, self, optional=optional))
        self.body.addWidget(self.failure)
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        name = self.name.text().strip()
        self.failure.set("")
        if not name and not self._optional:
            self.set_reason(tr("Type a name"))
        else:
            self.set_reason(tr("Nothing is changed") if name == self._before else "")

    def submit(self) -> None:
        """Write the name."""
        self.write(partial(self._save, self.name.text().strip()), self._after)


class CombineDialog(WriteDialog):
    """Starts a run that puts finished runs together. `done` gets the runs that were started."""

    def __init__(self, shell: Shell, runs: Sequence[Run], done: Callable[[Any], None]) -> None:
        super().__init__(shell, tr("Combine {count} runs").format(count=texts.count(len(runs))), width=520)
        self.set_primary(tr("Start run"), "play")
        self._runs, self._after = list(runs), done
        names = ", ".join(f"{r.number} ({r.algorithm_name})" for r in runs)
        self.body.addWidget(Label(tr("Runs {names}").format(names=names), "body", "text2", self, wrap=True))
        self.how = Segment([("voting", tr("Voting")), ("stacking", tr("Stacking"))], tr("How"), self)
        self.how.chosen.connect(self._say)
        self.field = FormField(tr("How"), self.how, " ", self)
        self.body.addWidget(self.field)
        self.body.addWidget(self.failure)
        self.set_facts(tr("Trains in the background"))
        self._say()

    @Slot()
    def _say(self, *_: object) -> None:
        hints = {
            "voting": tr("The mean of what they say. Steadier than each of them, and simple to explain."),
            "stacking": tr("A small model learns from folds how far to trust each of them. Takes longer."),
        }
        self.field.set_hint(hints[self.how.key()])

    def submit(self) -> None:
        """Start the run."""
        workspace, runs, how = self.shell.workspace, self._runs, self.how.key()

        def start() -> tuple[Any, Changes]:
            spec = experiments.run_spec(workspace, runs[0].id)
            algorithm = AlgorithmSpec(how, members=tuple(r.id for r in runs))
            together = replace(spec, name=runs[0].experiment_name, algorithms=(algorithm,), search=None)
            return experiments.start(workspace, together)

        self.write(start, self._after, busy=tr("Starting"))
