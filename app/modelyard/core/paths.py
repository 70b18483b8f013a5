"""Where things are: resources that ship with the application, and the user's own folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def frozen() -> bool:
    """Whether this is the PyInstaller build."""
    return bool(getattr(sys, "frozen", False))


def resources_dir() -> Path:
    """The folder of icons, fonts, style sheets, samples and translations."""
    if frozen():
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent)) / "resources"
    return Path(__file__).resolve().parents[3] / "resources"


def packaging_dir() -> Path:
    """The folder of lock files and of the runtime image's recipe."""
    if frozen():
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent)) / "packaging"
    return Path(__file__).resolve().parents[3] / "packaging"


def server_dir() -> Path:
    """The sources of `modelyard_server`: a data folder of the frozen application, beside `modelyard` otherwise."""
    if frozen():
        return packaging_dir() / "runtime" / "modelyard_server"
    return Path(__file__).resolve().parents[2] / "modelyard_server"


def config_dir() -> Path:
    """The user's settings folder; `MODELYARD_CONFIG_DIR` overrides it. Not created here."""
    if override := os.environ.get("MODELYARD_CONFIG_DIR"):
        return Path(override)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming")) / "Modelyard"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Modelyard"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "modelyard"


def cache_dir() -> Path:
    """The user's cache folder; `MODELYARD_CACHE_DIR` overrides it. Not created here; safe to delete at any time."""
    if override := os.environ.get("MODELYARD_CACHE_DIR"):
        return Path(override)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "Modelyard" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "Modelyard"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "modelyard"
