"""What the import dialog asks of the services, as functions for a worker thread; the services are imported there."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from modelyard.domain.data.datasets import Dataset, ImportPreview, ImportRequest, ReadOptions, TypeLoss
from modelyard.domain.data.sources import Connection, DatabaseRequest, Source, TableName


@dataclass
class Pasted:
    """Text from the clipboard, kept as a file when it is first read."""

    text: str
    path: Path | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def file(self) -> Path:
        """The file; made again when it went away, as it does once it was imported."""
        from modelyard.services.data import datasets

        with self._lock:
            if self.path is None or not self.path.exists():
                self.path = datasets.paste(self.text)
            return self.path

    def forget(self) -> None:
        """Remove the file."""
        from modelyard.services.data import files as data_files

        with self._lock:
            if self.path is not None:
                data_files.forget_pasted(str(self.path))


def datasets(workspace: Any) -> list[Dataset]:
    """The datasets there are."""
    from modelyard.services.data import datasets

    return datasets.list_datasets(workspace)


# --- files ------------------------------------------------------------------------------------------------------
def file_preview(path: str, options: ReadOptions, limit: int) -> ImportPreview:
    """The preview of a file or pattern."""
    from modelyard.services.data import datasets

    return datasets.preview_import(path, options, limit)


def file_sheets(path: str) -> tuple[str, ...]:
    """The sheets of a spreadsheet."""
    from modelyard.services.data import datasets

    return datasets.sheets(path)


def file_losses(path: str, options: ReadOptions) -> list[TypeLoss]:
    """What each type that was chosen would lose, with the others as they are."""
    from modelyard.services.data import datasets

    kept = [(c, k) for c, k in options.types.items() if c not in options.leave_out]
    return [datasets.type_losses(path, options, c, k, options.date_formats.get(c)) for c, k in kept]


def file_lines(path: str, options: ReadOptions, numbers: Sequence[int]) -> Sequence[tuple[str, str]]:
    """Lines of a file as (number, text)."""
    from modelyard.services.data import lines as data_lines

    return [(f"{n:,}", text) for n, text in data_lines.source_lines(path, options, numbers)]


def start_file(workspace: Any, request: ImportRequest) -> Any:
    """Start the import of a file."""
    from modelyard.services.data import datasets

    return datasets.import_file(workspace, request)


# --- pasted text ------------------------------------------------------------------------------------------------
def pasted_preview(pasted: Pasted, options: ReadOptions, limit: int) -> ImportPreview:
    """The preview of pasted text."""
    return file_preview(str(pasted.file()), options, limit)


def pasted_losses(pasted: Pasted, options: ReadOptions) -> list[TypeLoss]:
    """What each type that was chosen would lose."""
    return file_losses(str(pasted.file()), options)


def pasted_lines(pasted: Pasted, numbers: Sequence[int]) -> Sequence[tuple[str, str]]:
    """Lines of the pasted text."""
    lines = pasted.text.splitlines()
    return [(f"{n:,}", lines[n - 1]) for n in numbers if 0 < n <= len(lines)]


def start_pasted(workspace: Any, pasted: Pasted, request: ImportRequest) -> Any:
    """Start the import of pasted text."""
    return start_file(workspace, replace(request, path=str(pasted.file())))


# --- databases --------------------------------------------------------------------------------------------------
def connections(workspace: Any) -> tuple[list[Connection], str]:
    """The saved connections, and why passwords cannot be kept ("" when they can)."""
    from modelyard.services.data import sources as data_sources

    return list(data_sources.connections(workspace)), data_sources.keyring_state()


def tables(workspace: Any, connection_id: str) -> tuple[TableName, ...]:
    """The tables of a database."""
    from modelyard.services.data import sources as data_sources

    return data_sources.database_tables(workspace, connection_id)


def database_preview(workspace: Any, source: Source, limit: int) -> ImportPreview:
    """The preview of a table or query."""
    from modelyard.services.data import sources as data_sources

    return data_sources.preview_database(workspace, source, limit)


def start_database(workspace: Any, request: DatabaseRequest) -> Any:
    """Start the import of a table or query."""
    from modelyard.services.data import sources as data_sources

    return data_sources.import_database(workspace, request)
