"""Read: inside an opened layer the canvas follows the hand, and a click asks about a number or turns to an example."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from gui.canvas.gestures.panning import Pan
from gui.canvas.inside.pointing import Pointed
from gui.canvas.inside.travel import turn

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Read(Pan):
    """A press inside a card that is open: what is there is ``pointed``."""

    def __init__(self, view: CanvasView, event: QMouseEvent, id: str, pointed: Pointed) -> None:
        super().__init__(view, event)
        self._pointed, self._is_drag = pointed, False
        if id not in view.editor.selection:
            view.editor.select([id])

    def move(self, event: QMouseEvent) -> None:
        far = (event.position() - self.start).manhattanLength() >= QApplication.startDragDistance()
        if far or self._is_drag:
            self._is_drag = True
            super().move(event)

    def release(self, event: QMouseEvent) -> None:
        super().release(event)
        pointed = self._pointed
        if self._is_drag:
            return
        if pointed.button:
            turn(self.view, 1 if pointed.button == "later" else -1)
        elif pointed.numbers is not None:
            self.view.number_asked.emit(pointed.numbers.array, pointed.numbers.indices[pointed.place])
