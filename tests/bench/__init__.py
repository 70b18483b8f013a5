"""Benchmarks: each figure beside its bar, and beside a peer or a floor measured in the same run."""

from pathlib import Path

KEPT = Path(__file__).parents[2] / ".cache" / "bench"
"""Tables that take longer to make than to measure."""
