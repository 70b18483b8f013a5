"""The user's settings: one JSON file in the settings folder, replaced whole, upgraded from older versions."""

from __future__ import annotations

import getpass
import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from modelyard.core.files import write_text
from modelyard.core.paths import config_dir

log = logging.getLogger(__name__)

VERSION = 1
MAX_RECENT = 10

# from version -> what brings the raw values to the next one
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


@dataclass
class Settings:
    """What the user chose. `pages` keeps each page's own state, by page name; plain JSON values only."""

    theme: str = "system"
    text_size: int = 100
    row_height: int = 32
    reduce_motion: bool = False
    user_name: str = ""
    language: str = ""
    geometry: str = ""
    recent: list[str] = field(default_factory=list)
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    path: Path | None = field(default=None, compare=False)

    def actor(self) -> str:
        """The name the audit log gets: the chosen one, else the login's."""
        return self.user_name or _login()

    def page(self, name: str) -> dict[str, Any]:
        """One page's own state, made when missing; call `save` after changing it."""
        return self.pages.setdefault(name, {})

    def add_recent(self, workspace: Path) -> None:
        """Put a workspace first among the recent ones."""
        text = str(workspace)
        self.recent = [text, *(r for r in self.recent if r != text)][:MAX_RECENT]

    def save(self) -> None:
        """Write the file whole or not at all. Raises OSError where the folder cannot be written."""
        path = self.path or settings_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        values = asdict(self)
        del values["path"]
        text = json.dumps({"version": VERSION, **values}, indent=1, ensure_ascii=False, sort_keys=True)
        write_text(path, text + "\n", mode=0o600)


def settings_path() -> Path:
    """Where the settings are."""
    return config_dir() / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; a missing file means the defaults.

    A file that cannot be read is set aside as settings.json.broken, so that nothing the user wrote is lost. A file
    from a newer version is used as far as it is understood.
    """
    path = path or settings_path()
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings(path=path)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        log.warning("settings at %s could not be read: %s", path, error)
        _set_aside(path)
        return Settings(path=path)
    if not isinstance(raw, dict):
        _set_aside(path)
        return Settings(path=path)
    return _from_raw(_upgraded(raw), path)


def _upgraded(raw: dict[str, Any]) -> dict[str, Any]:
    version = raw.get("version", 1)
    while isinstance(version, int) and version < VERSION and version in UPGRADES:
        raw = UPGRADES[version](raw)
        version += 1
    return raw


def _from_raw(raw: dict[str, Any], path: Path) -> Settings:
    settings = Settings(path=path)
    for item in fields(Settings):
        value = raw.get(item.name)
        default = getattr(settings, item.name)
        if item.name != "path" and value is not None and type(value) is type(default):
            setattr(settings, item.name, value)
    settings.text_size = min(150, max(80, settings.text_size))
    if settings.theme not in ("system", "light", "dark"):
        settings.theme = "system"
    if settings.row_height not in (28, 32, 40):
        settings.row_height = 32
    settings.recent = [r for r in settings.recent if isinstance(r, str)][:MAX_RECENT]
    settings.pages = {k: v for k, v in settings.pages.items() if isinstance(v, dict)}
    return settings


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(path.name + ".broken"))
    except OSError as error:
        log.warning("%s could not be set aside: %s", path, error)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
