"""Menus of the canvas: what a right click offers on a node, a port, an edge and the void."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from engine.element import Element
from engine.graph import Edge
from engine.inquiry.location import Location, find
from engine.layer import layer_kinds
from engine.layout import SIDES
from gui.canvas import clipping, commands, edits
from gui.canvas.inside import travel
from gui.canvas.picking import cell_at, picked
from gui.canvas.port import Hit
from gui.canvas.search import Spot
from gui.lighting import Cell
from gui.watch import menu as watching

if TYPE_CHECKING:
    from engine.inquiry.paths import Start
    from gui.canvas.view import CanvasView


def menu_at(view: CanvasView, found: Hit, at: QPointF) -> QMenu:
    """The menu for what is under the pointer, which is selected by it. What can't be is grey, and its tip says why."""
    menu = QMenu(view)
    menu.setToolTipsVisible(True)
    if found.kind == "void":
        _void_menu(view, menu, at)
    elif found.kind == "node":
        _node_menu(view, menu, *picked(view.canvas, found, at), cell_at(view.canvas, found, at))
    elif found.kind == "output":
        _output_menu(view, menu, found.id)
    elif found.edge is not None:
        _edge_menu(view, menu, found.edge, is_port=found.kind == "edge_end")
    else:
        _input_menu(view, menu, found.id, found.port)
    return menu


def _add(menu: QMenu, words: str, run: Callable[[], object], why_not: str = "") -> None:
    action = menu.addAction(words)
    action.triggered.connect(lambda _=False: run())
    action.setEnabled(not why_not)
    action.setToolTip(why_not)


def _void_menu(view: CanvasView, menu: QMenu, at: QPointF) -> None:
    editor = view.editor
    is_empty = "" if editor.graph.nodes else "The canvas is empty: add a layer first."
    _add(menu, "Add a layer…", lambda: view.gestures.search_at(at))
    _add(menu, "Paste", lambda: commands.paste(editor, view, at), _why_not_paste())
    menu.addSeparator()
    _add(menu, "Select all", lambda: commands.select_all(editor, view), is_empty)
    _add(menu, "Tidy", lambda: commands.tidy(editor, view), is_empty)
    _add(menu, "Fit the network", view.fit, is_empty)


def _node_menu(view: CanvasView, menu: QMenu, id: str, number: Start | None, cell: Cell | None) -> None:
    editor = view.editor
    if id not in editor.selection:
        editor.select([id])
    are_several = "This goes for one node, and several are selected." if len(editor.selection) > 1 else ""
    _add(menu, "Open", lambda: travel.open_selected(editor, view), are_several or travel.why_not_open(editor, view))
    _add(menu, "Rename", lambda: commands.rename(editor, view), are_several)
    _add(menu, "Connect to…", lambda: view.joiner.open(id), are_several)
    for words, command in (("Duplicate", commands.duplicate), ("Copy", commands.copy)):
        _add(menu, words, lambda command=command: command(editor, view))  # type: ignore[misc]
    menu.addSeparator()
    _calculus(view, menu, id, number)
    watching.fill(menu.addMenu("Watch"), editor, view.player.session, id, cell)
    menu.addSeparator()
    _change_menu(view, menu.addMenu("Change to"), id)
    _align_menu(view, menu.addMenu("Align"))
    menu.addSeparator()
    _add(menu, "Delete", lambda: commands.delete(editor, view))
    _add(menu, "Delete and join the ends", lambda: commands.delete_and_heal(editor, view))


def _calculus(view: CanvasView, menu: QMenu, id: str, number: Start | None) -> None:
    """What may be asked of the number under the pointer, or of the value of the card."""
    of = number if isinstance(number, Element) else None
    words = "Derivative of this number by …" if of else "Derivative of its value by …"
    problem = view.editor.document.shapes.problems.get(id, "")
    _add(menu, words, lambda: view.derivative_asked.emit(id, of), problem)
    if number is not None and (found := find(view.player.shown, Location(number))):
        end = "the loss" if view.player.shown.of is None else "o"
        _add(menu, f"Paths from this number to {end}", lambda: view.paths_asked.emit(*found))


def _change_menu(view: CanvasView, menu: QMenu, id: str) -> None:
    """The siblings of a layer: of its family, with as many inputs."""
    editor, layer = view.editor, view.editor.graph.node(id).layer
    menu.setToolTipsVisible(True)
    for name, kind in layer_kinds().items():
        if kind.family == layer.family and kind is not type(layer) and len(kind.ports) == len(layer.ports):
            words = f"Change to {kind.title}"
            _add(menu, kind.title, lambda n=name, w=words: editor.edit(edits.change_kind(editor.document, id, n), w))  # type: ignore[misc]
    if menu.isEmpty():
        _add(menu, "Nothing alike", _nothing, f"No other layer is of the kind of {layer.title}.")


def _align_menu(view: CanvasView, menu: QMenu) -> None:
    editor = view.editor
    menu.setToolTipsVisible(True)
    why_not = commands.why_not_align(editor)
    for side in SIDES:
        _add(menu, commands.SIDE_WORDS[side], lambda side=side: commands.align(editor, view, side), why_not)  # type: ignore[misc]
    menu.addSeparator()
    why_not = commands.why_not_distribute(editor)
    for words, axis in (("Distribute across", 0), ("Distribute down", 1)):
        _add(menu, words, lambda axis=axis: commands.distribute(editor, view, axis), why_not)  # type: ignore[misc]


def _edge_menu(view: CanvasView, menu: QMenu, edge: Edge, is_port: bool) -> None:
    editor = view.editor
    editor.select((), [edge])
    at = view.canvas.edges[edge].path.pointAtPercent(0.5)
    _add(menu, "Insert a layer…", lambda: view.gestures.search.open(Spot(at, edge=edge)))
    _add(menu, "Disconnect" if is_port else "Delete", lambda: commands.delete(editor, view))


def _output_menu(view: CanvasView, menu: QMenu, id: str) -> None:
    editor, edges = view.editor, view.editor.graph.consumers[id]
    at = view.canvas.port_position(id, "") + QPointF(48, 0)
    _add(menu, "Add a layer after it…", lambda: view.gestures.search.open(Spot(at, source=id)))
    _add(menu, "Connect to…", lambda: view.joiner.open(id))
    why_not = "" if edges else f"Nothing is connected to the output of {editor.graph.node(id).name}."
    _add(menu, "Disconnect", lambda: editor.edit(edits.disconnect(editor.document, edges), "Disconnect"), why_not)


def _input_menu(view: CanvasView, menu: QMenu, id: str, port: str) -> None:
    at = view.canvas.port_position(id, port) - QPointF(48, 0)
    spot = Spot(at, target=(id, port), is_drawn=True)
    _add(menu, "Add a layer before it…", lambda: view.gestures.search.open(spot))
    why_not = f"Nothing is connected to this input of {view.editor.graph.node(id).name}."
    _add(menu, "Disconnect", _nothing, why_not)


def _nothing() -> None:
    """Of an entry that is grey."""


def _why_not_paste() -> str:
    return clipping.why_not(QGuiApplication.clipboard().text())
