"""The runtime image and the model's image: found, loaded, built, and what stands in the way."""

import gzip
import io
import re
import tarfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modelyard.core.errors import CancelledError, EngineError, InputError, WorkspaceError
from modelyard.core.paths import cache_dir
from modelyard.domain.deployments import ServerSpec
from modelyard.runtime import image, names, rootfs
from modelyard.runtime.build import BuildContext, build_image
from modelyard.runtime.bundle import bundle_digest, bundle_files, unpack_bundle
from modelyard.runtime.commands import run
from tests.deployments.conftest import Context, EngineProxy, make_bundle

if TYPE_CHECKING:
    import docker

AWKWARD = 'a "quoted" $HOME \\ é'
TINY = "modelyard/test-tiny:1"


@pytest.fixture
def tiny(engine: "docker.DockerClient", ctx: Context) -> Iterator[str]:
    """An image of one file, removed afterwards."""
    with BuildContext("FROM scratch\nCOPY a /a\n", {"dev.modelyard-test": AWKWARD}) as context:
        context.add_bytes("a", b"a")
        build_image(engine, ctx, context, TINY)
    yield TINY
    if image.has_image(engine, TINY):
        engine.images.remove(TINY)


def test_model_image_builds_in_a_second_and_is_reused(
    engine: "docker.DockerClient", ctx: Context, make_spec: Callable[..., ServerSpec], stub_server: Path
) -> None:
    runtime = image.ensure_runtime_image(engine, ctx)
    took = []
    for size in range(5_000_000, 5_000_003):  # the best of three: other work may run beside the tests
        spec = make_spec(size=size)
        began = time.perf_counter()
        tag = image.build_model_image(engine, runtime, spec, ctx)
        took.append(time.perf_counter() - began)
    assert min(took) < 1.0
    built = engine.images.get(tag)
    assert tag == f"modelyard/{names.slug(spec.model_name)}:1-{spec.bundle_hash[:12]}"
    assert built.labels[names.LABEL_BUNDLE] == spec.bundle_hash
    assert built.labels[names.LABEL_RUNTIME] == runtime
    assert image.build_model_image(engine, runtime, spec, ctx) == tag
    assert engine.images.get(tag).id == built.id


def test_model_image_follows_the_runtime(
    engine: "docker.DockerClient",
    ctx: Context,
    make_spec: Callable[..., ServerSpec],
    stub_server: Path,
    tiny: str,
) -> None:
    runtime = image.ensure_runtime_image(engine, ctx)
    spec = make_spec(size=17)
    first = engine.images.get(image.build_model_image(engine, tiny, spec, ctx)).id
    second = engine.images.get(image.build_model_image(engine, runtime, spec, ctx)).id
    assert first != second
    assert not image.has_image(engine, first or "")  # nothing is left behind


def test_runtime_that_is_gone(
    engine: "docker.DockerClient", ctx: Context, make_spec: Callable[..., ServerSpec]
) -> None:
    with pytest.raises(EngineError, match=r"is gone from the engine\. Launch again"):
        image.build_model_image(engine, "modelyard/runtime:nobody", make_spec(size=18), ctx)


