"""Picking: what somebody who wants a card or a number chosen on the canvas is told of, in place of gestures."""
from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent

from engine.element import Element
from engine.inquiry.location import locate
from gui.canvas.inside.inside import pointed_in
from gui.canvas.overlay import KINDS
from gui.canvas.port import Hit
from gui.lighting import Cell

if TYPE_CHECKING:
    import numpy as np

    from engine.inquiry.paths import Start
    from engine.inquiry.rules import Index
    from gui.canvas.scene import CanvasScene

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace, Qt.Key.Key_Escape)


class Picker(Protocol):
    """As long as the editor has one, clicks on cards and numbers are its own; everything else goes on as ever."""

    def take(self, id: str, number: Start | None, at: QPoint) -> None:
        """This card was clicked, or this number of its value or of a parameter, at a place of the screen."""

    def take_at(self, array: np.ndarray, index: Index) -> None:
        """The number at a place of an array that is shown was clicked, in a pane beside the canvas."""

    def point(self, id: str, number: Start | None) -> None:
        """The pointer is on a card, or on such a number of it; on neither where the id is ""."""

    def key(self, event: QKeyEvent) -> bool:
        """A key was pressed; False where the canvas may have it."""


def is_pickers(picker: Picker | None, event: QKeyEvent) -> bool:
    """Whether a key is the picker's before it is anybody's shortcut."""
    return picker is not None and event.key() in _KEYS


def cell_at(scene: CanvasScene, found: Hit, at: QPointF) -> Cell | None:
    """The number that a card shows at a scene position, of a heat map or inside an open layer."""
    if found.kind != "node":
        return None
    pointed = pointed_in(scene, found, at)
    if pointed is not None:
        numbers = pointed.numbers
        return None if numbers is None else numbers.cell(pointed.place)
    on_card = at - scene.nodes[found.id].pos()
    places = ((kind, scene.overlay.index_at(found.id, kind, on_card)) for kind in KINDS)
    return next((Cell(found.id, kind, index) for kind, index in places if index is not None), None)


def picked(scene: CanvasScene, found: Hit, at: QPointF) -> tuple[str, Start | None]:
    """The card at a scene position and, where the pointer is on it, a number of it; "" beside the cards."""
    if found.kind in ("void", "edge"):
        return "", None
    pointed = pointed_in(scene, found, at)
    if pointed is None:
        index = scene.overlay.index_at(found.id, "value", at - scene.nodes[found.id].pos())
        return found.id, None if index is None else Element(found.id, index[:-1], index[-1])
    numbers, location = pointed.numbers, None
    if numbers is not None:
        location = locate(scene.player.shown, numbers.array, numbers.indices[pointed.place])
    return (found.id, None) if location is None or location.is_gradient else (location.node, location.element)
