"""The ghost of a kind that is pulled out of the palette: its tile and title beside the pointer."""
from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.layer import Layer
from gui.paint.icons import paint_tile
from gui.theme import Look

TILE = 22
"""Side of the tile of a kind, in units of the theme."""


class Ghost(QWidget):
    """The tile and title of a kind on their way from the palette, beside the pointer."""

    def __init__(self, kind: type[Layer], look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._kind, self._look, self._over = kind, look, window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme = look.theme
        self.setFont(theme.font("text", bold=True))
        wide = self.fontMetrics().horizontalAdvance(kind.title)
        self.setFixedSize(wide + theme.px(TILE + 24), theme.px(TILE + 10))

    def follow(self, place: QPoint, is_shown: bool) -> None:
        """Go to the lower right of the pointer, given in global coordinates."""
        away = self._look.theme.px(10)
        self.move(self._over.mapFromGlobal(place) + QPoint(away, away))
        self.setVisible(is_shown)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._look.theme, self._look.theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.accent)
        painter.setBrush(theme.card)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        paint_tile(painter, QRectF(px(5), px(5), px(TILE), px(TILE)), self._kind.glyph, self._kind.family, theme)
        painter.setPen(theme.ink)
        words = self.rect().adjusted(px(TILE + 12), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._kind.title)
