"""What a workspace says of itself, in `workspace.json`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FORMAT = 1


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """A workspace's identity; `format` is the folder layout's version."""

    id: str
    name: str
    created_at: datetime
    format: int = FORMAT
