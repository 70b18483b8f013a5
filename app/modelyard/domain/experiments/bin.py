"""Deleting runs: what it would take away, why some cannot go, and what lies in the recycle bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from modelyard.core.errors import InputError
from modelyard.core.words import counted
from modelyard.domain.bin import Deletion

MAX_TAG = 250


class Use(StrEnum):
    """What may need a run to stay."""

    WORK = "work"
    MODEL_VERSION = "model version"
    DEPLOYMENT = "deployment"
    CHILD = "child"
    ENSEMBLE = "ensemble"


@dataclass(frozen=True, slots=True)
class RunUse:
    """A thing that needs a run to stay: its kind and its name."""

    run_id: str
    use: Use
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A run that cannot be deleted, and why, as a sentence."""

    run_id: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunsPreview:
    """What deleting some runs would take away: ids and labels of those that can go, and the bytes that emptying the
    bin would free. `kept` are those that cannot go. `whole` says that no run would be left in the experiment."""

    run_ids: tuple[str, ...]
    labels: tuple[str, ...]
    size_bytes: int
    kept: tuple[Kept, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBinEntry(Deletion):
    """Runs of one experiment that were deleted together."""

    experiment_id: str
    experiment_name: str
    run_ids: tuple[str, ...]

    @property
    def owner(self) -> str:
        """The experiment's name."""
        return self.experiment_name

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the runs."""
        return self.run_ids

    @property
    def label(self) -> str:
        """How a person names it: "run 2 of flights", "runs 1 to 3, 7 of flights", or the experiment's name."""
        if self.whole:
            return self.experiment_name
        noun = "run" if len(self.numbers) == 1 else "runs"
        return f"{noun} {number_text(self.numbers)} of {self.experiment_name}"


def number_text(numbers: Sequence[int]) -> str:
    """Numbers as a person lists them: "1 to 3, 7"."""
    parts = []
    for _, some in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        stretch = [number for _, number in some]
        parts.append(f"{stretch[0]} to {stretch[-1]}" if len(stretch) > 2 else ", ".join(map(str, stretch)))
    return ", ".join(parts)


def why_kept(uses: Sequence[RunUse]) -> str:
    """Why a run cannot be deleted and what can be done, in a sentence or two."""
    by_use = {use: [u.name for u in uses if u.use is use] for use in Use}
    if by_use[Use.WORK]:
        return f"It is {by_use[Use.WORK][0]}. Stop it first."
    if versions := by_use[Use.MODEL_VERSION]:
        served = f", and {_some(by_use[Use.DEPLOYMENT])} uses it" if by_use[Use.DEPLOYMENT] else ""
        return f"It is registered as {_some(versions)}{served}. Archive it instead."
    if ensembles := by_use[Use.ENSEMBLE]:
        return f"It is a part of {_some(ensembles)}. Delete that too, or archive it instead."
    children = by_use[Use.CHILD]
    them = "it" if len(children) == 1 else "them"
    return f"{counted(len(children), 'run')} below it would be left alone. Delete {them} too."


def _some(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def check_run_tag(key: str) -> str:
    """A tag's name without spaces around it. Raises `InputError` when it cannot be used."""
    key = key.strip()
    if not key:
        raise InputError("The tag is empty.", "Type a word, such as keep.")
    if len(key) > MAX_TAG:
        raise InputError(f"The tag is {len(key)} characters long.", f"Use at most {MAX_TAG}.")
    if "=" in key or "`" in key or not key.isprintable():
        raise InputError(f"{key!r} cannot be a tag.", "Leave out equals signs, backticks and line breaks.")
    return key
