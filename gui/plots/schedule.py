"""Schedule plot: the learning rate against iterations, drawn before it is used, with the present iteration marked."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.optimizer import Optimizer
from engine.parts.schedule import Scheduled
from gui.inspector.refresh import Refresh
from gui.paint.numbers import short
from gui.playback.player import Player
from gui.plots.axes import Axes, round_up
from gui.plots.read_out import paint_read_out
from gui.theme import Look

_HEIGHT = 112
# How far the curve goes at least, in periods T: over a few factors, or a little beyond the end of the cosine.
_PERIODS = {"constant": 0.0, "step": 3.5, "exponential": 3.5, "cosine": 1.25}


class SchedulePlot(QWidget):
    """Draws what it is given; nothing for an optimizer without a learning rate."""

    def __init__(self, player: Player, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player, self._look = player, look
        self._optimizer: Scheduled | None = None
        self._hovered: int | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Learning rate against iterations")
        self.setToolTip("The learning rate that the schedule gives each iteration; the dot is the next one.")
        self._refresh = Refresh(self, player, self._show)
        look.changed.connect(self.updateGeometry)

    def show_optimizer(self, optimizer: Optimizer) -> None:
        """Draw the learning rate of this optimizer."""
        self._optimizer = optimizer if isinstance(optimizer, Scheduled) else None
        self.setVisible(self._optimizer is not None)
        self._show()

    def words_at(self, updates: int) -> str:
        """The learning rate after so many updates."""
        assert self._optimizer is not None
        return f"after {updates:,} iterations\nα = {short(float(self._optimizer.rates(np.array(updates))))}"

    def read_out(self) -> str:
        """What is said of the iteration under the pointer, or ""."""
        return "" if self._hovered is None else self.words_at(self._hovered)

    @property
    def last(self) -> int:
        """The last iteration drawn: far enough to see what the schedule does, and where the run is."""
        assert self._optimizer is not None
        periods = _PERIODS[self._optimizer.schedule] * self._optimizer.period
        return round(max(periods, 2.0 * self._optimizer.warm_up, 1.25 * self._here, 20.0))

    def place_of(self, updates: int) -> QPointF:
        """Where the learning rate after so many updates is painted."""
        assert self._optimizer is not None
        axes, inner = self._axes_and_inner()
        x, y = np.array(float(updates)), self._optimizer.rates(np.array(updates))
        return QPointF(float(axes.across(x, inner)), float(axes.down(y, inner)))

    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.px(200), self._look.theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axes, the curve, the present iteration, and a read-out of the one under the pointer."""
        if self._optimizer is None:
            return
        theme, painter = self._look.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axes, inner = self._axes_and_inner()
        axes.paint(painter, inner, theme)
        painter.setPen(theme.secondary)
        above = QRectF(inner.left(), 0, inner.width(), inner.top())
        painter.drawText(above, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, f"now {self._now()}")
        # An iteration has one learning rate, so the curve goes in steps: two points for each pixel that it covers.
        x = np.linspace(0, self.last, max(2, 2 * round(inner.width())))
        across, down = axes.across(x, inner), axes.down(self._optimizer.rates(np.floor(x)), inner)
        points = [QPointF(*place) for place in zip(across.tolist(), down.tolist(), strict=True)]
        painter.setPen(QPen(theme.accent, theme.px(2)))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(theme.panel, theme.px(2)))
        painter.setBrush(theme.accent)
        painter.drawEllipse(self.place_of(self._here), theme.px(5), theme.px(5))
        if self._hovered is not None:
            at = self.place_of(self._hovered)
            painter.setPen(QPen(theme.faint, 1))
            painter.drawLine(QPointF(at.x(), inner.top()), QPointF(at.x(), inner.bottom()))
            paint_read_out(painter, self.read_out(), at, QRectF(self.rect()), theme)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The read-out follows the pointer."""
        if self._optimizer is not None:
            _, inner = self._axes_and_inner()
            share = (event.position().x() - inner.left()) / inner.width()
            self._hovered = int(min(max(share, 0.0), 1.0) * self.last)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self._hovered = None
        self.update()

    # inside

    @property
    def _here(self) -> int:
        return self._player.session.run.iteration

    def _now(self) -> str:
        return self.words_at(self._here).splitlines()[-1]

    def _show(self) -> None:
        if self._optimizer is not None:
            start, end = (self.words_at(each).splitlines()[-1] for each in (0, self.last))
            self.setAccessibleDescription(f"At first {start}, now {self._now()}, after {self.last:,} iterations {end}.")
        self.update()

    def _axes_and_inner(self) -> tuple[Axes, QRectF]:
        assert self._optimizer is not None
        rates = self._optimizer.rates(np.linspace(0, self.last, 200).round())
        highest = round_up(float(rates[np.isfinite(rates)].max(initial=0.0)) or 1.0)
        axes = Axes((0.0, float(self.last)), (0.0, 1.15 * highest), ("iterations", "α"))
        return axes, axes.inner(QRectF(self.rect()), self._look.theme)
