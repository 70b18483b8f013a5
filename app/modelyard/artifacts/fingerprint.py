"""What a fitted model is, as a hash: two files of the same model differ in names and times, their hash does not."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any


def model_hash(path: Path) -> str:
    """The sha256 of a skops file's content: classes, settings and arrays, without the addresses that it names them by.

    Arrays of records are hashed field by field, as the bytes between fields are arbitrary.
    """
    with zipfile.ZipFile(path) as archive:
        files = {name: _file_hash(archive.read(name)) for name in archive.namelist() if name != "schema.json"}
        schema = json.loads(archive.read("schema.json"))
    plain = json.dumps(_plain(schema, files), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(node: Any, files: dict[str, str]) -> Any:
    """A part of the schema without addresses, its files by their hash."""
    if isinstance(node, list):
        return [_plain(one, files) for one in node]
    if not isinstance(node, dict):
        return node
    found = {}
    for key, value in node.items():
        if key == "__id__" and isinstance(value, int):
            continue  # small values share an address or not as the interpreter likes
        found[key] = files.get(value, value) if key == "file" and isinstance(value, str) else _plain(value, files)
    return found


def _file_hash(content: bytes) -> str:
    import numpy as np

    if not content.startswith(b"\x93NUMPY"):
        return hashlib.sha256(content).hexdigest()
    array = np.load(io.BytesIO(content), allow_pickle=False)
    digest = hashlib.sha256(repr((array.shape, array.dtype.descr)).encode())
    for name in array.dtype.names or ("",):
        digest.update(np.ascontiguousarray(array[name] if name else array).tobytes())
    return digest.hexdigest()
