"""The right pane of the Data page: the versions of a dataset, and how the one shown is stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.versions import Origin, OriginKind
from modelyard.ui import texts
from modelyard.ui.pages.data.quality.board import RulesSection
from modelyard.ui.pages.data.versions.words import misfit_words, origin_row
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import IconButton
from modelyard.ui.widgets.labels import Line
from modelyard.ui.widgets.rail_list import RailList, RailRow
from modelyard.ui.widgets.side_panel import KeyValues, SidePanel

WIDTH = 268


def blob_path(version: DatasetVersion) -> str:
    """Where a version is inside the workspace's folder."""
    return f"blobs/{version.content_hash[:2]}/{version.content_hash[2:]}"


def source_name(version: DatasetVersion) -> str:
    """Where a version came from, in short: a file's or pattern's name, else the line that was kept for people."""
    kind = version.source_spec.get("kind", "file")
    return Path(version.source).name if kind in ("file", "pattern") else version.source


class VersionsPanel(SidePanel):
    """`chosen(version id)`; `new_version`; `menu_wanted(version id, place)`."""

    chosen = Signal(object)
    new_version = Signal()
    menu_wanted = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=theme().px(WIDTH))
        section = self.add_section(self.tr("Versions"), padding=0)
        self.import_button = IconButton("import", self.tr("Import a new version"), section)
        self.import_button.clicked.connect(self.new_version)
        section.head_actions.addWidget(self.import_button)
        self.rail = RailList(self.tr("Versions, newest first"), section)
        self.rail.chosen.connect(self.chosen)
        self.rail.menu_wanted.connect(self.menu_wanted)
        section.body.addWidget(self.rail)
        section.body.addSpacing(8)
        self.made = self.add_section(self.tr("Made from"))
        self.origins = KeyValues(self.made)
        self.made.body.addWidget(self.origins)
        self.made.hide()
        self.body.addWidget(Line(self))
        self.rules = RulesSection(self)
        self.body.addWidget(self.rules)
        self.body.addWidget(Line(self))
        stored = self.add_section(self.tr("Stored as"), line=False)
        self.facts = KeyValues(stored)
        stored.body.addWidget(self.facts)
        self.end()
        self._versions: list[DatasetVersion] = []
        self._shown = ""
        self._stored: DatasetVersion | None = None
        self._source: list[tuple[str, ...]] = []

    def show_versions(self, versions: Sequence[DatasetVersion], shown: DatasetVersion) -> None:
        """Show a dataset's versions, newest first, and the facts of one of them."""
        self._versions = list(versions)
        if self._shown != shown.id:
            self._set_origins([])
        self._shown = shown.id
        rows = []
        for position, version in enumerate(self._versions):
            before = self._versions[position + 1] if position + 1 < len(self._versions) else None
            rows.append(self._row(version, before, newest=position == 0))
        self.rail.set_rows(rows)
        self.rail.set_key(shown.id)
        if self._stored is None or self._stored.dataset_id != shown.dataset_id:
            self._source = []
        self._stored = shown
        self.facts.set_rows([*self._facts(shown), *self._source])

    def show_source(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show facts about the source of the version shown, such as when it is read again, under the others."""
        self._source = list(rows)
        if self._stored is not None:
            self.facts.set_rows([*self._facts(self._stored), *self._source])

    def show_origins(self, found: tuple[str, list[Origin]]) -> None:
        """Show what the version with that id was made from; its source file stands under "Stored as"."""
        version_id, origins = found
        if version_id == self._shown:
            self._set_origins([o for o in origins if o.kind is not OriginKind.SOURCE])

    def _set_origins(self, origins: Sequence[Origin]) -> None:
        self.origins.set_rows([origin_row(o) for o in origins])
        self.made.setVisible(bool(origins))

    def _row(self, version: DatasetVersion, before: DatasetVersion | None, *, newest: bool) -> RailRow:
        note = version.note or self._origin(version)
        rows = texts.counted(version.rows, self.tr("row"), self.tr("rows"))
        if before is None:
            change = texts.counted(len(version.columns), self.tr("column"), self.tr("columns"))
        else:
            more = version.rows - before.rows
            change = self.tr("{n} rows").format(n=f"{'+' if more >= 0 else '−'}{abs(more):,}")
        lines = [f"{rows}  {change}", f"{texts.when(version.created_at)}, {version.author}"]
        if words := misfit_words(version, short=True):
            lines.insert(1, words)
        return RailRow(
            version.id, f"v{version.number}", note, version.tags, lines=tuple(lines), dot="accent" if newest else ""
        )

    def _origin(self, version: DatasetVersion) -> str:
        if version.lineage.recipe_version_id:
            return self.tr("Made by a recipe")
        return self.tr("First import") if version.number == 1 else source_name(version)

    def _facts(self, version: DatasetVersion) -> list[tuple[str, ...]]:
        kind = Path(version.source).suffix.lstrip(".").upper()
        size = texts.size(version.size_bytes)
        if version.source_size and kind:
            kind = {"PARQUET": "Parquet"}.get(kind, kind)
            source = texts.size(version.source_size)
            size = self.tr("{size}, {source} as {kind}").format(size=size, source=source, kind=kind)
        digest = version.content_hash
        missing = ", ".join(f"{count:,} × {column}" for column, count in version.set_missing.items())
        out = ", ".join(version.read_options.leave_out)
        chosen = [(self.tr("Missing"), missing), (self.tr("Left out"), out)]
        return [
            (self.tr("File"), blob_path(version)),
            (self.tr("Size"), size),
            (self.tr("Hash"), f"{digest[:6]}…{digest[-4:]}", "mono"),
            (self.tr("Source"), source_name(version)),
            *(row for row in chosen if row[1]),
        ]
