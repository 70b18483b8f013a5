"""Asks where a file is to be written."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_save(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Where the user wants a file; `name` is proposed, in the documents folder. None when they want none.

    `kinds` is a filter of Qt's dialog, such as "CSV (*.csv)".
    """
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    start = Path(documents or Path.home()) / re.sub(r'[/\\:*?"<>|]', "-", name)
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
    return Path(chosen) if chosen else None
