"""Digits: the numbers in the cells of a heat map, in pixels of the screen so that letters are sharp at every zoom."""
from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter

from gui.canvas.style import Style
from gui.paint.heat import heat_colours
from gui.paint.numbers import short
from gui.theme import Theme, ink_on

SMALLEST, LARGEST = 7, 16
_LETTER = 0.6
"""Width of a letter of the number font, in font sizes."""
_SHORTEST = 5
_SINGLE_STRENGTH = 0.45


@dataclasses.dataclass(frozen=True, eq=False)
class Digits:
    """A matrix of numbers, the colour of each one's cell, and where the cells lie, in canvas units."""

    numbers: np.ndarray
    grounds: list[list[QColor]]
    target: QRectF


def paint_digits(painter: QPainter, maps: list[Digits], style: Style) -> None:
    """The numbers of these heat maps, as large as their cells allow; none where they would be too small to read."""
    transform = painter.worldTransform()
    painter.resetTransform()
    for each in maps:
        _paint_map(painter, each, transform.mapRect(each.target), style)
    painter.setWorldTransform(transform)


def _paint_map(painter: QPainter, digits: Digits, target: QRectF, style: Style) -> None:
    rows, columns = digits.numbers.shape
    width, height = target.width() / columns, target.height() / rows
    words = [[short(number) for number in row] for row in digits.numbers.tolist()]
    longest = max(_SHORTEST, max(len(word) for row in words for word in row))
    size = int(min(height * 0.66, width * 0.94 / (longest * _LETTER), LARGEST * style.theme.scale))
    if size < SMALLEST:
        return
    font = QFont(style.number)
    font.setPixelSize(size)
    painter.setFont(font)
    base = target.y() + height / 2 + size * 0.36
    for i, (row, grounds) in enumerate(zip(words, digits.grounds, strict=True)):
        for j, (word, ground) in enumerate(zip(row, grounds, strict=True)):
            painter.setPen(ink_on(ground))
            x = target.x() + (j + 0.5) * width - len(word) * size * _LETTER / 2
            painter.drawText(QPointF(x, base + i * height), word)


def single_colour(number: float, kind: str, theme: Theme, is_stale: bool) -> QColor:
    """The ground of a number that stands alone, and so has no scale: pale, by its sign."""
    return _single_colour(float(np.sign(number)), kind, theme, is_stale)


@lru_cache(maxsize=64)
def _single_colour(sign: float, kind: str, theme: Theme, is_stale: bool) -> QColor:
    return QColor.fromRgb(int(heat_colours(np.array([sign]), kind, theme, 1 / _SINGLE_STRENGTH, is_stale)[0]))
