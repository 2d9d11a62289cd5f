"""Every colour, size and typeface of the app as named tokens, and the Look that says which theme is on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication

FONT_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5)
MODES = ("system", "light", "dark")
READABLE = 4.5
"""The least contrast of text against what lies behind it (WCAG 2.2, level AA)."""

_COLOURS = {  # name: (light, dark)
    "value_positive": ("#1769C2", "#5AB0FF"),
    "value_negative": ("#E07B00", "#FFA63D"),
    "gradient_positive": ("#7A3FA8", "#C58BF2"),
    "gradient_negative": ("#1B8A4B", "#57D18A"),
    "accent": ("#1769C2", "#5AB0FF"),
    "accent_soft": ("#EEF3F9", "#1B2938"),
    "ink": ("#18222F", "#E8EEF5"),
    "secondary": ("#5B6878", "#9FB0C2"),
    "faint": ("#93A0AF", "#6B7E92"),
    "panel": ("#FFFFFF", "#141F2C"),
    "card": ("#FFFFFF", "#172434"),
    "canvas": ("#FBFCFD", "#101A26"),
    "window": ("#F6F7F9", "#0E1621"),
    "line": ("#D9DFE6", "#263648"),
    "hover": ("#F0F2F5", "#1E2B3A"),
    "shadow": ("#1418222F", "#50000000"),
    "error": ("#C0392B", "#FF7A6B"),
}
_FAMILIES = {
    "data": ("#5B6878", "#9FB0C2"),
    "layers": ("#1769C2", "#5AB0FF"),
    "activations": ("#B7791F", "#F2C14E"),
    "maths": ("#0F8B8D", "#4FD1C5"),
    "losses": ("#C0392B", "#FF7A6B"),
}
_SURFACES = ("panel", "card", "canvas", "window", "accent_soft", "hover")
_HUES = ("value", "gradient")
_INKS = ("#18222F", "#FFFFFF", "#04060A")
_FACES = {  # name: (families in order of preference, pixels at scale 1, weight)
    "text": (("Inter", "Inter Variable"), 13, QFont.Weight.Normal),
    "small": (("Inter", "Inter Variable"), 11, QFont.Weight.Normal),
    "title": (("Inter", "Inter Variable"), 15, QFont.Weight.DemiBold),
    "lesson": (("Inter", "Inter Variable"), 16, QFont.Weight.Normal),
    "number": (("JetBrains Mono",), 12, QFont.Weight.Normal),
    "formula": (("STIX Two Math", "STIX Two Text"), 15, QFont.Weight.Normal),
}


@cache
def luminance(rgb: int) -> float:
    """Relative luminance, 0 to 1, of a 0xRRGGBB colour (WCAG 2.2)."""
    parts = [((rgb >> shift) & 255) / 255 for shift in (16, 8, 0)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted(luminance(colour.rgb() & 0xFFFFFF) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """The colour `share` (0 to 1) of the way from `one` to `other`."""

    def between(a: float, b: float) -> float:
        return (1 - share) * a + share * b

    return QColor.fromRgbF(
        between(one.redF(), other.redF()),
        between(one.greenF(), other.greenF()),
        between(one.blueF(), other.blueF()),
        between(one.alphaF(), other.alphaF()),
    )


@cache
def _ink_on(rgb: int) -> QColor:
    return next(ink for ink in map(QColor, _INKS) if contrast(ink, QColor(rgb)) >= READABLE)


def ink_on(colour: QColor) -> QColor:
    """A text colour that is readable on any opaque `colour`, such as a heat map's cell."""
    return QColor(_ink_on(colour.rgb() & 0xFFFFFF))