def test_runtime_image_is_named_by_its_content(stub_server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = image.runtime_tag("amd64")
    assert re.fullmatch(r"modelyard/runtime:[0-9a-f]{12}", tag)
    assert image.runtime_tag("arm64") != tag
    base = image.base_hash("amd64")
    extra = stub_server / "extra.py"
    extra.write_text("x = 1\n")
    try:
        assert image.runtime_tag("amd64") != tag  # the server changed
        assert image.base_hash("amd64") == base  # its libraries did not
    finally:
        extra.unlink()
    assert image.runtime_tag("amd64") == tag


def test_runtime_image_holds_the_locked_libraries(
    engine: "docker.DockerClient", ctx: Context, stub_server: Path
) -> None:
    """What the server and scikit-learn import is there, in the application's versions, and runs as a stranger."""
    import importlib.metadata

    code = (
        "import warnings; warnings.simplefilter('error');"
        "import numpy, pandas, sklearn, skops.io, uvicorn, uvloop, httptools, msgspec, ssl, sqlite3;"
        "from sklearn.ensemble import RandomForestClassifier, HistGradientBoostingClassifier as H;"
        "from sklearn.datasets import make_classification;"
        "x, y = make_classification(300, random_state=0);"
        "RandomForestClassifier(5, n_jobs=2).fit(x, y); h = H(max_iter=5).fit(x, y);"
        "assert len(skops.io.dumps(h)) > 1000;"
        "from importlib.metadata import version as v;"
        "print(*[n + '==' + v(n) for n in ('numpy', 'scipy', 'pandas', 'scikit-learn', 'skops')])"
    )
    tag = image.ensure_runtime_image(engine, ctx)
    container = engine.containers.create(
        tag,
        ["-c", code],
        entrypoint="python3",
        read_only=True,
        tmpfs={"/tmp": ""},
        network_mode="none",
        labels={"t": "1"},
    )
    try:
        container.start()
        code_ = container.wait(timeout=60)["StatusCode"]
        said = container.logs().decode()
    finally:
        container.remove(force=True)
    assert code_ == 0, said
    for pinned in said.split():
        name, _, version = pinned.partition("==")
        assert importlib.metadata.version(name) == version


def test_lock_pins_the_applications_versions() -> None:
    import importlib.metadata

    pins = re.findall(r"^([a-z0-9-]+)==(\S+)", rootfs.lock_file().read_text(), re.MULTILINE)
    assert {"numpy", "scikit-learn", "uvicorn", "msgspec", "skops"} <= {name for name, _ in pins}
    for name, version in pins:
        assert importlib.metadata.version(name) == version, name


def test_labels_are_kept_to_the_letter(engine: "docker.DockerClient", tiny: str) -> None:
    assert engine.images.get(tiny).labels == {"dev.modelyard-test": AWKWARD}


def test_images_of_earlier_releases_go_after_a_week() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert image.is_stale("2026-11-14T11:59:59.123456789Z", now)
    assert not image.is_stale("2026-11-14T12:00:01.1Z", now)


def test_archive_is_saved_and_loaded_again(
    engine: "docker.DockerClient", ctx: Context, tiny: str, user_folders: Path
) -> None:
    before = engine.images.get(tiny).id
    image._keep_archive(engine, ctx, tiny, "amd64")
    archive = cache_dir() / "runtime" / image.archive_name("amd64")
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]
    engine.images.remove(tiny)
    assert image._load_archive(engine, ctx, tiny, "amd64")
    assert engine.images.get(tiny).id == before
    assert max(ctx.fractions) <= 0.9


def test_damaged_archive_is_passed_over(engine: "docker.DockerClient", ctx: Context, user_folders: Path) -> None:
    folder = cache_dir() / "runtime"
    folder.mkdir(parents=True)
    (folder / image.archive_name("amd64")).write_bytes(gzip.compress(b"no image" * 1000))
    assert not image._load_archive(engine, ctx, "modelyard/test-nobody:1", "amd64")
    assert "could not be loaded, so the image is built anew" in ctx.lines[0]


def test_neither_debian_nor_registry(
    engine: "docker.DockerClient", ctx: Context, user_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rootfs, "MIRROR", "http://127.0.0.1:9")
    monkeypatch.setattr(image, "SLIM", "127.0.0.1:9/python:3.11-slim")
    with pytest.raises(EngineError) as caught:
        image._build_base(engine, ctx, "modelyard/test-nobody:1", "amd64")
    assert "The runtime image could not be made. From Debian packages: Fetching Debian's package list failed" in (
        caught.value.message
    )
    assert "From 127.0.0.1:9/python:3.11-slim: " in caught.value.message
    assert caught.value.hint == "Connect to the network once, or launch the model as a local process."
    assert list((cache_dir() / "runtime").iterdir()) == []


