"""Commands of the canvas: what menus and keys do with the selection."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication

from engine import ties
from engine.document import Document
from engine.graph import Graph, GraphError
from engine.layout import Place
from gui.canvas import edits
from gui.canvas.clipping import from_text, to_text
from gui.editor import Editor

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

SIDE_WORDS = {
    "left": "Left", "centre": "Centre", "right": "Right", "top": "Top", "middle": "Middle", "bottom": "Bottom",
}
"""What a menu calls the SIDES of a layout."""
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


def paste(editor: Editor, view: CanvasView, at: QPointF | None = None) -> None:
    """What was copied, at a place or a little further on; anything else on the clipboard is refused with a sentence."""
    try:
        piece = from_text(QGuiApplication.clipboard().text())
        after, ids = edits.add_copies(editor.document, piece, _way_to(piece, at) if at else _APART)
    except GraphError as error:
        editor.refuse(str(error))
        return
    editor.edit(after, f"Paste {edits.counted(after.graph, ids)}")
    editor.select(ids)


def select_all(editor: Editor, view: CanvasView) -> None:
    """Every node."""
    editor.select(editor.graph.by_id)


def rename(editor: Editor, view: CanvasView) -> None:
    """Edit the name of the selected node on its card."""
    view.name_field.open(sorted(editor.selection)[0])


def find(editor: Editor, view: CanvasView) -> None:
    """Choose a node by a few letters, select it and bring it to the middle."""
    view.finder.open()


def connect(editor: Editor, view: CanvasView) -> None:
    """Choose what the selected node feeds."""
    view.joiner.open(sorted(editor.selection)[0])


def search(editor: Editor, view: CanvasView) -> None:
    """Search a layer to add; after the selected node, if there is one."""
    view.gestures.search_from_keyboard()


def tidy(editor: Editor, view: CanvasView) -> None:
    """Put the layers in order, left to right, in rows that fill the view best."""
    size = view.viewport().size()
    _rearrange(editor, view, edits.tidy(editor.document, size.width() / max(1, size.height())), "Tidy")


def why_not_freeze(editor: Editor) -> str:
    """Why nothing can be frozen, as a sentence; "" where it can."""
    if not editor.selection:
        return "No node is selected: click one first."
    none = "What is selected has no parameters: select a layer that learns, such as Linear."
    return "" if _learning(editor) else none


def freeze(editor: Editor, view: CanvasView) -> None:
    """Freeze the parameters of the selected nodes, or free them if all of them are frozen."""
    ids, is_on = _learning(editor), not is_frozen(editor)
    words = f"{'Freeze' if is_on else 'Free'} {edits.counted(editor.graph, ids)}"
    editor.edit_graph(ties.freeze(editor.graph, ids, is_on), words)


def is_frozen(editor: Editor) -> bool:
    """Whether all that is selected and has parameters is frozen."""
    ids = _learning(editor)
    return bool(ids) and all(ties.is_frozen(editor.graph, id) for id in ids)


def why_not_tie(editor: Editor) -> str:
    """Why the selected nodes can't share their parameters, as a sentence; "" where they can."""
    if len(_selected(editor)) < 2:
        return "Sharing parameters takes two or more layers: select them with Ctrl or a rectangle."
    first, *others = _selected(editor)
    fitting = edits.alike(editor.document, first)
    misfit = next((id for id in others if id not in fitting), None)
    if misfit is None:
        return ""
    names = f"{editor.graph.node(first).name} and {editor.graph.node(misfit).name}"
    return f"{names} have no parameters of the same shapes, so they can't share them: make the two alike first."


def tie(editor: Editor, view: CanvasView) -> None:
    """Let the selected nodes use the parameters of the first of them."""
    first, *others = _selected(editor)
    words = f"Share parameters of {edits.counted(editor.graph, editor.selection)}"
    editor.edit_graph(ties.tie(editor.graph, first, others), words)


def why_not_untie(editor: Editor) -> str:
    """Why nothing can be untied, as a sentence; "" where it can."""
    are_there = any(ties.tied_with(editor.graph, id) for id in _selected(editor))
    return "" if are_there else "Nothing that is selected shares its parameters: select a layer that does."


def untie(editor: Editor, view: CanvasView) -> None:
    """Give each of the selected nodes parameters of its own."""
    words = f"Untie {edits.counted(editor.graph, editor.selection)}"
    editor.edit_graph(ties.untie(editor.graph, _selected(editor)), words)


def why_not_align(editor: Editor) -> str:
    """Why nothing can be aligned, as a sentence; "" where it can."""
    few = "Aligning takes two or more nodes: select them with Ctrl or a rectangle."
    return "" if len(editor.selection) > 1 else few


def why_not_distribute(editor: Editor) -> str:
    """Why nothing can be distributed, as a sentence; "" where it can."""
    few = "Distributing takes three or more nodes: select them with Ctrl or a rectangle."
    return "" if len(editor.selection) > 2 else few


def align(editor: Editor, view: CanvasView, side: str) -> None:
    """Bring the selected nodes in line at one of layout.SIDES."""
    words = f"Align {edits.counted(editor.graph, editor.selection)} {SIDE_WORDS[side].lower()}"
    _rearrange(editor, view, edits.align(editor.document, sorted(editor.selection), side), words)


def distribute(editor: Editor, view: CanvasView, axis: int) -> None:
    """Make the gaps between the selected nodes equal, from left to right (axis 0) or from top to bottom (1)."""
    words = f"Distribute {edits.counted(editor.graph, editor.selection)}"
    _rearrange(editor, view, edits.distribute(editor.document, sorted(editor.selection), axis), words)


def _selected(editor: Editor) -> list[str]:
    """The selected nodes in their order; an undo may just have taken some of them away."""
    return [node.id for node in editor.graph.nodes if node.id in editor.selection]


def _learning(editor: Editor) -> list[str]:
    """Those of the selected nodes that use parameters."""
    return [id for id in _selected(editor) if edits.blocks(editor.document, id)]


def _way_to(piece: Graph, at: QPointF) -> Place:
    """How far a piece moves to have its top left corner at a place."""
    left, top = min(node.at[0] for node in piece.nodes), min(node.at[1] for node in piece.nodes)
    return at.x() - left, at.y() - top


def _rearrange(editor: Editor, view: CanvasView, after: Document, words: str) -> None:
    """One undo step, and the cards on their way there for a moment."""
    before = edits.places(editor.document, editor.graph.by_id)
    editor.edit(after, words)
    if words == "Tidy":
        view.fit()
    view.glide.start(before)
