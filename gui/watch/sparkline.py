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
_FEW, _SHEER = 4, 0.4
# Stretches that a long curve is thinned to; each keeps its lowest and its highest point.
_STRETCHES = 200


class Sparkline(QWidget):
    """Measured points, joined by lines; what lies beyond the present iteration is faint.

    A row of numbers is several lines. ``travelled`` is emitted with the iteration that was clicked.
    """

    travelled = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._iterations, self._numbers = np.empty(0), np.empty((0, 1))
        self._span, self._here = (0, 1), 0
        self._bound: float | None = None
        self._ends = 0.0, 0.0
        self._kept: list[np.ndarray] = []
        self._is_gradient = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_points(
        self, points: tuple[np.ndarray, np.ndarray], span: tuple[int, int], here: int, bound: float | None
    ) -> None:
        """Show numbers, shape (K, n), by their iterations, shape (K,), of a run that goes over this span."""
        self._iterations, self._numbers = points
        self._span, self._here, self._bound = span, here, bound
        finite = np.isfinite(self._numbers)
        ends = self._numbers[finite] if bound is None else np.append(self._numbers[finite], bound)
        self._ends = (float(ends.min()), float(ends.max())) if ends.size else (0.0, 0.0)
        columns = zip(finite.T, self._numbers.T, strict=True)
        self._kept = [_thinned(np.flatnonzero(is_finite), numbers) for is_finite, numbers in columns]
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
        return QPointF(self._x(self._iterations[place]), self._y(float(self._numbers[place, line])))

    def _body(self) -> QRectF:
        pad = self._look.theme.px(_PAD)
        return QRectF(self.rect()).adjusted(pad, pad, -pad, -pad)

    def _x(self, iteration: float) -> float:
        first, last = self._span
        return self._body().left() + self._body().width() * (iteration - first) / max(last - first, 1)

    def _y(self, number: float) -> float:
        low, high = self._ends
        share = (number - low) / (high - low) if high > low else 0.5
        return self._body().bottom() - self._body().height() * share

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._bound is not None:
            painter.setPen(QPen(theme.secondary, 1, Qt.PenStyle.DotLine))
            y = round(self._y(self._bound)) + 0.5
            painter.drawLine(QPointF(self._body().left(), y), QPointF(self._body().right(), y))
        colour = QColor(theme.gradient_positive if self._is_gradient else theme.accent)
        # Of many lines, those that lie over each other are seen to do so.
        colour.setAlphaF(1.0 if len(self._kept) <= _FEW else _SHEER)
        for line, places in enumerate(self._kept):
            past = int(np.searchsorted(self._iterations[places], self._here, side="right"))
            self._paint_line(painter, line, places[max(past - 1, 0) :], mix(colour, theme.panel, _FAINT))
            self._paint_line(painter, line, places[:past], colour)
            if len(self._kept) <= _FEW and past and self._iterations[places[past - 1]] == self._here:
                self._paint_dot(painter, self.point_at(int(places[past - 1]), line), theme.px(2))

    def _paint_line(self, painter: QPainter, line: int, places: np.ndarray, colour: QColor) -> None:
        points = [self.point_at(int(place), line) for place in places]
        painter.setBrush(colour)
        painter.setPen(QPen(colour, 1))
        painter.drawPolyline(QPolygonF(points))
        if len(points) * _LEAST_APART <= self._body().width() and len(self._kept) <= _FEW:
            for point in points:
                self._paint_dot(painter, point, 1.2)

    def _paint_dot(self, painter: QPainter, at: QPointF, radius: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(at, radius, radius)

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
        first, last = self._span
        wanted = first + (x - self._body().left()) / max(self._body().width(), 1) * (last - first)
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
