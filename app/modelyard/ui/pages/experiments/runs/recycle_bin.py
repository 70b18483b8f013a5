"""The recycle bin of the Experiments page: runs and experiments that were deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelyard.core.changes import Changes, Kind
from modelyard.domain.bin import Purged
from modelyard.domain.experiments.bin import RunBinEntry, number_text
from modelyard.services.experiments import bin as run_bin
from modelyard.ui import bin_dialog, texts
from modelyard.ui.widgets.table_model import Cell, TableColumn


class RunBinDialog(bin_dialog.BinDialog):
    """An entry an experiment and a deletion, the last one first."""

    kind = Kind.RUN
    icon = "experiments"

    def read(self, workspace: Any) -> list[Any]:
        return list(run_bin.recycle_bin(workspace))

    def restore(self, workspace: Any, entry: RunBinEntry) -> tuple[Any, Changes]:
        return None, run_bin.restore(workspace, entry.run_ids)

    def delete_again(self, workspace: Any, entry: RunBinEntry) -> tuple[Any, Changes]:
        return None, run_bin.delete(workspace, entry.run_ids)

    def purge(self, workspace: Any, entries: Sequence[RunBinEntry]) -> tuple[Any, Changes]:
        return run_bin.purge(workspace, [i for e in entries for i in e.run_ids])

    def own_columns(self) -> list[TableColumn]:
        return [TableColumn("runs", self.tr("Runs"), lambda e: Cell(f"{len(e.run_ids):,}"), 80, True,
                            lambda e: len(e.run_ids))]  # fmt: skip

    def title_of(self, entry: RunBinEntry) -> str:
        return entry.label if entry.whole else f"{entry.label[0].upper()}{entry.label[1:]}"

    def tip(self, entry: RunBinEntry) -> str:
        return f"{entry.experiment_name} {number_text(entry.numbers)}"

    def empty_text(self) -> str:
        return self.tr("Deleted runs and experiments wait here until the bin is emptied.")

    def stays(self) -> str:
        return self.tr("The data they learned from, and all models")

    def freed_text(self, done: Purged) -> str:
        count = texts.counted(done.removed, self.tr("run"), self.tr("runs"))
        return self.tr("{runs} deleted for ever.").format(runs=count)
