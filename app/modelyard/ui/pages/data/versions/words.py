"""The words of deleting, of where a version came from, and of what did not fit in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.versions import DeletePreview, Dependent, Dependents, Origin, OriginKind
from modelyard.ui import texts
from modelyard.ui.shell import Confirm, ConfirmItem

ICONS = {
    Dependent.EXPERIMENT: "experiments",
    Dependent.RUN: "experiments",
    Dependent.MODEL_VERSION: "models",
    Dependent.DEPLOYMENT: "deployments",
    Dependent.SPLIT: "split",
    Dependent.RECIPE: "pipelines",
    Dependent.VERSION: "lineage",
    Dependent.QUALITY: "gate",
    Dependent.REFRESH: "refresh",
    Dependent.TAG: "tag",
}
GOES = (Dependent.TAG, Dependent.SPLIT, Dependent.QUALITY, Dependent.REFRESH)
"""What goes into the recycle bin with a version; everything else stays."""


def tr(text: str) -> str:
    """A text of this part of the Data page."""
    return QCoreApplication.translate("DataVersions", text)


def misfit_words(version: DatasetVersion, *, short: bool = False) -> str:
    """How many rows were kept aside and how many values became missing; "" when everything fitted."""
    rows, values = version.rejected, sum(version.set_missing.values())
    told = []
    if rows:
        told.append(tr("{n} kept aside").format(n=f"{rows:,}" if short else texts.counted(rows, tr("row"), tr("rows"))))
    if values:
        told.append(tr("{n} set to missing").format(n=texts.counted(values, tr("value"), tr("values"))))
    return ", ".join(told)


def unchanged_words(name: str, result: Mapping[str, Any]) -> tuple[str, str]:
    """Title and text about rows that a version of a dataset holds already; `result` is that of the job."""
    number = result.get("number", 1)
    newest = result.get("newest", number)
    if number == newest:
        text = tr("Version {number} holds the same rows already, so none was added.")
        return tr("{name} has not changed").format(name=name), text.format(number=number)
    text = tr("So none was added. The newest is v{newest}; restore v{number} to go on with these rows.")
    title = tr("{name} v{number} holds these rows already").format(name=name, number=number)
    return title, text.format(newest=newest, number=number)


def _counted(found: Dependents) -> str:
    words = {
        Dependent.EXPERIMENT: (tr("experiment"), tr("experiments")),
        Dependent.RUN: (tr("run"), tr("runs")),
        Dependent.MODEL_VERSION: (tr("model version"), tr("model versions")),
        Dependent.DEPLOYMENT: (tr("deployment"), tr("deployments")),
        Dependent.SPLIT: (tr("split"), tr("splits")),
        Dependent.RECIPE: (tr("recipe that reads it"), tr("recipes that read it")),
        Dependent.VERSION: (tr("version made from it"), tr("versions made from it")),
        Dependent.QUALITY: (tr("quality result"), tr("quality results")),
        Dependent.TAG: (tr("tag"), tr("tags")),
    }
    if found.kind is Dependent.REFRESH:
        return tr("Its refresh stops")
    return texts.counted(found.count, *words[found.kind])


def _names(found: Dependents, most: int = 2) -> str:
    shown = ", ".join(found.names[:most])
    if len(shown) > 34:
        shown = f"{shown[:33]}…"
    elif found.count > most and found.names:
        shown += ", …"
    return shown


def delete_question(found: DeletePreview, whole: bool) -> Confirm:
    """The question before a version, or a dataset with all its versions, goes to the recycle bin."""
    goes = [_versions_item(found)]
    stays: list[ConfirmItem] = []
    for one in found.dependents:
        item = ConfirmItem(ICONS[one.kind], _counted(one), _names(one))
        (goes if one.kind in GOES else stays).append(item)
    stays.append(ConfirmItem("activity", tr("Audit log")))
    text = tr("Goes to the recycle bin, from where it can be restored. Emptying the bin frees the space.")
    if any(d.kind in (Dependent.EXPERIMENT, Dependent.RUN) for d in found.dependents):
        text += " " + tr("Models trained on it go on working, but runs cannot be repeated without it.")
    if whole:
        title = tr("Delete the dataset {name}?").format(name=found.dataset_name)
        return Confirm(title, text, tr("Delete dataset"), tr("Keep dataset"), goes, stays,
                       type_name=found.dataset_name)  # fmt: skip
    title = tr("Delete {version}?").format(version=found.labels[0])
    return Confirm(title, text, tr("Delete version"), tr("Keep version"), goes, stays)


def _versions_item(found: DeletePreview) -> ConfirmItem:
    rows = texts.counted(found.rows, tr("row"), tr("rows"))
    size = texts.size(found.size_bytes) if found.size_bytes else tr("shares its file")
    if len(found.labels) == 1:
        number = found.labels[0].rpartition(" ")[2]  # its dataset's name may be long, and is in the title
        return ConfirmItem("data", f"{number}, {rows}", size)
    return ConfirmItem("data", tr("{n} versions, {rows}").format(n=len(found.labels), rows=rows), size)


def origin_row(found: Origin) -> tuple[str, str]:
    """A line of "Made from": what it is, and its name."""
    words = {
        OriginKind.SOURCE: tr("Source"),
        OriginKind.PARENT: tr("After"),
        OriginKind.RECIPE: tr("Recipe"),
        OriginKind.INPUT: tr("Reads"),
        OriginKind.RESTORED: tr("Restored"),
    }
    label = found.label
    if found.kind is OriginKind.SOURCE and "\n" not in label:
        label = label.replace("\\", "/").rpartition("/")[2] or label
    return words[found.kind], label + (f" ({tr('deleted')})" if found.gone and found.version_id else "")
