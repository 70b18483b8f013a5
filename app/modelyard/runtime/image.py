"""The runtime image: found in the engine, loaded from an archive, or built; and a model's image on top of it.

Two layers of identity. `modelyard/runtime-base:<hash>` holds Python and the libraries and changes only with the lock
file or the recipe; `modelyard/runtime:<hash>` adds the server's sources, so that a change there rebuilds nothing else.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from modelyard.core import clock
from modelyard.core.errors import AppError, CancelledError, EngineError
from modelyard.core.files import disk_full, telling_full_disk
from modelyard.core.paths import cache_dir, resources_dir
from modelyard.core.paths import server_dir as server_dir
from modelyard.domain.deployments import ServerSpec
from modelyard.domain.jobs import JobContext
from modelyard.runtime import names, rootfs
from modelyard.runtime.build import BuildContext, build_image, step_progress
from modelyard.runtime.bundle import bundle_files
from modelyard.runtime.engine import translated

if TYPE_CHECKING:
    import docker
    from docker.models.images import Image

RECIPE = 2
"""Raised when this file or rootfs.py changes what ends up in the images."""
SLIM = "python:3.11-slim"
KEEP = timedelta(days=7)
"""How long the runtime images of another release are left alone."""
SERVER_HOME = "/opt/modelyard"
SERVER_COMMAND = ("--bundle", "/model", "--host", "0.0.0.0", "--port", str(names.SERVER_PORT), "--log-dir", "/data")


def base_hash(arch: str) -> str:
    """What the base image is made of: the lock file, the package list, the recipe, the architecture."""
    digest = hashlib.sha256(f"{RECIPE} {arch}".encode())
    for name in ("requirements.lock", "debian-packages.txt", "prepare.py"):
        digest.update((rootfs.recipe_dir() / name).read_bytes())
    return digest.hexdigest()[:12]


def server_files() -> list[tuple[str, Path]]:
    """The server's sources as (name inside `modelyard_server`, path), sorted by name."""
    root = server_dir()
    return sorted((path.relative_to(root).as_posix(), path) for path in root.rglob("*.py"))


def runtime_tag(arch: str) -> str:
    """The tag of the runtime image that belongs to this application, for one architecture."""
    digest = hashlib.sha256(f"{RECIPE} {base_hash(arch)}".encode())
    for name, path in server_files():
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return f"modelyard/runtime:{digest.hexdigest()[:12]}"


def engine_arch(client: docker.DockerClient) -> str:
    """`amd64` or `arm64`; raises `EngineError` for an engine of any other kind."""
    with translated():
        version = client.version()
    arch = {"x86_64": "amd64", "aarch64": "arm64"}.get(version["Arch"], version["Arch"])
    if version.get("Os", "linux") != "linux" or arch not in rootfs.MACHINES:
        raise EngineError(
            f"The container engine runs {version.get('Os')} on {arch}; Modelyard needs Linux on amd64 or arm64.",
            "Switch Docker Desktop to Linux containers, or launch the model as a local process.",
        )
    return str(arch)


def has_image(client: docker.DockerClient, tag: str) -> bool:
    """Whether the engine has an image."""
    return _image(client, tag) is not None


def _image(client: docker.DockerClient, tag: str) -> Image | None:
    from docker.errors import ImageNotFound

    try:
        with translated():
            return client.images.get(tag)
    except ImageNotFound:
        return None


def ensure_runtime_image(client: docker.DockerClient, ctx: JobContext) -> str:
    """The tag of the runtime image, which is in the engine when this returns.

    Looks in the engine, then for an archive delivered with the application or kept in the cache; else builds it, which
    takes most of a minute and the network. Raises `EngineError` with what was tried, `CancelledError`.
    """
    arch = engine_arch(client)
    tag = runtime_tag(arch)
    if has_image(client, tag):
        return tag
    if not server_files():
        raise EngineError("The server's sources are missing from this installation.", "Install Modelyard again.")
    base = f"modelyard/runtime-base:{base_hash(arch)}"
    if not has_image(client, base) and not _load_archive(client, ctx, base, arch):
        _build_base(client, ctx, base, arch)
        _keep_archive(client, ctx, base, arch)
    ctx.progress(0.95, "Adding the server to the runtime image")
    _build_server(client, ctx, base, tag)
    _drop_stale(client, {base, tag})
    return tag


def archive_name(arch: str) -> str:
    """The file that holds the base image, in the application's resources or in the cache."""
    return f"runtime-base-{base_hash(arch)}-{arch}.tar.gz"


def _load_archive(client: docker.DockerClient, ctx: JobContext, base: str, arch: str) -> bool:
    for folder in (resources_dir() / "runtime", cache_dir() / "runtime"):
        archive = folder / archive_name(arch)
        if not archive.exists():
            continue
        ctx.progress(0.1, "Loading the runtime image")
        try:
            with archive.open("rb") as file, translated():
                client.images.load(_watched(ctx, file, archive.stat().st_size))  # type: ignore[arg-type]
        except AppError as error:
            if disk_full(error) or not _answers(client):
                raise
            ctx.log(f"The archive {archive} could not be loaded, so the image is built anew: {error.message}")
        if has_image(client, base):
            return True
    return False


