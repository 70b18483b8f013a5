"""What the Data page offers the camera (`modelyard.ui.screenshots`)."""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelyard.ui.pages.data.importing.dialog import ImportDialog
    from modelyard.ui.pages.data.page import DataPage

ROWS = 2600


def shots(page: DataPage) -> Sequence[tuple[str, Callable[[], Any]]]:
    """The tabs, and the import dialog on a file with a few faults."""
    tabs = [
        "columns",
        "correlations",
        *(["rejected"] if page.version is not None and page.version.rejected_blob else []),
        "used",
    ]
    found: list[tuple[str, Callable[[], Any]]] = [(tab, partial(page.tabs.set_key, tab)) for tab in tabs]
    if page.version is not None:
        found += _quality(page)
        found += _prepare(page)
        found += [("splits", partial(page.tabs.set_key, "splits")), ("split-new", partial(_new_split, page))]
        found.append(("import", partial(_open_import, page)))
        found.append(("import-database", partial(_open_database, page)))
        found.append(("import-progress", partial(_open_progress, page)))
        found += _version_shots(page)
        found = [*_table_shots(page), *found]
    return found


def _new_split(page: DataPage) -> None:
    """Open the dialog that makes a split."""
    from modelyard.ui.pages.data.splits.tab import SplitsTab

    page.tabs.tab(SplitsTab).open_dialog()


def _version_shots(page: DataPage) -> list[tuple[str, Callable[[], Any]]]:
    """The comparison and the recycle bin."""
    return [("compare", page.deeds.compare), ("recycle-bin", page.deeds.recycle_bin)]


def _table_shots(page: DataPage) -> list[tuple[str, Callable[[], Any]]]:
    """Rows of a filter in an order, a mistake in a filter, and a search."""
    tab = page.table_tab

    def filtered() -> None:
        page.tabs.set_key("table")
        tab.filter.setText("dep_delay > 60 and carrier in ('UA', 'AA')")
        tab.sort_by("dep_delay", False, True)

    def mistaken() -> None:
        tab.filter.setText("dep_dely > 60 and carrier in ('UA', 'AA')")

    def searched() -> None:
        tab.filter.clear()
        tab.search.open_search()
        tab.search.field.setText("N14228")

    return [("filtered", filtered), ("mistaken", mistaken), ("searched", searched), ("export", _export(page))]


def _export(page: DataPage) -> Callable[[], Any]:
    def ask() -> None:
        page.table_tab.search.close_search()
        page.table_exports.ask()

    return ask


def _quality(page: DataPage) -> list[tuple[str, Callable[[], Any]]]:
    """The rules of the dataset shown, the history of one, the form and the suggestions."""
    from modelyard.ui.pages.data.quality.tab import QualityTab

    tab = page.tabs.tab(QualityTab)

    def side(key: str) -> None:
        page.tabs.set_key(QualityTab.key)
        tab.detail.show_side(key)

    found: list[tuple[str, Callable[[], Any]]] = [("quality", partial(side, "rows"))]
    if page.quality.report is not None and page.quality.report.statuses:  # the tab itself reads when it is seen
        found += [("quality-history", partial(side, "history")), ("rule-form", tab.edit)]
    return [*found, ("rule-suggest", tab.suggest)]


def _prepare(page: DataPage) -> list[tuple[str, Callable[[], Any]]]:
    """A few steps on the version shown, the kinds of steps, and the steps as text."""
    from modelyard.domain.data.datasets import ColumnType
    from modelyard.domain.data.prepare import FillMethod, FillMissing, FilterRows, HandleOutliers, SortRows
    from modelyard.ui.pages.data.prepare import PrepareTab

    tab = page.tabs.tab(PrepareTab)
    assert page.version is not None
    numbers = [c.name for c in page.version.columns if c.type.numeric] or [page.version.columns[0].name]
    texts = [c.name for c in page.version.columns if c.type is ColumnType.TEXT] or numbers
    steps = (FilterRows(f'"{numbers[-1]}" IS NOT NULL'), FillMissing((texts[0],), FillMethod.MODE),
             HandleOutliers((numbers[-1],)), SortRows((texts[-1],)))  # fmt: skip

    def show() -> None:
        page.tabs.set_key(PrepareTab.key)
        tab.use_steps(steps, 3)

    return [("prepare", show), ("prepare-add", tab.add_step), ("prepare-text", tab.recipes.open_text)]


