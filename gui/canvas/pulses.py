"""Pulses: what travels along the edges when a step was made. One clock for the whole canvas."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QObject, QPointF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from engine.graph import Edge
from gui.canvas.edge import EdgeItem
from gui.canvas.style import Style, pen

MILLISECONDS = 250
MOST_MILLISECONDS = 1200
_DOT, _DIAMOND = 4.6, 7.0
_FROM_PORT = 17.0
"""How far from the port a pulse comes to rest, in canvas units."""
_EASED = QEasingCurve(QEasingCurve.Type.InOutCubic)


@dataclasses.dataclass(frozen=True)
class Wave:
    """One node at work: values come in along ``edges``, or gradients go back along them."""

    node: str
    edges: tuple[Edge, ...]
    is_forward: bool


class Pulses(QObject):
    """Plays waves one after the other; the last one stays. The next step interrupts at once."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waves: tuple[Wave, ...] = ()
        self.clock = QVariantAnimation(self)
        self.clock.setStartValue(0.0)
        self.clock.setEndValue(1.0)
        self.clock.valueChanged.connect(self.ticked)

    @property
    def is_moving(self) -> bool:
        """Whether something travels."""
        return self.clock.state() != QAbstractAnimation.State.Stopped

    def play(self, waves: Sequence[Wave], speed: float) -> None:
        """Let these waves travel, at a multiple of the usual speed."""
        self.clock.stop()
        self._waves = tuple(waves)
        self.clock.setDuration(round(min(MILLISECONDS * len(waves), MOST_MILLISECONDS) / speed))
        self.clock.start()

    def rest(self, wave: Wave | None) -> None:
        """Stand at the end of this wave, with nothing travelling; one that is on its way there goes on."""
        if wave is not None and self.is_moving and self._waves[-1] == wave:
            return
        self.clock.stop()
        self._waves = (wave,) if wave else ()
        self.ticked.emit()

    @property
    def wave(self) -> Wave | None:
        """The wave on its way, or the last one."""
        return self._now()[0]

    @property
    def travelled(self) -> float:
        """How far the wave has come, 0 to 1."""
        return self._now()[1]

    def paint_lines(self, painter: QPainter, edges: Mapping[Edge, EdgeItem], style: Style) -> None:
        """The lines that something flows along: solid forward, dashed backward."""
        wave, _ = self._now()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if wave is None:
            return
        for edge in wave.edges:
            if edge in edges:
                if not wave.is_forward:
                    painter.setPen(pen(style.theme.canvas, 3.4))
                    painter.drawPath(edges[edge].path)
                painter.setPen(style.flow(wave.is_forward))
                painter.drawPath(edges[edge].path)

    def paint_marks(self, painter: QPainter, edges: Mapping[Edge, EdgeItem], style: Style) -> None:
        """What travels on them: a filled dot forward, a hollow diamond backward."""
        wave, travelled = self._now()
        if wave is None:
            return
        for edge in wave.edges:
            if edge in edges:
                place = place_on(edges[edge].path, travelled, wave.is_forward)
                _paint_mark(painter, place, wave.is_forward, style)

    def _now(self) -> tuple[Wave | None, float]:
        if not self._waves:
            return None, 0.0
        if not self.is_moving:
            return self._waves[-1], 1.0
        at = self.clock.currentTime() / max(1, self.clock.duration()) * len(self._waves)
        index = min(int(at), len(self._waves) - 1)
        return self._waves[index], _EASED.valueForProgress(min(1.0, at - index))


def place_on(path: QPainterPath, travelled: float, is_forward: bool) -> QPointF:
    """Where a pulse is on the curve of its edge: it runs from port to port, and rests short of the port it came to."""
    length = max(1e-9, path.length())
    share = min(0.5, _FROM_PORT / length) + travelled * max(0.0, 1 - 2 * _FROM_PORT / length)
    return path.pointAtPercent(share if is_forward else 1 - share)


def _paint_mark(painter: QPainter, at: QPointF, is_forward: bool, style: Style) -> None:
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
