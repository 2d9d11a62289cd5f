"""Move: the selected nodes follow the hand; a single one dropped on an edge goes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.graph import Edge, GraphError
from engine.layout import to_grid
from gui.canvas import edits
from gui.canvas.gestures.gesture import Gesture
from gui.canvas.metrics import CARD_RECT

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

# Canvas units within which a moved node aligns with another.
_NEAR = 6


class Move(Gesture):
    """Snaps to the neighbours' edges and to the grid. Alt means: leave me alone."""

    def __init__(self, view: CanvasView, event: QMouseEvent, id: str) -> None:
        super().__init__(view, event)
        self._id = id
        toggles = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        selected = view.editor.selection
        if toggles:
            view.editor.select(selected ^ {id})
        elif id not in selected:
            view.editor.select([id])
        self._narrows = not toggles and id in selected and len(selected) > 1
        self._places = edits.places(view.editor.document, view.editor.selection)
        self._held: dict[str, tuple[float, float]] = {}
        self._edge: Edge | None = None

    def move(self, event: QMouseEvent) -> None:
        far = (event.position() - self.start).manhattanLength() >= QApplication.startDragDistance()
        if not self._places or not (far or self._held):
            return
        by, is_free = self.at(event) - self.scene_start, bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if not is_free:
            by = self._snapped(by)
        self._held = {id: (x + by.x(), y + by.y()) for id, (x, y) in self._places.items()}
        self.view.canvas.hold(self._held)
        self._edge = None if is_free else self._edge_below()
        self.view.canvas.light_edge(self._edge)

    def release(self, event: QMouseEvent) -> None:
        held, edge = self._held, self._edge
        self.cancel()
        editor = self.view.editor
        if not held:
            if self._narrows:
                editor.select([self._id])
            return
        document = edits.move(editor.document, held)
        words = f"Move {edits.counted(editor.graph, held)}"
        if edge is not None:
            try:
                document, words = edits.insert(document, edge, self._id), f"Insert {editor.graph.node(self._id).name}"
            except GraphError as error:
                editor.refuse(str(error))
        editor.edit(document, words)

    def cancel(self) -> None:
        self.view.canvas.hold({})
        super().cancel()

    def _snapped(self, by: QPointF) -> QPointF:
        """The move, aligned with a neighbour where one is near, else to the grid."""
        left, top = self._places.get(self._id, next(iter(self._places.values())))
        x, y = left + by.x(), top + by.y()
        others = [node.at for node in self.view.editor.graph.nodes if node.id not in self._places]
        near_x = min(
            (each for each, _ in others if abs(each - x) < _NEAR), key=lambda each: abs(each - x), default=None
        )
        near_y = min(
            (each for _, each in others if abs(each - y) < _NEAR), key=lambda each: abs(each - y), default=None
        )
        grid_x, grid_y = to_grid(x), to_grid(y)
        self._show_guides(near_x, near_y)
        return QPointF((grid_x if near_x is None else near_x) - left, (grid_y if near_y is None else near_y) - top)

    def _show_guides(self, x: float | None, y: float | None) -> None:
        seen = self.view.visible_rect()
        lines = [] if x is None else [QLineF(x, seen.top(), x, seen.bottom())]
        self.view.canvas.guides(lines if y is None else [*lines, QLineF(seen.left(), y, seen.right(), y)])

    def _edge_below(self) -> Edge | None:
        """The edge under the middle of a node that is moved alone and has room for one."""
        if len(self._held) != 1 or self.view.editor.graph.feeds[self._id]:
            return None
        x, y = self._held[self._id]
        core = CARD_RECT.translated(x, y).adjusted(40, 40, -40, -40)
        document = self.view.editor.document
        for edge, item in self.view.canvas.edges.items():
            if item.path.intersects(core):
                return None if edits.why_not_insert(document, edge, self._id) else edge
        return None
