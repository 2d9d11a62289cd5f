"""Cut: a line drawn with Ctrl and the right button takes away every edge that it crosses."""
from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.graph import Edge
from gui.canvas import edits
from gui.canvas.edge import EdgeItem
from gui.canvas.gestures.gesture import Gesture

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

# Straight pieces that stand for the curve of an edge.
_PIECES = 32


class Cut(Gesture):
    """All edges crossed go in one step."""

    def __init__(self, view: CanvasView, event: QMouseEvent) -> None:
        super().__init__(view, event)
        self._points = [self.scene_start]

    def move(self, event: QMouseEvent) -> None:
        self._points.append(self.at(event))
        self.view.canvas.cut_line(self._points)

    def release(self, event: QMouseEvent) -> None:
        if (event.position() - self.start).manhattanLength() < QApplication.startDragDistance():
            self.look_away()
            # Nothing was drawn, so it was a right click, and a right click is always a menu.
            self.view.gestures.show_menu(event.position().toPoint())
            return
        self._points.append(self.at(event))
        gone = self._crossed()
        self.look_away()
        editor = self.view.editor
        words = "Cut an edge" if len(gone) == 1 else f"Cut {len(gone)} edges"
        editor.edit(edits.disconnect(editor.document, gone), words)

    def _crossed(self) -> list[Edge]:
        cuts = [QLineF(one, other) for one, other in pairwise(self._points)]
        return [edge for edge, item in self.view.canvas.edges.items() if _is_crossed(item, cuts)]


def _is_crossed(item: EdgeItem, cuts: list[QLineF]) -> bool:
    points = [item.path.pointAtPercent(step / _PIECES) for step in range(_PIECES + 1)]
    return any(_cross(cut, one, other) for cut in cuts for one, other in pairwise(points))


def _cross(cut: QLineF, one: QPointF, other: QPointF) -> bool:
    kind, _ = cut.intersects(QLineF(one, other))
    return bool(kind == QLineF.IntersectionType.BoundedIntersection)