def _answers(client: docker.DockerClient) -> bool:
    """Whether the engine still answers, to tell a bad archive from an engine that went away."""
    try:
        with translated():
            return bool(client.ping())
    except AppError:
        return False


def _watched(ctx: JobContext, file: Iterable[bytes], size: int) -> Iterator[bytes]:
    done = 0
    reader = cast("gzip.GzipFile", file)
    while chunk := reader.read(1 << 20):
        ctx.check_cancelled()
        done += len(chunk)
        ctx.progress(0.1 + 0.8 * done / max(size, 1), "Loading the runtime image")
        yield chunk


def _build_base(client: docker.DockerClient, ctx: JobContext, base: str, arch: str) -> None:
    reason, details = rootfs.cannot_build_from_debian(), ""
    try:
        if not reason:
            _build_from_debian(client, ctx, base, arch)
            return
    except EngineError as error:
        if not _answers(client):
            raise
        reason, details = error.message, error.details
    finally:
        _drop_stage(client)
    ctx.log(f"The runtime image could not be built from Debian packages: {reason}")
    try:
        _build_from_slim(client, ctx, base)
        _drop_stage(client)
    except EngineError as error:
        raise EngineError(
            f"The runtime image could not be made. From Debian packages: {reason.rstrip('.')}. "
            f"From {SLIM}: {error.message}",
            "Connect to the network once, or launch the model as a local process.",
            f"{details}\n{error.details}",
        ) from error


def _drop_stage(client: docker.DockerClient) -> None:
    """Remove what the first stage of a build left behind in the engine."""
    from docker.errors import APIError

    try:
        for image in client.images.list(filters={"label": f"{names.LABEL_IMAGE}=stage", "dangling": True}):
            client.images.remove(image.id or "")
    except (APIError, OSError):  # in use by another build, or the engine is gone: the next build removes it
        return


def _build_from_debian(client: docker.DockerClient, ctx: JobContext, base: str, arch: str) -> None:
    parent = cache_dir() / "runtime"
    parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="build-", dir=parent))
    try:
        with telling_full_disk(parent):
            _build_debian_base(client, ctx, base, work, arch)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _build_debian_base(client: docker.DockerClient, ctx: JobContext, base: str, work: Path, arch: str) -> None:
    ctx.progress(0.02, "Fetching Debian packages")
    debs = rootfs.fetch_debs(ctx, work, arch)
    ctx.progress(0.08, "Fetching Python packages")
    wheels = rootfs.fetch_wheels(ctx, work, arch)
    ctx.progress(0.20, "Unpacking Debian packages")
    rootfs.write_root(ctx, debs, work / "base.tar", work / "stdlib.tar")
    recipe = _DEBIAN.format(image=names.LABEL_IMAGE, site=rootfs.SITE, stdlib=rootfs.STDLIB)
    with BuildContext(recipe, {names.LABEL_IMAGE: "base"}) as context:
        for path in (work / "base.tar", work / "stdlib.tar", *sorted(wheels.iterdir())):
            name = f"wheels/{path.name}" if path.parent == wheels else path.name
            with path.open("rb") as file:
                context.add(name, path.stat().st_size, file)
        context.add_bytes("prepare.py", (rootfs.recipe_dir() / "prepare.py").read_bytes())
        ctx.progress(0.25, "Sending the packages to the container engine")
        build_image(client, ctx, context, base, on_line=step_progress(ctx, 0.3, 0.8))


def _build_from_slim(client: docker.DockerClient, ctx: JobContext, base: str) -> None:
    from docker.errors import NotFound

    ctx.progress(0.05, f"Fetching {SLIM} from the registry")
    try:
        with translated():
            for _ in client.api.pull(SLIM, stream=True, decode=True):
                ctx.check_cancelled()
            client.images.get(SLIM)
    except NotFound as error:
        raise EngineError(f"No registry has {SLIM}.", "Check the network connection.", repr(error)) from error
    recipe = _SLIM.format(slim=SLIM, image=names.LABEL_IMAGE, user=rootfs.USER)
    with BuildContext(recipe, {names.LABEL_IMAGE: "base"}) as context:
        for path in (rootfs.lock_file(), rootfs.recipe_dir() / "prepare.py"):
            context.add_bytes(path.name, path.read_bytes())
        ctx.progress(0.2, "Installing Python packages in the image")
        build_image(client, ctx, context, base, network=True, on_line=step_progress(ctx, 0.4, 0.8))


def _keep_archive(client: docker.DockerClient, ctx: JobContext, base: str, arch: str) -> None:
    """Save the base image to the cache, so that a fresh engine needs no rebuild. A failure is logged, nothing more."""
    folder = cache_dir() / "runtime"
    target = folder / archive_name(arch)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    ctx.progress(0.8, "Keeping a copy of the runtime image")
    try:
        save_archive(client, ctx, base, temporary)
        os.replace(temporary, target)
    except (AppError, OSError) as error:
        ctx.log(f"No copy of the runtime image was kept in {folder}: {error}")
    finally:
        temporary.unlink(missing_ok=True)


