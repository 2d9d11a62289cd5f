"""Lit: the marks on the canvas of what is lit: nodes, edges, and numbers in the heat maps."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from gui.canvas.metrics import CARD_RECT, RADIUS
from gui.canvas.style import Style, pen

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene

_AROUND = 4.0


def paint_ground(painter: QPainter, scene: CanvasScene, style: Style) -> None:
    """Below the heat maps: a rim around lit cards, and lit edges."""
    light = scene.editor.lighting.light
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(style.lit)
    for edge in light.edges & scene.edges.keys():
        painter.drawPath(scene.edges[edge].path)
    for id in light.nodes & scene.nodes.keys():
        card = CARD_RECT.translated(scene.nodes[id].pos())
        painter.drawRoundedRect(card.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND), RADIUS + 4, RADIUS + 4)


def paint_cells(painter: QPainter, scene: CanvasScene, style: Style, scale: float) -> None:
    """Over the heat maps: a frame around each lit number that a card shows."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(style.theme.ink, min(2.0, 2.0 / scale)))
    for cell in scene.editor.lighting.light.cells:
        # What is open marks its numbers itself.
        if cell.node in scene.nodes and not (scene.nodes[cell.node].face.can_open and style.openness(scale)):
            place = scene.overlay.place_of(cell.node, cell.part, cell.index)
            if place is not None:
                painter.drawRect(place.translated(scene.nodes[cell.node].pos()))
