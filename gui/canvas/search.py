"""Search: type a few letters of a layer and put it where the pointer is."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QHideEvent

from engine.document import Document
from engine.graph import Edge, GraphError
from engine.layer import layer_kinds
from gui.canvas import edits
from gui.canvas.choosing import Choice
from gui.canvas.fitting import all_kinds, kinds_after, kinds_before, kinds_between
from gui.canvas.metrics import OUTPUT_OFFSET, PORT_LINE

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


@dataclass(frozen=True)
class Spot:
    """Where a layer is wanted: fed by ``source``, feeding the input ``target``, in the middle of ``edge``, or free.

    ``is_drawn``: an edge was drawn to this place, and the layer's port belongs where it ends.
    """

    at: QPointF
    source: str = ""
    target: tuple[str, str] | None = None
    edge: Edge | None = None
    is_drawn: bool = False

    def kinds(self, document: Document) -> list[str]:
        """What fits here, likeliest first."""
        if self.edge:
            return kinds_between(document, self.edge)
        if self.target:
            return kinds_before(document, *self.target)
        return kinds_after(document, self.source) if self.source else all_kinds()

    def place(self, document: Document, kind: str) -> tuple[Document, str]:
        """The document with a layer of a kind here, and its id. Raises GraphError."""
        at = self.at.x(), self.at.y()
        if self.edge:
            source, target = (document.graph.node(id).at for id in (self.edge.source, self.edge.target))
            return edits.insert_new(document, self.edge, kind, ((source[0] + target[0]) / 2, source[1]))
        if self.target:
            corner = self.at - OUTPUT_OFFSET if self.is_drawn else self.at
            return edits.add_before(document, kind, (corner.x(), corner.y()), *self.target)
        if self.source and not self.is_drawn:
            at = edits.place_beside(document, self.source)
        elif self.is_drawn:
            at = self.at.x(), self.at.y() - PORT_LINE
        return edits.add(document, kind, at, after=self.source)


class Search(Choice):
    """The kinds of layers that fit a spot. Enter places, Escape closes, arrows choose."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view, "Search a layer")
        self._spot = Spot(QPointF())
        self._kinds: list[str] = []

    def open(self, spot: Spot, text: str = "") -> None:
        """Offer what fits at a place on the canvas."""
        self._spot, self._kinds = spot, spot.kinds(self._view.editor.document)
        self._show_edge()
        self.open_at(self._view.mapFromScene(spot.at), text)

    def fill(self, text: str) -> None:
        """Titles that begin with the text, those that hold it, descriptions that do; of equals the likeliest first."""
        known = layer_kinds()
        found = [name for name in self._kinds if text in known[name].title.casefold()]
        found.sort(key=lambda name: not known[name].title.casefold().startswith(text))
        found += [name for name in self._kinds if name not in found and text in known[name].words.casefold()]
        for name in found:
            self.add(known[name].title, name, known[name])

    def take(self, value: str) -> None:
        """Place a layer of the kind, as one undo step; select it."""
        editor = self._view.editor
        try:
            after, id = self._spot.place(editor.document, value)
        except GraphError as error:
            editor.refuse(str(error))
            return
        editor.edit(after, f"Add {layer_kinds()[value].title}")
        editor.select([id])
        if self._spot.source and not self._spot.is_drawn:
            # It went beside its source, which may be anywhere; all other places were pointed at.
            self._view.reveal([id])

    def hideEvent(self, event: QHideEvent) -> None:
        self._view.canvas.ghost_edge(None, None, None)
        super().hideEvent(event)

    def _show_edge(self) -> None:
        """The edge that was drawn here, for as long as it is not decided what it joins."""
        scene, spot = self._view.canvas, self._spot
        if spot.is_drawn and spot.target:
            scene.ghost_edge(spot.at, scene.port_position(*spot.target), "free")
        elif spot.is_drawn:
            scene.ghost_edge(scene.port_position(spot.source, ""), spot.at, "free")
