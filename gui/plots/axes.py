"""Axes: where numbers lie in a rectangle of a widget, round numbers along its sides, and both painted."""
from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gui.paint.numbers import MINUS
from gui.theme import Theme

_RIGHT, _LEFT = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
_MIDDLE, _CENTRE = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True)
class Axes:
    """The lowest and the highest number of each side, and what the two sides are called."""

    x: tuple[float, float]
    y: tuple[float, float]
    names: tuple[str, str]

    def inner(self, outer: QRectF, theme: Theme) -> QRectF:
        """What is left of a rectangle for the drawing itself, beside the numbers and names."""
        metrics = QFontMetricsF(theme.font("small"))
        found = outer.adjusted(0, metrics.height() + theme.px(2), 0, -metrics.height() - theme.px(4))
        widest = max(metrics.horizontalAdvance(_words(y)) for y in (0.0, *self._marks(found, theme)))
        return found.adjusted(max(theme.px(34), widest + theme.px(6)), 0, 0, 0)

    def across(self, x: np.ndarray, inner: QRectF) -> np.ndarray:
        """Pixels from the left of the widget."""
        low, high = self.x
        return np.asarray(inner.left() + (x - low) / (high - low) * inner.width())

    def down(self, y: np.ndarray, inner: QRectF) -> np.ndarray:
        """Pixels from the top of the widget."""
        low, high = self.y
        return np.asarray(inner.bottom() - (y - low) / (high - low) * inner.height())

    def paint(self, painter: QPainter, inner: QRectF, theme: Theme, has_grid: bool = True) -> None:
        """Round numbers, with a light line for each or without, and the names at the ends."""
        font = theme.font("small")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        line, room, hint = metrics.height(), theme.px(4), theme.hint
        name = metrics.horizontalAdvance(self.names[0])
        for x in ticks(*self.x, max(2, int(inner.width() / theme.px(50)))):
            at = float(self.across(np.array(x), inner))
            if has_grid:
                _line(painter, QPointF(at, inner.top()), QPointF(at, inner.bottom()), theme)
            if at + metrics.horizontalAdvance(_words(x)) / 2 < inner.right() - name - room:
                painter.setPen(hint)
                painter.drawText(QRectF(at - 50, inner.bottom() + room, 100, line), _CENTRE | _MIDDLE, _words(x))
        for y in self._marks(inner, theme):
            at = float(self.down(np.array(y), inner))
            if has_grid:
                _line(painter, QPointF(inner.left(), at), QPointF(inner.right(), at), theme)
            painter.setPen(hint)
            painter.drawText(QRectF(inner.left() - 104, at - line / 2, 100, line), _RIGHT | _MIDDLE, _words(y))
        painter.setPen(theme.secondary)
        below = QRectF(inner.left(), inner.bottom() + room, inner.width(), line)
        painter.drawText(below, _RIGHT | _MIDDLE, self.names[0])
        above = QRectF(inner.left() - theme.px(30), inner.top() - line - 2, inner.width(), line)
        painter.drawText(above, _LEFT | _MIDDLE, self.names[1])

    def _marks(self, inner: QRectF, theme: Theme) -> list[float]:
        """The round numbers along the left side."""
        return ticks(*self.y, max(2, int(inner.height() / theme.px(40))))


def _line(painter: QPainter, start: QPointF, end: QPointF, theme: Theme) -> None:
    painter.setPen(QPen(theme.line, 1))
    painter.drawLine(start, end)


def _words(tick: float) -> str:
    return f"{tick:g}".replace("-", MINUS)


def span(values: np.ndarray, margin: float = 0.1) -> tuple[float, float]:
    """The lowest and the highest finite value, and a share of their distance on either side."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    room = (high - low) * margin or max(abs(low), 1.0) * margin
    return low - room, high + room


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers between ``low`` and ``high``: 1, 2 or 5 times a power of ten apart, at most ``most`` or so."""
    step = round_up((high - low) / most)
    places = range(math.ceil(low / step), math.floor(high / step) + 1)
    return [round(place * step, 12) for place in places]


def round_up(number: float) -> float:
    """The next of 1, 2, 5, 10, 20 … at or above a number above 0."""
    power = 10.0 ** math.floor(math.log10(number))
    return float(power * next(each for each in (1, 2, 5, 10) if each * power >= number * 0.999))
