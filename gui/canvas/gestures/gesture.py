"""Gesture: what begins with a press and ends with a release."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QMouseEvent

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Gesture:
    """Made at the press. Nothing of the document changes before ``release``, so ``cancel`` only has to look away."""

    def __init__(self, view: CanvasView, event: QMouseEvent) -> None:
        self.view = view
        self.start = event.position()
        self.scene_start = view.mapToScene(event.position().toPoint())

    def at(self, event: QMouseEvent) -> QPointF:
        """Where the pointer is, in canvas units."""
        return self.view.mapToScene(event.position().toPoint())

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved with the button down."""

    def release(self, event: QMouseEvent) -> None:
        """The button came up: do it, as one undo step."""

    def cancel(self) -> None:
        """Leave everything as it was."""
        self.view.canvas.clear_hints()
