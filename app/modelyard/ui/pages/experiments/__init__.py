"""The Experiments page: runs in a table, one run, runs side by side, and the dialog that starts new ones.

The page itself comes when it is asked for: its parts can be imported one after the other before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelyard.ui.pages.experiments.page import ExperimentsPage

__all__ = ["ExperimentsPage"]


def __getattr__(name: str) -> Any:
    if name == "ExperimentsPage":
        from modelyard.ui.pages.experiments.page import ExperimentsPage

        return ExperimentsPage
    raise AttributeError(name)
