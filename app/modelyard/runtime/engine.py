"""The container engine: whether it answers, a client to it, and its refusals as sentences."""

from __future__ import annotations

import http.client
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from modelyard.core.errors import AppError, ConflictError, EngineError, InputError
from modelyard.domain.deployments import EngineStatus
from modelyard.runtime.endpoint import Endpoint, ask, engine_installed, find_endpoint
from modelyard.runtime.names import LABEL_DEPLOYMENT

if TYPE_CHECKING:
    import docker

QUICK = 30.0
"""Seconds that an ordinary request to the engine may take."""
SLOW = 300.0
"""Seconds that a build or a load may stay silent."""

PROCESS_HINT = "Or launch the model as a local process."


def engine_status(timeout: float = 2.0) -> EngineStatus:
    """Whether an engine answers, its version and how many of Modelyard's containers run.

    Answers within a few milliseconds when none is there; `timeout` is for one that accepts and then says nothing.
    Never raises.
    """
    endpoint = find_endpoint()
    if not endpoint.local:
        return EngineStatus(
            False,
            reason=f"The container engine named by {endpoint.source} is on another computer ({endpoint.url}).",
            hint=f"Modelyard serves on this computer only. Choose a local engine. {PROCESS_HINT}",
        )
    if endpoint.scheme == "npipe":
        return _status_by_sdk()
    try:
        version = ask(endpoint, "/version", timeout)
        filters = quote(json.dumps({"label": [LABEL_DEPLOYMENT], "status": ["running"]}))
        running = ask(endpoint, f"/containers/json?filters={filters}", timeout)
    except PermissionError as error:
        return _absent(endpoint, error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _absent(endpoint, error)
    return EngineStatus(True, version=str(version.get("Version", "")), containers=len(running))


def _status_by_sdk() -> EngineStatus:
    """The same through the SDK: the standard library does not speak to Windows' named pipes."""
    try:
        client = connect(timeout=2.0)
    except EngineError as error:
        return EngineStatus(False, reason=error.message, hint=error.hint)
    try:
        with translated():
            version = str(client.version().get("Version", ""))
            running = client.containers.list(filters={"label": LABEL_DEPLOYMENT, "status": "running"})
            return EngineStatus(True, version=version, containers=len(running))
    except AppError as error:
        return EngineStatus(False, reason=error.message, hint=error.hint)
    finally:
        client.close()


def _absent(endpoint: Endpoint, error: Exception) -> EngineStatus:
    """Why there is no engine, and what to do about it."""
    if isinstance(error, PermissionError):
        return EngineStatus(
            False,
            reason=f"You are not allowed to use the container engine at {endpoint.socket_path}.",
            hint='Add yourself to its group with "sudo usermod -aG docker $USER", then log out and in again. '
            + PROCESS_HINT,
        )
    if isinstance(error, TimeoutError):
        return EngineStatus(
            False, reason="The container engine does not answer.", hint=f"Restart it, then try again. {PROCESS_HINT}"
        )
    if isinstance(error, http.client.HTTPException | ValueError) and not isinstance(error, http.client.BadStatusLine):
        return EngineStatus(
            False,
            reason=f"What answers at {endpoint.url} is not a container engine ({error}).",
            hint=f"Check {endpoint.source}. {PROCESS_HINT}",
        )
    if endpoint.source != "default":
        return EngineStatus(
            False,
            reason=f"No container engine answers at {endpoint.url}, which {endpoint.source} names.",
            hint=f"Start that engine or choose another. {PROCESS_HINT}",
        )
    if engine_installed():
        start = 'Start it with "sudo systemctl start docker".' if sys.platform == "linux" else "Start Docker Desktop."
        return EngineStatus(False, reason="The container engine is not running.", hint=f"{start} {PROCESS_HINT}")
    get = (
        'Install one with "sudo apt install docker.io".'
        if sys.platform == "linux"
        else "Install Docker Desktop or Colima."
    )
    return EngineStatus(False, reason="No container engine is installed.", hint=f"{get} {PROCESS_HINT}")


def connect(timeout: float | None = QUICK) -> docker.DockerClient:
    """A client of the engine; `timeout` is the longest silence in seconds, None for no limit.

    Raises `EngineError` with the reason of `engine_status` when there is none.
    """
    endpoint = find_endpoint()
    if endpoint.scheme != "npipe":
        status = engine_status(timeout=10.0)
        if not status.available:
            raise EngineError(status.reason, status.hint)
    import docker
    from docker.errors import DockerException

    try:
        # docker-py takes None for "no limit" though its type says int
        return docker.DockerClient(base_url=endpoint.url, version="auto", timeout=timeout)  # type: ignore[arg-type]
    except (DockerException, OSError) as error:
        status = _absent(endpoint, error if isinstance(error, OSError) else OSError(str(error)))
        raise EngineError(status.reason, status.hint, repr(error)) from error
    except Exception as error:
        if type(error).__module__ != "pywintypes":  # Docker Desktop being off is told by an error of pywin32
            raise
        status = _absent(endpoint, OSError(str(error)))
        raise EngineError(status.reason, status.hint, repr(error)) from error


@contextmanager
def translated(port: int | None = None) -> Iterator[None]:
    """Turn what the docker SDK raises inside into an `AppError` that says what to do next.

    A missing container or image stays docker's own `NotFound`, for callers that ask whether it is there.
    """
    import requests
    import urllib3
    from docker.errors import DockerException, NotFound

    try:
        yield
    except NotFound:
        raise
    except DockerException as error:
        raise engine_error(str(getattr(error, "explanation", None) or error), port, repr(error)) from error
    except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise lost_engine(error) from error


def lost_engine(error: BaseException) -> EngineError:
    """The engine went away in the middle of a request."""
    if "timed out" in str(error).lower():
        return EngineError(
            "The container engine did not answer in time.",
            "It may be overloaded or stuck: restart it if this happens again.",
            repr(error),
        )
    return EngineError(
        "The container engine stopped answering.", "Start it again, then repeat what you did.", repr(error)
    )


class PortTakenError(ConflictError):
    """Somebody else holds the port."""


def port_taken(port: int) -> PortTakenError:
    """The sentence for a port that somebody else holds."""
    return PortTakenError(f"Port {port} is taken by another program.", "Choose another port.")


def engine_error(text: str, port: int | None = None, details: str = "") -> AppError:
    """The engine's refusal `text` as a sentence; `port` is the one that was asked for."""
    low = text.lower()
    if "port is already allocated" in low or "address already in use" in low or "ports are not available" in low:
        return port_taken(port) if port else PortTakenError("The port is taken.", "Choose another port.", details)
    if found := re.search(r"minimum memory limit allowed is (\S+)", low):
        return InputError("The memory limit is too small.", f"Give at least {found[1].upper()}.", details)
    if found := re.search(r"range of cpus is from (\S+) to (\S+?),?(?: as|$|\")", text, re.IGNORECASE):
        return InputError(
            "The container engine cannot give that many CPUs.", f"Choose between {found[1]} and {found[2]}.", details
        )
    if "no space left on device" in low:
        return EngineError(
            "The disk of the container engine is full.",
            "Free some space, or remove images and volumes that nobody needs, then try again.",
            details,
        )
    if "no such image" in low or "manifest unknown" in low or "pull access denied" in low:
        return EngineError("The container engine does not have the image.", "Launch again to rebuild it.", details)
    if "is already in use by container" in low:
        return ConflictError("A container of that name exists already.", "Choose another name.", details)
    if "error while fetching server api version" in low or "connection aborted" in low:
        return lost_engine(RuntimeError(details or text))
    if "is too old" in low and "api version" in low:
        return EngineError("The container engine needs a newer Modelyard.", "Update Modelyard.", details)
    return EngineError(f"The container engine refused: {text.strip().rstrip('.')}.", "", details)
