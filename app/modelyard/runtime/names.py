"""Names and labels of images, containers and volumes."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from modelyard.core.codec import to_json
from modelyard.domain.deployments import ServerSpec

PREFIX = "dev.modelyard"
LABEL_WORKSPACE = f"{PREFIX}.workspace"
LABEL_DEPLOYMENT = f"{PREFIX}.deployment"
LABEL_NAME = f"{PREFIX}.name"
LABEL_MODEL = f"{PREFIX}.model"
LABEL_VERSION = f"{PREFIX}.version"
LABEL_BUNDLE = f"{PREFIX}.bundle"
LABEL_SPEC = f"{PREFIX}.spec"
LABEL_PORT = f"{PREFIX}.port"
LABEL_RUNTIME = f"{PREFIX}.runtime"
LABEL_IMAGE = f"{PREFIX}.image"

SERVER_PORT = 8080
"""The port the server listens on inside its container."""


def slug(name: str, longest: int = 40) -> str:
    """`name` as a part of an image reference or a container name: lower-case ASCII letters, digits, single hyphens.

    A name that leaves nothing, or that had to be altered beyond case, gets 6 digits of its hash, so that two
    different names never share one.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    clean = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")
    if clean == name.lower():
        return clean
    tail = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{clean}-{tail}" if clean else tail


def hash12(digest: str) -> str:
    """The first 12 hexadecimal digits of a hash, with or without its "sha256:"."""
    return digest.rpartition(":")[2][:12].lower()


def model_tag(spec: ServerSpec) -> str:
    """The image of one model version: `modelyard/<model>:<version>-<bundle>`."""
    return f"modelyard/{slug(spec.model_name)}:{spec.model_version}-{hash12(spec.bundle_hash)}"


def container_name(spec: ServerSpec) -> str:
    """The container of a deployment; the end of its id keeps workspaces apart."""
    return f"modelyard-{slug(spec.name)}-{spec.deployment_id[-8:]}"


def volume_name(deployment_id: str) -> str:
    """The volume that holds a deployment's prediction log."""
    return f"modelyard-{deployment_id}"


def spec_hash(spec: ServerSpec) -> str:
    """What identifies a server's make-up: equal for equal specs, whatever folder the workspace is in."""
    parts = (
        spec.name,
        spec.deployment_id,
        spec.workspace_id,
        spec.model_name,
        spec.model_version,
        spec.bundle_hash,
        spec.port,
        spec.token,
        spec.limits,
    )
    return hashlib.sha256(to_json(parts).encode()).hexdigest()[:16]


def labels(spec: ServerSpec) -> dict[str, str]:
    """The labels by which a deployment's container is found again."""
    return {
        LABEL_WORKSPACE: spec.workspace_id,
        LABEL_DEPLOYMENT: spec.deployment_id,
        LABEL_NAME: spec.name,
        LABEL_MODEL: spec.model_name,
        LABEL_VERSION: str(spec.model_version),
        LABEL_BUNDLE: spec.bundle_hash,
        LABEL_PORT: str(spec.port),
        LABEL_SPEC: spec_hash(spec),
    }
