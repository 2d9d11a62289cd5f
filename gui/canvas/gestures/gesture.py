"""Gesture: what begins with a press and ends with a release."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Gesture:
    """Made at the press. Nothing of the document changes before ``release``, so ``cancel`` only has to look away."""

    def __init__(self, view: CanvasView, event: QMouseEvent) -> None:
        self.view = view
        self.button = event.button()
        self.start = event.position()
        self.scene_start = view.mapToScene(event.position().toPoint())
        self.selected_before = view.editor.selection, view.editor.selected_edges

    def at(self, event: QMouseEvent) -> QPointF:
        """Where the pointer is, in canvas units."""
        return self.view.mapToScene(event.position().toPoint())

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved with the button down."""

    def release(self, event: QMouseEvent) -> None:
        """The button came up: do it, as one undo step."""

    def look_away(self) -> None:
        """Take away all that showed what a release would do."""
        self.view.glide.stop()
        self.view.canvas.clear_hints()

    def cancel(self) -> None:
        """Leave everything as it was, the selection included."""
        self.look_away()
        self.view.editor.select(*self.selected_before)


def is_free(event: QMouseEvent) -> bool:
    """Whether Alt is held: leave me alone, no snap, no insert."""
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
