"""Cells: numbers on heat colours, painted alike in the Values grid and on the Explain page."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from gui.paint.heat import heat_colours, scale_of
from gui.paint.numbers import short
from gui.theme import Theme, ink_on

# Looking at more numbers than this at every step would take longer than a frame.
_MOST_FOR_ONE_SCALE = 200_000


@dataclass(frozen=True)
class Cells:
    """A window of a matrix with what its colours mean."""

    numbers: np.ndarray
    kind: str
    scale: float
    is_stale: bool = False
    to_come: np.ndarray | None = None
    """Where numbers are not made yet: these cells stay empty."""


def scale_for(array: np.ndarray, window: np.ndarray) -> float:
    """What full strength stands for: the largest size in the array, or in the window where the array is very large."""
    return scale_of(array if array.size <= _MOST_FOR_ONE_SCALE else window)


def paint_cells(
    painter: QPainter, cells: Cells, theme: Theme, font: QFont, place: Callable[[int, int], QRectF]
) -> None:
    """Paint each number of the window into the rectangle that ``place(row, column)`` says."""
    colours = heat_colours(cells.numbers, cells.kind, theme, cells.scale, cells.is_stale)
    painter.setFont(font)
    middle = Qt.AlignmentFlag.AlignCenter
    rows, columns = cells.numbers.shape
    for row in range(rows):
        for column in range(columns):
            rect = place(row, column)
            if cells.to_come is not None and cells.to_come[row, column]:
                painter.fillRect(rect, theme.line)
                painter.fillRect(rect.adjusted(1, 1, -1, -1), theme.panel)
                continue
            colour = QColor.fromRgba(int(colours[row, column]))
            painter.fillRect(rect, colour)
            painter.setPen(theme.secondary if cells.is_stale else ink_on(colour))
            painter.drawText(rect, middle, short(float(cells.numbers[row, column])))
