"""The one place of colours, type and space: tokens, fonts, palette, style sheet; light, dark, or as the system is."""

from __future__ import annotations

import atexit
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from modelyard.core.paths import resources_dir

MODES = ("system", "light", "dark")
MOST_ELIDED = 20_000

# role -> (px, weight); line heights come from the layouts
ROLES: dict[str, tuple[float, int]] = {
    "welcome": (24, 600),
    "figure": (22, 600),
    "title": (18, 600),
    "panel": (15, 600),
    "strong": (13, 600),
    "medium": (13, 500),
    "body": (13, 400),
    "lead": (15, 400),
    "label": (12, 500),
    "small": (12, 400),
    "small-medium": (12, 500),
    "small-strong": (12, 600),
    "caption": (11, 400),
    "badge": (11, 600),
}

_theme: Theme | None = None


def theme() -> Theme:
    """The application's theme."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme


class Theme(QObject):
    """Holds the tokens of the present theme. `changed` fires after any switch; `resized` first, if sizes did."""

    changed = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        style_dir = resources_dir() / "style"
        self._all: dict[str, Any] = json.loads((style_dir / "tokens.json").read_text(encoding="utf-8"))
        self._template = (style_dir / "modelyard.qss.tmpl").read_text(encoding="utf-8")
        self._colours: dict[str, dict[str, QColor]] = {
            name: {key: _colour(value) for key, value in self._all[name].items()} for name in ("light", "dark")
        }
        self.mode = "system"
        self.name = "light"
        self.scale = 1.0
        self.reduce_motion = False
        self.row_height = 32
        self._icons_dir: Path | None = None
        self._fonts_loaded = self._installed = False
        self._fonts: dict[tuple[float, int, bool, float], QFont] = {}
        self._elided: dict[tuple[str, int, int], str] = {}
        self.family = ""
        self.mono_family = ""

    # --- tokens -------------------------------------------------------------------------------------------------
    @property
    def dark(self) -> bool:
        """Whether the dark tokens are in use."""
        return self.name == "dark"

    def color(self, token: str) -> QColor:
        """The colour of a token in the present theme."""
        return self._colours[self.name][token]

    def palette_list(self, kind: str) -> list[str]:
        """A chart palette: categorical, sequential, drift or diverging, in the present theme."""
        return list(self._all[kind][self.name])

    # --- fonts --------------------------------------------------------------------------------------------------
    def load_fonts(self) -> None:
        """Register the fonts that ship with the application; the system's are used where a file is missing."""
        if self._fonts_loaded:
            return
        self._fonts_loaded = True
        families: list[str] = []
        for path in sorted((resources_dir() / "fonts").glob("*.[ot]tf")):
            identifier = QFontDatabase.addApplicationFont(str(path))
            families += QFontDatabase.applicationFontFamilies(identifier) if identifier >= 0 else []
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self.family = "Inter" if "Inter" in families else system
        self.mono_family = "JetBrains Mono" if "JetBrains Mono" in families else fixed
        if "DejaVu Sans" in families:
            QFont.insertSubstitutions(self.family, ["DejaVu Sans"])

    def font(self, role: str | float = "body", weight: int | None = None, mono: bool = False) -> QFont:
        """The font of a role, or of a size in px; sizes follow the text-size setting."""
        px, default = ROLES[role] if isinstance(role, str) else (role, 400)
        key = (px, weight or default, mono, self.scale)
        if key not in self._fonts:
            self.load_fonts()
            font = QFont(self.mono_family if mono else self.family)
            font.setPixelSize(max(8, round(px * self.scale)))
            font.setWeight(QFont.Weight(key[1]))
            if mono:
                font.setFixedPitch(True)
                font.setFeature(QFont.Tag("calt"), 0)
            else:
                font.setFeature(QFont.Tag("tnum"), 1)
                if px >= 18:
                    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.7)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = font
        return self._fonts[key]

    def elided(self, text: str, font: QFont, room: int) -> str:
        """A text cut at the right so that it fits `room` px, in a font of this theme. Tables ask for the same ones with
        every repaint, and measuring takes most of their time."""
        key = (text, id(font), room)
        if key not in self._elided:
            if len(self._elided) >= MOST_ELIDED:
                self._elided.clear()
            self._elided[key] = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        return self._elided[key]

    def px(self, pixels: float) -> int:
        """A length that grows with the text size."""
        return round(pixels * self.scale)

    def set_row_height(self, height: int) -> None:
        """Change the height of table rows everywhere."""
        self.row_height = height
        self.changed.emit()

    # --- applying -----------------------------------------------------------------------------------------------
    def install(self, app: QApplication, mode: str = "system", scale: float = 1.0) -> None:
        """Set style, font, palette and style sheet; follow the system's scheme while the mode is "system"."""
        app.setStyle("Fusion")  # no QProxyStyle in Python: it would be asked thousands of times a frame
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.apply(mode, scale)

    def apply(self, mode: str | None = None, scale: float | None = None) -> None:
        """Switch at once to a mode (system, light, dark) and a text size (1.0 is 100 %)."""
        if mode is not None:
            self.mode = mode if mode in MODES else "system"
        scale = min(1.5, max(0.8, scale)) if scale is not None else self.scale
        resized = scale != self.scale or not self._installed
        self.scale = scale
        self.name = self._resolve()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            if resized:
                app.setFont(self.font("body"))
                self._installed = True
            app.setPalette(self._palette())
            app.setStyleSheet(self._sheet())
        if resized:
            self.resized.emit()
        self.changed.emit()

    def _resolve(self) -> str:
        if self.mode != "system":
            return self.mode
        scheme = QGuiApplication.styleHints().colorScheme()
        return "dark" if scheme == Qt.ColorScheme.Dark else "light"

    def _system_changed(self) -> None:
        if self.mode == "system" and self._resolve() != self.name:
            self.apply()

    def _palette(self) -> QPalette:
        c = self.color
        palette = QPalette()
        role = QPalette.ColorRole
        pairs = {
            role.Window: "canvas", role.WindowText: "text", role.Base: "surface", role.AlternateBase: "surface2",
            role.Text: "text", role.Button: "surface", role.ButtonText: "text", role.BrightText: "on-accent",
            role.Highlight: "accent", role.HighlightedText: "on-accent", role.ToolTipBase: "tip",
            role.ToolTipText: "tip-text", role.PlaceholderText: "text3", role.Link: "accent-text",
            role.LinkVisited: "accent-text", role.Mid: "border", role.Dark: "border-strong", role.Light: "surface",
            role.Accent: "accent",
        }  # fmt: skip
        for key, token in pairs.items():
            palette.setColor(key, c(token))
        for key in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, key, c("disabled"))
        return palette

    def _sheet(self) -> str:
        sheet = self._template.replace("@icons", self._write_icons().as_posix())
        sheet = re.sub(r"\{(\d+)\}", lambda m: str(self.px(int(m.group(1)))), sheet)
        tokens = self._all[self.name]
        return re.sub(r"@([a-z][a-z0-9-]*)", lambda m: tokens.get(m.group(1), m.group(0)), sheet)

    def _write_icons(self) -> Path:
        """Tinted copies of the few icons a style sheet names; Qt reads them from files."""
        if self._icons_dir is None:
            self._icons_dir = Path(tempfile.mkdtemp(prefix="modelyard-style-"))
            atexit.register(shutil.rmtree, self._icons_dir, ignore_errors=True)
        folder = self._icons_dir / self.name
        if not folder.exists():
            folder.mkdir()
            tints = {"chev-d": ("chev-d", "text3"), "chev-u": ("chev-u", "text3"),
                     "check-on": ("check", "on-accent"), "minus-on": ("minus", "on-accent")}  # fmt: skip
            for target, (source, token) in tints.items():
                text = (resources_dir() / "icons" / f"{source}.svg").read_text(encoding="utf-8")
                tinted = text.replace("currentColor", self.color(token).name())
                (folder / f"{target}.svg").write_text(tinted, encoding="utf-8")
        return folder


def _colour(text: str) -> QColor:
    match = re.fullmatch(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)", text)
    if match:
        red, green, blue, alpha = match.groups()
        return QColor(int(red), int(green), int(blue), round(float(alpha) * 255))
    return QColor(text)
