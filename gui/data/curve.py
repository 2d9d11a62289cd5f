"""Curve: data with one input, and the curve of what the network says between the examples."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.session import Session
from engine.tables.data import Data
from gui.data.points import Points, class_tones
from gui.paint.numbers import short
from gui.plots.axes import Axes, span
from gui.theme import Theme

_ACROSS = 240


class Curve:
    """With more than two classes, a curve for the probability of each, and each example at probability 1."""

    def __init__(self, data: Data) -> None:
        self._points = Points(data, numbers_are_shaded=False)
        self._x = self._points.features[0]
        self._has_many = len(self._points.classes) > 2
        self._y = np.ones_like(self._x) if self._has_many else self._points.target
        names = self._points.names[0], (self._points.targets or ("output",))[0]
        low, high = span(np.array([0.0, 1.0]) if self._points.classes else self._y)
        self._axes = Axes(span(self._x), (low, high), names)
        self._grid = np.linspace(*self._axes.x, _ACROSS)
        self._asked = np.concatenate([self._grid, self._x])[None, :]
        self._said: np.ndarray | None = None

    def refresh(self, session: Session) -> None:
        """Ask the network again."""
        said = session.predict(self._asked)
        self._said = None if said is None else said.reshape(-1, self._asked.shape[1])

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Axes, the examples, and the curve over them."""
        inner = self._axes.inner(rect, theme)
        self._axes.paint(painter, inner, theme)
        self._points.paint(painter, self._x, self._y, self._axes, inner, theme)
        painter.setClipRect(inner)
        for said, colour in self._curves(theme):
            with np.errstate(over="ignore"):
                y = np.clip(self._axes.down(said[:_ACROSS], inner), inner.top() - 1e4, inner.bottom() + 1e4)
            x = self._axes.across(self._grid, inner)
            places = [QPointF(*place) for place in zip(x.tolist(), y.tolist(), strict=True) if np.isfinite(place[1])]
            painter.setPen(QPen(colour, theme.px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPolyline(QPolygonF(places))

    def words_at(self, at: QPointF, rect: QRectF, theme: Theme) -> str:
        """The example under the pointer, or the curve there."""
        inner = self._axes.inner(rect, theme)
        across, down = self._axes.across(self._x, inner), self._axes.down(self._y, inner)
        example = self._points.nearest(across, down, at, theme.px(8))
        said = self._said
        if example is not None:
            told = "" if said is None else f"\nprediction: {self._told(said[:, _ACROSS + example])}"
            return self._points.words(example) + told
        if said is None or not inner.contains(at):
            return ""
        place = round((at.x() - inner.left()) / inner.width() * (_ACROSS - 1))
        return f"{self._points.names[0]} = {short(self._grid[place])}\nprediction: {self._told(said[:, place])}"

    def _told(self, said: np.ndarray) -> str:
        if not self._has_many:
            return short(float(said[-1]))
        best = int(said.argmax())
        return f"{self._points.classes[best]} with {short(float(said[best]))}"

    def _curves(self, theme: Theme) -> list[tuple[np.ndarray, QColor]]:
        if self._said is None:
            return []
        if self._has_many:
            tones = class_tones(theme, len(self._points.classes))
            return [(said, tones[row % len(tones)]) for row, said in enumerate(self._said)]
        return [(self._said[-1], theme.value_negative)]
