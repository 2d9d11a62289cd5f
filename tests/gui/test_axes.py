"""Axes: round numbers along the sides, each wholly within the widget."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gui.plots.axes import Axes
from gui.theme import Look

OUTER = QRectF(20, 0, 280, 112)


@pytest.mark.parametrize("highest", [2.0, 0.003, 1.5e-7, 40_000.0])
def test_the_numbers_beside_a_plot_stay_within_it(qtbot, highest):
    theme = Look("light").theme
    axes = Axes((0.0, 20.0), (0.0, highest), ("iterations", "α"))
    inner = axes.inner(OUTER, theme)
    image = QImage(320, 112, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    axes.paint(painter, inner, theme)
    painter.end()
    inked = [x for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).value() < 200]
    assert OUTER.left() <= min(inked) < inner.left()
