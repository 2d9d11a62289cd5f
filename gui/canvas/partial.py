"""Partial: a heat map of which a walk by term has made some numbers so far, and is at one of them."""
from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from engine.element import Element
from engine.present import Present
from gui.canvas.digits import Digits, paint_digits
from gui.canvas.metrics import NUMBER_HEIGHT, NUMBER_WIDTH
from gui.canvas.style import Style, pen
from gui.canvas.waves import Key
from gui.paint.heat import heat_colours

if TYPE_CHECKING:
    from engine.inquiry.walk import Walk


@dataclasses.dataclass(frozen=True)
class Partial:
    """``key`` says which heat map; ``place`` is that of the number being made, counted row by row; ``value`` so far.

    That many addends are ``done``.
    """

    key: Key
    place: int
    value: float
    done: int = 0


def partial_of(walk: Walk | None, present: Present) -> Partial | None:
    """What a walk leaves of a card's heat map; None where it has made all of it, or goes over other numbers."""
    if walk is None or walk.is_whole:
        return None
    # Imported when first asked for: a window that opens needs none.
    from engine.inquiry.location import locate

    location = locate(present, walk.result.array, walk.index)
    if location is None or not isinstance(location.element, Element):
        return None
    element, kind = location.element, "gradient" if location.is_gradient else "value"
    array = present.gradient_of(location.node) if location.is_gradient else present.values_of(location.node)
    assert array is not None, "it was just found there"
    place = np.ravel_multi_index((*element.index, element.example), array.shape)
    return Partial((location.node, kind), int(place), walk.so_far, walk.done)


def paint_partial(
    painter: QPainter, partial: Partial, cells: list[tuple[int, QRectF]], strongest: float, style: Style, scale: float
) -> None:
    """Over a heat map, given the place of the number in each of its cells: hide what is not made yet, mark what is."""
    painter.setPen(style.cell)
    painter.setBrush(style.card)
    for place, cell in cells:
        if place > partial.place:
            painter.drawRect(cell)
    for cell in (cell for place, cell in cells if place == partial.place):
        colours = heat_colours(np.array([[partial.value]]), partial.key[1], style.theme, strongest)
        ground = QColor.fromRgb(int(colours[0, 0]))
        painter.setPen(pen(style.theme.accent, 1.6 / max(1.0, scale)))
        painter.setBrush(ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(cell.adjusted(0.4, 0.4, -0.4, -0.4), 0.22 * cell.height(), 0.22 * cell.height())
        if cell.width() * scale >= NUMBER_WIDTH and cell.height() * scale >= NUMBER_HEIGHT:
            paint_digits(painter, [Digits(np.array([[partial.value]]), [[ground]], cell)], style)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
