"""Filters, orders and searches in worker threads: one at a time, the newest wins, each can be stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from modelyard.core.errors import AppError, CancelledError
from modelyard.domain.data.datasets import Column
from modelyard.domain.data.table import RowQuery
from modelyard.ui.widgets.paged_model import Queries

if TYPE_CHECKING:
    from modelyard.tables.pages import TableReader
    from modelyard.tables.view import Selection, TableView

SLOW = 1000
"""Milliseconds after which work shows how far it is."""
STEP = 200


class RowsFinder(QObject):
    """Finds the rows of a query. `found` carries (query, TableView), `failed` (query, AppError), `busy` the share
    done (or None) once it takes long, `ended` comes after either and after a stop."""

    found = Signal(object, object)
    failed = Signal(object, object)
    busy = Signal(object)
    ended = Signal()

    def __init__(self, queries: Queries, parent: QObject) -> None:
        super().__init__(parent)
        self._queries = queries
        self._work: Any = None
        self._number = 0
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether a query is under way."""
        return self._work is not None

    def find(self, reader: TableReader, query: RowQuery) -> None:
        """Find the rows; an older question is stopped and not answered."""
        from modelyard.tables.view import TableView, Work, select_rows

        self.cancel()
        self._number += 1
        number, work = self._number, Work()
        self._work = work
        self._clock.start(SLOW)

        def run() -> tuple[int, RowQuery, TableView | AppError | None]:
            try:
                selection = None if query.plain else select_rows(reader.path, query, work)
            except CancelledError:
                return number, query, None
            except AppError as error:
                return number, query, error
            return number, query, TableView(reader, selection)

        self._queries.query(run, self._answer, self._broke, self)

    def cancel(self) -> None:
        """Stop what is under way; nothing comes of it."""
        if self._work is not None:
            self._work.cancel()
            self._number += 1
            self._end()

    def _end(self) -> None:
        self._work = None
        self._clock.stop()
        self.ended.emit()

    @Slot(object)
    def _answer(self, answer: tuple[int, RowQuery, Any]) -> None:
        number, query, found = answer
        if number != self._number:
            if found is not None and not isinstance(found, AppError):
                found.close()
            return
        self._end()
        if isinstance(found, AppError):
            self.failed.emit(query, found)
        elif found is not None:
            self.found.emit(query, found)

    @Slot(object)
    def _broke(self, error: object) -> None:
        """The worker threads went away with the workspace, or there is a bug: say so as an error of the query."""
        self._end()
        known = error if isinstance(error, AppError) else AppError(str(error) or type(error).__name__)
        self.failed.emit(RowQuery(), known)

    @Slot()
    def _tick(self) -> None:
        if self._work is not None:
            self._clock.start(STEP)
            self.busy.emit(self._work.fraction)


class TextFinder(QObject):
    """Finds the places of a text, a stretch of rows at a time. `changed` comes whenever more is known."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, queries: Queries, parent: QObject) -> None:
        super().__init__(parent)
        self._queries = queries
        self._number = 0
        self._work: Any = None
        self._starts: list[int] = []
        self._all = 0
        self._places: Any = None
        self.text = ""

    @property
    def running(self) -> bool:
        """Whether rows are still to be searched."""
        return self._work is not None

    @property
    def fraction(self) -> float:
        """The share of the rows that were searched."""
        return 1.0 - len(self._starts) / self._all if self._all else 1.0

    @property
    def count(self) -> int:
        """The rows found so far."""
        return 0 if self._places is None else len(self._places)

    def stop(self) -> None:
        """Stop, and keep what was found."""
        if self._work is not None:
            self._work.cancel()
            self._work = None
            self._number += 1
            self.changed.emit()

    def clear(self) -> None:
        """Stop, and forget the text."""
        self.text, self._places, self._starts, self._all = "", None, [], 0
        self.stop()
        self.changed.emit()

    def search(self, reader: TableReader, selection: Selection | None, columns: Sequence[Column], text: str,
               near: int = 0) -> None:  # fmt: skip
        """Search for a text; the stretch around the row `near` comes first."""
        import numpy as np

        from modelyard.tables.search import STRETCH
        from modelyard.tables.view import Work

        self.stop()
        self.text = text
        self._places = np.zeros(0, np.int64)
        self._reader, self._selection, self._columns = reader, selection, tuple(columns)
        starts = list(range(0, reader.rows, STRETCH))
        first = min(near // STRETCH, max(0, len(starts) - 1)) if selection is None else 0
        self._starts = starts[first:] + starts[:first]
        self._all = len(starts)
        self._number += 1
        self._work = Work()
        self._ask()

    def _ask(self) -> None:
        if not self._starts:
            self._work = None
            self.changed.emit()
            return
        from modelyard.tables.search import STRETCH, find_rows

        number, work, start = self._number, self._work, self._starts[0]
        reader, selection, columns, text = self._reader, self._selection, self._columns, self.text

        def run() -> tuple[int, Any]:
            try:
                rows = find_rows(reader.path, text, columns, start, STRETCH, work)
                return number, rows if selection is None else selection.places(rows)
            except CancelledError:
                return -1, None

        self._queries.query(run, self._answer, self._broke, self)

    @Slot(object)
    def _answer(self, answer: tuple[int, Any]) -> None:
        import numpy as np

        number, places = answer
        if number != self._number or self._work is None:
            return
        self._starts.pop(0)
        if len(places):
            self._places = np.union1d(self._places, places)
        self.changed.emit()
        self._ask()

    @Slot(object)
    def _broke(self, error: object) -> None:
        self._work = None
        self.failed.emit(error)

    def after(self, place: int) -> int | None:
        """The first find after a place, going on from the top past the last; None when nothing was found."""
        return self._near(place, "right", 0)

    def before(self, place: int) -> int | None:
        """The last find before a place, going on from the end past the first."""
        return self._near(place, "left", -1)

    def _near(self, place: int, side: Any, shift: int) -> int | None:
        import numpy as np

        if not self.count:
            return None
        return int(self._places[(int(np.searchsorted(self._places, place, side)) + shift) % self.count])

    def rank(self, place: int) -> int:
        """Which find, from 1, stands at a place; 0 for none."""
        import numpy as np

        at = int(np.searchsorted(self._places, place)) if self.count else 0
        return at + 1 if at < self.count and int(self._places[at]) == place else 0
