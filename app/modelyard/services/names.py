"""The rule for names that people give: datasets, experiments, models, deployments."""

from __future__ import annotations

import re

from modelyard.core.errors import InputError

MAX_LENGTH = 80
_NAME = re.compile(r"[\w][\w .\-]*", re.UNICODE)


def check_name(name: str, what: str) -> str:
    """The name without spaces around it. Raises `InputError` when it cannot be used; `what` is "dataset" or so."""
    name = name.strip()
    if not name:
        raise InputError(f"The {what} needs a name.", "Type one.")
    if len(name) > MAX_LENGTH:
        raise InputError(f"The name is {len(name)} characters long.", f"Use at most {MAX_LENGTH}.")
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be the name of a {what}.",
            "Begin with a letter or digit; use letters, digits, spaces, points, hyphens and underscores.",
        )
    return name
