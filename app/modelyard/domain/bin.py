"""Recycle bins: what one deletion put into a bin, how a person names it, and what deleting it for ever did."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from modelyard.core.errors import NotFoundError

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """The versions of a dataset, or the runs of an experiment, that were deleted together. `id` is that of the newest.

    `whole` says that no other is left outside of the bin. `size_bytes` is what deleting them for ever frees: files that
    others share are not counted.
    """

    id: str
    whole: bool
    numbers: tuple[int, ...]
    size_bytes: int
    deleted_at: datetime
    deleted_by: str

    @property
    def owner(self) -> str:
        """The name of the dataset or experiment."""
        raise NotImplementedError

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of what was deleted."""
        raise NotImplementedError

    @property
    def label(self) -> str:
        """How a person names it: by its numbers, or where it is whole by its owner."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Purged:
    """What deleting for ever did: bytes freed at once, and how many versions or runs were removed.

    `waiting` is the number of files that a running job may be about to use; the collector removes them within hours.
    """

    freed: int
    removed: int
    waiting: int = 0


SomeDeletion = TypeVar("SomeDeletion", bound=Deletion)


def named(entries: Iterable[SomeDeletion], name: str) -> SomeDeletion:
    """The first entry that a name means: "flights", "flights:2" or what its label says. Raises `NotFoundError`."""
    name = name.strip()
    numbered = re.fullmatch(r"(.+?)(?::v?| v)(\d+)", name)
    for entry in entries:
        if name in (entry.owner, entry.label):
            return entry
        if numbered and entry.owner == numbered[1] and int(numbered[2]) in entry.numbers:
            return entry
    raise NotFoundError(f"There is no {name} in the recycle bin.", "List the recycle bin to see what is in it.")


def ids_older_than(entries: Iterable[Deletion], days: float, now: datetime) -> list[str]:
    """The ids of all that has been in the bin for at least so many days."""
    return [i for e in entries if (now - e.deleted_at).total_seconds() >= days * DAY_SECONDS for i in e.ids]
