"""Who did what, when, to what: one entry for every write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log. `action` is "dataset.import"; `subject` is what people call the thing."""

    id: str
    at: datetime
    actor: str
    action: str
    kind: str
    subject_id: str
    subject: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
