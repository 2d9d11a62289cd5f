"""Marks: the small signs in the corner of a card for parameters that are frozen or shared."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from gui.canvas.metrics import TITLE_LINE, WIDTH
from gui.canvas.style import Style, pen

STEP = 14.0
_RIGHT = WIDTH - 8


def paint_marks(painter: QPainter, marks: tuple[str, ...], style: Style) -> None:
    """The marks of a card, from its right edge on, in the line of its name."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(style.hint, 1.2))
    for number, mark in enumerate(marks):
        _PAINTERS[mark](painter, QPointF(_RIGHT - 5 - number * STEP, TITLE_LINE - 4.5))


def _paint_lock(painter: QPainter, at: QPointF) -> None:
    painter.drawRoundedRect(QRectF(at.x() - 4.5, at.y() - 0.5, 9, 6), 1.2, 1.2)
    shackle = QRectF(at.x() - 2.7, at.y() - 5, 5.4, 9)
    painter.drawArc(shackle, 0, 180 * 16)


def _paint_link(painter: QPainter, at: QPointF) -> None:
    for side in (-1, 1):
        painter.drawEllipse(QPointF(at.x() + 2.2 * side, at.y()), 3.6, 3.6)


_PAINTERS: dict[str, Callable[[QPainter, QPointF], None]] = {"frozen": _paint_lock, "tied": _paint_link}
