"""What a Git repository says of itself, without running its hooks, without writing to it and without any network."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from pathlib import Path

from modelyard.domain.experiments.runs import GitState
from modelyard.runtime.commands import system_env

SECONDS = 10.0
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
# nothing of the user's or the machine's settings, no command that the repository's own settings name, no question, no
# lock, no fetch of what is missing
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.untrackedCache=false",
    "protocol.allow=never",
)
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "LC_ALL": "C",
}


def git_folder(folder: Path) -> Path | None:
    """The `.git` folder of the repository that a folder is in, also of a worktree or a submodule; None outside."""
    for above in (folder, *folder.parents):
        found = above / ".git"
        if found.is_dir():
            return found
        if found.is_file():
            text = _read(found)
            return (above / text.removeprefix("gitdir:").strip()).resolve() if text.startswith("gitdir:") else None
    return None


def read_state(folder: Path) -> GitState | None:
    """Commit, branch and whether tracked files differ from it; None where there is no repository, or no commit yet.

    Git itself is asked where it is installed; without it the commit is read from the repository's own files, and
    whether files differ is not known.
    """
    inside = git_folder(folder)
    if inside is None:
        return None
    return _ask(folder, _url(inside)) or _parse(inside)


def _ask(folder: Path, url: str) -> GitState | None:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = ["git", *settings, "-C", str(folder), "status", "--porcelain=v2", "--branch", "--untracked-files=no",
               "--ignore-submodules=all"]  # fmt: skip
    env = {name: value for name, value in system_env().items() if not name.startswith("GIT_")} | _ENVIRONMENT
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        done = subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, creationflags=flags
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    facts = {words[1]: words[2] for line in lines if line.startswith("# ") and len(words := line.split(" ", 2)) == 3}
    commit, branch = facts.get("branch.oid", ""), facts.get("branch.head", "")
    if not _COMMIT.fullmatch(commit):
        return None
    dirty = any(not line.startswith("# ") for line in lines)
    return GitState(commit, "" if branch == "(detached)" else branch, dirty, url)


def _parse(inside: Path) -> GitState | None:
    head = _read(inside / "HEAD")
    if _COMMIT.fullmatch(head):
        return GitState(head, "", url=_url(inside), checked=False)
    name = head.removeprefix("ref:").strip()
    common = _common(inside)
    commit = _read(inside / name) or _read(common / name) or _packed(common, name)
    if not name.startswith("refs/") or not _COMMIT.fullmatch(commit):
        return None
    return GitState(commit, name.removeprefix("refs/heads/"), url=_url(inside), checked=False)


def _common(inside: Path) -> Path:
    """Where what all worktrees share is kept."""
    named = _read(inside / "commondir")
    return (inside / named).resolve() if named else inside


def _packed(common: Path, name: str) -> str:
    for line in _read(common / "packed-refs").splitlines():
        commit, _, ref = line.partition(" ")
        if ref == name:
            return commit
    return ""


def _url(inside: Path) -> str:
    """Where the repository comes from, without a password that may stand in it."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, interpolation=None)
    try:
        parser.read_string(re.sub(r"^[ \t]+", "", _read(_common(inside) / "config"), flags=re.MULTILINE))
        url = parser.get('remote "origin"', "url", fallback="") or ""
    except configparser.Error:
        return ""
    return re.sub(r"^([a-z+]+://)[^/@]*@", r"\1", url)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
