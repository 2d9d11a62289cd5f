"""Nudge plot: the loss against one number with its tangent, and a point on it that is dragged along."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.plots.axes import Axes, span
from gui.theme import Look

if TYPE_CHECKING:
    from engine.inquiry.nudge import Nudge

POINTS = 41
_HEIGHT, _DOT, _FAR = 132, 4, 1e4
_LEFTWARDS = (Qt.Key.Key_Left, Qt.Key.Key_Down)
_RIGHTWARDS = (Qt.Key.Key_Right, Qt.Key.Key_Up)


class NudgePlot(QWidget):
    """``moved`` tells of a number that the point was dragged to, or brought to by the arrow keys."""

    moved = Signal(float)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._nudge: Nudge | None = None
        self._names = ("", "")
        self._numbers, self._losses = np.empty(0), np.empty(0)
        self._at = self._loss = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setToolTip("Drag the point, or move it with the arrow keys; Escape puts it back.")
        look.changed.connect(self.updateGeometry)

    def show_curve(self, nudge: Nudge, names: tuple[str, str], numbers: np.ndarray, losses: Sequence[float]) -> None:
        """Draw these losses against these numbers, ascending; ``names`` are those of the number and of the loss."""
        self._nudge, self._names, self._numbers, self._losses = nudge, names, numbers, np.array(losses)
        self.setAccessibleName(f"{names[1]} against {names[0]}")
        self.update()

    def show_point(self, number: float, loss: float) -> None:
        """Where the point is now."""
        self._at, self._loss = number, loss
        self.update()

    def place_of(self, number: float, loss: float) -> QPointF:
        """Where that point of the plane is in the widget."""
        axes, inner = self._axes(), self._inner()
        down = float(axes.down(np.array(loss), inner)) if np.isfinite(loss) else -_FAR
        return QPointF(float(axes.across(np.array(number), inner)), min(max(down, -_FAR), _FAR))

    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.px(120), self._look.theme.px(_HEIGHT))

    # dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._nudge is None or event.key() not in (*_LEFTWARDS, *_RIGHTWARDS):
            super().keyPressEvent(event)
            return
        is_far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = self._nudge.small * (100 if is_far else 10)
        self.moved.emit(self._at + (step if event.key() in _RIGHTWARDS else -step))

    def _drag(self, event: QMouseEvent) -> None:
        if self._nudge is None:
            return
        inner, (low, high) = self._inner(), self._axes().x
        share = (event.position().x() - inner.left()) / inner.width()
        number = low + min(max(share, 0.0), 1.0) * (high - low)
        # No finer than a pixel, so that what is dragged to is a number one can read.
        digits = max(0, int(np.ceil(-np.log10((high - low) / inner.width()))))
        self.moved.emit(round(number, digits))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._nudge is None:
            return
        theme, px, axes, inner = self._look.theme, self._look.theme.px, self._axes(), self._inner()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        axes.paint(painter, inner, theme)
        painter.setClipRect(inner.adjusted(-px(_DOT), -px(_DOT), px(_DOT), px(_DOT)))
        self._paint_tangent(painter)
        is_finite = np.isfinite(self._losses)
        places = [self.place_of(*each) for each in zip(self._numbers[is_finite], self._losses[is_finite], strict=True)]
        painter.setPen(QPen(theme.value_positive, px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF(places))
        self._paint_points(painter)

    def _paint_tangent(self, painter: QPainter) -> None:
        assert self._nudge is not None
        theme, px, (low, high) = self._look.theme, self._look.theme.px, self._axes().x
        pen = QPen(theme.gradient_positive, px(1.5), Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(*(self.place_of(number, self._nudge.predicted(number)) for number in (low, high)))

    def _paint_points(self, painter: QPainter) -> None:
        """A ring where the number is, a dot where it was brought, and a diamond where the tangent is there."""
        assert self._nudge is not None
        theme, dot, nudge = self._look.theme, self._look.theme.px(_DOT), self._nudge
        painter.setBrush(theme.panel)
        painter.setPen(QPen(theme.value_positive, self._look.theme.px(1.5)))
        painter.drawEllipse(self.place_of(nudge.here, nudge.loss_here), dot, dot)
        if self._at == nudge.here:
            return
        curve, tangent = self.place_of(self._at, self._loss), self.place_of(self._at, nudge.predicted(self._at))
        painter.setPen(QPen(theme.secondary, 1))
        painter.drawLine(curve, tangent)
        painter.setPen(QPen(theme.gradient_positive, self._look.theme.px(1.5)))
        corners = (QPointF(0, -dot), QPointF(dot, 0), QPointF(0, dot), QPointF(-dot, 0))
        painter.drawPolygon(QPolygonF([tangent + corner for corner in corners]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.value_positive)
        painter.drawEllipse(curve, dot, dot)

    def _axes(self) -> Axes:
        """As wide as the curve and the point, as high as the curve."""
        numbers, losses = np.append(self._numbers, self._at), np.append(self._losses, self._loss)
        return Axes((float(numbers.min()), float(numbers.max())), span(losses), self._names)

    def _inner(self) -> QRectF:
        px = self._look.theme.px
        outer = QRectF(self.rect()).adjusted(px(4), px(2), -px(8), -px(2))
        return self._axes().inner(outer, self._look.theme)
