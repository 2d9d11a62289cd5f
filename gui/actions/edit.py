"""Edit: the commands that undo, copy and select."""

from __future__ import annotations

from gui.actions.command import Command, on_canvas
from gui.canvas import commands as canvas
from gui.reasons import canvas_is_empty, no_node_selected, nothing_selected, nothing_to_redo, nothing_to_undo

COMMANDS: tuple[Command, ...] = (
    Command("undo", "Edit", "Undo", lambda w: w.editor.undo_stack.undo(), ("Ctrl+Z",), why_not=nothing_to_undo),
    Command(
        "redo",
        "Edit",
        "Redo",
        lambda w: w.editor.undo_stack.redo(),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        why_not=nothing_to_redo,
        ends_group=True,
    ),
    Command("cut", "Edit", "Cut", on_canvas(canvas.cut), ("Ctrl+X",), why_not=no_node_selected),
    Command("copy", "Edit", "Copy", on_canvas(canvas.copy), ("Ctrl+C",), why_not=no_node_selected),
    Command("paste", "Edit", "Paste", on_canvas(canvas.paste), ("Ctrl+V",)),
    Command("duplicate", "Edit", "Duplicate", on_canvas(canvas.duplicate), ("Ctrl+D",), why_not=no_node_selected),
    Command("delete", "Edit", "Delete", on_canvas(canvas.delete), ("Del", "Backspace"), why_not=nothing_selected),
    Command(
        "delete-heal",
        "Edit",
        "Delete and join the ends",
        on_canvas(canvas.delete_and_heal),
        ("Ctrl+Del",),
        why_not=no_node_selected,
        ends_group=True,
    ),
    Command("select-all", "Edit", "Select all", on_canvas(canvas.select_all), ("Ctrl+A",), why_not=canvas_is_empty),
    Command("find", "Edit", "Find a node…", on_canvas(canvas.find), ("Ctrl+F",), why_not=canvas_is_empty),
)
