"""The recycle bin of the Data page: versions and datasets that were deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelyard.core.changes import Changes, Kind
from modelyard.domain.data.versions import BinEntry, VersionsPurged
from modelyard.services.data import bin as data_bin
from modelyard.ui import bin_dialog, texts
from modelyard.ui.widgets.table_model import Cell, TableColumn


class VersionBinDialog(bin_dialog.BinDialog):
    """An entry a deletion, the last one first."""

    kind = Kind.DATASET
    icon = "data"

    def read(self, workspace: Any) -> list[Any]:
        return list(data_bin.recycle_bin(workspace))

    def restore(self, workspace: Any, entry: BinEntry) -> tuple[Any, Changes]:
        return data_bin.restore(workspace, entry.version_ids)

    def delete_again(self, workspace: Any, entry: BinEntry) -> tuple[Any, Changes]:
        return data_bin.delete(workspace, entry.version_ids)

    def purge(self, workspace: Any, entries: Sequence[BinEntry]) -> tuple[Any, Changes]:
        return data_bin.purge(workspace, [i for e in entries for i in e.version_ids])

    def own_columns(self) -> list[TableColumn]:
        return [TableColumn("rows", self.tr("Rows"), lambda e: Cell(f"{e.rows:,}"), 110, True, lambda e: e.rows)]

    def tip(self, entry: BinEntry) -> str:
        numbers = ", ".join(f"v{n}" for n in entry.numbers)
        return f"{entry.dataset_name} {numbers}"

    def empty_text(self) -> str:
        return self.tr("Deleted versions and datasets wait here until the bin is emptied.")

    def stays(self) -> str:
        return self.tr("Runs and models, and the facts of what they used")

    def freed_text(self, done: VersionsPurged) -> str:
        count = texts.counted(done.removed + done.kept, self.tr("version"), self.tr("versions"))
        text = self.tr("{versions} deleted for ever.").format(versions=count)
        if done.kept:
            text += " " + self.tr("Facts of {n} are kept for what refers to them.").format(n=f"{done.kept:,}")
        return text
