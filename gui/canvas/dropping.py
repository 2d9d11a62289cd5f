"""Dropping: which edge a card would go into where it is held, and what makes room for it."""
from __future__ import annotations

from collections.abc import Callable
from math import inf

from engine.document import Document
from engine.graph import Edge
from engine.layout import Place
from gui.canvas.edge import EdgeItem
from gui.canvas.hints import HintScene
from gui.canvas.metrics import CARD_RECT

# How much of a card, on each side, may lie on an edge without meaning it.
_RIM = 28
# Places on the curve of an edge at which its distance is measured.
_PIECES = 48


def edge_under(scene: HintScene, place: Place, fits: Callable[[Edge], bool]) -> Edge | None:
    """The edge nearest to the middle of a card with its top left corner at ``place``, of those that run under it.

    An edge is a line: what it bends around is not under the card.
    """
    core = CARD_RECT.translated(*place).adjusted(_RIM, _RIM, -_RIM, -_RIM)
    near = [(edge, item) for edge, item in scene.edges.items() if item.boundingRect().intersects(core)]
    measured = sorted(((_distance(item, place), edge) for edge, item in near), key=lambda each: each[0])
    return next((edge for distance, edge in measured if distance < inf and fits(edge)), None)


def room(before: Document, after: Document) -> dict[str, Place]:
    """Where the nodes go that give way between two documents."""
    places = {node.id: node.at for node in after.graph.nodes}
    return {node.id: places[node.id] for node in before.graph.nodes if places.get(node.id, node.at) != node.at}


def _distance(item: EdgeItem, place: Place) -> float:
    """From the middle of a card to the nearest point of an edge in its core; infinite where there is none."""
    card = CARD_RECT.translated(*place)
    core, middle = card.adjusted(_RIM, _RIM, -_RIM, -_RIM), card.center()
    points = [item.path.pointAtPercent(step / _PIECES) for step in range(_PIECES + 1)]
    return min(((point - middle).manhattanLength() for point in points if core.contains(point)), default=inf)