def test_cancel_ends_a_command_at_once(ctx: Context, tmp_path: Path) -> None:
    ctx.cancel_at = "now"
    ctx.progress(None, "now")
    began = time.perf_counter()
    with pytest.raises(CancelledError):
        run(ctx, ["sleep", "60"], "Sleeping")
    assert time.perf_counter() - began < 2


def test_failed_command_says_what_it_said(ctx: Context) -> None:
    with pytest.raises(EngineError) as caught:
        run(ctx, ["sh", "-c", "echo first; echo no route >&2; exit 3"], "Fetching")
    assert caught.value.message == "Fetching failed: no route"
    assert "first" in caught.value.details


def test_cancel_stops_the_engines_build(engine: "docker.DockerClient", stub_server: Path, ctx: Context) -> None:
    runtime = image.ensure_runtime_image(engine, ctx)
    waiting = '["python3", "-c", "import time\\nfor n in range(600): print(n, flush=True); time.sleep(0.1)"]'
    seen: list[str] = []

    def on_line(line: str) -> None:
        seen.append(line)
        if line == "3":
            ctx.cancel_at = "now"
            ctx.progress(None, "now")

    with pytest.raises(CancelledError), BuildContext(f"FROM {runtime}\nRUN {waiting}\n", {}) as context:
        build_image(engine, ctx, context, "modelyard/test-nobody:1", on_line=on_line)
    assert "3" in seen
    assert not image.has_image(engine, "modelyard/test-nobody:1")


def test_cancel_stops_an_upload(engine: "docker.DockerClient", tiny: str, ctx: Context) -> None:
    with BuildContext(f"FROM {tiny}\nCOPY x /x\n", {}) as context:
        context.add_bytes("x", bytes(5_000_000))
        ctx.cancel_at = "now"
        ctx.progress(None, "now")
        with pytest.raises(CancelledError):
            build_image(engine, ctx, context, "modelyard/test-nobody:1")


def test_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """/dev/full stands in for a disk without space."""
    with BuildContext("FROM scratch\n", {}) as context, open("/dev/full", "wb", buffering=0) as full:
        monkeypatch.setattr(context.tar, "fileobj", full)
        with pytest.raises(WorkspaceError, match=r"The disk that holds .+ is full"):
            context.add_bytes("x", b"y")
        monkeypatch.undo()
    with pytest.raises(EngineError) as caught:
        run(Context(), ["sh", "-c", "cat /etc/passwd > /dev/full"], "Fetching")
    assert str(caught.value) == "Fetching failed: the disk is full. Free some space, then launch again."


def test_failed_step_is_told(engine: "docker.DockerClient", tiny: str, ctx: Context) -> None:
    with (
        pytest.raises(EngineError, match="The image could not be built: "),
        BuildContext(f'FROM {tiny}\nRUN ["/nobody"]\n', {}) as context,
    ):
        build_image(engine, ctx, context, "modelyard/test-nobody:1")


def test_engine_lost_during_a_build(proxy: EngineProxy, tiny: str, ctx: Context) -> None:
    from modelyard.runtime.engine import connect

    client = connect()
    proxy.cut_at = "/build?"
    with BuildContext(f"FROM {tiny}\n", {}) as context:
        context.add_bytes("x", bytes(3_000_000))
        with pytest.raises(EngineError, match="stopped answering"):
            build_image(client, ctx, context, "modelyard/test-nobody:1")
    client.close()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../evil", tarfile.REGTYPE),
        ("/etc/evil", tarfile.REGTYPE),
        ("link", tarfile.SYMTYPE),
        ("fifo", tarfile.FIFOTYPE),
    ],
)
def test_bundle_that_leads_elsewhere(tmp_path: Path, name: str, kind: bytes) -> None:
    path = tmp_path / "bundle.tar"
    with tarfile.open(path, "w") as tar:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(InputError, match="is damaged: it holds "):
        unpack_bundle(path, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_bundle_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "bundle.tar"
    with pytest.raises(InputError, match="is gone"):
        list(bundle_files(path))
    make_bundle(path, "good", 100_000)
    path.write_bytes(path.read_bytes()[:60_000])
    with pytest.raises(InputError, match="is damaged"):
        unpack_bundle(path, tmp_path / "out")
    path.write_bytes(b"\0" * 30 + b"not a tar")
    with pytest.raises(InputError, match="is damaged"):
        list(bundle_files(path))
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo("x"))
    with pytest.raises(InputError, match=r"it holds no manifest\.json"):
        bundle_digest(path)


