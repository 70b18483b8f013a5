"""The Debian package: /opt/modelyard, a link in /usr/bin, a menu entry, an icon."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from tasks.console import ROOT, must, read, say

CONTROL = """\
Package: modelyard
Version: {version}
Architecture: {architecture}
Maintainer: The Modelyard team <maintainers@modelyard.invalid>
Installed-Size: {kilobytes}
Depends: libc6 (>= {glibc}), libgl1, libegl1, libxcb1, libfontconfig1, fonts-dejavu-core
Recommends: libwayland-client0, libwayland-cursor0, libwayland-egl1
Suggests: docker.io
Section: science
Priority: optional
Description: desktop workbench for machine-learning operations
 Modelyard carries a machine-learning model through its whole life on one
 computer, offline: data, experiments, models, deployments, monitoring.
"""

DESKTOP = """\
[Desktop Entry]
Type=Application
Version=1.0
Name=Modelyard
GenericName=Machine-learning workbench
Comment=Carry a model from a table to a running, watched container
Exec=/usr/bin/modelyard window %f
Icon=modelyard
Terminal=false
Categories=Development;Science;DataVisualization;
Keywords=machine learning;MLOps;data;model;
StartupWMClass=modelyard
"""

REFRESH = """\
#!/bin/sh
set -e
have() { command -v "$1" >/dev/null 2>&1; }
if have update-desktop-database; then update-desktop-database -q || true; fi
if have gtk-update-icon-cache; then gtk-update-icon-cache -q -f /usr/share/icons/hicolor || true; fi
"""


def architecture() -> str:
    """The architecture of this system, as Debian calls it."""
    return read(["dpkg", "--print-architecture"]).strip() or "amd64"


def path(folder: Path, version: str) -> Path:
    """Where the package of a version is put."""
    return folder / f"modelyard_{version}_{architecture()}.deb"


def make(application: Path, package: Path, version: str) -> None:
    """Make the package of a frozen application."""
    with tempfile.TemporaryDirectory(dir=package.parent, prefix=".deb-") as name:
        root = Path(name)
        root.chmod(0o755)
        shutil.copytree(application, root / "opt" / "modelyard", symlinks=True, copy_function=os.link)
        link = root / "usr" / "bin" / "modelyard"
        link.parent.mkdir(parents=True)
        link.symlink_to("/opt/modelyard/modelyard")
        _write(root / "usr" / "share" / "applications" / "modelyard.desktop", DESKTOP)
        icons = root / "usr" / "share" / "icons" / "hicolor" / "scalable" / "apps"
        icons.mkdir(parents=True)
        shutil.copy(ROOT / "resources" / "icons" / "app.svg", icons / "modelyard.svg")
        _write(root / "usr" / "share" / "doc" / "modelyard" / "README.md", (ROOT / "README.md").read_text("utf-8"))
        files = [file for file in root.rglob("*") if file.is_file() and not file.is_symlink()]
        control = CONTROL.format(
            version=version,
            architecture=architecture(),
            kilobytes=sum(file.stat().st_size for file in files) // 1024,
            glibc=needed_glibc(application),
        )
        _write(root / "DEBIAN" / "control", control)
        for script in ("postinst", "postrm"):
            _write(root / "DEBIAN" / script, REFRESH, 0o755)
        package.unlink(missing_ok=True)
        must(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z10", "--build", root, package])
    say(f"  {package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.0f} MB")


def needed_glibc(application: Path) -> str:
    """The newest version of glibc's symbols that any library in the application asks for."""
    newest = (2, 34)
    for library in application.rglob("*"):
        if library.is_symlink() or not library.is_file():
            continue
        with library.open("rb") as file:
            if file.read(4) != b"\x7fELF":
                continue
            found = re.findall(rb"GLIBC_2\.(\d+)\0", file.read())
        newest = max([newest, *((2, int(minor)) for minor in found)])
    return f"{newest[0]}.{newest[1]}"


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
