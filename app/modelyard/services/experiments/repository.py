"""The Git repository that a workspace is linked to: whose commit each run records."""

from __future__ import annotations

import json
import os
from pathlib import Path

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import InputError, NotFoundError, WorkspaceError
from modelyard.core.files import write_text
from modelyard.domain.experiments.runs import GitState
from modelyard.runtime.git import git_folder, read_state
from modelyard.services.workspace import Workspace

FILE = "repository.json"


def linked_repository(workspace: Workspace) -> Path | None:
    """The linked folder, whether or not it is there on this computer."""
    try:
        stored = json.loads((workspace.path / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    path = stored.get("path") if isinstance(stored, dict) else None
    return Path(os.path.normpath(workspace.path / path)) if isinstance(path, str) and path else None


def link(workspace: Workspace, folder: Path) -> Changes:
    """Record the commit of the repository that a folder is in with every run from now on.

    A folder beside the workspace, below it or above it is kept relative to it, so that both can be moved together.
    Raises `InputError` for a folder that is in no repository.
    """
    folder = folder.expanduser().absolute()
    if not folder.is_dir():
        raise NotFoundError(f"There is no folder {folder}.", "Choose the folder that git init or git clone made.")
    if folder.name == ".git":
        folder = folder.parent
    if git_folder(folder) is None:
        raise InputError(f"{folder} is not in a Git repository.", "Choose the folder that git init or git clone made.")
    near = workspace.path.parent in (folder, *folder.parents) or folder in workspace.path.parents
    stored = Path(os.path.relpath(folder, workspace.path)).as_posix() if near else str(folder)
    return _write(workspace, {"path": stored}, str(folder))


def unlink(workspace: Workspace) -> Changes:
    """Record no commit any more; what runs have recorded stays."""
    return _write(workspace, {}, "")


def _write(workspace: Workspace, stored: dict[str, str], shown: str) -> Changes:
    before = linked_repository(workspace)
    try:
        with workspace.database.write(workspace.actor) as write:
            values = {"repository": "" if before is None else str(before)}
            write.record("workspace.repository", Kind.WORKSPACE, workspace.info.id, workspace.name, values,
                         {"repository": shown})  # fmt: skip
            write_text(workspace.path / FILE, json.dumps(stored) + "\n")
    except OSError as error:
        raise WorkspaceError(f"{workspace.path} cannot be written.", "Check its permissions.", repr(error)) from error
    return write.changes


def git_state(workspace: Workspace) -> GitState | None:
    """The commit that a run would begin on; None without a link, or where the linked folder is no repository now."""
    folder = linked_repository(workspace)
    return None if folder is None else read_state(folder)
