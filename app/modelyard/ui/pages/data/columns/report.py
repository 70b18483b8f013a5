"""A version's profile report, from the window. Runs in a worker thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelyard.services.workspace import Workspace


def write(workspace: Workspace, version_id: str, target: str, path: Path) -> int:
    """Find out what is not known yet, write the report, and return how many warnings it has."""
    from modelyard.charts.profile_report import ReportData, write_report
    from modelyard.services.data import profile as data_profile

    found = data_profile.whole_insight(workspace, version_id, target)
    write_report(ReportData(found.version, found.profile, found.warnings, found.correlations, found.target), path)
    return len(found.warnings)
