"""Write the runtime image to a file that ships with the application: `python packaging/save_image.py FOLDER`.

`dev.py build --with-image` runs it; an installed Modelyard then needs neither a network nor apt to serve its first
model in a container.
"""

from __future__ import annotations

import sys
from pathlib import Path

from modelyard.core.errors import AppError
from modelyard.runtime.engine import SLOW, connect
from modelyard.runtime.image import archive_name, base_hash, engine_arch, ensure_runtime_image, save_archive


class Console:
    """A job's context for a script: what happens is printed, nothing is ever cancelled."""

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Print what is being done."""
        if text:
            print(f"  {text}", flush=True)

    def log(self, text: str) -> None:
        """Print one line."""
        print(f"  {text}", flush=True)

    def cancelled(self) -> bool:
        """Nobody cancels a script but by killing it."""
        return False

    def check_cancelled(self) -> None:
        """Nobody cancels a script but by killing it."""


def main(folder: Path) -> int:
    """Have the image in the engine, then in the folder; returns the exit code."""
    console = Console()
    try:
        client = connect(SLOW)
        ensure_runtime_image(client, console)
        arch = engine_arch(client)
        target = folder / archive_name(arch)
        if not target.exists():
            for other in folder.glob("runtime-base-*.tar.gz"):
                other.unlink()
            temporary = target.with_suffix(".part")
            save_archive(client, console, f"modelyard/runtime-base:{base_hash(arch)}", temporary)
            temporary.replace(target)
    except AppError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"  {target.name}: {target.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
