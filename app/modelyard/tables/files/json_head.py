"""Whether a text file is JSON."""

from __future__ import annotations

import codecs
from pathlib import Path


def looks_like_json(path: Path, head: bytes) -> bool:
    """Whether a text file is JSON: by its name and first sign, or because an object begins it."""
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text.startswith((b"{", b"[")):
        return False
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        return True
    if text.startswith(b"["):
        return text[1:].lstrip().startswith((b"{", b"]"))
    return text[1:].lstrip()[:1] in (b'"', b"}") and b":" in text
