"""Talking to the engine's builder: contexts as tar files, progress, cancel, refusals."""

from __future__ import annotations

import io
import re
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from modelyard.core.errors import EngineError
from modelyard.core.files import telling_full_disk
from modelyard.domain.jobs import JobContext
from modelyard.runtime.engine import engine_error, translated

if TYPE_CHECKING:
    import docker

CHUNK = 1 << 20


class BuildContext:
    """A build context in a temporary file: a Dockerfile and what it copies."""

    def __init__(self, dockerfile: str, labels: Mapping[str, str]) -> None:
        self.file = cast("IO[bytes]", tempfile.TemporaryFile(prefix="modelyard-"))  # noqa: SIM115 (closed by __exit__)
        self.tar = tarfile.open(fileobj=self.file, mode="w")  # noqa: SIM115
        self.add_bytes("Dockerfile", (dockerfile + label_line(labels)).encode())

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a small file."""
        self.add(name, len(content), io.BytesIO(content))

    def add(self, name: str, size: int, content: IO[bytes]) -> None:
        """Add a file, readable by everybody, without a date, so that equal contents hit the builder's cache."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o644
        with telling_full_disk(Path(tempfile.gettempdir())):
            self.tar.addfile(info, content)

    def finish(self) -> IO[bytes]:
        """The context, ready to be read."""
        self.tar.close()
        self.file.seek(0)
        return self.file

    def __enter__(self) -> BuildContext:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


def label_line(labels: Mapping[str, str]) -> str:
    """All labels as one instruction, since the builder commits an image for each."""

    def quoted(text: str) -> str:
        flat = "".join(character if character.isprintable() else " " for character in text)
        return '"' + re.sub(r'([\\"$])', r"\\\1", flat) + '"'

    pairs = (f"{quoted(key)}={quoted(value)}" for key, value in labels.items())
    return f"LABEL {' '.join(pairs)}\n" if labels else ""


class Upload:
    """A file on its way to the engine, which stops when the job is cancelled."""

    def __init__(self, ctx: JobContext, file: IO[bytes]) -> None:
        self._ctx = ctx
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises `CancelledError`."""
        self._ctx.check_cancelled()
        return self._file.read(CHUNK if size < 0 else max(size, CHUNK))


def build_image(
    client: docker.DockerClient,
    ctx: JobContext,
    context: BuildContext,
    tag: str,
    network: bool = False,
    on_line: Callable[[str], None] = lambda line: None,
) -> None:
    """Build and tag an image. `network` lets RUN steps reach it; a base is never pulled here.

    Raises `EngineError` when a step fails and `CancelledError`, after which the engine stops building.
    """
    with translated():
        lines: Any = client.api.build(
            fileobj=cast("IO[bytes]", Upload(ctx, context.finish())),
            custom_context=True,
            tag=tag,
            rm=True,
            forcerm=True,
            pull=False,
            network_mode=None if network else "none",
            decode=True,
        )
        said: list[str] = []
        try:
            for line in lines:
                ctx.check_cancelled()
                if "error" in line:
                    raise _failed(str(line["error"]), said)
                text = str(line.get("stream", "")).strip()
                if text:
                    said.append(text)
                    on_line(text)
        finally:
            lines.close()


def _failed(error: str, said: list[str]) -> Exception:
    details = "\n".join([*said[-30:], error])
    found = engine_error(error, details=details)
    if isinstance(found, EngineError) and found.message.startswith("The container engine refused"):
        return EngineError(f"The image could not be built: {error.strip().rstrip('.')}.", "", details)
    return found


def step_progress(ctx: JobContext, low: float, high: float) -> Callable[[str], None]:
    """Forward the "progress 0.5 Doing this" lines of prepare.py, scaled to `low`..`high`."""

    def forward(line: str) -> None:
        if found := re.match(r"progress ([0-9.]+) (.+)", line):
            ctx.progress(low + (high - low) * float(found[1]), found[2])

    return forward
