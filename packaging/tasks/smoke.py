"""`build --smoke`: install the .deb on a fresh Debian, in a mount namespace of its own, and use it as a plain user."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path

from tasks.console import Failed, must, run, say, step
from tasks.system import Machine

SUITE = "bookworm"

# Everything is mounted inside a private namespace, so that it vanishes with the last process, whatever happens.
# /dev gets only the harmless devices: what runs in there must not reach the disks of the machine.
ENTER = r"""
set -e
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero random urandom full; do
  touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/dev/shm"; mount -t tmpfs tmpfs "$root/dev/shm"
exec chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
"""

# The journey, as somebody without rights and without a screen. There is no engine in there: the model is served by
# a local process.
JOURNEY = r"""
set -e
cd "$HOME"
export QT_QPA_PLATFORM=offscreen
modelyard --version
modelyard --help >/dev/null
modelyard demo "$HOME/flights.modelyard" --backend process
export MODELYARD_WORKSPACE="$HOME/flights.modelyard"
cat >mean.py <<END
from sklearn.base import BaseEstimator, RegressorMixin
class Mean(RegressorMixin, BaseEstimator):
    def fit(self, X, y):
        self.mean_ = y.mean()
        return self
    def predict(self, X):
        return X[:, 0] * 0 + self.mean_
END
modelyard experiments code add mean.py --trust
set -- flights --version 1 --where "month = 1" --features dep_delay,distance --name tried
modelyard experiments run "$@" --target arr_delay --algorithm own:Mean
modelyard experiments run "$@" --target arr_delay --algorithm decision_tree --search tpe --trials 3 --folds 2
modelyard experiments report tried:1 tried:2 --output report.pdf
"""


# A window that is still there after a while, and had nothing to complain of.
WINDOW_SECONDS = 14
WINDOW = rf"""
export DISPLAY=DISPLAY_NAME QT_QPA_PLATFORM=xcb
timeout {WINDOW_SECONDS} modelyard window "$HOME/flights.modelyard" >window.log 2>&1
code=$?
cat window.log
[ $code = 124 ] && ! grep -q -e Traceback -e "Could not load" window.log
"""


def run_smoke(machine: Machine, package: Path, cache: Path) -> None:
    """Raise `Failed` unless the package installs, works and goes away without a trace."""
    if not machine.root or not machine.linux:
        raise Failed("Trying the .deb needs root on Linux: it makes a fresh Debian and enters it.")
    if not machine.install(("debootstrap", "debian-archive-keyring"), "what makes a fresh Debian"):
        raise Failed("debootstrap is needed to make a fresh Debian.")
    tarball = _base(cache)
    with tempfile.TemporaryDirectory(dir=cache, prefix="smoke-", ignore_cleanup_errors=True) as name:
        root = Path(name)
        with step("Unpacking a fresh Debian"):
            must(["tar", "--extract", "--file", tarball, "--directory", root, "--numeric-owner"])
            _apt_settings(root)
            shutil.copy(package, root / "tmp" / package.name)
        with step(f"Installing {package.name} there, with what it depends on"):
            _inside(root, "apt-get", "update", "-qq", quiet=True)
            install = ("apt-get", "install", "-qq", "-y", "--no-install-recommends", f"/tmp/{package.name}")
            _inside(root, *install, quiet=True)
            _inside(root, "useradd", "--create-home", "analyst")
        with step("Going through the journey as an ordinary user"):
            _inside(root, "su", "-", "analyst", "-c", JOURNEY)
        with step("Opening the window on a virtual screen"):
            _window(root, machine, package.with_suffix(".png"))
        with step("Removing it again"):
            _inside(root, "apt-get", "purge", "-qq", "-y", "modelyard", quiet=True)
            left = [path for path in ("opt/modelyard", "usr/bin/modelyard") if (root / path).exists()]
            if left:
                raise Failed(f"Removing the package left {', '.join(left)} behind.")
    say("The .deb installs on a fresh Debian, carries a model through its whole life, and goes without a trace.")


def _inside(root: Path, *command: str, quiet: bool = False, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Run a command in the fresh Debian; a quiet one's output shows only when it fails."""
    shown = textwrap.shorten(" ".join(command), 150)
    say(f"  # {shown}")
    unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "sh", str(root), *command]
    with tempfile.TemporaryFile("w+") as kept:
        output = kept if quiet else None
        with subprocess.Popen(unshare, stdout=output, stderr=output) as process:
            meanwhile()
        if not process.returncode:
            return
        kept.seek(0)
        say(kept.read())
    raise Failed(f"In the fresh Debian, this ended with exit code {process.returncode}: {shown}")


def _window(root: Path, machine: Machine, picture: Path) -> None:
    """Open the demo's workspace on a screen of this machine and take a picture of it.

    The screen is reached through its abstract socket, so nothing of X11 is installed in the fresh Debian but what the
    package itself asks for.
    """
    if not machine.install(("xvfb", "scrot"), "a virtual screen and what takes its picture"):
        raise Failed("Without a virtual screen the window cannot be tried.")
    reading, writing = os.pipe()
    screen = ["Xvfb", "-displayfd", str(writing), "-ac", "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(screen, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as display:
                name = f":{display.readline().strip()}"
            _inside(
                root,
                "su",
                "-",
                "analyst",
                "-c",
                WINDOW.replace("DISPLAY_NAME", name),
                quiet=True,
                meanwhile=lambda: run(
                    ["scrot", "--overwrite", "--delay", str(WINDOW_SECONDS - 4), picture], env={"DISPLAY": name}
                ),
            )
        finally:
            server.terminate()
    say(f"  What it looked like: {picture}")


def _base(cache: Path) -> Path:
    """A tar of a minimal Debian, made once."""
    tarball = cache / f"debian-{SUITE}.tar"
    if tarball.exists():
        return tarball
    cache.mkdir(parents=True, exist_ok=True)
    with step(f"Making a fresh Debian {SUITE} (once, half a minute)"):
        with tempfile.TemporaryDirectory(dir=cache, prefix="debian-") as name:
            root = Path(name) / "root"
            must(["debootstrap", "--variant=minbase", SUITE, root], quiet=True)
            shutil.rmtree(root / "dev")
            (root / "dev").mkdir()
            partial = tarball.with_suffix(".part")
            must(["tar", "--create", "--file", partial, "--directory", root, "--numeric-owner", "."])
            partial.rename(tarball)
    return tarball


def _apt_settings(root: Path) -> None:
    """Reach the mirror as this machine does: its proxy, certificates and name resolution."""
    for source in Path("/etc/apt/apt.conf.d").glob("*"):
        if any(word in source.read_text(encoding="utf-8", errors="replace") for word in ("Proxy", "CaInfo", "Verify")):
            shutil.copy(source, root / "etc" / "apt" / "apt.conf.d" / source.name)
    for name in ("resolv.conf", "hosts"):
        if Path("/etc", name).exists():
            shutil.copy(Path("/etc", name), root / "etc" / name)
