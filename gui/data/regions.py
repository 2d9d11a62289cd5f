"""Regions: data with two inputs, over the class or the number that the network says at every place of the plane."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from engine.session import Session
from engine.tables.data import Data
from gui.data.points import Points, class_tones, prediction_words
from gui.paint.heat import as_image, scale_of
from gui.paint.numbers import short
from gui.plots.axes import Axes, span
from gui.theme import Theme

_ACROSS, _DOWN = 48, 36
# The full strength of a region: pale enough for points and lines to stand out on it.
_STRENGTH = 0.45


class Regions:
    """A region has its class's colour, the paler the less the network is sure; a number is drawn as a value is."""

    def __init__(self, data: Data) -> None:
        self._points = Points(data, numbers_are_shaded=True)
        names = self._points.names
        self._axes = Axes(span(self._points.features[0]), span(self._points.features[1]), (names[0], names[1]))
        (left, right), (low, high) = self._axes.x, self._axes.y
        x = left + (np.arange(_ACROSS) + 0.5) / _ACROSS * (right - left)
        y = high - (np.arange(_DOWN) + 0.5) / _DOWN * (high - low)
        grid = np.stack([each.reshape(-1) for each in np.meshgrid(x, y)])
        self._asked = np.concatenate([grid, self._points.features], axis=1)
        self._said: np.ndarray | None = None
        self._scale = max(scale_of(self._points.target), 1e-12)

    def refresh(self, session: Session) -> None:
        """Ask the network again."""
        said = session.predict(self._asked)
        self._said = None if said is None else said.reshape(-1, self._asked.shape[1])

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """The regions, the axes, and the examples over them."""
        inner = self._axes.inner(rect, theme)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._said is not None:
            painter.drawImage(inner, self.image(theme))
        self._axes.paint(painter, inner, theme, has_grid=False)
        x, y = self._points.features
        self._points.paint(painter, x, y, self._axes, inner, theme)

    def image(self, theme: Theme) -> QImage:
        """One pixel for each place the network was asked about."""
        assert self._said is not None
        said = np.nan_to_num(self._said[:, : _ACROSS * _DOWN])
        with np.errstate(over="ignore"):
            kinds, sureness = self._kinds(said)
        tones = class_tones(theme, max(len(self._points.classes), len(said)))
        full = np.array([_rgb(tone) for tone in tones])[kinds % len(tones)]
        ground = np.array(_rgb(theme.card))
        mixed = np.rint(ground + (full - ground) * (_STRENGTH * sureness)[:, None]).astype(np.uint32)
        packed = 0xFF000000 | mixed[:, 0] << 16 | mixed[:, 1] << 8 | mixed[:, 2]
        return as_image(packed.astype(np.uint32).reshape(_DOWN, _ACROSS))

    def words_at(self, at: QPointF, rect: QRectF, theme: Theme) -> str:
        """The example under the pointer, or what the network says there."""
        inner = self._axes.inner(rect, theme)
        x, y = self._points.features
        example = self._points.nearest(self._axes.across(x, inner), self._axes.down(y, inner), at, theme.px(8))
        if example is not None:
            return self._points.words(example) + self._told(_ACROSS * _DOWN + example)
        if not inner.contains(at):
            return ""
        column = min(int((at.x() - inner.left()) / inner.width() * _ACROSS), _ACROSS - 1)
        row = min(int((at.y() - inner.top()) / inner.height() * _DOWN), _DOWN - 1)
        place = row * _ACROSS + column
        numbers = (f"{name} = {short(v)}" for name, v in zip(self._points.names, self._asked[:, place], strict=True))
        return " · ".join(numbers) + self._told(place)

    def _told(self, place: int) -> str:
        if self._said is None:
            return ""
        return f"\nprediction: {prediction_words(self._said[:, place], self._points.classes)}"

    def _kinds(self, said: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The class said at each place, and how sure that is from 0 to 1. A number counts as class 1 from 0 up."""
        if len(said) > 1:
            return said.argmax(axis=0), np.clip((said.max(axis=0) * len(said) - 1) / (len(said) - 1), 0, 1)
        signed = 2 * said[0] - 1 if self._points.classes else said[0] / self._scale
        return (signed > 0).astype(np.intp), np.clip(np.abs(signed), 0, 1)


def _rgb(colour: QColor) -> tuple[float, float, float]:
    return float(colour.red()), float(colour.green()), float(colour.blue())
