"""Finding: type a few letters of a node's name or kind, and it is selected and brought to the middle."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from gui.canvas.choosing import Choice

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Finder(Choice):
    """The nodes of the network, in the order of what flows."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view, "Find a node")

    def open(self) -> None:
        """At the top of the canvas."""
        self.open_at(QPoint((self._view.width() - self._view.look.theme.px(260)) // 2, 12))

    def fill(self, text: str) -> None:
        """Names that begin with the text come first, then those that hold it, then kinds that do."""
        graph = self._view.editor.graph
        ranked = []
        for id in graph.order:
            name, title = graph.node(id).name.casefold(), graph.node(id).layer.title.casefold()
            if text in name or text in title:
                ranked.append((not name.startswith(text), text not in name, id))
        # A sort that is stable keeps the order of what flows among equals.
        for _, _, id in sorted(ranked, key=lambda rank: rank[:2]):
            node = graph.node(id)
            self.add(node.name, id, type(node.layer))

    def take(self, value: str) -> None:
        """Select the node and bring it to the middle."""
        self._view.editor.select([value])
        self._view.centre_on([value])
