"""Figures to images and files. Safe in any thread; one figure is drawn at a time."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modelyard.charts import Chart
from modelyard.charts.regions import scaled
from modelyard.charts.style import DPI, Interaction, color, families, interaction, styled, tr
from modelyard.core.errors import InputError
from modelyard.core.files import writing

FORMATS = ("png", "svg", "pdf")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A drawn chart: RGBA bytes of `columns` x `rows` device px, and what can be clicked, in logical px."""

    pixels: bytes
    columns: int
    rows: int
    interaction: Interaction


def warm_up() -> None:
    """Load matplotlib and the fonts, so that the first chart is quick. For a worker, once the window is up."""
    with styled("light"):
        import matplotlib.backends.backend_agg
        import matplotlib.collections
        import matplotlib.figure  # noqa: F401


def render(
    chart: Chart, width: float, height: float, theme: str, ratio: float = 1.0, text_scale: float = 1.0
) -> Rendered:
    """Draw a chart on a transparent ground, `width` x `height` logical px.

    `ratio` is the screen's device pixel ratio. `text_scale` enlarges text and lines, as the text-size setting asks.
    """
    with styled(theme):
        figure = chart.draw(width / text_scale, height / text_scale, theme)
        figure.set_dpi(DPI * ratio * text_scale)
        canvas: Any = figure.canvas
        canvas.draw()
        columns, rows = canvas.get_width_height(physical=True)
        pixels = bytes(canvas.buffer_rgba())
    return Rendered(pixels, columns, rows, scaled(interaction(figure), text_scale))


def save(chart: Chart, path: Path, width: float, height: float, theme: str = "light") -> None:
    """Write a chart to a .png (twice the size on the screen), .svg or .pdf file, on the theme's surface colour.

    Raises `InputError` for another kind of file or one that cannot be written, `WorkspaceError` for a full disk.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise InputError(
            tr("A chart cannot be saved as “{name}”.").format(name=path.name),
            tr("Choose a name ending in .png, .svg or .pdf."),
        )
    made = content(chart, kind, width, height, theme)
    with writing(path):
        path.write_bytes(made)


def content(chart: Chart, kind: str, width: float, height: float, theme: str, *, outlined: bool = False) -> bytes:
    """A chart as the bytes of a png, svg or pdf file, on the theme's surface colour.

    The words of an svg are text, which a drawing program can change, or, `outlined`, look the same without our fonts.
    """
    out = io.BytesIO()
    with styled(theme):
        import matplotlib

        # An .svg or .pdf carries no date, so that the same chart gives the same bytes.
        metadata: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
        # Inter is an OpenType font with CFF outlines, which PDF files take as paths only.
        extra: Any = {"font.family": [*families()], "pdf.fonttype": 3} if kind == "pdf" else {}
        if outlined:
            extra = {"svg.fonttype": "path"}
        with matplotlib.rc_context(extra):
            figure = chart.draw(width, height, theme)
            figure.savefig(out, format=kind, dpi=2 * DPI, facecolor=color(theme, "surface"), metadata=metadata)
    return out.getvalue()
