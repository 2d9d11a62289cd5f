"""Loss chart: the curves, the marker of the present iteration, and the axes. It imports pyqtgraph: make it late."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen

from engine.history import History
from gui.theme import Theme

# Stretches that a long curve is thinned to; each keeps its lowest and its highest point.
_STRETCHES = 800
# Free room to the right of the curve, as a share of its length: the read-out stands there.
_ROOM = 0.25
# An axis from there to its opposite is as long as its length is still a number.
_FARTHEST = 1e300


class LossChart(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """Draws what it is given; mouse and time are its owner's."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setMinimumHeight(60)
        self.setAccessibleName("Loss against iterations")
        self.setMouseTracking(True)
        self.future, self.train, self.test = (self.plot() for _ in range(3))
        self.marker, self.pointer = (pyqtgraph.InfiniteLine(angle=90) for _ in range(2))
        self.dot, self.end = pyqtgraph.ScatterPlotItem(size=9), pyqtgraph.ScatterPlotItem(size=11, symbol="x")
        for item in (self.pointer, self.marker, self.dot, self.end):
            self.addItem(item)
        self.pointer.hide()
        self._limits: list[pyqtgraph.InfiniteLine] = []
        self._stops: list[pyqtgraph.InfiniteLine] = []
        self._mark_pen = QPen()
        self._is_log = False

    def draw(self, history: History, here: int, trouble: str, is_log: bool) -> None:
        """The run up to iteration ``here`` in full colour, what lies after it faint, and where it met ``trouble``."""
        self._is_log = is_log
        first, losses = history.first_iteration, history.losses
        past = min(here - first, losses.size)
        self.train.setData(*self._curve(first + 1, losses[:past]))
        self.future.setData(*self._curve(first + max(past, 1), losses[max(past - 1, 0) :]))
        tests = np.array(history.tests, dtype=float).reshape(-1, 2)
        tests = tests[tests[:, 0] <= here]
        self.test.setData(*self._on_scale(tests[:, 0], tests[:, 1]))
        self.marker.setValue(max(here, first))
        present = losses[past - 1 : past] if past else losses[:0]
        at = np.full(present.size, float(here))
        self.dot.setData(*self._on_scale(at, present))
        self.end.setData(*self._on_scale(at, present if trouble else losses[:0]))
        self.end.setVisible(bool(trouble))
        self.dot.setVisible(not trouble)
        self._set_ranges(first, losses, tests[:, 1])

    def mark(self, limits: Sequence[float], stops: Sequence[int]) -> None:
        """Lines at losses that stop the training, and at iterations where something did."""
        _, heights = self._on_scale(np.empty(len(limits)), np.array(limits, dtype=float))
        self._place(self._limits, 0, heights.tolist())
        self._place(self._stops, 90, stops)

    def _place(self, lines: list[pyqtgraph.InfiniteLine], angle: int, places: Sequence[float]) -> None:
        while len(lines) < len(places):
            lines.append(pyqtgraph.InfiniteLine(angle=angle, pen=self._mark_pen))
            lines[-1].setZValue(-1)
            self.addItem(lines[-1], ignoreBounds=True)
        for number, line in enumerate(lines):
            line.setVisible(number < len(places))
            if number < len(places):
                line.setValue(places[number])

    def point_at(self, iteration: int | None) -> None:
        """Mark the iteration under the pointer; None for none."""
        self.pointer.setVisible(iteration is not None)
        if iteration is not None:
            self.pointer.setValue(iteration)

    def pixel_of(self, iteration: int, loss: float) -> QPointF:
        """Where a point of the curve lies in this widget."""
        _, y = self._on_scale(np.array([float(iteration)]), np.array([loss]))
        at = self.plotItem.vb.mapViewToScene(QPointF(iteration, float(y[0]) if y.size else 0.0))
        return QPointF(self.mapFromScene(at))

    def iteration_at(self, at: QPointF) -> float:
        """The iteration at a place of this widget."""
        return float(self.plotItem.vb.mapSceneToView(self.mapToScene(at.toPoint())).x())

    def set_theme(self, theme: Theme) -> None:
        """Colours and typefaces."""
        self.setBackground(theme.panel)
        self.showGrid(x=False, y=True, alpha=0.25)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(theme.line)
            axis.setTextPen(theme.secondary)
            axis.setTickFont(theme.font("small"))
            axis.setStyle(tickLength=0, maxTickLevel=0)
        self.getAxis("left").setWidth(theme.px(42))
        self.getAxis("bottom").setHeight(theme.px(20))
        self.train.setPen(_pen(theme.accent))
        self.future.setPen(_pen(theme.line))
        self.test.setPen(_pen(theme.value_negative, 1, Qt.PenStyle.DashLine))
        self.marker.setPen(_pen(theme.ink, theme.px(2)))
        self.pointer.setPen(_pen(theme.faint))
        self._mark_pen = _pen(theme.secondary, 1, Qt.PenStyle.DotLine)
        for line in (*self._limits, *self._stops):
            line.setPen(self._mark_pen)
        self.dot.setSize(theme.px(10))
        self.dot.setBrush(theme.accent)
        self.dot.setPen(_pen(theme.panel, theme.px(2)))
        self.end.setSize(theme.px(12))
        self.end.setBrush(theme.error)
        self.end.setPen(_pen(theme.panel))

    def _set_ranges(self, first: int, losses: np.ndarray, tests: np.ndarray) -> None:
        _, y = self._on_scale(np.empty(losses.size), losses)
        _, more = self._on_scale(np.empty(tests.size), tests)
        ends = [end for each in (y, more) if each.size for end in (float(each.min()), float(each.max()))] or [0.0, 1.0]
        low, high = min(ends), max(ends)
        if not self._is_log:
            low = min(low, 0.0)
        room = 0.06 * (high - low) or 0.5 * abs(high) or 1.0
        self.getAxis("left").setLogMode(self._is_log)
        self.setYRange(low - room, high + room, padding=0)
        length = max(losses.size, 5)
        self.setXRange(first - 0.02 * length, first + (1 + _ROOM) * length, padding=0)

    def _curve(self, first: int, losses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The points of a curve, thinned to the lowest and highest of each stretch where there are too many."""
        if losses.size <= 4 * _STRETCHES:
            return self._on_scale(np.arange(first, first + losses.size, dtype=float), losses)
        each = -(-losses.size // _STRETCHES)
        whole = losses[: losses.size // each * each].reshape(-1, each)
        start = np.arange(len(whole)) * each
        places = np.sort(np.concatenate([start + whole.argmin(axis=1), start + whole.argmax(axis=1)]))
        places = np.append(places, losses.size - 1)
        return self._on_scale(first + places.astype(float), losses[places])

    def _on_scale(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What can be drawn, as it is drawn: finite numbers; on a logarithmic scale, powers of ten."""
        keep = np.isfinite(y) & (y > 0) if self._is_log else np.isfinite(y)
        return x[keep], np.log10(y[keep]) if self._is_log else np.clip(y[keep], -_FARTHEST, _FARTHEST)


def _pen(colour: QColor, width: float = 1, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Any:
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen
