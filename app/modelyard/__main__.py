"""The entry: helper processes first, then the window (no arguments) or the command line."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run Modelyard; returns the exit code."""
    from modelyard.frozen_workers import dispatch

    dispatch()
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in ("window", "open"):
        from pathlib import Path

        from modelyard.ui.application import run_window

        return run_window(Path(arguments[1]) if len(arguments) > 1 else None, sys.argv[:1])
    from modelyard.cli.main import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
