"""The rules for names that people give: strict for what becomes part of files and addresses, free for titles."""

from __future__ import annotations

import re
import unicodedata

from modelyard.core.errors import InputError

MAX_LENGTH = 80
MAX_TITLE = 250
_NO_LINE = {"Cc", "Cs", "Zl", "Zp"}  # what controls, what is half a character, what ends a line
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
            f"{name!r} cannot be the name of {_article(what)} {what}.",
            "Begin with a letter or digit; use letters, digits, spaces, points, hyphens and underscores.",
        )
    return name


def check_title(title: str, what: str) -> str:
    """The name of an experiment or a run without spaces around it: any line of text, as other tools allow it, too.

    Raises `InputError` when it cannot be used.
    """
    if not isinstance(title, str):
        raise InputError(f"{title!r} cannot be the name of {_article(what)} {what}.", "Use one line of text.")
    title = title.strip()
    if not title:
        raise InputError(f"The {what} needs a name.", "Type one.")
    if len(title) > MAX_TITLE:
        raise InputError(f"The name is {len(title)} characters long.", f"Use at most {MAX_TITLE}.")
    if any(unicodedata.category(char) in _NO_LINE for char in title):
        raise InputError(f"{title!r} cannot be the name of {_article(what)} {what}.", "Use one line of text.")
    return title


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
