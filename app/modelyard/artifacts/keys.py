"""The key that signs manifests: 32 random bytes in the user's settings folder, readable by the user only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from modelyard.core.errors import WorkspaceError
from modelyard.core.paths import config_dir

KEY_FILE = "bundle.key"


def signing_key() -> bytes:
    """The key, made on first use (mode 0600). Raises `WorkspaceError` where the settings folder refuses."""
    path = config_dir() / KEY_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _create(path)
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise WorkspaceError(
            f"The key that signs models, {path}, cannot be used.",
            "Make the file readable and its folder writable. If it is damaged, delete it and register models again.",
            repr(error),
        ) from error


def _create(path: Path) -> None:
    """Write the key whole, then give it its name; another process may win the race."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            os.link(temporary, path) if hasattr(os, "link") else os.replace(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink(missing_ok=True)
