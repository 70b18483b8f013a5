"""A fitted model on disk: the bundle, its safe load, its fast scorers and their parity with scikit-learn."""

from modelyard.artifacts.archive import pack, unpack
from modelyard.artifacts.bundle import build_bundle, load_pipeline, read_reference, read_signature, verify
from modelyard.artifacts.request import BundleInfo, BundleRequest

__all__ = [
    "BundleInfo",
    "BundleRequest",
    "build_bundle",
    "load_pipeline",
    "pack",
    "read_reference",
    "read_signature",
    "unpack",
    "verify",
]
