"""Hits: finding what lies under a point of the scene."""
from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from gui.canvas.edge import EdgeItem
from gui.canvas.hints import HintScene
from gui.canvas.metrics import CARD_RECT, GRAB
from gui.canvas.node import NodeItem
from gui.canvas.port import VOID, Hit


def hit(scene: HintScene, at: QPointF) -> Hit:
    """The port within reach, else the card, else the edge under a scene position."""
    near = CARD_RECT.adjusted(-GRAB, -GRAB, GRAB, GRAB)
    cards = [item for item in reversed(scene.nodes.values()) if near.contains(at - item.pos())]
    for item in cards:
        if found := _port(scene, item, at):
            return found
    for item in cards:
        if CARD_RECT.contains(at - item.pos()):
            return Hit("node", item.face.node.id)
    return _edge(scene, at)


def _port(scene: HintScene, item: NodeItem, at: QPointF) -> Hit | None:
    reached = [(_distance(item.pos() + place, at), name) for name, place in item.ports()]
    distance, name = min(reached)
    if distance > GRAB:
        return None
    id = item.face.node.id
    if not name:
        return Hit("output", id)
    edge = next((edge for edge in scene.edges if (edge.target, edge.port) == (id, name)), None)
    return Hit("edge_end" if edge else "input", id, name, edge)


def _distance(one: QPointF, other: QPointF) -> float:
    return float((one - other).manhattanLength())


def _edge(scene: HintScene, at: QPointF) -> Hit:
    spot = QRectF(at.x() - 1, at.y() - 1, 2, 2)
    for item in scene.items(spot):
        if isinstance(item, EdgeItem):
            return Hit("edge", item.edge.target, item.edge.port, item.edge)
    return VOID
