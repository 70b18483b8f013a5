"""What happens to versions after they were made: what depends on them, the recycle bin, and where they came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.domain.bin import Deletion, Purged
from modelyard.domain.data.datasets import DatasetVersion

MAX_NOTE = 2000
MAX_TAG = 40


class Dependent(StrEnum):
    """The kinds of things that may depend on a dataset's versions."""

    EXPERIMENT = "experiment"
    RUN = "run"
    MODEL_VERSION = "model version"
    DEPLOYMENT = "deployment"
    SPLIT = "split"
    RECIPE = "recipe"
    VERSION = "version"
    QUALITY = "quality result"
    REFRESH = "refresh"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Dependents:
    """How many things of one kind depend on what is deleted, and the names of the first few."""

    kind: Dependent
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeletePreview:
    """What deleting would take away: version ids and labels, rows, the bytes that emptying the bin would free."""

    dataset_id: str
    dataset_name: str
    whole: bool
    version_ids: tuple[str, ...]
    labels: tuple[str, ...]
    rows: int
    size_bytes: int
    dependents: tuple[Dependents, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BinEntry(Deletion):
    """Versions of one dataset that were deleted together."""

    dataset_id: str
    dataset_name: str
    version_ids: tuple[str, ...]
    rows: int

    @property
    def owner(self) -> str:
        """The dataset's name."""
        return self.dataset_name

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the versions."""
        return self.version_ids

    @property
    def label(self) -> str:
        """How a person names it: "flights v2", "flights v1 to v3", or the dataset's name."""
        if self.whole:
            return self.dataset_name
        low, high = min(self.numbers), max(self.numbers)
        if low == high:
            return f"{self.dataset_name} v{low}"
        if len(self.numbers) == high - low + 1:
            return f"{self.dataset_name} v{low} to v{high}"
        return f"{self.dataset_name} {', '.join(f'v{n}' for n in sorted(self.numbers))}"


@dataclass(frozen=True, slots=True)
class VersionsPurged(Purged):
    """What deleting versions for ever did; of so many the facts are kept."""

    kept: int = 0


class OriginKind(StrEnum):
    """What a version was made from."""

    SOURCE = "source"
    PARENT = "parent"
    RECIPE = "recipe"
    INPUT = "input"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing a version was made from: its name, and its version's id where it is one. `gone` says it was deleted."""

    kind: OriginKind
    label: str
    version_id: str = ""
    gone: bool = False


def _when(at: datetime | None) -> str:
    return "some time ago" if at is None else f"on {at.astimezone():%d %B %Y at %H:%M}".replace(" 0", " ")


def check_kept(version: DatasetVersion) -> None:
    """Raises `NotFoundError` when a version's rows are gone for ever."""
    if version.purged_at is not None:
        by = f" by {version.deleted_by}" if version.deleted_by else ""
        raise NotFoundError(
            f"The rows of {version.label} are gone: it was deleted {_when(version.deleted_at)}{by}, and for ever "
            f"{_when(version.purged_at)}.",
            "Its facts are kept for the runs that used it. Import the rows again to use them.",
        )


def check_usable(version: DatasetVersion) -> None:
    """Raises `ConflictError` for a version in the recycle bin, `NotFoundError` for one whose rows are gone."""
    check_kept(version)
    if version.deleted_at is not None:
        by = f" by {version.deleted_by}" if version.deleted_by else ""
        raise ConflictError(
            f"{version.label} is in the recycle bin: it was deleted {_when(version.deleted_at)}{by}.",
            "Restore it from the recycle bin of the Data page, or choose another version.",
        )


def unchanged_text(dataset: str, number: int, newest: int) -> str:
    """What is said of rows that version `number` of a dataset has already, when `newest` is its newest one."""
    same = f"{dataset} v{number} has the same content already"
    if number == newest:
        return f"{same}; no new version was made."
    return f"{same}, so no new version was made; the newest is v{newest}. Restore v{number} to go on with these rows."


def check_tag(tag: str) -> str:
    """The tag without spaces around it. Raises `InputError` when it cannot be used."""
    tag = tag.strip()
    if not tag:
        raise InputError("The tag is empty.", "Type a word, such as approved.")
    if len(tag) > MAX_TAG:
        raise InputError(f"The tag is {len(tag)} characters long.", f"Use at most {MAX_TAG}.")
    if re.fullmatch(r"v?\d+", tag):
        raise InputError(f"{tag!r} would be taken for the number of a version.", "Use a word, such as approved.")
    if any(c in ",:" or not c.isprintable() for c in tag):
        raise InputError(f"{tag!r} cannot be a tag.", "Leave out commas, colons and line breaks.")
    return tag


def check_note(note: str) -> str:
    """The note without spaces around it. Raises `InputError` when it is too long."""
    note = note.strip()
    if len(note) > MAX_NOTE:
        raise InputError(f"The note is {len(note):,} characters long.", f"Use at most {MAX_NOTE:,}.")
    return note
