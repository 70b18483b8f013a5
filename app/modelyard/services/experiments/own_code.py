"""Own code: look at a file, agree to run it, and use its estimator like any other algorithm.

A file is run in child processes only, never where the window or a command runs. What was read and agreed to is what
runs: its text is kept in the workspace, and each run names the sha256 of the text that it used. Consent is a matter of
each user and computer (`core.trust`): a workspace that comes from elsewhere runs nothing until somebody here agrees.
"""

from __future__ import annotations

import difflib
import hashlib
import math
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import CancelledError, ConflictError, InputError, NotFoundError
from modelyard.core.trust import trust, trusted
from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.own_code import (
    MOST_BYTES,
    PREFIX,
    Outline,
    OwnCode,
    OwnSource,
    class_of,
    is_own,
    sha_of,
)
from modelyard.domain.experiments.runs import RunFile
from modelyard.domain.experiments.spec import ExperimentSpec, Task
from modelyard.domain.jobs import Job
from modelyard.jobs.process import ChildDiedError
from modelyard.services.experiments.own_code_work import inspect
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import own_code as store
from modelyard.training import own_code as training
from modelyard.training.catalogue import own

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext

ADD = "experiments.code.add"
CONSENT = "consent"
"""What own code is missing that the user of this computer has not agreed to."""

LONGEST = 60.0
"""Seconds after which a file that has not ended is stopped, while it is tried. Its process's start does not count."""


# --- reading a file -------------------------------------------------------------------------------------------------
def outline(path: Path) -> Outline:
    """What a file holds, without running it. Raises `InputError` for one that cannot be read, or is too large."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(
                f"{path.name} has {size / 1e6:,.1f} MB; own code has at most {MOST_BYTES / 1e6:g} MB.",
                "Keep data out of the file.",
            )
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is no text in UTF-8.", "Save it as UTF-8, then try again.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Choose another file.") from error
    content = text.encode()
    found = Outline(path.name, text, hashlib.sha256(content).hexdigest(), len(content))
    try:
        classes = training.class_names(text)
    except InputError as error:
        return replace(found, problem=error.message)
    return replace(found, classes=classes, problem="" if classes else "The file defines no class with a base.")


# --- adding ---------------------------------------------------------------------------------------------------------
def add(workspace: Workspace, found: Outline, class_name: str = "", *, agreed: bool) -> tuple[Job, Changes]:
    """Start to add the estimator of a file that was read and is trusted: the class named, or the only one.

    The job runs the text in a process of its own and keeps it with what it defines; a class that is there already gets
    a newer version. Raises `InputError` without agreement, and for a file that is no Python.
    """
    if not agreed:
        raise InputError(f"{found.file_name} was not agreed to.", "Read it, and agree to run it, before it is used.")
    if found.problem:
        raise InputError(found.problem, "Correct the file and add it again.")
    sha256 = workspace.blobs.add_bytes(found.source.encode())
    trust(sha256)
    params = {"sha256": sha256, "file_name": found.file_name, "class": class_name}
    title = f"Add own code {found.file_name}"
    return workspace.start_job("own_code.agree", ADD, title, params, found.file_name, after=params)


def add_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Try the file in a child, and keep the estimator that it defines."""
    if not trusted(params["sha256"]):
        raise InputError(f"{params['file_name']} was not agreed to on this computer.", "Add it again.")
    source = _text(workspace, params["sha256"])
    watch = _Until(context, LONGEST)
    try:
        estimator = workspace.runner.children.run(inspect, (source, params["class"]), watch)
    except CancelledError:
        if context.cancelled():
            raise
        raise InputError(
            f"{params['file_name']} had not ended after {LONGEST:g} s, so it was stopped.",
            "Let the file only define things, and fit quickly with its usual parameters.",
        ) from None
    except ChildDiedError as error:
        raise InputError(
            f"{params['file_name']} ended the process that it ran in.", "Correct the file and add it again.", str(error)
        ) from error
    with workspace.database.write(context.job.created_by) as write:
        code_id = store.put(write, estimator, params["file_name"], len(source.encode()))
        facts = {"file": params["file_name"], "sha256": estimator.sha256, "for": sorted(estimator.tasks)}
        write.record("own_code.add", Kind.OWN_CODE, code_id, estimator.name, after=facts)
    return {"code_id": code_id, "key": estimator.key, "name": estimator.name}, write.changes


