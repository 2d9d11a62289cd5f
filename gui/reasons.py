"""Reasons: why a command is not possible now, as a sentence; "" where it is."""
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.window import Window


def nothing_selected(window: Window) -> str:
    """Of commands on nodes or edges."""
    return "" if window.editor.selection or window.editor.selected_edges else "Nothing is selected: click a node first."


def no_node_selected(window: Window) -> str:
    """Of commands on nodes."""
    return "" if window.editor.selection else "No node is selected: click one first."


def not_one_node_selected(window: Window) -> str:
    """Of commands on a single node."""
    count = len(window.editor.selection)
    return no_node_selected(window) if count < 2 else f"This goes for one node, and {count} are selected: click one."


def canvas_is_empty(window: Window) -> str:
    """Of commands on the whole network."""
    return "" if window.editor.graph.nodes else "The canvas is empty: add a layer first."


def nothing_to_undo(window: Window) -> str:
    """Of undo."""
    return "" if window.editor.undo_stack.canUndo() else "Nothing was changed yet."


def nothing_to_redo(window: Window) -> str:
    """Of redo."""
    return "" if window.editor.undo_stack.canRedo() else "Nothing was undone that could be done again."


def why_not_step(window: Window) -> str:
    """Of a step."""
    return window.player.shown.why_not_step


def why_no_derivative(window: Window) -> str:
    """Of a derivative: without a value there is nothing to differentiate."""
    session = window.player.session
    return "" if session.plan.values else session.why_not_step


def why_not_back(window: Window) -> str:
    """Of a step back."""
    return window.player.shown.why_not_back


def why_not_train(window: Window) -> str:
    """Of training; pausing is always possible."""
    return "" if window.player.is_playing else window.player.shown.why_not_train
