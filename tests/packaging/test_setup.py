"""The set-up: what the lock files promise, what is done once, and what is said of the machine."""

import re
import socket
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tasks import checks, console, deb, environment, system

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
LOCKS = [*environment.LOCKS, "bootstrap.lock"]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, set[str]]:
    """Each package of a lock file with its versions (more than one where they depend on Python's)."""
    found: dict[str, set[str]] = {}
    for line in (PACKAGING / lock).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)(?:\[.*\])?==([^ ;\\]+)", line):
            found.setdefault(canonical(match[1]), set()).add(match[2])
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_name_no_address_and_hash_every_package(lock: str) -> None:
    text = (PACKAGING / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|^--|index|find-links", text, re.MULTILINE)
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        assert "--hash=sha256:" in block, f"not hashed: {block.splitlines()[0]}"


def test_lock_files_hold_everything_that_pyproject_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [*project["project"]["dependencies"], *groups["test"], *groups["check"]],
        "requirements-build.lock": [*project["project"]["dependencies"], *groups["build"]],
    }
    for lock, lines in wanted.items():
        locked = pins(lock)
        for requirement in map(Requirement, lines):
            versions = locked.get(canonical(requirement.name), set())
            assert versions, f"{lock} lacks {requirement}: packaging/dev.py lock"
            assert all(requirement.specifier.contains(version) for version in versions), f"{lock}: {requirement}"
    assert not {"pytest", "ruff", "pyinstaller"} & pins("requirements.lock").keys()


@pytest.mark.parametrize("lock", ["requirements-dev.lock", "requirements-build.lock"])
def test_what_is_tested_is_what_is_shipped(lock: str) -> None:
    other = pins(lock)
    assert {name: other.get(name) for name in pins("requirements.lock")} == pins("requirements.lock")


