"""Picking: what somebody who wants a card or a number chosen on the canvas is told of, in place of gestures."""
from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent

from engine.element import Element
from gui.canvas.inside.inside import pointed_in
from gui.canvas.port import Hit

if TYPE_CHECKING:
    from engine.paths import Start
    from gui.canvas.scene import CanvasScene

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace, Qt.Key.Key_Escape)


class Picker(Protocol):
    """As long as a view has one, clicks on cards are its own; everything else goes on as ever."""

    def take(self, id: str, number: Start | None, at: QPoint) -> None:
        """This card was clicked, or this number of its value or of a parameter, at a place of the screen."""

    def point(self, id: str, number: Start | None) -> None:
        """The pointer is on a card, or on such a number of it; on neither where the id is ""."""

    def key(self, event: QKeyEvent) -> bool:
        """A key was pressed; False where the canvas may have it."""


def is_pickers(picker: Picker | None, event: QKeyEvent) -> bool:
    """Whether a key is the picker's before it is anybody's shortcut."""
    return picker is not None and event.key() in _KEYS


def picked(scene: CanvasScene, found: Hit, at: QPointF) -> tuple[str, Element | None]:
    """The card at a scene position and, where the pointer is on it, the number of its value; "" beside the cards."""
    if found.kind in ("void", "edge"):
        return "", None
    pointed = pointed_in(scene, found, at)
    if pointed is not None:
        numbers = pointed.numbers
        is_own = numbers is not None and (numbers.node, numbers.part) == (found.id, "value")
        place = numbers.indices[pointed.place] if numbers is not None and is_own else None
        return found.id, None if place is None else Element(found.id, place[:-1], place[-1])
    index = scene.overlay.index_at(found.id, "value", at - scene.nodes[found.id].pos())
    return found.id, None if index is None else Element(found.id, index[:-1], index[-1])
