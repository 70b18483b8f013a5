"""The house style of charts: tokens, rc, a figure laid out in pixels, ticks, dates, and what can be clicked.

Figures are drawn outside the window's thread. matplotlib's rcParams are global, so whatever builds or draws a figure
holds `LOCK`.
"""

from __future__ import annotations

import functools
import json
import os
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec

from modelyard.core.paths import cache_dir, resources_dir

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")

LOCK = threading.RLock()
DPI = 96.0
# Below an axis with a title, in px
BELOW = 44.0
# 8.25 pt is 11 px
FONT_PT = 8.25
MARKERS = ("o", "D", "s", "^", "v", "P")
DASHES = ("-", "-", "-", "--", "--", ":")


_translate: Callable[[str], str] = str


def set_translator(translate: Callable[[str], str]) -> None:
    """Use this for the charts' texts from now on; the window passes Qt's."""
    global _translate
    _translate = translate


def tr(text: str) -> str:
    """A chart's text in the user's language."""
    return _translate(text)


# --- tokens -----------------------------------------------------------------------------------------------------


@functools.cache
def _tokens() -> dict[str, Any]:
    path = resources_dir() / "style" / "tokens.json"
    tokens: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tokens


def color(theme: str, token: str) -> str:
    """A token's colour, "#RRGGBB"."""
    return str(_tokens()[theme][token])


def palette(theme: str, kind: str) -> list[str]:
    """The colours of a palette: categorical, sequential, drift or diverging."""
    return list(_tokens()[kind][theme])


def series_color(theme: str, wanted: int | str | None, index: int) -> str:
    """The colour of a series: a place in the categorical palette, a colour, or None for the next one.

    Beyond six, all are grey.
    """
    if isinstance(wanted, str):
        return wanted
    place = index if wanted is None else wanted
    colours = palette(theme, "categorical")
    return colours[place] if place < 6 else colours[6]


