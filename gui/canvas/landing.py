"""Landing: where a layer from the palette would come down: shown while held over the canvas, made on a drop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF

from engine.document import Document
from engine.graph import GraphError
from engine.layer import layer_kinds
from engine.layout import to_grid
from gui.canvas import edits
from gui.canvas.metrics import CARD_RECT

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Landing:
    """A drop on an edge goes into it, a drop on a node replaces it, a drop on the void is a new node."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def show(self, kind: str, position: QPoint) -> None:
        """Show what a drop at a global position would do."""
        scene, at = self._view.canvas, self._scene_position(position)
        scene.clear_hints()
        found = scene.hit(at)
        if found.kind == "edge" and layer_kinds()[kind].ports:
            scene.light_edge(found.edge)
        elif found.kind != "void" and found.kind != "edge":
            scene.light_node(found.id)
            name = self._view.editor.graph.node(found.id).name
            scene.say(at, f"Drop to put {layer_kinds()[kind].title} in place of {name}.")
            return
        scene.ghost_card(layer_kinds()[kind], self._corner(at))

    def drop(self, kind: str, position: QPoint) -> None:
        """Do it, as one undo step; select the new node."""
        view, at = self._view, self._scene_position(position)
        view.canvas.clear_hints()
        found, title = view.canvas.hit(at), layer_kinds()[kind].title
        corner = (self._corner(at).x(), self._corner(at).y())
        document = view.editor.document
        try:
            if found.kind == "edge" and found.edge is not None and layer_kinds()[kind].ports:
                self._edit(*edits.insert_new(document, found.edge, kind, corner), f"Insert {title}")
            elif found.kind in ("void", "edge"):
                self._edit(*edits.add(document, kind, corner), f"Add {title}")
            else:
                self._edit(edits.change_kind(document, found.id, kind), found.id, f"Change to {title}")
        except GraphError as error:
            view.editor.refuse(str(error))

    def leave(self) -> None:
        """Nothing is held any more."""
        self._view.canvas.clear_hints()

    def add_beside_selection(self, kind: str) -> None:
        """Right of the one selected node and fed by it, else in the middle of what is in view."""
        view, title = self._view, layer_kinds()[kind].title
        document, selected = view.editor.document, sorted(view.editor.selection)
        if len(selected) == 1:
            place = edits.place_beside(document, selected[0])
            made = edits.add(document, kind, place, after=selected[0])
        else:
            corner = self._corner(view.visible_centre())
            made = edits.add(document, kind, (corner.x(), corner.y()))
        self._edit(*made, f"Add {title}")

    def _edit(self, after: Document, id: str, words: str) -> None:
        self._view.editor.edit(after, words)
        self._view.editor.select([id])
        self._view.setFocus()

    def _scene_position(self, position: QPoint) -> QPointF:
        return self._view.mapToScene(self._view.viewport().mapFromGlobal(position))

    def _corner(self, middle: QPointF) -> QPointF:
        corner = middle - CARD_RECT.center()
        return QPointF(to_grid(corner.x()), to_grid(corner.y()))
