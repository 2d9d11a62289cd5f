"""Curve view: a function of one number and its slope, with the numbers of the batch on it and the tangent at one."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.inquiry.curve import Curve, curve_of
from engine.present import Present
from gui.paint.numbers import short
from gui.plots.axes import Axes, span
from gui.theme import Look

_GRID, _WIDEST = 161, 1e6
# All numbers of a large batch on one curve would hide it.
_MOST_DOTS = 400


class CurveView(QWidget):
    """Seen for a layer that works number by number. A click or the arrow keys choose the number with the tangent."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._curve: Curve | None = None
        self._node: tuple[object, str] = (None, "")
        self._letters = ("x", "y")
        self._x = np.empty(0)
        self._chosen = 0
        self._grid = np.empty((3, 0))
        self.point = (0.0, 0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self._on_look)

    def show_node(self, present: Present, id: str) -> None:
        """The curve of what a node computes, at the numbers that went in; hidden where it has none."""
        graph = present.document.graph
        node, value = graph.by_id.get(id), present.plan.values.get(id)
        if node is None or value is None or not present.is_current(id, "value"):
            self.hide()
            return
        if self._node != (present.plan, id):
            forward = [each for each in present.plan.equations if each.node == id and each.phase in ("forward", "loss")]
            self._node, self._chosen = (present.plan, id), 0
            self._curve = curve_of(node.layer, forward, _GRID + 1)
            self._letters = (node.layer.ports or ("x",))[0], node.layer.letter
        if self._curve is not None:
            self._x = present.plan.values[graph.sources(id)[0]].value.reshape(-1)
            self._compute()
        self.setVisible(self._curve is not None)

    @property
    def words(self) -> str:
        """The chosen number, what the function makes of it, and its slope there."""
        (x, y), (at, value, slope) = self._letters, self.point
        return f"at {x} = {short(at)}:  {y} = {short(value)}, slope {short(slope)}"

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a point of the plane is painted."""
        axes, inner = self._axes(), self._inner()
        return QPointF(float(axes.across(np.array(x), inner)), float(axes.down(np.array(y), inner)))

    def sizeHint(self) -> QSize:
        px = self._look.theme.px
        return QSize(px(240), px(180))

    # choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        inner, axes = self._inner(), self._axes()
        away = np.abs(axes.across(self._x, inner) - event.position().x())
        if self._x.size and event.button() == Qt.MouseButton.LeftButton:
            self._choose(int(np.nanargmin(away)) if np.isfinite(away).any() else 0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press was taken, so the release is too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or not self._x.size:
            super().keyPressEvent(event)
            return
        order = np.argsort(self._x, kind="stable")
        place = int(np.flatnonzero(order == self._chosen)[0]) + step
        self._choose(int(order[min(max(place, 0), order.size - 1)]))

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._compute()

    def _compute(self) -> None:
        """The grid and, behind it, the chosen number, by the layer's own calls."""
        assert self._curve is not None
        self._chosen = min(self._chosen, self._x.size - 1)
        low, high = span(np.append(self._x, (-3.0, 3.0)), 0.05)
        low, high = max(low, -_WIDEST), min(high, _WIDEST)
        x = np.append(np.linspace(low, high, _GRID), self._x[self._chosen])
        y, slope = self._curve.at(x)
        self._grid = np.stack([x, y, slope])[:, :-1]
        self.point = float(x[-1]), float(y[-1]), float(slope[-1])
        self.setAccessibleName(f"The curve and its tangent {self.words}")
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._look.theme, self._look.theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent if self.hasFocus() else theme.line, 1))
        painter.setBrush(theme.window)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(9), px(9))
        inner, axes = self._inner(), self._axes()
        axes.paint(painter, inner, theme)
        painter.save()
        painter.setClipRect(inner.adjusted(-1, -1, 1, 1))
        x, y, slope = self._grid
        pen = QPen(theme.gradient_positive, px(1.5), Qt.PenStyle.DashLine)
        painter.strokePath(_path(axes, inner, x, slope), pen)
        painter.strokePath(_path(axes, inner, x, y), QPen(theme.value_positive, px(2)))
        self._paint_dots(painter, inner, axes)
        self._paint_tangent(painter)
        painter.restore()
        self._paint_words(painter)

    def _paint_dots(self, painter: QPainter, inner: QRectF, axes: Axes) -> None:
        """The numbers of the batch, on the curve."""
        theme = self._look.theme
        every = -(-self._x.size // _MOST_DOTS)
        x = self._x[::every]
        y = np.interp(x, self._grid[0], self._grid[1])
        is_there = np.isfinite(x) & np.isfinite(y)
        pairs = zip(axes.across(x[is_there], inner).tolist(), axes.down(y[is_there], inner).tolist(), strict=True)
        pen = QPen(theme.secondary, theme.px(4))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints([QPointF(across, down) for across, down in pairs])

    def _paint_tangent(self, painter: QPainter) -> None:
        theme, px = self._look.theme, self._look.theme.px
        at, value, slope = self.point
        if not np.isfinite(self.point).all():
            return
        low, high = self._axes().x
        reach = (high - low) / 4
        ends = (self.place_of(at + side * reach, value + side * reach * slope) for side in (-1, 1))
        painter.setPen(QPen(theme.ink, px(1.5)))
        painter.drawLine(*ends)
        painter.setBrush(theme.accent)
        painter.setPen(QPen(theme.panel, px(1.5)))
        painter.drawEllipse(self.place_of(at, value), px(5), px(5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.readable(theme.gradient_positive), px(1.5)))
        painter.drawEllipse(self.place_of(at, slope), px(3.5), px(3.5))

    def _paint_words(self, painter: QPainter) -> None:
        """What is chosen, and which line is which."""
        theme, px = self._look.theme, self._look.theme.px
        font = theme.font("small")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        x, y = self._letters
        top = px(8) + metrics.ascent()
        painter.setPen(theme.ink)
        painter.drawText(QPointF(px(12), top), self.words)
        left, line = float(px(12)), top + metrics.height() + px(3)
        legend = ((f"{y} of {x}", theme.value_positive, Qt.PenStyle.SolidLine),
                  (f"its slope ∂{y}/∂{x}", theme.gradient_positive, Qt.PenStyle.DashLine))  # fmt: skip
        for words, colour, style in legend:
            painter.setPen(QPen(colour, px(2), style))
            painter.drawLine(QPointF(left, line - px(4)), QPointF(left + px(18), line - px(4)))
            painter.setPen(theme.readable(colour))
            painter.drawText(QPointF(left + px(24), line), words)
            left += px(40) + metrics.horizontalAdvance(words)

    def _axes(self) -> Axes:
        x, y, slope = self._grid
        return Axes((float(x[0]), float(x[-1])), _seen(np.concatenate([y, slope])), (self._letters[0], ""))

    def _inner(self) -> QRectF:
        px = self._look.theme.px
        outer = QRectF(self.rect()).adjusted(px(8), px(32), -px(12), -px(6))
        return self._axes().inner(outer, self._look.theme)

    def _on_look(self, *_: object) -> None:
        self.updateGeometry()
        self.update()


def _seen(numbers: np.ndarray) -> tuple[float, float]:
    """The part of the upright axis that is seen: all of it, or most where a few numbers are far beyond the rest."""
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return 0.0, 1.0
    low, high = np.percentile(finite, (4, 96))
    room = 2 * (high - low)
    return span(finite[(finite >= low - room) & (finite <= high + room)], 0.08)


def _path(axes: Axes, inner: QRectF, x: np.ndarray, y: np.ndarray) -> QPainterPath:
    """A line through the points, broken where there is no value or where it leaves the picture far behind."""
    path, is_on = QPainterPath(), False
    across, down = axes.across(x, inner), axes.down(y, inner)
    seen = np.isfinite(down) & (np.abs(down - inner.center().y()) < 20 * inner.height())
    for left, top, is_there in zip(across.tolist(), down.tolist(), seen.tolist(), strict=True):
        if is_there:
            if is_on:
                path.lineTo(left, top)
            else:
                path.moveTo(left, top)
        is_on = is_there
    return path
