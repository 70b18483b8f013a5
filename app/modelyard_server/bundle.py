"""A model bundle as the server sees it: the manifest, and whether every file is what the manifest says."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import msgspec

from modelyard_server.errors import BundleError

FORMAT = 1
MANIFEST = "manifest.json"
PREPROCESS = "scorer/preprocess.json"
LINEAR = "scorer/linear.json"
TREES = "scorer/trees.json"
TREE_ARRAYS = "scorer/trees.npz"
PIPELINE = "model.skops"
OWN_FOLDER = "code"


class InputSpec(msgspec.Struct, frozen=True):
    """One input column. `type` is boolean, integer, number, text, date, datetime or time."""

    name: str
    type: str
    required: bool = True
    nullable: bool = True
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] = ()


class FileEntry(msgspec.Struct, frozen=True):
    """A file's sha256 and its size in bytes."""

    sha256: str
    size: int


class Parity(msgspec.Struct, frozen=True):
    """The fast scorer against scikit-learn: rows tried, the largest difference, why it is not used."""

    scorer: str
    rows: int
    edge_rows: int
    max_difference: float
    reason: str = ""


class OwnModule(msgspec.Struct, frozen=True):
    """An estimator of the user's own code: its class, and the sha256 of the text that defines it."""

    name: str
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What manifest.json holds. `classes` are (no, yes); `scorer` is "linear", "trees" or "sklearn". `own_code` is run
    before the model is read; nothing else of a bundle is."""

    format: int
    name: str
    version: int
    created_at: str
    task: str
    algorithm: str
    inputs: tuple[InputSpec, ...]
    target: str
    classes: tuple[str, str]
    threshold: float
    scorer: str
    parity: Parity
    metrics: dict[str, float]
    libraries: dict[str, str]
    files: dict[str, FileEntry]
    hmac: str
    own_code: tuple[OwnModule, ...] = ()


class Bundle(msgspec.Struct, frozen=True):
    """A bundle's folder, its manifest, and the manifest's sha256."""

    folder: Path
    manifest: Manifest
    digest: str


def sign(manifest: bytes, key: bytes) -> str:
    """HMAC-SHA256 of a manifest, as hexadecimal: over its compact JSON with sorted keys and without "hmac"."""
    content = msgspec.json.decode(manifest)
    content.pop("hmac", None)
    return hmac.new(key, msgspec.json.encode(content, order="sorted"), "sha256").hexdigest()


def read_manifest(folder: Path) -> tuple[Manifest, bytes]:
    """The manifest and its bytes. Raises `BundleError` where it is absent, malformed or of another format."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise BundleError(f"There is no model bundle in {folder}: {MANIFEST} cannot be read.") from error
    try:
        version = msgspec.json.decode(content, type=dict[str, msgspec.Raw]).get("format", msgspec.Raw(b"null"))
        if bytes(version) != str(FORMAT).encode():
            raise BundleError(f"The bundle has format {bytes(version).decode()}; this server reads format {FORMAT}.")
        return msgspec.json.decode(content, type=Manifest), content
    except msgspec.MsgspecError as error:
        raise BundleError(f"The bundle's {MANIFEST} is malformed: {error}.") from error


def open_bundle(folder: Path, digest: str | None = None) -> Bundle:
    """Read a bundle and check each file against the manifest, and the manifest's sha256 against `digest` if given.

    Raises `BundleError` that names the first file that is absent, altered, or not in the manifest.
    """
    manifest, content = read_manifest(folder)
    found = hashlib.sha256(content).hexdigest()
    if digest is not None and not hmac.compare_digest(found, digest.strip().lower()):
        raise BundleError(f"The bundle's {MANIFEST} is not the one that was launched: its digest differs.")
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() or p.is_symlink()}
    if extra := sorted(present - manifest.files.keys() - {MANIFEST}):
        raise BundleError(f"The bundle holds {extra[0]}, which its manifest does not name.")
    for name, entry in manifest.files.items():
        if name not in present or (folder / name).is_symlink():
            raise BundleError(f"The bundle's file {name} is missing.")
        if file_digest(folder / name) != entry.sha256:
            raise BundleError(f"The bundle's file {name} was altered: its content does not match the manifest.")
    return Bundle(folder, manifest, found)


def file_digest(path: Path) -> str:
    """A file's sha256 as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
