"""The words of comparing two versions."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from modelyard.domain.data.compare import ColumnDrift, ColumnState, Comparison
from modelyard.ui import texts

NEAR, ALERT = 0.1, 0.25
"""PSI's customary marks, as in monitoring."""


def tr(text: str) -> str:
    """A text of the comparison."""
    return QCoreApplication.translate("CompareVersions", text)


def summary(found: Comparison) -> str:
    """84,292 rows added, 0 removed, 12 changed; 1 column added."""
    rows = found.rows
    different = [c for c in found.columns if c.state is not ColumnState.SAME]
    if not (rows.added or rows.removed or rows.changed or different):
        return tr("The same rows and columns.")
    text = tr("{added} added, {removed} removed").format(
        added=texts.counted(rows.added, tr("row"), tr("rows")), removed=f"{rows.removed:,}"
    )
    if found.key:
        text += ", " + tr("{n} changed").format(n=f"{rows.changed:,}")
    words = [
        tr("{columns} {state}").format(columns=texts.counted(n, tr("column"), tr("columns")), state=word)
        for state, word in states().items()
        if state is not ColumnState.SAME and (n := len(found.of_state(state)))
    ]
    return f"{text}; {', '.join(words) or tr('the same columns')}."


def states() -> dict[ColumnState, str]:
    """What each state of a column is called."""
    return {
        ColumnState.SAME: tr("the same"),
        ColumnState.ADDED: tr("added"),
        ColumnState.REMOVED: tr("removed"),
        ColumnState.RETYPED: tr("retyped"),
        ColumnState.RENAMED: tr("renamed"),
    }


def change_word(change: str) -> tuple[str, str]:
    """The word and the chip's kind of a differing row."""
    return {
        "added": (tr("Added"), "ok"),
        "removed": (tr("Removed"), "bad"),
        "changed": (tr("Changed"), "warn"),
    }[change]


def drift_tone(drift: ColumnDrift) -> str:
    """The colour of a PSI."""
    psi = drift.psi or 0.0
    return "bad" if psi >= ALERT else "warn" if psi >= NEAR else "accent"
