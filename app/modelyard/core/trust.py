"""Which texts of own code the user of this computer agreed to run: their sha256, one a line, in the settings folder.

A workspace can come from somebody else, so that it is trusted cannot be said inside it.
"""

from __future__ import annotations

import os

from modelyard.core.errors import WorkspaceError
from modelyard.core.paths import config_dir

TRUST_FILE = "trusted_code.txt"


def trust(sha256: str) -> None:
    """Remember that a text may be run here. Raises `WorkspaceError` where the settings folder refuses."""
    if trusted(sha256):
        return
    path = config_dir() / TRUST_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="ascii") as file:
            file.write(f"{sha256}\n")
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written: {error.strerror}.", "Make its folder writable.") from error


def trusted(sha256: str) -> bool:
    """Whether a text may be run here."""
    try:
        return sha256 in (config_dir() / TRUST_FILE).read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        return False
