"""Hits: finding what lies under a point of the scene."""
from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from gui.canvas.edge import EdgeItem
from gui.canvas.hints import HintScene
from gui.canvas.metrics import CARD_RECT, GRAB, PORT_RADIUS
from gui.canvas.node import NodeItem
from gui.canvas.port import VOID, Hit

_GRAB_PIXELS = 24.0


def hit(scene: HintScene, at: QPointF) -> Hit:
    """The port within reach, else the card, else the edge under a scene position."""
    grab = _grab(scene)
    near = CARD_RECT.adjusted(-grab, -grab, grab, grab)
    cards = [item for item in reversed(scene.nodes.values()) if near.contains(at - item.pos())]
    for item in cards:
        if found := _port(scene, item, at, grab):
            return found
    for item in cards:
        if CARD_RECT.contains(at - item.pos()):
            return Hit("node", item.face.node.id)
    return _edge(scene, at)


def _grab(scene: HintScene) -> float:
    """How near is near enough to a port: on the screen no farther the closer one looks."""
    return max(PORT_RADIUS, min(GRAB, _GRAB_PIXELS / scale_in_view(scene)))


def scale_in_view(scene: QGraphicsScene) -> float:
    """At how many pixels of the screen a unit of the scene is seen."""
    return max((view.transform().m11() for view in scene.views()), default=1.0)


def _port(scene: HintScene, item: NodeItem, at: QPointF, grab: float) -> Hit | None:
    reached = [(_distance(item.pos() + place, at), name) for name, place in item.ports()]
    distance, name = min(reached)
    if distance > grab:
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
