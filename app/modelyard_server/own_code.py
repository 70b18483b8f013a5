"""Own code: a module made of a text that its user agreed to run, under a name of its sha256.

Objects of its classes name the module, so whatever loads them runs the same text first, in each process. Only modules
that were run here are trusted when a model is read; see `trusted`.
"""

from __future__ import annotations

import hashlib
import linecache
import re
import sys
from pathlib import Path
from types import ModuleType

from modelyard_server.bundle import OWN_FOLDER, Manifest
from modelyard_server.errors import BundleError

MODULE = "modelyard_own_"
_NAME = re.compile(MODULE + r"[0-9a-f]{64}")
_run: set[str] = set()


def digest(source: str) -> str:
    """The sha256 of a text."""
    return hashlib.sha256(source.encode()).hexdigest()


def run(source: str) -> ModuleType:
    """The text as a module, run once a process. Raises whatever it raises.

    Its lines stay readable in tracebacks, and processes that joblib starts get its classes by value.
    """
    from cloudpickle import register_pickle_by_value

    name = MODULE + digest(source)
    if name in _run:
        return sys.modules[name]
    module = ModuleType(name)
    linecache.cache[f"<{name}>"] = (len(source), None, source.splitlines(keepends=True), f"<{name}>")
    sys.modules[name] = module
    try:
        exec(compile(source, f"<{name}>", "exec"), vars(module))  # its user agreed
    except BaseException:
        del sys.modules[name]
        raise
    register_pickle_by_value(module)
    _run.add(name)
    return module


def module_of(sha256: str) -> ModuleType | None:
    """The module of a text, if it was run in this process."""
    name = MODULE + sha256
    return sys.modules[name] if name in _run else None


def trusted(type_name: str) -> bool:
    """Whether a type is of a module that was run here."""
    found = _NAME.match(type_name)
    return found is not None and found[0] in _run and type_name[found.end() : found.end() + 1] == "."


def bundle_file(sha256: str) -> str:
    """Where a bundle keeps a text."""
    return f"{OWN_FOLDER}/{MODULE}{sha256}.py"


def load(folder: Path, manifest: Manifest) -> None:
    """Run the texts that a bundle's manifest names, each only if its sha256 is the one named.

    Raises `BundleError` for one that is absent or altered, or that cannot be run here.
    """
    for one in manifest.own_code:
        name = bundle_file(one.sha256)
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise BundleError(f"The bundle's file {name} cannot be read.") from error
        if hashlib.sha256(content).hexdigest() != one.sha256:
            raise BundleError(f"The bundle's own code {one.name} was altered: its sha256 differs.")
        try:
            run(content.decode())
        except (Exception, SystemExit) as error:
            raise BundleError(f"The bundle's own code {one.name} cannot be run: {error!r}.") from error
