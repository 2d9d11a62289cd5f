"""Joining: the inputs that the selected node can feed, to choose one with the keyboard."""
from __future__ import annotations

from typing import TYPE_CHECKING

from gui.canvas import edits
from gui.canvas.choosing import Choice
from gui.canvas.fitting import fitting_inputs

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

Port = tuple[str, str]


class Joiner(Choice):
    """Free inputs come first; one that is taken gets this edge in place of the one it has."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view, "Connect to")
        self._source = ""
        self._ports: dict[str, Port] = {}

    def open(self, source: str) -> None:
        """Offer what the output of ``source`` fits into; where there is nothing, say so."""
        graph = self._view.editor.graph
        fits = [
            (id, port)
            for id, port in fitting_inputs(self._view.editor.document, source)
            if graph.feeds[id].get(port) != source
        ]
        if not fits:
            self._view.editor.refuse(f"No input of another layer would take what {graph.node(source).name} gives.")
            return
        order = list(graph.by_id)
        fits.sort(key=lambda each: (each[1] in graph.feeds[each[0]], order.index(each[0])))
        self._source, self._ports = source, {self._words(each): each for each in fits}
        self.open_at(self._view.mapFromScene(self._view.canvas.port_position(source, "")))

    def fill(self, text: str) -> None:
        """What holds the text."""
        graph = self._view.editor.graph
        for words, (id, _) in self._ports.items():
            if text in words.casefold():
                self.add(words, words, type(graph.node(id).layer))

    def take(self, value: str) -> None:
        """Connect, as one undo step."""
        editor, (id, port) = self._view.editor, self._ports[value]
        words = f"Connect {editor.graph.node(self._source).name} to {editor.graph.node(id).name}"
        editor.edit(edits.connect(editor.document, self._source, id, port), words)

    def _words(self, place: Port) -> str:
        node, feeds = self._view.editor.graph.node(place[0]), self._view.editor.graph.feeds[place[0]]
        port = f", input {place[1]}" if len(node.layer.ports) > 1 else ""
        taken = feeds.get(place[1])
        return f"{node.name}{port}" + (f" (now fed by {self._view.editor.graph.node(taken).name})" if taken else "")
