"""Hovering: what lies under the pointer, and the words for it."""
from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from gui.canvas import metrics
from gui.canvas.inside.inside import pointed_in
from gui.canvas.overlay import KINDS
from gui.canvas.picking import picked
from gui.canvas.port import VOID, Hit
from gui.canvas.scene import CanvasScene
from gui.canvas.words import describe_edge, describe_map
from gui.lighting import NOTHING, Light

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Hovering:
    """What the pointer rests on in a view: lit, with its problem as the tool tip, and said as ``hover_words``."""

    def __init__(self, view: CanvasView) -> None:
        self._view, self._at, self._said, self._is_lit = view, QPointF(), "", False

    def move(self, position: QPointF | None) -> None:
        """The pointer is there in the view; None where it has left."""
        view = self._view
        is_inside = position is not None and view.viewport().rect().contains(position.toPoint())
        self._at = position if is_inside and position is not None else QPointF()
        found, words = words_at(view.canvas, view.mapToScene(self._at.toPoint()) if is_inside else None)
        view.canvas.hover(found)
        if view.editor.picker is not None:
            view.editor.picker.point(*picked(view.canvas, found, view.mapToScene(self._at.toPoint())))
        pointed = pointed_in(view.canvas, found, view.mapToScene(self._at.toPoint())) if is_inside else None
        words = pointed.words if pointed is not None else words
        self._light(None if pointed is None or pointed.light == NOTHING else pointed.light)
        self._say(words)
        view.viewport().setToolTip(_tip(view.canvas, found.id))

    def again(self) -> None:
        """The numbers under the pointer are others now."""
        if self._said:
            scene, at = self._view.canvas, self._view.mapToScene(self._at.toPoint())
            found, words = words_at(scene, at)
            pointed = pointed_in(scene, found, at)
            self._say(words if pointed is None else pointed.words)

    def _light(self, light: Light | None) -> None:
        """Light what the pointer is on, and put out only what was lit here."""
        if light or self._is_lit:
            self._view.editor.lighting.point(light)
        self._is_lit = bool(light)

    def _say(self, words: str) -> None:
        if words != self._said:
            self._said = words
            self._view.hover_words.emit(words)


def _tip(scene: CanvasScene, id: str) -> str:
    """Why a node is left out, or what is wrong with it and what one might try."""
    if id not in scene.nodes:
        return ""
    findings = "".join(f"<p>{escape(str(each))}</p>" for each in scene.player.health.findings.get(id, ()))
    return scene.nodes[id].face.problem or findings


def words_at(scene: CanvasScene, at: QPointF | None) -> tuple[Hit, str]:
    """What lies under a scene position, and one line about it; the void and "" for None."""
    found = VOID if at is None else scene.hit(at)
    if at is None or found.kind == "void":
        return found, ""
    if found.kind == "edge" and found.edge is not None:
        return found, describe_edge(scene.editor.document, found.edge, scene.edges[found.edge].label)
    if found.kind == "node":
        return found, _map_words(scene, found.id, at) or scene.describe(found.id)
    return found, _port_words(scene, found)


def number_at(view: CanvasView, position: QPointF) -> tuple[np.ndarray, tuple[int, ...]] | None:
    """The array and the place in it of the number that can be read at a position in a view; None beside them."""
    at = view.mapToScene(position.toPoint())
    found = view.canvas.hit(at)
    if found.kind != "node":
        return None
    pointed = pointed_in(view.canvas, found, at)
    if pointed is not None:
        return None if pointed.numbers is None else (pointed.numbers.array, pointed.numbers.indices[pointed.place])
    return view.canvas.overlay.number_at(found.id, at - view.canvas.nodes[found.id].pos(), view.zoom)


def _port_words(scene: CanvasScene, found: Hit) -> str:
    graph = scene.editor.graph
    name = graph.node(found.id).name
    if found.kind == "output":
        return f"Output of {name}: drag from here to an input."
    if found.edge is None:
        return f"Input {found.port} of {name}: nothing is connected."
    return f"Input {found.port} of {name}: fed by {graph.node(found.edge.source).name}."


def _map_words(scene: CanvasScene, id: str, at: QPointF) -> str:
    on_card = at - scene.nodes[id].pos()
    for kind in KINDS:
        array = scene.overlay.array(id, kind)
        if array is None or not metrics.frame_rect(kind).contains(on_card):
            continue
        cell = scene.overlay.cell(id, kind, on_card)
        return describe_map(scene.editor.graph.node(id).name, array, kind, cell, scene.player.shown.symbol)
    return ""
