"""Network: the commands that add, connect and arrange layers."""

from __future__ import annotations

from engine.layout import SIDES
from gui.actions.command import Command, on_canvas
from gui.canvas import commands as canvas
from gui.reasons import canvas_is_empty, no_node_selected, not_one_node_selected


def _align(side: str) -> Command:
    return Command(
        f"align-{side}",
        "Network/Align",
        canvas.SIDE_WORDS[side],
        lambda window: canvas.align(window.editor, window.view, side),
        why_not=lambda window: canvas.why_not_align(window.editor),
        ends_group=side in ("right", "bottom"),
    )


def _distribute(words: str, axis: int) -> Command:
    return Command(
        f"distribute-{words}",
        "Network/Align",
        f"Distribute {words}",
        lambda window: canvas.distribute(window.editor, window.view, axis),
        why_not=lambda window: canvas.why_not_distribute(window.editor),
    )


COMMANDS: tuple[Command, ...] = (
    Command(
        "add", "Network", "Add a layer…", on_canvas(canvas.search), ("Tab",), "Search for it where the pointer is."
    ),
    Command(
        "connect",
        "Network",
        "Connect to…",
        on_canvas(canvas.connect),
        ("Ctrl+J",),
        "Chooses what the selected layer feeds.",
        why_not=not_one_node_selected,
    ),
    Command("rename", "Network", "Rename", on_canvas(canvas.rename), ("F2",), why_not=not_one_node_selected),
    Command(
        "settings",
        "Network",
        "Settings of the layer",
        lambda w: w.edit_settings(),
        ("Return", "Enter"),
        why_not=no_node_selected,
        ends_group=True,
    ),
    Command(
        "freeze",
        "Network",
        "Freeze parameters",
        on_canvas(canvas.freeze),
        ("Ctrl+Shift+P",),
        "The optimizer leaves them as they are.",
        why_not=lambda w: canvas.why_not_freeze(w.editor),
        is_on=lambda w: canvas.is_frozen(w.editor),
    ),
    Command(
        "tie",
        "Network",
        "Share parameters",
        on_canvas(canvas.tie),
        tip="The selected layers use the parameters of the first; the gradients that each finds are added.",
        why_not=lambda w: canvas.why_not_tie(w.editor),
    ),
    Command(
        "untie",
        "Network",
        "Parameters of its own",
        on_canvas(canvas.untie),
        tip="Each of the selected layers has parameters of its own again.",
        why_not=lambda w: canvas.why_not_untie(w.editor),
        ends_group=True,
    ),
    *(_align(side) for side in SIDES),
    _distribute("across", 0),
    _distribute("down", 1),
    Command(
        "tidy",
        "Network",
        "Tidy",
        on_canvas(canvas.tidy),
        ("Ctrl+L",),
        "Puts the layers in order, left to right.",
        why_not=canvas_is_empty,
    ),
)
