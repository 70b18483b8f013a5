"""The commit that runs record: read by Git or without it, never running what a repository names."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelyard.core.errors import InputError, NotFoundError
from modelyard.domain.experiments.runs import GitState
from modelyard.runtime import git
from modelyard.services import activity
from modelyard.services.experiments import repository
from modelyard.services.workspace import Workspace, create_workspace

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "work" / "lab", actor="ana", role="cli")
    yield made
    made.close()


def _git(folder: Path, *words: str) -> str:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    named = ["-c", "user.name=ana", "-c", "user.email=ana@example.org"]
    return subprocess.run(
        ["git", *named, *words], cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "work" / "project"
    folder.mkdir(parents=True)
    _git(folder, "init", "-q", "-b", "main")
    (folder / "train.py").write_text("1\n")
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "Begin")
    _git(folder, "remote", "add", "origin", "https://ana:secret@example.org/project.git")
    return folder


@needs_git
def test_commit_branch_and_changes(workspace: Workspace, project: Path) -> None:
    assert repository.git_state(workspace) is None
    changes = repository.link(workspace, project)
    assert changes
    commit = _git(project, "rev-parse", "HEAD").strip()
    expected = GitState(commit, "main", False, "https://example.org/project.git")
    assert repository.git_state(workspace) == expected
    (project / "new.py").write_text("not tracked")
    assert repository.git_state(workspace) == expected
    (project / "train.py").write_text("22\n")
    found = repository.git_state(workspace)
    assert found is not None
    assert found.dirty
    _git(project, "checkout", "-q", "--detach")
    assert repository.git_state(workspace).branch == ""  # type: ignore[union-attr]
    assert activity.audit(workspace, limit=1)[0].after == {"repository": str(project)}
    repository.unlink(workspace)
    assert repository.linked_repository(workspace) is None


@needs_git
def test_without_git_the_commit_is_read_from_files(project: Path, tmp_path: Path, monkeypatch) -> None:
    commit = _git(project, "rev-parse", "HEAD").strip()
    _git(project, "worktree", "add", "-q", "-b", "side/branch", str(tmp_path / "side"))
    by_git = git.read_state(tmp_path / "side")
    monkeypatch.setattr(git, "_ask", lambda folder, url: None)
    plain = git.read_state(project)
    url = "https://example.org/project.git"
    assert plain == GitState(commit, "main", url=url, checked=False)
    assert git.read_state(tmp_path / "side") == GitState(commit, "side/branch", url=url, checked=False)
    assert by_git == GitState(commit, "side/branch", url=url)
    _git(project, "pack-refs", "--all")
    assert git.read_state(project) == plain
    assert git.read_state(tmp_path / "work" / "lab") is None


@needs_git
def test_nothing_that_the_repository_names_is_run(project: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'sprung'}\n")
    trap.chmod(0o755)
    hooks = project / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        shutil.copy(trap, hooks / name)
    for setting in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor"):
        _git(project, "config", setting, str(trap))
    (project / "train.py").write_text("22\n")
    found = git.read_state(project)
    assert found is not None
    assert found.dirty
    assert found.checked
    assert not (tmp_path / "sprung").exists()


@needs_git
def test_a_link_moves_with_the_workspace(workspace: Workspace, project: Path, tmp_path: Path) -> None:
    repository.link(workspace, project)
    assert (workspace.path / repository.FILE).read_text() == '{"path": "../project"}\n'
    with pytest.raises(InputError, match="not in a Git repository"):
        repository.link(workspace, tmp_path)
    assert repository.linked_repository(workspace) == project
    shutil.rmtree(project)
    assert repository.git_state(workspace) is None


def test_only_folders_of_repositories_are_linked(workspace: Workspace, project: Path) -> None:
    for wrong in (project / "nowhere", project / "train.py"):
        with pytest.raises(NotFoundError, match="There is no folder"):
            repository.link(workspace, wrong)
    repository.link(workspace, project / ".git")
    assert repository.linked_repository(workspace) == project
