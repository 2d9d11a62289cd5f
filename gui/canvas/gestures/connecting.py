"""Connect: from port to port, either way; what fits lights up, what does not says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QMouseEvent

from engine.document import Document
from engine.graph import Edge, GraphError
from gui.canvas import edits
from gui.canvas.fitting import first_fitting_port, fitting_inputs, fitting_outputs, why_not
from gui.canvas.gestures.gesture import Gesture
from gui.canvas.port import Hit

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Connect(Gesture):
    """From an output or an input; from the end of an edge it pulls that end off, and the void unplugs it."""

    def __init__(self, view: CanvasView, event: QMouseEvent, found: Hit) -> None:
        super().__init__(view, event)
        self._pulled: Edge | None = found.edge if found.kind == "edge_end" else None
        self._from_output = found.kind != "input"
        self._id, self._port = (self._pulled.source, "") if self._pulled else (found.id, found.port)
        document = self._document()
        fits = (
            fitting_inputs(document, self._id) if self._from_output else fitting_outputs(document, self._id, self._port)
        )
        view.canvas.light_ports(set(fits), fade_others=True)

    def move(self, event: QMouseEvent) -> None:
        scene, at = self.view.canvas, self.at(event)
        start = scene.port_position(self._id, "" if self._from_output else self._port)
        aim = self._aim(at)
        reason = self._why_not(aim) if aim else ""
        end = scene.port_position(*aim) if aim and not reason else at
        scene.ghost_edge(
            *((start, end) if self._from_output else (end, start)), "refused" if reason else "fits" if aim else "free"
        )
        scene.say(at if reason else None, reason)

    def release(self, event: QMouseEvent) -> None:
        aim, at = self._aim(self.at(event)), self.at(event)
        self.cancel()
        editor = self.view.editor
        if self._pulled and aim == (self._pulled.target, self._pulled.port):
            return
        if aim is None:
            if self._pulled:
                editor.edit(self._document(), "Disconnect")
            elif (event.position() - self.start).manhattanLength() > 20:
                self._search(at)
            return
        reason = self._why_not(aim)
        if reason:
            editor.refuse(reason)
            return
        source, target, port = self._ends(aim)
        names = editor.graph.node(source).name, editor.graph.node(target).name
        try:
            editor.edit(edits.connect(self._document(), source, target, port), "Connect {} to {}".format(*names))
        except GraphError as error:
            editor.refuse(str(error))

    def _document(self) -> Document:
        """The document without the edge that is being re-plugged."""
        document = self.view.editor.document
        return edits.disconnect(document, [self._pulled]) if self._pulled else document

    def _aim(self, at: QPointF) -> tuple[str, str] | None:
        """The port under the pointer, or the first that fits of the node under it; None over the void."""
        found = self.view.canvas.hit(at)
        if found.kind in ("void", "edge") or found.id == self._id:
            return None
        if not self._from_output:
            return found.id, ""
        if found.kind in ("input", "edge_end"):
            return found.id, found.port
        ports = self.view.editor.graph.node(found.id).layer.ports
        return found.id, first_fitting_port(self._document(), self._id, found.id) or (ports[0] if ports else "")

    def _ends(self, aim: tuple[str, str]) -> tuple[str, str, str]:
        return (self._id, *aim) if self._from_output else (aim[0], self._id, self._port)

    def _why_not(self, aim: tuple[str, str]) -> str:
        return why_not(self._document(), *self._ends(aim))

    def _search(self, at: QPointF) -> None:
        self.view.gestures.search_at(
            at, self._id if self._from_output else "", None if self._from_output else (self._id, self._port)
        )
