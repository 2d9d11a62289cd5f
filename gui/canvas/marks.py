"""Marks: the small signs on a card: parameters that are frozen or shared, and that something is wrong with it."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from gui.canvas.metrics import TITLE_LINE, WIDTH
from gui.canvas.style import Style, pen

STEP = 14.0
_RIGHT = WIDTH - 8
_WARNING = QPointF(WIDTH - 14, -1)
_TRIANGLE = QPolygonF([QPointF(0, -7.5), QPointF(7.5, 5.5), QPointF(-7.5, 5.5)])
# At a smaller scale the triangle keeps the size that it has there.
_LEAST_SCALE = 0.7


def paint_marks(painter: QPainter, marks: tuple[str, ...], style: Style) -> None:
    """The marks of a card, from its right edge on, in the line of its name."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(style.hint, 1.2))
    for number, mark in enumerate(marks):
        _PAINTERS[mark](painter, QPointF(_RIGHT - 5 - number * STEP, TITLE_LINE - 4.5))


def paint_warning(painter: QPainter, corner: QPointF, style: Style, scale: float) -> None:
    """On the upper edge of a card whose top left ``corner`` this is: a triangle, never too small to be seen."""
    size = max(1.0, _LEAST_SCALE / scale)
    painter.save()
    painter.translate(corner + _WARNING)
    painter.scale(size, size)
    painter.setPen(pen(style.theme.error, 1.5))
    painter.setBrush(style.card)
    painter.drawPolygon(_TRIANGLE)
    painter.drawLine(QPointF(0, -2.5), QPointF(0, 1))
    painter.drawPoint(QPointF(0, 3.2))
    painter.restore()


def _paint_lock(painter: QPainter, at: QPointF) -> None:
    painter.drawRoundedRect(QRectF(at.x() - 4.5, at.y() - 0.5, 9, 6), 1.2, 1.2)
    shackle = QRectF(at.x() - 2.7, at.y() - 5, 5.4, 9)
    painter.drawArc(shackle, 0, 180 * 16)


def _paint_link(painter: QPainter, at: QPointF) -> None:
    for side in (-1, 1):
        painter.drawEllipse(QPointF(at.x() + 2.2 * side, at.y()), 3.6, 3.6)


_PAINTERS: dict[str, Callable[[QPainter, QPointF], None]] = {"frozen": _paint_lock, "tied": _paint_link}
