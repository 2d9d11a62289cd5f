"""Chips: the numbers that flow, as small heat maps that travel along the edges, meet, and go into the card."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPolygonF

from gui.canvas.digits import single_colour
from gui.canvas.metrics import COLUMNS, ROWS
from gui.canvas.pulses import Stage
from gui.canvas.style import Style, pen
from gui.paint.heat import heat_image, is_images, pictures, windowed
from gui.paint.numbers import short
from gui.theme import ink_on

_DOT, _DIAMOND = 4.6, 7.0
_FROM_PORT = 17.0
"""How far from the port a pulse comes to rest, in canvas units."""
_CELL, _SMALLEST, _WIDEST, _HIGHEST = 4.0, 10.0, 34.0, 18.0
_LIFT = 10.5
"""Between the line and the lower edge of a chip above it."""
_RIM, _GAP = 2.0, 16.0


class Chips:
    """The pictures of what flows; each is made once for a play. ``forget`` those of the last one."""

    def __init__(self) -> None:
        self._pictures: dict[tuple[int, str], QImage] = {}

    def forget(self) -> None:
        """What flows from now on are other numbers, or other colours."""
        self._pictures.clear()

    def paint(self, painter: QPainter, numbers: np.ndarray, place: QRectF, is_forward: bool, style: Style) -> None:
        """A chip: the numbers on a ground of their own, with the rim of the pass."""
        rim = pen(style.hue(is_forward), 1.2)
        if not is_forward:
            rim.setCapStyle(Qt.PenCapStyle.FlatCap)
            rim.setDashPattern([2.6, 1.8])
        painter.setPen(rim)
        painter.setBrush(style.card)
        painter.drawRoundedRect(place.adjusted(-_RIM, -_RIM, _RIM, _RIM), 3, 3)
        kind = "value" if is_forward else "gradient"
        if numbers.size == 1:
            _paint_number(painter, float(numbers.item()), kind, place, style)
            return
        key = id(numbers), kind
        if key not in self._pictures:
            self._pictures[key] = heat_image(_part(numbers), kind, style.theme)
        painter.drawImage(place, self._pictures[key])


def size_of(numbers: np.ndarray, style: Style) -> QSizeF:
    """How large the chip of these numbers is on its way."""
    if numbers.size == 1:
        width = style.number_metrics.horizontalAdvance(short(float(numbers.item())))
        return QSizeF(width + 6, _CELL + _SMALLEST)
    rows, columns = _part(numbers).shape
    return QSizeF(min(max(columns * _CELL, _SMALLEST), _WIDEST), min(max(rows * _CELL, _SMALLEST), _HIGHEST))


def on_way(stage: Stage, path: QPainterPath, size: QSizeF) -> QRectF:
    """Where a chip of this size is while it travels: above its edge."""
    at = place_on(path, stage.travelled, stage.wave.is_forward)
    return QRectF(QPointF(at.x() - size.width() / 2, at.y() - _LIFT - size.height()), size)


def side_by_side(sizes: list[QSizeF], dock: QRectF) -> list[QRectF]:
    """In a row in the middle of the dock, smaller where they would be wider than it."""
    whole = sum(size.width() for size in sizes) + _GAP * (len(sizes) - 1)
    scale = min(1.0, dock.width() / whole)
    x, placed = dock.center().x() - whole * scale / 2, []
    for size in sizes:
        height = size.height() * scale
        placed.append(QRectF(x, dock.center().y() - height / 2, size.width() * scale, height))
        x += (size.width() + _GAP) * scale
    return placed


def between(start: QRectF, end: QRectF, share: float) -> QRectF:
    """A share of the way from one place to the other."""
    corner = start.topLeft() + (end.topLeft() - start.topLeft()) * share
    return QRectF(corner, start.size() + (end.size() - start.size()) * share)


def paint_sign(painter: QPainter, sign: str, before: QRectF, after: QRectF, style: Style) -> None:
    """What is done with two numbers that met, between their chips."""
    middle = QPointF((before.right() + after.left()) / 2, before.center().y())
    painter.setFont(style.title)
    painter.setPen(style.theme.ink)
    width = style.title_metrics.horizontalAdvance(sign)
    painter.drawText(QPointF(middle.x() - width / 2, middle.y() + 0.36 * style.title.pixelSize()), sign)


def place_on(path: QPainterPath, travelled: float, is_forward: bool) -> QPointF:
    """Where a pulse is on the curve of its edge: it runs from port to port, and rests short of the port it came to."""
    length = max(1e-9, path.length())
    share = min(0.5, _FROM_PORT / length) + travelled * max(0.0, 1 - 2 * _FROM_PORT / length)
    return path.pointAtPercent(share if is_forward else 1 - share)


def paint_mark(painter: QPainter, at: QPointF, is_forward: bool, style: Style) -> None:
    """The mark of a pass: a filled dot forward, a hollow diamond backward."""
    hue = style.hue(is_forward)
    if is_forward:
        painter.setPen(pen(style.theme.canvas, 1.5))
        painter.setBrush(hue)
        painter.drawEllipse(at, _DOT, _DOT)
        return
    painter.setPen(pen(hue, 2.2))
    painter.setBrush(style.theme.canvas)
    size = _DIAMOND
    corners = [QPointF(0, -size), QPointF(size, 0), QPointF(0, size), QPointF(-size, 0)]
    painter.drawPolygon(QPolygonF([at + corner for corner in corners]))


def _part(numbers: np.ndarray) -> np.ndarray:
    return pictures(numbers, ROWS)[0] if is_images(numbers) else windowed(numbers, ROWS, COLUMNS)


def _paint_number(painter: QPainter, number: float, kind: str, place: QRectF, style: Style) -> None:
    ground = single_colour(number, kind, style.theme, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, 2, 2)
    painter.setFont(style.number)
    painter.setPen(ink_on(ground))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, short(number))