def test_names_fit_the_engine() -> None:
    reference = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*")
    odd = ["Late flights", "late flights", "Überlänge", "日本語", "a/b", "a--b", "-", "x" * 300, "..", "UPPER"]
    slugs = [names.slug(name) for name in odd]
    assert all(reference.fullmatch(slug) and len(slug) <= 47 for slug in slugs)
    assert len(set(slugs)) == len(odd)
    assert names.slug("late-flights") == "late-flights"


def deb(path: Path, files: dict[str, str]) -> Path:
    """A small .deb: an `ar` of two tars."""

    def tar(content: dict[str, str]) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:xz") as archive:
            for name, text in content.items():
                info = tarfile.TarInfo(name)
                if text.startswith("->"):
                    info.type, info.linkname = tarfile.SYMTYPE, text[2:]
                    archive.addfile(info)
                else:
                    info.size = len(text)
                    archive.addfile(info, io.BytesIO(text.encode()))
        return out.getvalue()

    parts = {"debian-binary": b"2.0\n", "control.tar.xz": tar({"./control": "Package: x\n"}), "data.tar.xz": tar(files)}
    body = b"!<arch>\n"
    for name, content in parts.items():
        body += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode() + content
        body += b"\n" * (len(content) % 2)
    path.write_bytes(body)
    return path


def test_root_is_merged_from_packages(tmp_path: Path, ctx: Context) -> None:
    one = deb(
        tmp_path / "libone_1_amd64.deb",
        {
            "./lib/x86_64-linux-gnu/libone.so": "one",
            "./usr/share/man/man1/one.1": "manual",
            "./usr/share/doc/libone/copyright": "licence",
        },
    )
    two = deb(
        tmp_path / "python_1_amd64.deb",
        {"./usr/lib/python3.11/os.py": "os", "./usr/bin/python3.11": "binary", "./lib64/ld.so": "->/lib/ld-2.so"},
    )
    rootfs.write_root(ctx, [one, two], tmp_path / "base.tar", tmp_path / "stdlib.tar")
    with tarfile.open(tmp_path / "stdlib.tar") as tar:
        assert tar.getnames() == ["usr/lib/python3.11/os.py"]
    with tarfile.open(tmp_path / "base.tar") as tar:
        found = {member.name: member for member in tar}
    assert found["usr/lib/x86_64-linux-gnu/libone.so"].isreg()
    assert found["usr/lib64/ld.so"].linkname == "/lib/ld-2.so"
    assert found["lib"].linkname == "usr/lib"
    assert found["usr/bin/python3"].linkname == "python3.11"
    assert (found["data"].uid, found["data"].mode) == (65532, 0o750)
    assert found["tmp"].mode == 0o1777
    assert "usr/share/doc/libone/copyright" in found
    assert "var/lib/dpkg/status.d/libone" in found
    assert not any("/man/" in name for name in found)


def test_damaged_package_is_refused(tmp_path: Path, ctx: Context) -> None:
    path = tmp_path / "x_1_amd64.deb"
    path.write_bytes(b"<html>")
    with pytest.raises(EngineError, match=r"x_1_amd64.deb is not a Debian package"):
        rootfs.write_root(ctx, [path], tmp_path / "base.tar", tmp_path / "stdlib.tar")