def on_fill(fill: str) -> str:
    """White or near-black, whichever contrasts more with a fill (WCAG 2 relative luminance)."""
    parts = [int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#FFFFFF" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.0598 else "#171B22"


# --- matplotlib ---------------------------------------------------------------------------------------------------


@functools.cache
def families() -> tuple[str, ...]:
    """The font families that are there, best first; registers the fonts that ship with the application."""
    os.environ.setdefault("MPLCONFIGDIR", str(cache_dir() / "matplotlib"))
    from matplotlib import font_manager

    for path in sorted((resources_dir() / "fonts").glob("*.[ot]tf")):
        font_manager.fontManager.addfont(path)
    known = set(font_manager.fontManager.get_font_names())
    return tuple(name for name in ("Inter", "DejaVu Sans") if name in known)


def rc(theme: str) -> Any:
    """The rcParams of the house style."""
    border, strong = color(theme, "border"), color(theme, "border-strong")
    text2, text3 = color(theme, "text2"), color(theme, "text3")
    return {
        "figure.dpi": DPI, "figure.facecolor": "none", "savefig.facecolor": color(theme, "surface"),
        "font.family": list(families()), "font.size": FONT_PT, "text.color": color(theme, "text"),
        "axes.labelcolor": text2, "axes.labelsize": FONT_PT, "axes.labelpad": 5,
        "axes.facecolor": "none", "axes.edgecolor": strong, "axes.linewidth": 0.75,
        "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
        "axes.grid": False, "axes.axisbelow": True,
        "grid.color": border, "grid.linewidth": 0.75, "grid.linestyle": "-",
        "xtick.color": strong, "ytick.color": strong, "xtick.labelcolor": text3, "ytick.labelcolor": text3,
        "xtick.labelsize": FONT_PT, "ytick.labelsize": FONT_PT, "xtick.major.size": 3, "ytick.major.size": 0,
        "xtick.minor.size": 0, "ytick.minor.size": 0,
        "xtick.major.width": 0.75, "xtick.major.pad": 3, "ytick.major.pad": 4,
        "lines.linewidth": 1.5, "lines.markersize": 4, "lines.solid_capstyle": "round",
        "lines.solid_joinstyle": "round", "patch.linewidth": 0,
        "legend.frameon": False, "legend.fontsize": FONT_PT, "legend.title_fontsize": FONT_PT,
        "legend.handlelength": 1.4, "legend.borderaxespad": 0.2, "legend.labelcolor": text2,
        "axes.formatter.use_mathtext": False, "axes.unicode_minus": True, "text.parse_math": False,
        "svg.fonttype": "none", "svg.hashsalt": "modelyard", "pdf.fonttype": 42,
    }  # fmt: skip


@contextmanager
def styled(theme: str) -> Iterator[None]:
    """Build or draw figures inside this."""
    with LOCK:
        families()
        import matplotlib

        with matplotlib.rc_context(rc(theme)):
            yield


def chart(build: Callable[P, Figure]) -> Callable[P, Figure]:
    """Decorate a chart function: it runs in the house style of its `theme` argument."""

    @functools.wraps(build)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with styled(str(kwargs.get("theme", "light"))):
            return build(*args, **kwargs)

    return wrapper


@dataclass(frozen=True, slots=True)
class Region:
    """Something in a chart that answers to mouse and arrow keys: its rectangle in px from the top left, what it
    stands for, and its tooltip."""

    left: float
    top: float
    width: float
    height: float
    key: Any
    text: str


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """A horizontal axis a value can be dragged along: its ends in px and in values, and its present value."""

    left: float
    right: float
    low: float
    high: float
    value: float
    step: float


@dataclass(slots=True)
class Interaction:
    """What of a figure can be used, beyond looking."""

    regions: list[Region] = field(default_factory=list)
    axis: ValueAxis | None = None


def interaction(figure: Figure) -> Interaction:
    """What can be clicked or dragged in a figure made by these charts."""
    found = getattr(figure, "_modelyard_interaction", None)
    if found is None:
        found = Interaction()
        figure._modelyard_interaction = found  # type: ignore[attr-defined]
    return found


def bold() -> dict[str, Any]:
    """Text arguments for semi-bold; only one family has that weight, so others are not asked for it."""
    return {"fontfamily": families()[:1], "fontweight": 600 if families()[0] == "Inter" else 700}


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of so many px."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((max(width, 16) / DPI, max(height, 16) / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def place(figure: Figure, left: float, right: float, top: float, bottom: float, **kwargs: Any) -> Axes:
    """Axes with these margins in px; never smaller than 8 px."""
    width, height = figure.get_size_inches() * DPI
    inner_w, inner_h = max(width - left - right, 8.0), max(height - top - bottom, 8.0)
    axes: Axes = figure.add_axes((left / width, bottom / height, inner_w / width, inner_h / height), **kwargs)
    return axes


@chart
def empty(text: str, *, width: float, height: float, theme: str = "light") -> Figure:
    """A figure with one short sentence in its middle, for when there is nothing to show."""
    figure = new_figure(width, height)
    figure.text(0.5, 0.5, wrap(text, width - 24), ha="center", va="center", color=color(theme, "text3"), fontsize=9)
    return figure


def wrap(text: str, width: float) -> str:
    """Break a sentence into lines that fit `width` px at 12 px."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}") * 12 / 11 <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


@functools.lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """How wide a text is, in px, at 11 px."""
    from matplotlib import font_manager

    with LOCK:
        names = list(families())
        found = font_manager.fontManager.findfont(font_manager.FontProperties(family=names, size=FONT_PT))
        font = font_manager.get_font(found)
        font.set_size(FONT_PT, DPI)
        font.set_text(text, 0.0)
        width, _ = font.get_width_height()
        return float(width) / 64


def one_line(text: str) -> str:
    """A text whose line breaks and the like are spaces."""
    return "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)


def shorten(text: str, width: float) -> str:
    """A text in one line, cut with an ellipsis so that it fits `width` px."""
    text = one_line(text)
    if text_width(text) <= width:
        return text
    while text and text_width(text + "…") > width:
        text = text[:-1]
    return text + "…"


def shorten_each(texts: Sequence[str], width: float) -> list[str]:
    """Texts cut to fit `width` px; those that would look the same are cut in the middle, so that their ends differ."""
    cut = [shorten(text, width) for text in texts]
    return [shorten_middle(text, width) if short != text and cut.count(short) > 1 else short
            for text, short in zip(texts, cut, strict=True)]  # fmt: skip


def shorten_middle(text: str, width: float) -> str:
    """A text in one line, cut in its middle so that it fits `width` px."""
    text = one_line(text)
    for kept in range(len(text), 1, -1):
        short = text if kept == len(text) else f"{text[: kept // 2]}…{text[len(text) - (kept - kept // 2) :]}"
        if text_width(short) <= width:
            return short
    return shorten(text, width)


def named_lines(axes: Axes) -> tuple[list[Any], list[str]]:
    """The lines that were given a name and the names, also those that begin with "_", which matplotlib leaves out."""
    found = [line for line in axes.lines if line.get_label() and not str(line.get_label()).startswith("_child")]
    return list(found), [str(line.get_label()) for line in found]


def left_margin(labels: Sequence[str], title: bool = False, least: float = 18) -> float:
    """The px that these tick labels need, and the axis title if there is one."""
    return max(max((text_width(label) for label in labels), default=0.0) + 8, least) + (19 if title else 0)


def set_y(axes: Axes, ticks: Sequence[float], labels: Sequence[str]) -> None:
    """Ticks, limits from the first tick to the last, and a quiet grid."""
    axes.set_ylim(ticks[0], ticks[-1])
    axes.set_yticks(ticks, labels)
    axes.grid(True, axis="y")


def set_x(axes: Axes, ticks: Sequence[float], labels: Sequence[str]) -> None:
    """Ticks and labels of the horizontal axis."""
    axes.set_xticks(ticks, labels)
