"""Marquee: a rectangle over the void selects what it touches."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent

from gui.canvas.gestures.gesture import Gesture
from gui.canvas.metrics import CARD_RECT

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Marquee(Gesture):
    """Shift adds to what was selected."""

    def __init__(self, view: CanvasView, event: QMouseEvent) -> None:
        super().__init__(view, event)
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._kept = view.editor.selection if adds else frozenset()
        view.editor.select(self._kept)

    def move(self, event: QMouseEvent) -> None:
        rect = QRectF(self.scene_start, self.at(event)).normalized()
        self.view.canvas.marquee(rect)
        nodes = self.view.canvas.nodes.items()
        touched = {id for id, item in nodes if rect.intersects(CARD_RECT.translated(item.pos()))}
        self.view.editor.select(self._kept | touched)

    def release(self, event: QMouseEvent) -> None:
        self.look_away()
