"""Title: the name of a card on its way from the card's own line to the header of what is inside."""
from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from gui.canvas import metrics
from gui.canvas.inside.layout import HEADER, TITLE
from gui.canvas.node import NodeItem
from gui.canvas.style import Style

_SIZE, _LARGEST = 5.0, 18.0
_NAME = 13.0
_APART = 0.7


def paint_title(painter: QPainter, item: NodeItem, style: Style, scale: float, shown: float) -> None:
    """Name and formula, ``shown`` says how far open the card is."""
    face, theme = item.face, style.theme
    transform = painter.worldTransform()
    painter.resetTransform()
    corner = transform.map(item.pos())
    end = min(_SIZE * scale, _LARGEST * theme.scale)
    pixels = _between(_NAME * scale, end, shown)
    line = _between(metrics.TITLE_LINE * scale, HEADER.center().y() * scale + 0.36 * end, shown)
    left = _between(metrics.LEFT, HEADER.left(), shown) * scale
    room = _between(metrics.WIDTH - metrics.LEFT - 8, TITLE.width(), shown) * scale
    font, measure = _letters(style, "title", max(1, round(pixels)))
    painter.setFont(font)
    painter.setPen(theme.ink)
    name = measure.elidedText(face.node.name, Qt.TextElideMode.ElideRight, room)
    painter.drawText(corner + QPointF(left, line), name)
    used = measure.horizontalAdvance(name) + _APART * pixels
    if shown == 1 and room - used > 4 * pixels:
        _paint_formula(painter, item, style, QRectF(corner.x() + left + used, corner.y() + line, room - used, 0), end)
    painter.setWorldTransform(transform)


def _paint_formula(painter: QPainter, item: NodeItem, style: Style, at: QRectF, pixels: float) -> None:
    font, measure = _letters(style, "formula", max(1, round(pixels)))
    painter.setFont(font)
    painter.setPen(style.theme.secondary)
    words = "   ".join((item.face.node.layer.formulas[0], *item.face.marks))
    if measure.horizontalAdvance(words) <= at.width():
        painter.drawText(at.topLeft(), words)


@lru_cache(maxsize=64)
def _letters(style: Style, name: str, pixels: int) -> tuple[QFont, QFontMetricsF]:
    made = QFont(getattr(style, name))
    made.setPixelSize(pixels)
    return made, QFontMetricsF(made)


def _between(start: float, end: float, share: float) -> float:
    return start + (end - start) * share
