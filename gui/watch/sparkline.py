"""Sparkline: a small curve of what was measured over the run; a click goes to that iteration."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.paint.numbers import exact, short
from gui.theme import Look, mix

_WIDTH, _HEIGHT, _PAD, _FAINT = 56, 20, 3, 0.7
# Points that lie apart are seen as points; where they crowd, the line is enough.
_LEAST_APART = 5
# So many numbers are a line each; of more, the smallest and the largest are drawn, and what lies between.
_LINES = 6
# Stretches that a long curve is thinned to; each keeps its lowest and its highest point.
_STRETCHES = 64


class Sparkline(QWidget):
    """Measured points, joined by lines; what lies beyond the present iteration is faint.

    A few numbers are several lines, many a band from the smallest to the largest. ``travelled`` is emitted with the
    iteration that was clicked.
    """

    travelled = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._iterations, self._numbers = np.empty(0), np.empty((0, 1))
        self._span, self._here = (0, 1), 0
        self._bound: float | None = None
        self._ends = 0.0, 0.0
        self._lines: list[tuple[np.ndarray, np.ndarray]] = []
        self._is_gradient = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_points(
        self, points: tuple[np.ndarray, np.ndarray], span: tuple[int, int], here: int, bound: float | None
    ) -> None:
        """Show numbers, shape (K, n), by their iterations, shape (K,), of a run that goes over this span."""
        self._iterations, self._numbers = points
        self._span, self._here, self._bound = span, here, bound
        drawn = np.where(np.isfinite(self._numbers), self._numbers, np.nan)
        known = ~np.isnan(drawn).all(axis=1)
        if drawn.shape[1] > _LINES:
            drawn = np.full((known.size, 2), np.nan)
            drawn[known] = np.stack([reach(self._numbers[known], axis=1) for reach in (np.nanmin, np.nanmax)], axis=1)
        ends = drawn[~np.isnan(drawn)] if bound is None else np.append(drawn[~np.isnan(drawn)], bound)
        self._ends = (float(ends.min()), float(ends.max())) if ends.size else (0.0, 0.0)
        self._lines = [
            (self._iterations[places], column[places])
            for column in drawn.T
            for places in (_thinned(np.flatnonzero(~np.isnan(column)), column),)
        ]
        self.setAccessibleName(self._words())
        self.update()

    def set_gradient(self, is_gradient: bool) -> None:
        """Whether it has the colour of the backward pass."""
        self._is_gradient = is_gradient

    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.px(_WIDTH), self._look.theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # where things are

    def point_at(self, place: int, line: int = 0) -> QPointF:
        """Where a measured point is painted."""
        return self._points(self._iterations[place : place + 1], self._numbers[place : place + 1, line])[0]

    def _points(self, iterations: np.ndarray, numbers: np.ndarray) -> list[QPointF]:
        (first, last), (low, high), body = self._span, self._ends, self._body()
        xs = body.left() + body.width() * (iterations - first) / max(last - first, 1)
        shares = (numbers - low) / (high - low) if high > low else np.full(numbers.size, 0.5)
        ys = body.bottom() - body.height() * shares
        return [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]

    def _body(self) -> QRectF:
        pad = self._look.theme.px(_PAD)
        return QRectF(self.rect()).adjusted(pad, pad, -pad, -pad)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, body = self._look.theme, self._body()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._bound is not None:
            (limit,) = self._points(np.array([self._span[0]]), np.array([self._bound]))
            painter.setPen(QPen(theme.secondary, 1, Qt.PenStyle.DotLine))
            y = round(limit.y()) + 0.5
            painter.drawLine(QPointF(body.left(), y), QPointF(body.right(), y))
        colour = theme.gradient_positive if self._is_gradient else theme.accent
        if self._numbers.shape[1] > _LINES:
            self._paint_band(painter, mix(colour, theme.panel, _FAINT))
        for iterations, numbers in self._lines:
            points = self._points(iterations, numbers)
            past = int(np.searchsorted(iterations, self._here, side="right"))
            self._paint_line(painter, points[max(past - 1, 0) :], mix(colour, theme.panel, _FAINT))
            self._paint_line(painter, points[:past], colour)
            if past and iterations[past - 1] == self._here:
                painter.drawEllipse(points[past - 1], theme.px(2), theme.px(2))

    def _paint_band(self, painter: QPainter, colour: QColor) -> None:
        """What lies between the smallest and the largest of many numbers."""
        low, high = (self._points(*line) for line in self._lines)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([*low, *reversed(high)]))

    def _paint_line(self, painter: QPainter, points: list[QPointF], colour: QColor) -> None:
        painter.setPen(QPen(colour, 1))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if len(points) * _LEAST_APART <= self._body().width():
            for point in points:
                painter.drawEllipse(point, 1.2, 1.2)

    # pointing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the measured iteration under the pointer."""
        nearest = self._nearest(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and nearest is not None:
            self.travelled.emit(int(self._iterations[nearest]))

    def event(self, event: QEvent) -> bool:
        """A tooltip with what was measured under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def words_at(self, x: float) -> str:
        """What was measured nearest to x, in words; "" where nothing was."""
        nearest = self._nearest(x)
        if nearest is None:
            return ""
        numbers = ", ".join(exact(each) for each in self._numbers[nearest][:4])
        more = ", …" if self._numbers.shape[1] > 4 else ""
        return f"iteration {int(self._iterations[nearest]):,}: {numbers}{more}\nClick to go there."

    def _nearest(self, x: float) -> int | None:
        if not self._iterations.size:
            return None
        (first, last), body = self._span, self._body()
        wanted = first + (x - body.left()) / max(body.width(), 1) * (last - first)
        return int(np.abs(self._iterations - wanted).argmin())

    def _words(self) -> str:
        if not self._iterations.size:
            return "Nothing measured yet"
        first, last = (short(float(self._numbers[place, 0])) for place in (0, -1))
        many = f" of the first of {self._numbers.shape[1]}" if self._numbers.shape[1] > 1 else ""
        return f"Curve{many} from {first} to {last}, {self._iterations.size:,} points measured"


def _thinned(places: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Of many places, those of the lowest and the highest number in each stretch, and the last."""
    if places.size <= 4 * _STRETCHES:
        return places
    each = -(-places.size // _STRETCHES)
    whole = places[: places.size // each * each].reshape(-1, each)
    rows, held = np.arange(len(whole)), numbers[whole]
    ends = whole[rows, held.argmin(axis=1)], whole[rows, held.argmax(axis=1)], places[-1:]
    return np.unique(np.concatenate(ends))
