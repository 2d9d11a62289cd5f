"""Menus of the canvas: what a right click offers on a node, an edge and the void."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from engine.graph import GraphError
from engine.layer import layer_kinds
from gui.canvas import commands, edits
from gui.canvas.port import Hit

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


def menu_at(view: CanvasView, found: Hit, at: QPointF) -> QMenu:
    """The menu for what is under the pointer, which is selected by it."""
    menu, editor = QMenu(view), view.editor
    if found.edge is not None:
        editor.select((), [found.edge])
        menu.addAction("Delete").triggered.connect(lambda: commands.delete(editor, view))
    elif found.kind == "void":
        menu.addAction("Add a layer…").triggered.connect(lambda: view.gestures.search_at(at))
        menu.addAction("Paste").triggered.connect(lambda: commands.paste(editor, view))
        menu.addAction("Tidy").triggered.connect(lambda: commands.tidy(editor, view))
        menu.addAction("Fit the network").triggered.connect(view.fit)
    else:
        _node_menu(view, menu, found.id)
    return menu


def _node_menu(view: CanvasView, menu: QMenu, id: str) -> None:
    editor = view.editor
    if id not in editor.selection:
        editor.select([id])
    for words, command in (
        ("Rename", commands.rename), ("Duplicate", commands.duplicate), ("Copy", commands.copy),
        ("Delete", commands.delete), ("Delete and join the ends", commands.delete_and_heal),
    ):
        menu.addAction(words).triggered.connect(lambda _=False, command=command: command(editor, view))
    change, layer = menu.addMenu("Change to"), editor.graph.node(id).layer
    for name, kind in layer_kinds().items():
        if kind.family == layer.family and kind is not type(layer) and len(kind.ports) == len(layer.ports):
            change.addAction(kind.title).triggered.connect(lambda _=False, name=name: _change(view, id, name))


def _change(view: CanvasView, id: str, kind: str) -> None:
    try:
        view.editor.edit(edits.change_kind(view.editor.document, id, kind), f"Change to {layer_kinds()[kind].title}")
    except GraphError as error:
        view.editor.refuse(str(error))
