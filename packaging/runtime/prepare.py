"""Runs inside the stage that builds the runtime image, with the image's own Python: unpack, trim, compile.

    prepare.py WHEELS OUT SITE [STDLIB]

Unpacks the wheels in WHEELS (or takes the tree there, if it holds no wheels) to OUT/SITE, copies STDLIB to OUT, drops
what a server never reads, and leaves only byte code, since a read-only container could never cache it.
"""

import compileall
import os
import py_compile
import re
import shutil
import sys
import zipfile
from concurrent.futures import ProcessPoolExecutor, as_completed  # noqa: TID251 (it runs in a build, not in the application)
from pathlib import Path

DROP = re.compile(
    r"""
    (^|/)tests?/                                     # test suites
    | \.(pyx|pxd|pxi|pyi|h|hpp|c|cpp|a|so\.debug)$   # what compilers read
    | ^numpy/_core/(include|lib)/
    | ^sklearn/datasets/(data|images|descr)/
    | ^[^/]+\.data/(scripts|headers|data)/
    | \.dist-info/(RECORD|sboms/.*)$
    | (^|/)(idlelib|lib2to3|tkinter|turtledemo|ensurepip|pydoc_data|__pycache__)/
    """,
    re.VERBOSE,
)
# Imported by numpy.testing, which scikit-learn imports; numpy/f2py stays as scipy does `from numpy import *`.
KEEP = re.compile(r"^numpy/_core/tests/(__init__|_natype)\.py$")
DATA = re.compile(r"^[^/]+\.data/(purelib|platlib)/")


def wanted(name: str) -> bool:
    """Whether a file of a wheel, or of the standard library, goes into the image."""
    return bool(KEEP.search(name)) or not DROP.search(name)


def unpack(wheel: Path, site: Path) -> None:
    """Unpack one wheel, without what is not wanted."""
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            if info.is_dir() or not wanted(info.filename):
                continue
            target = site / DATA.sub("", info.filename)
            if site not in target.resolve().parents:
                raise SystemExit(f"{wheel.name} holds {info.filename!r}")
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)


def copy_tree(source: Path, target: Path) -> None:
    """Copy a tree, without what is not wanted."""
    for folder, _, files in os.walk(source):
        for file in files:
            path = Path(folder, file)
            name = path.relative_to(source).as_posix()
            if wanted(name):
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target / name, follow_symlinks=False)


def compile_files(files: list[str], root: str) -> None:
    """Turn each .py into a .pyc in its place, never checked against a source again."""
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    for file in files:
        if compileall.compile_file(file, quiet=2, legacy=True, stripdir=root, prependdir="/", invalidation_mode=mode):
            Path(file).unlink()


def compile_tree(root: Path) -> None:
    """Compile everything under `root` on all cores; a line now and then, so that a cancel is noticed."""
    files = [str(path) for path in root.rglob("*.py")]
    chunks = [files[start : start + 60] for start in range(0, len(files), 60)]
    with ProcessPoolExecutor() as pool:
        jobs = [pool.submit(compile_files, chunk, str(root)) for chunk in chunks]
        for number, job in enumerate(as_completed(jobs)):
            job.result()
            print(f"progress {0.3 + 0.7 * number / len(jobs):.3f} Compiling Python packages", flush=True)


def main(wheels: Path, out: Path, site: Path, stdlib: Path | None) -> None:
    """Unpack, trim, compile; a line for each step, for the progress bar."""
    target = out / site.relative_to("/")
    target.mkdir(parents=True)
    found = sorted(wheels.glob("*.whl"))
    for number, wheel in enumerate(found):
        print(f"progress {0.3 * number / len(found):.3f} Unpacking {wheel.name.split('-')[0]}", flush=True)
        unpack(wheel, target)
    if not found:
        copy_tree(wheels, target)
    if stdlib is not None:
        copy_tree(stdlib, out / stdlib.relative_to("/"))
    compile_tree(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]) if len(sys.argv) > 4 else None)
