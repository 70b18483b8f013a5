"""The Data page: datasets, their versions, rows and profiles, and the import dialog.

The page itself comes when it is asked for: its parts can be imported one after the other before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage

__all__ = ["DataPage"]


def __getattr__(name: str) -> Any:
    if name == "DataPage":
        from modelyard.ui.pages.data.page import DataPage

        return DataPage
    raise AttributeError(name)
