"""Scatter: data with many inputs, drawn by the two that say most about the target, and where the network is wrong."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from engine.session import Session
from engine.tables.data import Data
from gui.data.points import Points, class_said, prediction_words
from gui.plots.axes import Axes, span
from gui.theme import Theme


class Scatter:
    """An example that the network takes for another class has a ring around it."""

    def __init__(self, data: Data) -> None:
        self._points = Points(data, numbers_are_shaded=True)
        shown = telling(self._points.features, self._points.target, bool(self._points.classes))
        self._x, self._y = self._points.features[shown]
        names = self._points.names
        self._axes = Axes(span(self._x), span(self._y), (names[shown[0]], names[shown[1]]))
        self._shown = shown
        self._said: np.ndarray | None = None

    def refresh(self, session: Session) -> None:
        """Ask the network again."""
        said = session.predict(self._points.features)
        self._said = None if said is None else said.reshape(-1, self._x.size)

    def wrong(self) -> np.ndarray:
        """The examples that the network takes for another class, as indices."""
        if self._said is None or not self._points.classes:
            return np.empty(0, np.intp)
        return np.flatnonzero(class_said(self._said) != self._points.target)

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """The axes, the examples, and the rings."""
        inner = self._axes.inner(rect, theme)
        self._axes.paint(painter, inner, theme)
        self._points.paint(painter, self._x, self._y, self._axes, inner, theme)
        painter.setPen(QPen(theme.error, theme.px(16) / 10))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        size = theme.px(6)
        wrong = self.wrong()
        across, down = self._axes.across(self._x[wrong], inner), self._axes.down(self._y[wrong], inner)
        for x, y in zip(across.tolist(), down.tolist(), strict=True):
            painter.drawEllipse(QPointF(x, y), size, size)

    def words_at(self, at: QPointF, rect: QRectF, theme: Theme) -> str:
        """The example under the pointer, its truth, and what the network says of it."""
        inner = self._axes.inner(rect, theme)
        across, down = self._axes.across(self._x, inner), self._axes.down(self._y, inner)
        example = self._points.nearest(across, down, at, theme.px(8))
        if example is None:
            return ""
        words = self._points.words(example, self._shown)
        if self._said is None:
            return words
        return f"{words}\nprediction: {prediction_words(self._said[:, example], self._points.classes)}"


def telling(features: np.ndarray, target: np.ndarray, has_classes: bool) -> list[int]:
    """The two rows of ``features``, shape (F, N), that say most about ``target``, shape (N,), in their order.

    By the share of a feature's variance that lies between the classes, or that a line through the target explains.
    """
    spread = features - features.mean(axis=1, keepdims=True)
    total = np.maximum((spread**2).sum(axis=1), np.finfo(float).tiny)
    if has_classes:
        groups = [spread[:, target == label] for label in np.unique(target)]
        explained = sum((group.shape[1] * group.mean(axis=1) ** 2 for group in groups), np.zeros(len(features)))
    else:
        off = target - target.mean()
        explained = (spread @ off) ** 2 / max((off**2).sum(), np.finfo(float).tiny)
    return sorted(np.argsort(-explained / total, kind="stable")[:2].tolist())
