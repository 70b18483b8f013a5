"""What is asked and said when runs or experiments are deleted."""

from __future__ import annotations

from modelyard.domain.experiments.bin import RunsPreview
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.shell import Confirm, ConfirmItem

MOST_NAMED = 4


def delete_question(found: RunsPreview, experiment: str = "") -> Confirm:
    """The question before runs, or an experiment with all its runs, go to the recycle bin."""
    count = len(found.run_ids)
    runs = found.labels[0] if count == 1 else texts.counted(count, tr("run"), tr("runs"))
    size = texts.size(found.size_bytes) if found.size_bytes else ""
    goes = [ConfirmItem("experiments", f"{runs[0].upper()}{runs[1:]}", size)]
    if experiment:
        goes.append(ConfirmItem("folder", tr("The experiment {name}").format(name=experiment)))
    stays = [ConfirmItem("lock", f"{k.label[0].upper()}{k.label[1:]}", k.reason) for k in found.kept[:MOST_NAMED]]
    if len(found.kept) > MOST_NAMED:
        more = texts.counted(len(found.kept) - MOST_NAMED, tr("more run"), tr("more runs"))
        stays.append(ConfirmItem("lock", more))
    data = tr("The data it learned from") if count == 1 else tr("The data they learned from")
    stays += [ConfirmItem("data", data), ConfirmItem("activity", tr("Audit log"))]
    text = tr("Goes to the recycle bin, from where it can be restored. Emptying the bin frees the space.")
    if found.whole and not experiment:
        text += " " + tr("It is all that the experiment has, so the experiment goes with it.")
    if experiment:
        return Confirm(tr("Delete the experiment {name}?").format(name=experiment), text, tr("Delete experiment"),
                       tr("Keep experiment"), goes, stays)  # fmt: skip
    yes, no = (tr("Delete run"), tr("Keep run")) if count == 1 else (tr("Delete runs"), tr("Keep runs"))
    return Confirm(tr("Delete {runs}?").format(runs=runs), text, yes, no, goes, stays)


def deleted_title(found: RunsPreview) -> str:
    """What the toast says then."""
    count = len(found.run_ids)
    runs = found.labels[0] if count == 1 else texts.counted(count, tr("run"), tr("runs"))
    return tr("Deleted {runs}").format(runs=runs)