def agree(workspace: Workspace, code: OwnCode) -> tuple[OwnCode, Changes]:
    """Let own code of the workspace, which somebody else added or brought, be run by this user on this computer."""
    sha256 = code.estimator.sha256
    trust(sha256)
    with workspace.database.write(workspace.actor) as write:
        write.record("own_code.agree", Kind.OWN_CODE, code.id, code.estimator.name, after={"sha256": sha256})
    return code, write.changes


class _Until:
    """A job's context that is also cancelled so many seconds after the first report of progress."""

    def __init__(self, context: RunnerContext, seconds: float) -> None:
        self.log = context.log
        self._context = context
        self._seconds = seconds
        self._end = math.inf

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Report how far the work is."""
        self._context.progress(fraction, text)
        self._end = min(self._end, time.monotonic() + self._seconds)

    def cancelled(self) -> bool:
        """Whether the work shall end, for whichever reason."""
        return self._context.cancelled() or time.monotonic() > self._end

    def check_cancelled(self) -> None:
        """Raise `CancelledError` when the work shall end."""
        if self.cancelled():
            raise CancelledError


# --- what there is --------------------------------------------------------------------------------------------------
def listed(workspace: Workspace) -> list[OwnCode]:
    """The newest version of each class that was not removed, by name."""
    return _newest(c for c in store.listed(workspace.database) if c.deleted_at is None)


def removed(workspace: Workspace) -> list[OwnCode]:
    """The newest version of each class that is in the recycle bin only, by name."""
    everything = store.listed(workspace.database)
    living = {c.estimator.name for c in everything if c.deleted_at is None}
    return _newest(c for c in everything if c.estimator.name not in living)


def _newest(found: Iterable[OwnCode]) -> list[OwnCode]:
    by_name: dict[str, OwnCode] = {}
    for one in found:
        by_name.setdefault(one.estimator.name, one)
    return [by_name[name] for name in sorted(by_name, key=str.casefold)]


def versions(workspace: Workspace, name: str) -> list[OwnCode]:
    """All versions of a class, also removed ones, the newest first. Raises `NotFoundError`."""
    everything = store.listed(workspace.database)
    found = [c for c in everything if c.estimator.name == class_of(name)]
    if not found:
        near = difflib.get_close_matches(name, {c.estimator.name for c in everything}, 1, 0.5)
        hint = f"Did you mean {near[0]}?" if near else "List the own code to see what there is."
        raise NotFoundError(f"The workspace has no own code called {class_of(name)}.", hint)
    return found


def algorithms(workspace: Workspace, task: Task | None = None) -> tuple[Algorithm, ...]:
    """The own code of a workspace as entries of the catalogue: for a task, or for any."""
    found = [c.estimator for c in listed(workspace) if task is None or task in c.estimator.tasks]
    return tuple(replace(own.as_algorithm(e), missing="" if trusted(e.sha256) else CONSENT) for e in found)


def source(workspace: Workspace, code: OwnCode) -> str:
    """The text of own code."""
    return _text(workspace, code.estimator.sha256)


def outline_of(workspace: Workspace, code: OwnCode) -> Outline:
    """What own code of the workspace holds, to be read before somebody agrees to it."""
    estimator = code.estimator
    return Outline(code.file_name, source(workspace, code), estimator.sha256, code.size, (estimator.name,))


def _text(workspace: Workspace, sha256: str) -> str:
    workspace.blobs.verify(sha256)
    return workspace.blobs.path(sha256).read_bytes().decode()


# --- the recycle bin ------------------------------------------------------------------------------------------------
def remove(workspace: Workspace, name: str) -> tuple[list[OwnCode], Changes]:
    """Put a class with all its versions into the recycle bin. Runs that used it stay whole: they name their text.

    Raises `NotFoundError`, `ConflictError` for one that is in the bin already.
    """
    living = [c for c in versions(workspace, name) if c.deleted_at is None]
    if not living:
        raise ConflictError(f"{class_of(name)} is in the recycle bin already.", "Nothing was changed.")
    return _set_deleted(workspace, living, "own_code.delete", gone=True)


def restore(workspace: Workspace, name: str) -> tuple[list[OwnCode], Changes]:
    """Take a class out of the recycle bin, with the versions that went last. Raises as `remove` does."""
    found = versions(workspace, name)
    if any(c.deleted_at is None for c in found):
        raise ConflictError(f"{class_of(name)} is not in the recycle bin.", "Nothing was changed.")
    last = max(c.deleted_at for c in found if c.deleted_at is not None)
    return _set_deleted(workspace, [c for c in found if c.deleted_at == last], "own_code.undelete", gone=False)


def _set_deleted(
    workspace: Workspace, codes: list[OwnCode], action: str, *, gone: bool
) -> tuple[list[OwnCode], Changes]:
    at, name = clock.now(), codes[0].estimator.name
    with workspace.database.write(workspace.actor) as write:
        for one in codes:
            store.set_deleted(write, one.id, at if gone else None, workspace.actor if gone else "")
        write.record(action, Kind.OWN_CODE, codes[0].id, name, after={"versions": len(codes)})
    return codes, write.changes


# --- using it -------------------------------------------------------------------------------------------------------
def pinned(workspace: Workspace, spec: ExperimentSpec) -> ExperimentSpec:
    """The settings with the newest text of each own class named by its sha256, which this process then knows.

    Raises `NotFoundError` for own code that is not there, `ConflictError` for what was removed.
    """
    keys = {a.key: _key(workspace, a.key) for a in spec.algorithms if is_own(a.key)}
    if not keys:
        return spec
    runnable(workspace, keys.values())
    search = spec.search
    if search is not None:
        search = replace(search, ranges={keys.get(key, key): ranges for key, ranges in search.ranges.items()})
    named = tuple(replace(a, key=keys.get(a.key, a.key)) for a in spec.algorithms)
    return replace(spec, algorithms=named, search=search)


def _key(workspace: Workspace, key: str) -> str:
    wanted = sha_of(key)
    found = [c for c in versions(workspace, key) if not wanted or c.estimator.sha256 == wanted]
    if not found:
        raise NotFoundError(f"The workspace has no such version of {class_of(key)}.", f"Use {PREFIX}{class_of(key)}.")
    living = [c for c in found if c.deleted_at is None]
    if not living:
        raise ConflictError(f"{class_of(key)} was removed.", "Restore it, or choose another algorithm.")
    return living[0].estimator.key


def codes(workspace: Workspace, keys: Iterable[str]) -> list[OwnCode]:
    """The own code among some algorithms, each once, which this process then knows. Raises `NotFoundError`."""
    wanted = [key for key in dict.fromkeys(keys) if is_own(key)]
    if not wanted:
        return []
    there = {c.estimator.key: c for c in store.listed(workspace.database)}
    for key in wanted:
        if key not in there:
            raise NotFoundError(f"The own code {class_of(key)} is not in the workspace.", "Add its file again.")
        own.offer(there[key].estimator)
    return [there[key] for key in wanted]


def runnable(workspace: Workspace, keys: Iterable[str]) -> list[OwnCode]:
    """The same; raises `InputError` for a text that the user of this computer has not agreed to, too."""
    found = codes(workspace, keys)
    for one in found:
        if not trusted(one.estimator.sha256):
            name = one.estimator.name
            raise InputError(
                f"{name} was agreed to by {one.added_by}, but not on this computer.",
                f"Read it and agree in New experiment, or with: modelyard experiments code agree {name}",
            )
    return found


def sources(workspace: Workspace, keys: Iterable[str]) -> tuple[OwnSource, ...]:
    """What a child needs to run the own code among some algorithms. Raises as `runnable` does."""
    return tuple(OwnSource(c.estimator, source(workspace, c)) for c in runnable(workspace, keys))


def files(workspace: Workspace, keys: Iterable[str]) -> list[RunFile]:
    """The texts of the own code among some algorithms, as files of a run."""
    found = codes(workspace, keys)
    return [RunFile(f"code/{c.estimator.sha256[:12]}/{c.file_name}", c.estimator.sha256, c.size) for c in found]


def newer(workspace: Workspace, keys: Iterable[str]) -> tuple[str, ...]:
    """The classes among some algorithms whose newest text in the workspace is another one."""
    newest = {c.estimator.name: c.estimator.key for c in listed(workspace)}
    return tuple(dict.fromkeys(class_of(key) for key in keys if is_own(key) and newest.get(class_of(key), key) != key))


def check_served(code: Iterable[OwnSource]) -> None:
    """Raises `InputError` for own code that the model server could not run."""
    for one in code:
        packages = training.not_served(one.source)
        if packages:
            raise InputError(
                f"{one.estimator.name} imports {packages[0]}, which the model server does not have.",
                f"It has {', '.join(sorted(training.SERVED))}, and what Python itself brings.",
            )
