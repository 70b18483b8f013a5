"""What a write changed: returned by every service function that writes, so that each view decides what to reload."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of things a workspace holds."""

    WORKSPACE = "workspace"
    JOB = "job"
    DATASET = "dataset"
    CONNECTION = "connection"
    RECIPE = "recipe"
    EXPERIMENT = "experiment"
    RUN = "run"
    OWN_CODE = "own_code"
    MODEL = "model"
    DEPLOYMENT = "deployment"
    MONITORING = "monitoring"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Changes:
    """A set of (kind, id) pairs that were added, altered or removed; an empty id means "any of that kind"."""

    items: frozenset[tuple[Kind, str]] = field(default_factory=frozenset)

    @classmethod
    def of(cls, kind: Kind, *ids: str) -> Changes:
        """Changes of some things of one kind; without ids, of any of that kind."""
        return cls(frozenset((kind, i) for i in ids or ("",)))

    @classmethod
    def everything(cls) -> Changes:
        """Used when another process wrote and nobody can say what."""
        return cls(frozenset((kind, "") for kind in Kind))

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.items | other.items)

    def __bool__(self) -> bool:
        return bool(self.items)

    def touches(self, *kinds: Kind) -> bool:
        """Whether anything of these kinds changed."""
        return any(kind in kinds for kind, _ in self.items)

    def ids(self, kind: Kind) -> frozenset[str]:
        """The ids of one kind that changed; contains "" when any may have."""
        return frozenset(i for k, i in self.items if k is kind)

    @classmethod
    def union(cls, many: Iterable[Changes]) -> Changes:
        """All of them together."""
        return cls(frozenset().union(*(c.items for c in many)))
