"""In view: finds the cards and edges that show in a part of the scene, of hundreds in a fraction of a millisecond."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

import numpy as np
from PySide6.QtCore import QRectF

from gui.canvas.edge import EdgeItem
from gui.canvas.metrics import CARD_RECT
from gui.canvas.node import NodeItem

_Item = TypeVar("_Item", NodeItem, EdgeItem)
_AROUND = CARD_RECT.adjusted(-8, -8, 8, 8)


class _Places(Generic[_Item]):
    """Items and what each of them covers."""

    def __init__(self, items: Sequence[_Item], covered: Iterable[QRectF]) -> None:
        self.items: Sequence[_Item] = items
        self._covered = np.array([each.getCoords() for each in covered]).reshape(-1, 4).T

    def in_parts(self, parts: Sequence[QRectF]) -> list[_Item]:
        """Those that show in any of these parts, in their own order."""
        left, top, right, bottom = self._covered
        seen = np.zeros(len(self.items), dtype=bool)
        for part in parts:
            across = (left <= part.right()) & (right >= part.left())
            seen |= across & (top <= part.bottom()) & (bottom >= part.top())
        return [self.items[at] for at in np.flatnonzero(seen).tolist()]


class InView:
    """Where these cards and edges lie now; once they move, make another."""

    def __init__(self, nodes: Iterable[NodeItem], edges: Iterable[EdgeItem]) -> None:
        cards, lines = list(nodes), list(edges)
        self._cards = _Places(cards, [_AROUND.translated(card.pos()) for card in cards])
        self._edges = _Places(lines, [line.boundingRect() for line in lines])

    def cards(self, *parts: QRectF) -> list[NodeItem]:
        """The cards that show in some parts of the scene."""
        return self._cards.in_parts(parts)

    def edges(self, *parts: QRectF) -> list[EdgeItem]:
        """The edges that show in some parts of the scene."""
        return self._edges.in_parts(parts)