def test_the_environment_is_made_once_and_again_when_the_lock_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "PACKAGING", tmp_path)
    monkeypatch.setattr(console, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    installs: list[Path] = []
    monkeypatch.setattr(environment, "_install", lambda venv, lock: installs.append(lock))
    lock, venv = tmp_path / "some.lock", tmp_path / ".venv"
    lock.write_text("one", encoding="utf-8")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "only_here.py").write_text("ANSWER = 42", encoding="utf-8")
    machine = system.Machine()

    assert environment.ensure(machine, venv, "some.lock")
    assert not environment.ensure(machine, venv, "some.lock")
    assert installs == [lock]
    code = "import only_here, sys; print(only_here.ANSWER, sys.prefix)"
    answer = subprocess.run([environment.python(venv), "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["42", str(venv)]

    lock.write_text("two", encoding="utf-8")
    assert environment.ensure(machine, venv, "some.lock")
    assert installs == [lock, lock]


def test_an_environment_that_was_moved_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    made = []

    def make(command: list[str | Path]) -> int:
        made.append(command[-1])
        fake(tmp_path / ".venv")
        return 0

    def fake(venv: Path) -> None:
        (venv / "bin").mkdir(parents=True)
        (venv / "bin" / "python").touch()
        (venv / "pyvenv.cfg").write_text(f"version = {'.'.join(map(str, sys.version_info[:3]))}\n", encoding="utf-8")

    monkeypatch.setattr(environment, "run", make)
    fake(tmp_path / ".venv")
    environment.Stamps(tmp_path / ".venv").set("place", "/somewhere/else")
    assert environment._ensure_venv(system.Machine(), tmp_path / ".venv")
    assert made == [tmp_path / ".venv"]
    environment.Stamps(tmp_path / ".venv").set("place", str(tmp_path / ".venv"))
    assert not environment._ensure_venv(system.Machine(), tmp_path / ".venv")


def engine(path: Path, answer: bytes) -> threading.Thread:
    """Something that answers one request on a Unix socket."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(1)

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, listener:
            connection.recv(1024)
            connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("answer", "up"), [(b"HTTP/1.0 200 OK\r\n\r\nOK", True), (b"HTTP/1.1 500 No\r\n\r\n", False), (b"", False)]
)
def test_an_engine_is_up_when_it_answers_a_ping(tmp_path: Path, answer: bytes, up: bool) -> None:
    thread = engine(tmp_path / "engine.sock", answer)
    assert system.engine_answers(f"unix://{tmp_path / 'engine.sock'}") is up
    thread.join(10)


def test_no_engine_is_up_where_nothing_listens(tmp_path: Path) -> None:
    assert not system.engine_answers(f"unix://{tmp_path / 'absent.sock'}")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not system.engine_answers(f"tcp://127.0.0.1:{port}")


def test_a_pid_file_goes_when_its_number_belongs_to_another_program(tmp_path: Path) -> None:
    path = tmp_path / "docker.pid"
    path.write_text("1", encoding="ascii")
    system._drop_stale_pid(path)
    assert not path.exists()


def test_an_engine_that_cannot_start_is_tried_twice_and_its_words_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon = tmp_path / "bin" / "dockerd"
    daemon.parent.mkdir()
    daemon.write_text("#!/bin/sh\necho no bridge for you >&2\nexit 1\n", encoding="utf-8")
    daemon.chmod(0o755)
    monkeypatch.setenv("PATH", str(daemon.parent), prepend=":")
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(system, "ENGINE_LOG", tmp_path / "engine.log")
    monkeypatch.setattr(system, "ENGINE_PID", tmp_path / "engine.pid")
    monkeypatch.setattr(system, "SYSTEMD", tmp_path / "absent")
    monkeypatch.setattr(system, "engine_answers", lambda: False)
    machine = system.Machine()
    machine.root, machine.apt, machine.linux = True, False, True

    assert not system.ensure_engine(machine)

    said = capsys.readouterr().out
    assert (tmp_path / "engine.log").read_text(encoding="utf-8") == "no bridge for you\n" * 2
    assert "no bridge for you" in said
    assert "Going on without a container engine" in said


def test_without_rights_the_command_to_type_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = system.Machine()
    machine.apt, machine.root = True, False
    monkeypatch.setattr(machine, "missing", lambda packages: list(packages))
    monkeypatch.setattr(system, "run", lambda *_: pytest.fail("nothing may be installed"))
    assert not machine.install(["libegl1", "xvfb"], "what Qt needs")
    assert "sudo apt-get install -y libegl1 xvfb" in capsys.readouterr().out


def test_database_servers_are_installed_without_being_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine, policy = system.Machine(), tmp_path / "policy-rc.d"
    machine.apt = machine.root = True
    seen: list[tuple[bool, int]] = []
    monkeypatch.setattr(system, "POLICY", policy)
    monkeypatch.setattr(machine, "missing", lambda packages: list(packages))

    def install(packages: list[str], what: str) -> bool:
        seen.append((policy.exists(), subprocess.run([policy], check=False).returncode))
        return True

    monkeypatch.setattr(machine, "install", install)
    system.ensure_databases(machine)
    assert seen == [(True, 101)]
    assert not policy.exists()
    monkeypatch.setattr(machine, "missing", lambda packages: [])
    system.ensure_databases(machine)
    assert len(seen) == 1
    machine.apt = False
    monkeypatch.setattr("shutil.which", lambda name, path=None: "/usr/bin/dnf" if name == "dnf" else None)
    system.ensure_databases(machine)
    assert "sudo dnf install -y postgresql-server mariadb-server" in capsys.readouterr().out


def test_totals_add_up_over_runs_and_a_lost_report_is_a_failure(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="10" failures="1" errors="1" skipped="2"/></testsuites>', "utf-8")
    totals = checks.Totals()
    totals.add(report, 1)
    assert str(totals) == "6 passed, 2 failed, 2 skipped"
    totals.add(tmp_path / "absent.xml", 0)
    assert str(totals) == "6 passed, 3 failed, 2 skipped"
    report.write_text('<testsuites><testsuite tests="0" failures="0" errors="0" skipped="0"/></testsuites>', "utf-8")
    totals.add(report, 5)  # pytest's code for no tests
    assert str(totals) == "6 passed, 4 failed, 2 skipped"


def test_the_package_asks_for_the_glibc_its_libraries_need(tmp_path: Path) -> None:
    (tmp_path / "libone.so").write_bytes(b"\x7fELF...GLIBC_2.38\0...GLIBC_2.17\0")
    (tmp_path / "notes.txt").write_bytes(b"GLIBC_2.99\0")
    assert deb.needed_glibc(tmp_path) == "2.38"