@dataclass(frozen=True, eq=False)
class Theme:
    """The tokens of one look: colours, the scale of all sizes, and the shipped typefaces."""

    name: str
    scale: float
    value_positive: QColor
    value_negative: QColor
    gradient_positive: QColor
    gradient_negative: QColor
    accent: QColor
    accent_soft: QColor
    ink: QColor
    secondary: QColor
    faint: QColor
    panel: QColor
    card: QColor
    canvas: QColor
    window: QColor
    line: QColor
    hover: QColor
    shadow: QColor
    error: QColor
    families: Mapping[str, QColor]

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on dark surfaces."""
        return self.name == "dark"

    @property
    def accent_ink(self) -> QColor:
        """Text on a surface filled with the accent."""
        return ink_on(self.accent)

    @property
    def hint(self) -> QColor:
        """The palest tone that may still carry text; `faint` itself is for decoration."""
        return self.readable(self.faint)

    @property
    def surfaces(self) -> tuple[QColor, ...]:
        """Every colour that text may stand on."""
        return tuple(getattr(self, name) for name in _SURFACES)

    def readable(self, colour: QColor) -> QColor:
        """The tone nearest to `colour` that is readable as text on every surface of this theme."""
        return QColor(_readable(self, colour.rgb()))

    def tint(self, colour: QColor, strength: float = 0.14) -> QColor:
        """`colour` thinned out over the panel: the ground of a palette glyph."""
        return mix(self.panel, colour, strength)

    def family(self, name: str) -> QColor:
        """The colour of a family of layers, by its name in any case."""
        return self.families[name.lower()]

    def hue(self, kind: str) -> QColor:
        """The colour that stands for a "value" or a "gradient"."""
        return {"value": self.value_positive, "gradient": self.gradient_positive}[kind]

    def ink_of(self, name: str) -> QColor:
        """The colour of a term in a formula: a "value", a "gradient", a family of layers, or a token's."""
        return self.families.get(name) or (self.hue(name) if name in _HUES else getattr(self, name))

    def px(self, size: float) -> int:
        """`size` pixels at scale 1, in pixels at this scale; never rounded away to nothing."""
        return max(1, round(size * self.scale)) if size > 0 else 0

    def font(self, name: str, bold: bool = False) -> QFont:
        """A shipped typeface: "text", "small", "title", "lesson", "number" or "formula"."""
        load_fonts()
        families, size, weight = _FACES[name]
        font = QFont(list(families))
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight.DemiBold if bold else weight)
        font.setStyleHint(QFont.StyleHint.Monospace if name == "number" else QFont.StyleHint.SansSerif)
        if name != "formula":
            font.setFeature(QFont.Tag("tnum"), 1)
        return font


@cache
def load_fonts(folder: Path = FONT_FOLDER) -> tuple[str, ...]:
    """Make the typefaces in `folder` known to Qt, once; returns their family names."""
    paths = sorted(path for path in folder.glob("**/*") if path.suffix.lower() in (".ttf", ".otf"))
    numbers = [QFontDatabase.addApplicationFont(str(path)) for path in paths]
    return tuple(name for number in numbers for name in QFontDatabase.applicationFontFamilies(number))


@lru_cache(maxsize=256)
def _readable(theme: Theme, rgb: int) -> QColor:
    tones = (mix(QColor(rgb), theme.ink, step / 20) for step in range(21))
    return next(tone for tone in tones if min(contrast(tone, s) for s in theme.surfaces) >= READABLE)


def make_theme(name: str, scale: float = 1.0) -> Theme:
    """The "light" or the "dark" theme at a scale."""
    column = ("light", "dark").index(name)
    families = {family: QColor(pair[column]) for family, pair in _FAMILIES.items()}
    colours = {token: QColor(pair[column]) for token, pair in _COLOURS.items()}
    return Theme(name=name, scale=scale, families=MappingProxyType(families), **colours)


class Look(QObject):
    """Which theme is on, and how large; follows the system until told otherwise."""

    changed = Signal(object)

    def __init__(self, mode: str = "system", scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = mode
        self._hints = QGuiApplication.styleHints()
        self.theme = make_theme(self._name(), scale)
        self._hints.colorSchemeChanged.connect(self._refresh)

    @property
    def mode(self) -> str:
        """One of MODES."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Follow the "system", or stay "light" or "dark"."""
        if mode not in MODES:
            raise ValueError(f"The theme can be {', '.join(MODES)}; it was asked to be {mode!r}.")
        self._mode = mode
        self._refresh()

    def set_scale(self, scale: float) -> None:
        """Enlarge everything by `scale`, kept within the smallest and the largest of SCALES."""
        scale = min(max(scale, SCALES[0]), SCALES[-1])
        if scale != self.theme.scale:
            self._show(replace(self.theme, scale=scale))

    def step_scale(self, steps: int) -> None:
        """Go `steps` up (or down, where negative) the list of SCALES; 0 goes back to 1."""
        nearest = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - self.theme.scale))
        index = min(max(nearest + steps, 0), len(SCALES) - 1)
        self.set_scale(SCALES[index] if steps else 1.0)

    def _name(self) -> str:
        if self._mode != "system":
            return self._mode
        return "dark" if self._hints.colorScheme() == Qt.ColorScheme.Dark else "light"

    def _refresh(self) -> None:
        if self._name() != self.theme.name:
            self._show(make_theme(self._name(), self.theme.scale))

    def _show(self, theme: Theme) -> None:
        self.theme = theme
        self.changed.emit(theme)
