"""Move: the selected nodes follow the hand; a single one dropped on an edge goes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.document import Document
from engine.graph import Edge
from engine.layout import CARD, Place, to_grid
from gui.canvas import edits
from gui.canvas.dropping import edge_under, room
from gui.canvas.gestures.gesture import Gesture, is_free
from gui.canvas.hovering import number_at

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

# Canvas units within which a moved node aligns with another, and how far a guide reaches beyond the two.
_NEAR, _BEYOND = 6, 24


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
        self._toggles = bool(toggles)
        self._narrows = not toggles and id in selected and len(selected) > 1
        self._places = edits.places(view.editor.document, view.editor.selection)
        self._held: dict[str, Place] = {}
        self._edge: Edge | None = None

    def move(self, event: QMouseEvent) -> None:
        far = (event.position() - self.start).manhattanLength() >= QApplication.startDragDistance()
        if not self._places or not (far or self._held):
            return
        by = self.at(event) - self.scene_start
        if is_free(event):
            self.view.canvas.guides()
        else:
            by = self._snapped(by)
        self._held = {id: (x + by.x(), y + by.y()) for id, (x, y) in self._places.items()}
        self._edge = None if is_free(event) else self._edge_below()
        giving_way = room(self.view.editor.document, self._inserted()) if self._edge else {}
        self.view.glide.carry(self._held, giving_way)
        self.view.canvas.light_edge(self._edge)

    def release(self, event: QMouseEvent) -> None:
        self.look_away()
        editor = self.view.editor
        if not self._held:
            if self._narrows:
                editor.select([self._id])
            if not self._toggles and (number := number_at(self.view, self.start)):
                self.view.number_asked.emit(*number)
        elif self._edge:
            editor.edit(self._inserted(), f"Insert {editor.graph.node(self._id).name}")
        else:
            after = edits.move(editor.document, self._held)
            editor.edit(after, f"Move {edits.counted(editor.graph, self._held)}")

    def _inserted(self) -> Document:
        """The document after a drop on the edge below."""
        assert self._edge is not None
        return edits.insert(edits.move(self.view.editor.document, self._held), self._edge, self._id)

    def _snapped(self, by: QPointF) -> QPointF:
        """The move, aligned with a neighbour where one is near, else to the grid."""
        start = self._places.get(self._id, next(iter(self._places.values())))
        wanted = start[0] + by.x(), start[1] + by.y()
        others = [node.at for node in self.view.editor.graph.nodes if node.id not in self._places]
        mates = [_nearest(others, wanted, axis) for axis in (0, 1)]
        x, y = (to_grid(wanted[axis]) if mate is None else mate[axis] for axis, mate in enumerate(mates))
        lines = [_guides((x, y), mate, axis) for axis, mate in enumerate(mates) if mate]
        self.view.canvas.guides(line for pair in lines for line in pair)
        return QPointF(x - start[0], y - start[1])

    def _edge_below(self) -> Edge | None:
        """The edge under a node that is moved alone and that it may go into."""
        if len(self._held) != 1:
            return None
        document = self.view.editor.document
        return edge_under(
            self.view.canvas, self._held[self._id], lambda edge: not edits.why_not_insert(document, edge, self._id)
        )


def _nearest(others: list[Place], wanted: Place, axis: int) -> Place | None:
    """The card to align with along an axis: the one least off, and of these the least far away."""
    near = [each for each in others if abs(each[axis] - wanted[axis]) < _NEAR]
    return min(
        near,
        key=lambda each: (abs(each[axis] - wanted[axis]), abs(each[1 - axis] - wanted[1 - axis])),
        default=None,
    )


def _guides(at: Place, mate: Place, axis: int) -> list[QLineF]:
    """Lines along both sides that two cards have in common, and a little beyond them."""
    other = 1 - axis
    first, last = min(at[other], mate[other]) - _BEYOND, max(at[other], mate[other]) + CARD[other] + _BEYOND
    sides = at[axis], at[axis] + CARD[axis]
    return [QLineF(side, first, side, last) if axis == 0 else QLineF(first, side, last, side) for side in sides]
