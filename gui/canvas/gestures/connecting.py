"""Connect: from port to port, either way; what fits lights up, what does not says why and shows what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.document import Document
from engine.graph import Edge
from gui.canvas import edits
from gui.canvas.fitting import first_fitting_port, fitting_inputs, fitting_outputs, why_not
from gui.canvas.gestures.gesture import Gesture, is_free
from gui.canvas.helping import Help, help_for
from gui.canvas.port import Hit
from gui.canvas.search import Spot

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

Aim = tuple[str, str]


class Connect(Gesture):
    """From an output or an input; from the end of an edge it pulls that end off, and the void unplugs it."""

    def __init__(self, view: CanvasView, event: QMouseEvent, found: Hit) -> None:
        super().__init__(view, event)
        self._pulled: Edge | None = found.edge if found.kind == "edge_end" else None
        self._from_output = found.kind != "input"
        self._id, self._port = (self._pulled.source, "") if self._pulled else (found.id, found.port)
        self._verdicts: dict[tuple[Aim, bool], tuple[str, Help | None]] = {}
        document = self._document()
        fits = (
            fitting_inputs(document, self._id) if self._from_output else fitting_outputs(document, self._id, self._port)
        )
        view.canvas.light_ports(set(fits), fade_others=True)

    def move(self, event: QMouseEvent) -> None:
        scene, at = self.view.canvas, self.at(event)
        aim = self._aim(at)
        reason, help = self._verdict(aim, event)
        start = scene.port_position(self._id, "" if self._from_output else self._port)
        end = scene.port_position(*aim) if aim and not reason else at
        state = "refused" if reason else "fits" if aim else "free"
        scene.ghost_edge(*((start, end) if self._from_output else (end, start)), state)
        scene.ghost_card(type(help.node.layer) if help else None, QPointF(*help.node.at) if help else None)
        scene.say(at if reason else None, f"{reason} {help.offer}" if help else reason)

    def release(self, event: QMouseEvent) -> None:
        at = self.at(event)
        aim = self._aim(at)
        reason, help = self._verdict(aim, event)
        is_drag = (event.position() - self.start).manhattanLength() >= QApplication.startDragDistance()
        self.look_away()
        editor = self.view.editor
        if not is_drag or (self._pulled and aim == (self._pulled.target, self._pulled.port)):
            return
        if aim is None:
            if self._pulled:
                editor.edit(self._document(), "Disconnect")
            else:
                self._search(at)
        elif help:
            editor.edit(help.document, help.words)
            editor.select([help.node.id])
        elif reason:
            editor.refuse(reason)
        else:
            source, target, port = self._ends(aim)
            names = editor.graph.node(source).name, editor.graph.node(target).name
            editor.edit(edits.connect(self._document(), source, target, port), "Connect {} to {}".format(*names))

    def _document(self) -> Document:
        """The document without the edge that is being re-plugged."""
        document = self.view.editor.document
        return edits.disconnect(document, [self._pulled]) if self._pulled else document

    def _aim(self, at: QPointF) -> Aim | None:
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

    def _ends(self, aim: Aim) -> tuple[str, str, str]:
        return (self._id, *aim) if self._from_output else (aim[0], self._id, self._port)

    def _verdict(self, aim: Aim | None, event: QMouseEvent) -> tuple[str, Help | None]:
        """Why the edge can't be, and what would help; with Alt nothing is put in between."""
        if aim is None:
            return "", None
        key = aim, is_free(event)
        if key not in self._verdicts:
            document, ends = self._document(), self._ends(aim)
            reason = why_not(document, *ends)
            self._verdicts[key] = reason, help_for(document, *ends) if reason and ends[2] and not key[1] else None
        return self._verdicts[key]

    def _search(self, at: QPointF) -> None:
        if self._from_output:
            self.view.gestures.search.open(Spot(at, source=self._id, is_drawn=True))
        else:
            self.view.gestures.search.open(Spot(at, target=(self._id, self._port), is_drawn=True))