def _open_import(page: DataPage) -> ImportDialog:
    """Open the dialog on a CSV file made of the first rows of the version shown; it is gone after the dialog."""
    from modelyard.services.data import datasets

    assert page.version is not None
    page.tabs.set_key("table")
    rows = datasets.rows(page.shell.workspace, page.version.id, 0, ROWS)
    folder = tempfile.TemporaryDirectory(prefix="january-")
    path = Path(folder.name) / "january.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        names = [c.name for c in rows.columns]
        place = names.index("dep_delay")
        writer.writerow([*names, "gate"])
        for number, row in enumerate(rows.rows):
            month = "soon" if number == 870 else row[0]
            gate = f"C{number % 40}" if number % 5 == 0 else ""
            delay = 9999 if number == 1008 else row[place]
            cells = [month, *row[1:place], delay, *row[place + 1 :], gate]
            writer.writerow([*cells, *(["moved"] if number in (1203, 2032) else [])])
    dialog = page.open_import(path)
    dialog.finished.connect(partial(_remove, folder))
    return dialog


def _open_database(page: DataPage) -> None:
    """Open the dialog on a table of a SQLite file; its connection is only for the picture and removed with it."""
    from modelyard.domain.data.sources import DatabaseKind
    from modelyard.services.data import sources as data_sources

    workspace = page.shell.workspace
    folder = tempfile.TemporaryDirectory(prefix="shop-")
    path = Path(folder.name) / "shop.db"
    with closing(sqlite3.connect(path)) as database:
        for table in ("customers", "order_lines", "products", "returns"):
            database.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, name TEXT)")
        database.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT, total REAL, ordered DATE)")
        orders = [(f"C-{1000 + i * 7 % 400}", i * 37 % 9000 / 100, f"2013-{i % 12 + 1:02d}-{i % 28 + 1:02d}")
                  for i in range(ROWS)]  # fmt: skip
        database.executemany("INSERT INTO orders (customer, total, ordered) VALUES (?, ?, ?)", orders)
        database.execute("CREATE VIEW large_orders AS SELECT * FROM orders WHERE total > 50")
        database.commit()
    url = data_sources.connection_url(DatabaseKind.SQLITE, database=str(path))
    taken = {c.name.lower() for c in data_sources.connections(workspace)}
    name = next(n for n in ("Shop", *(f"Shop {i}" for i in range(2, 99))) if n.lower() not in taken)
    connection, _ = data_sources.add_connection(workspace, name, url)
    dialog = page.open_import(source="database")
    dialog.sources.database.choose_table(connection.id, "orders")
    dialog.finished.connect(partial(_remove, folder))
    dialog.finished.connect(partial(_forget, workspace, connection.id))


def _open_progress(page: DataPage) -> None:
    """Open the dialog and let it show an import on its way: the state is real, the figures are for the picture."""
    from modelyard.core.clock import now
    from modelyard.domain.jobs import Job, JobState

    dialog = _open_import(page)
    dialog.run.active = True
    job = Job("", "data.import", "Import january.csv", JobState.RUNNING, {}, now(), "", 0.62, "1,612 of 2,600 rows")
    dialog.progress.begin()
    dialog.progress.show_job(job)
    dialog.cancel_import.setEnabled(True)
    dialog.refresh()


def _remove(folder: tempfile.TemporaryDirectory[str], _accepted: object) -> None:
    folder.cleanup()


def _forget(workspace: Any, connection_id: str, _accepted: object) -> None:
    from modelyard.services.data import sources as data_sources

    data_sources.remove_connection(workspace, connection_id, force=True)
