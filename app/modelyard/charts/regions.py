"""What of a chart answers to mouse and keys: finding regions, moving between them, scaling them."""

from __future__ import annotations

from collections.abc import Sequence

from modelyard.charts.style import Interaction, Region, ValueAxis


def region_at(regions: Sequence[Region], x: float, y: float) -> int:
    """Which region a point lies in; -1 for none."""
    for i, r in enumerate(regions):
        if r.left <= x < r.left + r.width and r.top <= y < r.top + r.height:
            return i
    return -1


def neighbour(regions: Sequence[Region], current: int, dx: int, dy: int) -> int:
    """The region an arrow key leads to: the nearest in that direction, or the present one at the edge.

    Leaving the line counts four times; without a present region it is the first.
    """
    if not 0 <= current < len(regions):
        return 0
    here = _centre(regions[current])
    best, least = current, float("inf")
    for i, region in enumerate(regions):
        there = _centre(region)
        if (there[0] - here[0]) * dx + (there[1] - here[1]) * dy > 0.5:
            across, along = abs(there[0] - here[0]), abs(there[1] - here[1])
            cost = across + 4 * along if dx else along + 4 * across
            if cost < least:
                best, least = i, cost
    return best


def scaled(interaction: Interaction, scale: float) -> Interaction:
    """The same when every px becomes `scale` px."""
    if scale == 1.0:
        return interaction
    regions = [
        Region(r.left * scale, r.top * scale, r.width * scale, r.height * scale, r.key, r.text)
        for r in interaction.regions
    ]
    a = interaction.axis
    axis = ValueAxis(a.left * scale, a.right * scale, a.low, a.high, a.value, a.step) if a else None
    return Interaction(regions, axis)


def _centre(region: Region) -> tuple[float, float]:
    return region.left + region.width / 2, region.top + region.height / 2
