"""Edges: the curve of an edge, the shape label on it, and the item that stands for it in the scene."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.graph import Edge
from gui.canvas import metrics
from gui.canvas.metrics import PORT_RADIUS
from gui.canvas.style import Style

_GRAB_WIDTH = 14.0
_LIFT, _STEEP_LIFT = 7.0, 9.0


class EdgeItem(QGraphicsItem):
    """An edge in the scene: its curve, and what the pointer can take it by. The scene's background paints it.

    ``is_of_parameters`` says that it carries not the source's value but its parameters. ``label`` is the shape of what
    flows, "" where there is nothing to say; the middle of its letters stands at ``label_base``.
    """

    def __init__(self, edge: Edge) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.edge = edge
        self.label = ""
        self.is_selected = False
        self.is_of_parameters = False
        self.path = QPainterPath()
        self._shape = QPainterPath()
        self._bounds = QRectF()
        self._gap = 0.0
        self.label_base = QPointF()

    def lay(self, start: QPointF, end: QPointF) -> None:
        """Run from the output at ``start`` to the input at ``end``."""
        self.prepareGeometryChange()
        self.path = metrics.route(start, end)
        self._shape = QPainterPath()
        self._bounds = self.path.boundingRect().adjusted(-10, -22, 10, 10)
        self._gap = end.x() - start.x()
        self.label_base = _label_base(self.path)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        if self._shape.isEmpty():
            stroker = QPainterPathStroker()
            stroker.setWidth(_GRAB_WIDTH)
            self._shape = stroker.createStroke(self.path)
        return self._shape

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Nothing: Qt wants every item to have this."""

    def has_room_for(self, width: float) -> bool:
        """Whether words as wide as this fit between the cards that it joins."""
        return not 0 < self._gap < width + 2 * PORT_RADIUS + 4


def _label_base(path: QPainterPath) -> QPointF:
    """Over the middle of the curve, farther where it is steep."""
    before, at, after = (path.pointAtPercent(share) for share in (0.45, 0.5, 0.55))
    steepness = min(1.0, abs(after.y() - before.y()) / (abs(after.x() - before.x()) + 1e-9))
    return QPointF(at.x(), at.y() - _LIFT - _STEEP_LIFT * steepness)


def paint_edge(painter: QPainter, item: EdgeItem, style: Style, scale: float) -> None:
    """An edge at rest, in scene coordinates."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(style.selected if item.is_selected else style.tie if item.is_of_parameters else style.edge)
    painter.drawPath(item.path)
    shown = metrics.detail(scale)
    if item.label and shown:
        painter.setOpacity(shown)
        paint_label(painter, item, style)
        painter.setOpacity(1.0)


def paint_label(painter: QPainter, item: EdgeItem, style: Style) -> None:
    """What flows, in words above the middle of the edge; left out where the cards are too near for it."""
    width = _width(item.label, style)
    if not item.has_room_for(width):
        return
    base = item.label_base
    painter.fillRect(QRectF(base.x() - width / 2 - 2, base.y() - 10, width + 4, 12), style.theme.canvas)
    painter.setFont(style.number)
    painter.setPen(style.theme.secondary)
    painter.drawText(QPointF(base.x() - width / 2, base.y()), item.label)


@lru_cache(maxsize=256)
def _width(label: str, style: Style) -> float:
    return style.number_metrics.horizontalAdvance(label)
