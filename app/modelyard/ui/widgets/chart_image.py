"""A chart as a Qt image. Safe in any thread."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from modelyard.charts import Chart, Interaction
from modelyard.charts import render as charts
from modelyard.charts.style import set_translator


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart (with device pixel ratio set), and what can be clicked on it, in logical px."""

    image: QImage
    interaction: Interaction


def _translate(text: str) -> str:
    return QCoreApplication.translate("charts", text)


set_translator(_translate)
_drawing = threading.Lock()


def render(
    chart: Chart, width: float, height: float, theme: str, ratio: float = 1.0, text_scale: float = 1.0
) -> Picture:
    """Draw a chart; see `charts.render.render`. Threads take turns, so that the window need not compete with all."""
    with _drawing:
        drawn = charts.render(chart, width, height, theme, ratio, text_scale)
    raw = QImage(drawn.pixels, drawn.columns, drawn.rows, 4 * drawn.columns, QImage.Format.Format_RGBA8888)
    image = raw.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    return Picture(image, drawn.interaction)
