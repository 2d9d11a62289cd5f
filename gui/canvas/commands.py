"""Commands of the canvas: what menus and keys do with the selection."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog

from engine.graph import GraphError
from gui.canvas import edits
from gui.canvas.clipping import from_text, to_text
from gui.editor import Editor

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_APART = (24.0, 24.0)


def delete(editor: Editor, view: CanvasView) -> None:
    """Delete the selected nodes with their edges, and the selected edges."""
    ids, selected = sorted(editor.selection), editor.selected_edges
    words = f"Delete {edits.counted(editor.graph, ids)}" if ids else "Delete an edge"
    editor.edit(edits.delete(editor.document, ids, selected), words)


def delete_and_heal(editor: Editor, view: CanvasView) -> None:
    """Delete the selected nodes and join what fed them to what they fed."""
    words = f"Delete {edits.counted(editor.graph, editor.selection)} and join the ends"
    editor.edit(edits.delete_and_heal(editor.document, sorted(editor.selection)), words)


def duplicate(editor: Editor, view: CanvasView) -> None:
    """The selected nodes and the edges between them once more."""
    words = f"Duplicate {edits.counted(editor.graph, editor.selection)}"
    after, ids = edits.duplicate(editor.document, sorted(editor.selection))
    editor.edit(after, words)
    editor.select(ids)


def copy(editor: Editor, view: CanvasView) -> None:
    """The selected nodes as text on the clipboard."""
    QGuiApplication.clipboard().setText(to_text(editor.graph, sorted(editor.selection)))


def cut(editor: Editor, view: CanvasView) -> None:
    """Copy, then delete."""
    copy(editor, view)
    delete(editor, view)


def paste(editor: Editor, view: CanvasView) -> None:
    """What was copied, a little further on; anything else on the clipboard is refused with a sentence."""
    try:
        after, ids = edits.add_copies(editor.document, from_text(QGuiApplication.clipboard().text()), _APART)
    except GraphError as error:
        editor.refuse(str(error))
        return
    editor.edit(after, f"Paste {edits.counted(after.graph, ids)}")
    editor.select(ids)


def select_all(editor: Editor, view: CanvasView) -> None:
    """Every node."""
    editor.select(editor.graph.by_id)


def rename(editor: Editor, view: CanvasView) -> None:
    """Ask for another name of the selected node."""
    id = sorted(editor.selection)[0]
    name, is_given = QInputDialog.getText(view, "Rename", "Name", text=editor.graph.node(id).name)
    if is_given:
        try:
            editor.edit(edits.rename(editor.document, id, name.strip()), f"Rename to {name.strip()}")
        except GraphError as error:
            editor.refuse(str(error))


def find(editor: Editor, view: CanvasView) -> None:
    """Choose a node by name, select it and bring it to the middle."""
    names = [node.name for node in editor.graph.nodes]
    if not names:
        editor.refuse("The canvas is empty, so there is nothing to find.")
        return
    name, is_given = QInputDialog.getItem(view, "Find a node", "Name", names, 0, True)
    ids = [node.id for node in editor.graph.nodes if name.lower() in node.name.lower()]
    if is_given and ids:
        editor.select(ids[:1])
        view.centre_on(ids[:1])
    elif is_given:
        editor.refuse(f"No node has a name with {name!r} in it.")


def search(editor: Editor, view: CanvasView) -> None:
    """Search a layer to add; after the selected node, if there is one."""
    view.gestures.search_from_keyboard()


def tidy(editor: Editor, view: CanvasView) -> None:
    """Put the layers in order, left to right."""
    editor.edit(edits.tidy(editor.document), "Tidy")
    view.fit()
