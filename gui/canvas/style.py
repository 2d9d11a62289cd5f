"""Style: the fonts, pens and brushes of the canvas for one theme, in canvas units."""
from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen

from gui.canvas.metrics import OPEN_ABOVE, openness
from gui.theme import Theme, mix

WIDEST_AT = 1.5
"""Pens grow with the zoom up to this scale."""


class Style:
    """What the canvas paints with. The scale of the theme is in the view's zoom, so sizes here are those at scale 1."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        # Larger letters want more room, but a card that fills the screen has to open all the same.
        self._size: float = theme.scale**0.75
        self.title = _font(theme, "text", 13, bold=True)
        self.formula = _font(theme, "formula", 13)
        self.formula.setFamilies(["STIX Two Text", "STIX Two Math"])
        self.formula.setItalic(True)
        self.small = _font(theme, "small", 10)
        self.small_bold = _font(theme, "small", 10, bold=True)
        self.number = _font(theme, "number", 10.5)
        smaller = [self.title, *(_font(theme, "text", pixels, bold=True) for pixels in (12, 11))]
        self._titles = [(font, QFontMetricsF(font)) for font in smaller]
        self.title_metrics = QFontMetricsF(self.title)
        self.formula_metrics = QFontMetricsF(self.formula)
        self.small_metrics = QFontMetricsF(self.small)
        self.number_metrics = QFontMetricsF(self.number)
        self.outline = pen(theme.line, 1)
        self.selected = pen(theme.accent, 2)
        self.lit = pen(mix(theme.canvas, theme.accent, 0.55), 3.4)
        self.halo = pen(mix(theme.canvas, theme.accent, 0.16), 5)
        self.edge = pen(mix(theme.faint, theme.secondary, 0.3), 1.6)
        self.tie = pen(self.edge.color(), 1.6)
        self.tie.setDashPattern([0.2, 2.6])
        self.port = pen(theme.secondary, 1.6)
        self.faded_port = pen(theme.line, 1.6)
        self.hint = theme.hint
        self.words = {is_forward: theme.readable(self.hue(is_forward)) for is_forward in (True, False)}
        self.blocks = {name: theme.tint(colour, 0.24) for name, colour in theme.families.items()}
        self.cell = pen(mix(theme.card, theme.line, 0.6), 0.35)
        self._dots = pen(mix(theme.canvas, theme.faint, 0.38), 1)
        self._dots.setCosmetic(True)
        self._dots.setCapStyle(Qt.PenCapStyle.SquareCap)
        self.shadow = QBrush(theme.shadow)
        self.card = QBrush(theme.card)

    def flow(self, is_forward: bool, width: float = 2.4) -> QPen:
        """The line of what flows: solid forward, dashed backward, so that it is told apart without colour."""
        made = pen(self.hue(is_forward), width)
        if not is_forward:
            made.setCapStyle(Qt.PenCapStyle.FlatCap)
            made.setDashPattern([3.2, 1.9])
        return made

    def openness(self, scale: float) -> float:
        """How far a card shows its inside at so many pixels per unit, from 0 to 1."""
        return openness(scale / self._size)

    @property
    def opens_at(self) -> float:
        """At so many pixels per unit a card shows nothing but its inside."""
        return OPEN_ABOVE * self._size

    def thin(self, wanted: QPen, scale: float) -> QPen:
        """A pen that grows with the zoom up to a scale, and on the screen no wider from there on."""
        made = QPen(wanted)
        if scale > WIDEST_AT:
            # In pixels, and without round ends, which take Qt long on the rim of a card that fills the screen.
            made.setCosmetic(True)
            made.setCapStyle(Qt.PenCapStyle.FlatCap)
            made.setWidthF(wanted.widthF() * WIDEST_AT)
        return made

    def title_for(self, name: str, room: float) -> tuple[QFont, str]:
        """The font for a name, a little smaller where that makes it fit; otherwise the name cut short."""
        for font, metrics in self._titles:
            if metrics.horizontalAdvance(name) <= room:
                return font, name
        font, metrics = self._titles[-1]
        return font, metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)

    def dots(self, scale: float) -> QPen:
        """The dots of the grid, of whole pixels."""
        self._dots.setWidth(max(1, round(1.4 * scale)))
        return self._dots

    def hue(self, is_forward: bool) -> QColor:
        """The colour of a pass."""
        return self.theme.hue("value" if is_forward else "gradient")


def pen(colour: QColor, width: float) -> QPen:
    """A round pen."""
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


@lru_cache(maxsize=4)
def style_of(theme: Theme) -> Style:
    """The style for a theme, made once."""
    return Style(theme)


def _font(theme: Theme, name: str, pixels: float, bold: bool = False) -> QFont:
    font = theme.font(name, bold)
    font.setPixelSize(round(pixels))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
