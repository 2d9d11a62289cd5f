"""Landing: where a layer from the palette would come down: shown while held over the canvas, made on a drop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication

from engine.document import Document
from engine.graph import Edge
from engine.layer import layer_kinds
from engine.layout import Place, to_grid
from gui.canvas import edits
from gui.canvas.dropping import edge_under, room
from gui.canvas.fitting import trial_node, with_node
from gui.canvas.metrics import CARD_RECT

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Landing:
    """A drop on an edge goes into it, a drop on a node replaces it, a drop on the void is a new node."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def show(self, kind: str, position: QPoint) -> None:
        """Show what a drop at a global position would do; nothing, where it is not over the canvas."""
        scene, layer = self._view.canvas, layer_kinds()[kind]
        if not self.is_over(position):
            self.leave()
            return
        at = self._scene_position(position)
        scene.clear_hints()
        replaced, edge = self._below(kind, at)
        if replaced:
            scene.light_node(replaced)
            name = self._view.editor.graph.node(replaced).name
            scene.say(at, f"Drop to put {layer.title} in place of {name}.")
            self._view.glide.carry({}, {})
            return
        document = self._view.editor.document
        after = edits.insert_new(document, edge, kind, self._corner(at))[0] if edge else document
        self._view.glide.carry({}, room(document, after))
        scene.light_edge(edge)
        scene.ghost_card(layer, QPointF(*self._corner(at)))

    def drop(self, kind: str, position: QPoint) -> None:
        """Do it, as one undo step; select the new node."""
        if not self.is_over(position):
            self.leave()
            return
        at, title = self._scene_position(position), layer_kinds()[kind].title
        replaced, edge = self._below(kind, at)
        self.leave()
        document = self._view.editor.document
        if replaced:
            self._edit(edits.change_kind(document, replaced, kind), replaced, f"Change to {title}")
        elif edge:
            self._edit(*edits.insert_new(document, edge, kind, self._corner(at)), f"Insert {title}")
        else:
            self._edit(*edits.add(document, kind, self._corner(at), is_exact=_is_free()), f"Add {title}")

    def is_over(self, position: QPoint) -> bool:
        """Whether a global position is over the canvas."""
        viewport = self._view.viewport()
        return bool(viewport.rect().contains(viewport.mapFromGlobal(position)))

    def _below(self, kind: str, at: QPointF) -> tuple[str, Edge | None]:
        """The node that a drop replaces, or the edge that it goes into. Alt means neither."""
        scene = self._view.canvas
        if _is_free():
            return "", None
        found = scene.hit(at)
        if found.kind not in ("void", "edge"):
            return found.id, None
        document = self._view.editor.document
        node = trial_node(document.graph, kind, self._corner(at))
        trial = with_node(document, node)
        return "", edge_under(scene, node.at, lambda edge: not edits.why_not_insert(trial, edge, node.id))

    def leave(self) -> None:
        """Nothing is held any more."""
        self._view.glide.stop()
        self._view.canvas.clear_hints()

    def add_beside_selection(self, kind: str) -> None:
        """Right of the one selected node and fed by it, else in the middle of what is in view."""
        view, title = self._view, layer_kinds()[kind].title
        document, selected = view.editor.document, sorted(view.editor.selection)
        if len(selected) == 1:
            place = edits.place_beside(document, selected[0])
            made = edits.add(document, kind, place, after=selected[0])
        else:
            made = edits.add(document, kind, self._corner(view.visible_centre()))
        self._edit(*made, f"Add {title}")
        view.reveal(view.editor.selection)

    def _edit(self, after: Document, id: str, words: str) -> None:
        self._view.editor.edit(after, words)
        self._view.editor.select([id])
        self._view.setFocus()

    def _scene_position(self, position: QPoint) -> QPointF:
        return self._view.mapToScene(self._view.viewport().mapFromGlobal(position))

    def _corner(self, middle: QPointF) -> Place:
        corner = middle - CARD_RECT.center()
        return (corner.x(), corner.y()) if _is_free() else (to_grid(corner.x()), to_grid(corner.y()))


def _is_free() -> bool:
    """Whether Alt is held: leave me alone, no snap, no insert."""
    return bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier)
