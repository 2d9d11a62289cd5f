"""Gestures: one class for each thing a hand does on the canvas. A gesture is one undo step, and Escape undoes it."""
from __future__ import annotations

from typing import TYPE_CHECKING

from gui.canvas.gestures.dispatcher import Gestures

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


def install(view: CanvasView) -> Gestures:
    """The gestures of a view."""
    return Gestures(view)