def save_archive(client: docker.DockerClient, ctx: JobContext, tag: str, target: Path) -> None:
    """Write an image to a gzip file that `docker load` reads."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with translated(), target.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, 0) as file:
        for chunk in client.images.get(tag).save(named=tag):
            if ctx.cancelled():
                raise CancelledError
            file.write(chunk)


def _build_server(client: docker.DockerClient, ctx: JobContext, base: str, tag: str) -> None:
    with BuildContext(_SERVER.format(base=base, home=SERVER_HOME), {names.LABEL_IMAGE: "runtime"}) as context:
        for name, path in server_files():
            context.add_bytes(f"server/modelyard_server/{name}", path.read_bytes())
        build_image(client, ctx, context, tag)


def build_model_image(client: docker.DockerClient, runtime: str, spec: ServerSpec, ctx: JobContext) -> str:
    """The image of one model version: the runtime plus the bundle at /model. Needs no network, well under a second.

    Reuses an image of the same bundle on the same runtime. Raises `InputError` for a bundle that is not what it should
    be, `EngineError`.
    """
    tag = names.model_tag(spec)
    labels = {
        names.LABEL_IMAGE: "model",
        names.LABEL_MODEL: spec.model_name,
        names.LABEL_VERSION: str(spec.model_version),
        names.LABEL_BUNDLE: spec.bundle_hash,
        names.LABEL_RUNTIME: runtime,
    }
    earlier = _image(client, tag)
    if earlier is not None and all(earlier.labels.get(key) == value for key, value in labels.items()):
        return tag
    if not has_image(client, runtime):
        raise EngineError(f"The runtime image {runtime} is gone from the engine.", "Launch again to make it anew.")
    with BuildContext(f"FROM {runtime}\nCOPY model/ /model/\n", labels) as context:
        for name, size, content in bundle_files(Path(spec.bundle)):
            ctx.check_cancelled()
            context.add(f"model/{name}", size, content)
        began = time.monotonic()
        build_image(client, ctx, context, tag)
    ctx.log(f"Built the model's image in {time.monotonic() - began:.2f} s")
    if earlier is not None:
        drop_image(client, earlier.id or "")
    return tag


def drop_image(client: docker.DockerClient, image: str) -> None:
    """Remove an image that has no use any more, unless something still uses it."""
    from docker.errors import APIError

    try:
        with translated():
            client.images.remove(image)
    except (AppError, APIError):
        return


def is_stale(created: str, now: datetime) -> bool:
    """Whether an image of an earlier release may go; `created` is the engine's RFC 3339 time."""
    return now - datetime.fromisoformat(created[:19] + "+00:00") > KEEP


def _drop_stale(client: docker.DockerClient, keep: set[str]) -> None:
    """Remove runtime images that an earlier release left, but for those that another one may have made lately."""
    with translated():
        for kind in ("runtime", "base"):
            for image in client.images.list(filters={"label": f"{names.LABEL_IMAGE}={kind}"}):
                if not keep & set(image.tags) and is_stale(image.attrs["Created"], clock.now()):
                    for tag in image.tags:
                        drop_image(client, tag)


_DEBIAN = """\
FROM scratch AS stage
LABEL {image}=stage
ADD base.tar stdlib.tar /
COPY wheels/ /build/wheels/
COPY prepare.py /build/
RUN ["/usr/bin/python3.11", "-I", "/build/prepare.py", "/build/wheels", "/build/out", "/{site}", "/{stdlib}"]
FROM scratch
ADD base.tar /
COPY --from=stage /build/out/ /
ENV PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8
"""

_SLIM = """\
FROM {slim} AS stage
LABEL {image}=stage
COPY requirements.lock prepare.py /build/
RUN ["python3", "-m", "pip", "install", "--no-compile", "--no-cache-dir", "--no-deps", "--require-hashes", \
"--only-binary=:all:", "--target=/build/site", "--requirement=/build/requirements.lock"]
RUN ["python3", "-I", "/build/prepare.py", "/build/site", "/build/out", "/usr/local/lib/python3.11/site-packages"]
RUN ["install", "-d", "-o", "{user}", "-g", "{user}", "-m", "750", "/build/out/data"]
FROM {slim}
RUN ["python3", "-c", "import compileall, py_compile; compileall.compile_dir('/usr/local/lib/python3.11', quiet=2, \
workers=0, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)"]
COPY --from=stage /build/out/usr/ /usr/
COPY --from=stage --chown={user}:{user} /build/out/data/ /data/
"""

_SERVER = """\
FROM {base}
COPY server/ {home}/
RUN ["python3", "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "{home}"]
ENV PYTHONPATH={home} PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp TMPDIR=/tmp
USER 65532:65532
WORKDIR /tmp
ENTRYPOINT ["python3", "-m", "modelyard_server"]
"""
