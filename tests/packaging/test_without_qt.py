"""Everything but the window works where Qt is absent: each module is imported in a process without it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

IMPORT_ALL = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted(name for name in sys.modules if name.partition(".")[0] in ("PySide6", "shiboken6"))))
"""


def modules() -> list[str]:
    """Every module but the window's, the entry points and the migrations (which are scripts)."""
    paths = [path.relative_to(ROOT / "app").with_suffix("") for path in sorted((ROOT / "app").rglob("*.py"))]
    names = [".".join(path.parts).removesuffix(".__init__") for path in paths]
    out = re.compile(r"modelyard\.ui(\.|$)|__main__$|\.migrations\.")
    return [name for name in names if not out.search(name)]


def test_every_module_below_the_window_imports_without_qt() -> None:
    path = os.pathsep.join([str(ROOT / "tests" / "no_qt"), str(ROOT / "app")])
    names = modules()
    for layer in ("core", "domain", "store", "jobs", "runtime", "services", "cli"):
        assert any(name.startswith(f"modelyard.{layer}.") for name in names)
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *names],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_the_run_without_qt_really_has_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import PySide6"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests" / "no_qt")},
        check=False,
    )
    assert done.returncode == 1
    assert "made unimportable" in done.stderr
