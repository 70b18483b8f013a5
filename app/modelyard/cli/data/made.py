"""How the commands that make versions say what they made."""

from __future__ import annotations

from typing import Any

from modelyard.cli.context import show
from modelyard.core.words import counted
from modelyard.domain.data.datasets import DatasetVersion, emptied_lines
from modelyard.domain.data.versions import unchanged_text


def made_line(version: DatasetVersion, result: dict[str, Any]) -> str:
    """A new version's size, or which version has the rows already; `result` is that of `commit_version`."""
    if result["unchanged"]:
        return unchanged_text(version.dataset_name, version.number, result["newest"])
    return f"{version.label}: {counted(version.rows, 'row')}, {counted(len(version.columns), 'column')}"


def show_version(version: DatasetVersion, result: dict[str, Any]) -> None:
    """Print what an import or a refresh came to, with what did not fit."""
    lines = [made_line(version, result)]
    if version.read_options.leave_out:
        lines.append(f"Left out: {', '.join(version.read_options.leave_out)}")
    if version.rejected:
        reasons = "; ".join(f"{count:,} {reason}" for reason, count in version.rejected_reasons.items())
        were = "was" if version.rejected == 1 else "were"
        lines.append(f"{counted(version.rejected, 'row')} did not fit and {were} kept aside: {reasons}")
    lines += emptied_lines(version.set_missing)
    show({**result, "version": version}, "\n".join(lines))
