"""Where everything lies on a card and along an edge, in canvas units: plain geometry, nothing painted."""
from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from engine.layout import CARD, GAP

WIDTH, HEIGHT = CARD
RADIUS = 9.0
CARD_RECT = QRectF(0, 0, WIDTH, HEIGHT)
STRIP = QRectF(-0.5, 10, 4.5, HEIGHT - 20)
PORT_RADIUS = 5.5
PORT_LINE = HEIGHT / 2
"""The height of the output and of a single input."""
LEFT = 14.0
TITLE_LINE, FORMULA_LINE = 21.0, 38.0
"""Where the letters of the name and of the formula stand."""
ROWS, COLUMNS = 8, 8
"""The largest part of an array that a card shows."""
MAP_LEFT, MAP_WIDTH, MAP_HEIGHT = 51.0, 82.0, 22.0
MAP_TOP = {"value": 48.0, "gradient": 77.0}
GRID_STEP = 24.0
GRAB = 12.0
"""How near to a port's middle the pointer may be to take it."""
BLOCK_BELOW, CARD_ABOVE = 0.40, 0.52
"""A card fades from a coloured block to all its details between these scales (screen pixels per canvas unit)."""
OPEN_FROM, OPEN_ABOVE = 2.0, 2.6
"""Between these scales, with letters of the usual size, the heat maps of a card fade into what is inside."""
SUM_FROM, SUM_ABOVE = 130.0, 190.0
"""Between these heights in pixels a neuron fades into its sum, term by term."""
NUMBER_WIDTH, NUMBER_HEIGHT = 26.0, 10.7
"""The least size of a cell on the screen, in pixels, that has its number in it."""

_WIDEST_CELL, _TALLEST_CELL, _SCALAR_CELL = 40.0, 12.0, 19.0
_PICTURE_GAP = 4.0
_BULGE = 56.0


def detail(scale: float) -> float:
    """How much of a card's details shows at a scale, from 0 (a coloured block) to 1."""
    return min(1.0, max(0.0, (scale - BLOCK_BELOW) / (CARD_ABOVE - BLOCK_BELOW)))


def openness(scale: float) -> float:
    """How far a card shows its inside where letters have their usual size, from 0 (heat maps) to 1."""
    return min(1.0, max(0.0, (scale - OPEN_FROM) / (OPEN_ABOVE - OPEN_FROM)))


def sum_openness(scale: float, height: float) -> float:
    """How far a neuron of so many units shows its sum at a scale, from 0 to 1."""
    return min(1.0, max(0.0, (scale * height - SUM_FROM) / (SUM_ABOVE - SUM_FROM)))


def input_offset(index: int, count: int) -> QPointF:
    """Where an input lies on its card: one in the middle, several spread evenly."""
    gap = min(30.0, (HEIGHT - 36.0) / max(1, count - 1))
    return QPointF(0.0, PORT_LINE + (index - (count - 1) / 2) * gap)


OUTPUT_OFFSET = QPointF(WIDTH, PORT_LINE)


def frame_rect(kind: str) -> QRectF:
    """Where a card has room for the heat map of its "value" or "gradient"."""
    return QRectF(MAP_LEFT, MAP_TOP[kind], MAP_WIDTH, MAP_HEIGHT)


def map_rect(kind: str, rows: int, columns: int) -> QRectF:
    """Where a heat map of so many cells lies on its card. Few cells are as large as looks calm, and no larger."""
    if rows == columns == 1:
        return QRectF(MAP_LEFT, MAP_TOP[kind], MAP_WIDTH, _SCALAR_CELL)
    width = min(_WIDEST_CELL, MAP_WIDTH / columns)
    height = min(_TALLEST_CELL, MAP_HEIGHT / rows)
    return QRectF(MAP_LEFT, MAP_TOP[kind], width * columns, height * rows)


def picture_rects(kind: str, rows: int, columns: int, channels: int) -> list[QRectF]:
    """Where pictures of so many square cells lie side by side on their card: as many channels as there is room for."""
    side = min(_TALLEST_CELL, MAP_HEIGHT / rows, MAP_WIDTH / columns)
    step = side * columns + _PICTURE_GAP
    fit = min(channels, max(1, int((MAP_WIDTH + _PICTURE_GAP) // step)))
    return [QRectF(MAP_LEFT + number * step, MAP_TOP[kind], side * columns, side * rows) for number in range(fit)]


def curve(start: QPointF, end: QPointF) -> QPainterPath:
    """The calm curve of an edge from a port to one on its right, or to the pointer anywhere."""
    path = QPainterPath(start)
    reach = max(abs(end.x() - start.x()) / 2, min(_BULGE, abs(end.y() - start.y()) / 2))
    path.cubicTo(start.x() + reach, start.y(), end.x() - reach, end.y(), end.x(), end.y())
    return path


def route(start: QPointF, end: QPointF) -> QPainterPath:
    """The curve of an edge between the output at ``start`` and the input at ``end``.

    To the left it turns around between the two rows of cards, or below both where there is no room between.
    """
    if end.x() >= start.x() + 12:
        return curve(start, end)
    half, drop = HEIGHT / 2, end.y() - start.y()
    beside, middle = half + GAP[1], (start.y() + end.y()) / 2
    if abs(drop) <= HEIGHT + 16:
        level = max(start.y(), end.y()) + half + 26
    else:
        # Close to the row that it enters, where a tidied network has nothing in the way, but never past the middle.
        level = max(middle, end.y() - beside) if drop > 0 else min(middle, end.y() + beside)
    path = QPainterPath(start)
    right, left = start.x() + _BULGE, end.x() - _BULGE
    bend = min(_BULGE, abs(start.x() - end.x()) / 2 + 12)
    path.cubicTo(right, start.y(), right, level, start.x() - bend / 2, level)
    path.lineTo(end.x() + bend / 2, level)
    path.cubicTo(left, level, left, end.y(), end.x(), end.y())
    return path
