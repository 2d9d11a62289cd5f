"""Pan: the canvas follows the hand."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from gui.canvas.gestures.gesture import Gesture

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Pan(Gesture):
    """With the middle button, or with Space held; also from a node."""

    def __init__(self, view: CanvasView, event: QMouseEvent) -> None:
        super().__init__(view, event)
        self._last = event.position()
        self._panned = QPointF()
        view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, event: QMouseEvent) -> None:
        by = event.position() - self._last
        self.view.pan_by(by)
        self._panned += by
        self._last = event.position()

    def release(self, event: QMouseEvent) -> None:
        self.look_away()

    def look_away(self) -> None:
        self.view.viewport().unsetCursor()

    def cancel(self) -> None:
        self.look_away()
        self.view.pan_by(-self._panned)
