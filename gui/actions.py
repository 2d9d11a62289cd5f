"""Every command of the window, declared once: it feeds menus, keys, tooltips, the command list and the help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from engine.layout import SIDES
from gui.canvas import commands as canvas
from gui.checking import TIP as CHECK_TIP
from gui.checking import check_gradients
from gui.panes import NAMES as PANES
from gui.reasons import (
    canvas_is_empty,
    no_node_selected,
    not_one_node_selected,
    nothing_selected,
    nothing_to_redo,
    nothing_to_undo,
    why_not_back,
    why_not_step,
    why_not_train,
)
from gui.theme import MODES

if TYPE_CHECKING:
    from gui.window import Window

CANVAS_KEYS = {"Tab", "Del", "F", "Home", "Return"}
MENUS = ("File", "Edit", "View", "Network", "Run", "Help")


def _always(window: Window) -> str:
    return ""


@dataclass(frozen=True)
class Command:
    """One thing a person can ask for. ``why_not`` gives "" when it is possible, else the reason as a sentence.

    ``menu`` is its path ("View/Colours"); ``is_on`` makes it a switch; ``ends_group`` puts a line after it.
    """

    id: str
    menu: str
    words: str
    run: Callable[[Window], object]
    keys: tuple[str, ...] = ()
    tip: str = ""
    why_not: Callable[[Window], str] = _always
    is_on: Callable[[Window], bool] | None = None
    ends_group: bool = False


def _on_canvas(command: Callable[..., object]) -> Callable[[Window], object]:
    return lambda window: command(window.editor, window.view)


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


def _step_size(name: str) -> Command:
    def run(window: Window) -> None:
        window.settings.set("step_granularity", name)

    def is_on(window: Window) -> bool:
        return window.player.granularity == name

    return Command(f"step-by-{name}", "Run/Step by", name.capitalize(), run, is_on=is_on)


def _colours(mode: str) -> Command:
    words = {"system": "Like the system", "light": "Light", "dark": "Dark"}[mode]
    return Command(
        f"colours-{mode}",
        "View/Colours",
        words,
        lambda window: window.settings.set("theme_mode", mode),
        is_on=lambda window: window.settings.get("theme_mode") == mode,
    )


def _pane(name: str) -> Command:
    return Command(
        f"pane-{name}",
        "View/Panes",
        PANES[name],
        lambda window: window.panes.toggle(name),
        tip="Put it away, or put it back.",
        is_on=lambda window: window.panes.is_shown(name),
    )


def _scale(steps: int) -> Callable[[Window], object]:
    def run(window: Window) -> None:
        is_all_seen = window.view.visible_rect().contains(window.view.canvas.content_rect())
        window.look.step_scale(steps)
        if is_all_seen:
            # Once the panes have their new sizes; a view that was chosen by hand stays.
            QTimer.singleShot(0, window.view.fit)

    return run


def _switch(id: str, words: str, setting: str, tip: str) -> Command:
    return Command(
        id,
        "View",
        words,
        lambda window: window.settings.set(setting, not window.settings.get(setting)),
        tip=tip,
        is_on=lambda window: bool(window.settings.get(setting)),
    )


COMMANDS: tuple[Command, ...] = (
    Command("new", "File", "New", lambda w: w.files.new(), ("Ctrl+N",), "An empty canvas."),
    Command("open", "File", "Open…", lambda w: w.files.ask_open(), ("Ctrl+O",), "A document from a file."),
    Command(
        "examples",
        "File",
        "Examples…",
        lambda w: w.files.ask_example(),
        ("Ctrl+Shift+O",),
        "Networks that work, with pictures.",
    ),
    Command(
        "recover",
        "File",
        "Recover unsaved work",
        lambda w: w.say(w.recovery.bring_back()),
        tip="What was open when Undertow last ended without a goodbye.",
        why_not=lambda w: w.recovery.why_not,
    ),
    Command(
        "save", "File", "Save", lambda w: w.files.save(), ("Ctrl+S",), "With the trained parameters, to go on later."
    ),
    Command("save-as", "File", "Save as…", lambda w: w.files.ask_save(), ("Ctrl+Shift+S",)),
    Command(
        "save-untrained",
        "File",
        "Save a copy without training…",
        lambda w: w.files.ask_save(with_training=False),
        tip="The document alone: whoever opens it starts from the start values.",
        ends_group=True,
    ),
    Command(
        "picture",
        "File",
        "Save a picture…",
        lambda w: w.files.ask_picture(),
        tip="The canvas and the loss as PNG or SVG.",
        ends_group=True,
    ),
    Command("quit", "File", "Quit", lambda w: w.close(), ("Ctrl+Q",)),
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
    Command("cut", "Edit", "Cut", _on_canvas(canvas.cut), ("Ctrl+X",), why_not=no_node_selected),
    Command("copy", "Edit", "Copy", _on_canvas(canvas.copy), ("Ctrl+C",), why_not=no_node_selected),
    Command("paste", "Edit", "Paste", _on_canvas(canvas.paste), ("Ctrl+V",)),
    Command("duplicate", "Edit", "Duplicate", _on_canvas(canvas.duplicate), ("Ctrl+D",), why_not=no_node_selected),
    Command("delete", "Edit", "Delete", _on_canvas(canvas.delete), ("Del", "Backspace"), why_not=nothing_selected),
    Command(
        "delete-heal",
        "Edit",
        "Delete and join the ends",
        _on_canvas(canvas.delete_and_heal),
        ("Ctrl+Del",),
        why_not=no_node_selected,
        ends_group=True,
    ),
    Command("select-all", "Edit", "Select all", _on_canvas(canvas.select_all), ("Ctrl+A",), why_not=canvas_is_empty),
    Command("find", "Edit", "Find a node…", _on_canvas(canvas.find), ("Ctrl+F",), why_not=canvas_is_empty),
    Command("larger", "View", "Larger", _scale(1), ("Ctrl++", "Ctrl+="), "Every pane at once."),
    Command("smaller", "View", "Smaller", _scale(-1), ("Ctrl+-",)),
    Command("normal-size", "View", "Normal size", _scale(0), ("Ctrl+0",), ends_group=True),
    Command("fit", "View", "Fit the network", lambda w: w.view.fit(), ("F",)),
    Command("zoom-in", "View", "Zoom in", lambda w: w.view.zoom_in(), ("Ctrl+Shift+Up",)),
    Command("zoom-out", "View", "Zoom out", lambda w: w.view.zoom_out(), ("Ctrl+Shift+Down",), ends_group=True),
    *(_pane(name) for name in PANES),
    *(_colours(mode) for mode in MODES),
    _switch("wheel-zooms", "The wheel zooms", "wheel_zooms", "Otherwise it moves the canvas, and Ctrl+wheel zooms."),
    _switch("reduced-motion", "Reduced motion", "reduced_motion", "Steps show at once, with nothing travelling."),
    Command(
        "full-screen",
        "View",
        "Full screen",
        lambda w: w.setWindowState(w.windowState() ^ Qt.WindowState.WindowFullScreen),
        ("Ctrl+Shift+F",),
        is_on=lambda w: w.isFullScreen(),
    ),
    Command(
        "add", "Network", "Add a layer…", _on_canvas(canvas.search), ("Tab",), "Search for it where the pointer is."
    ),
    Command(
        "connect",
        "Network",
        "Connect to…",
        _on_canvas(canvas.connect),
        ("Ctrl+J",),
        "Chooses what the selected layer feeds.",
        why_not=not_one_node_selected,
    ),
    Command("rename", "Network", "Rename", _on_canvas(canvas.rename), ("F2",), why_not=not_one_node_selected),
    Command(
        "settings",
        "Network",
        "Settings of the layer",
        lambda w: w.edit_settings(),
        ("Return", "Enter"),
        why_not=no_node_selected,
        ends_group=True,
    ),
    *(_align(side) for side in SIDES),
    _distribute("across", 0),
    _distribute("down", 1),
    Command(
        "tidy",
        "Network",
        "Tidy",
        _on_canvas(canvas.tidy),
        ("Ctrl+L",),
        "Puts the layers in order, left to right.",
        why_not=canvas_is_empty,
    ),
    Command("step", "Run", "Step", lambda w: w.player.step(), ("Space", "PgDown"), why_not=why_not_step),
    Command("back", "Run", "Step back", lambda w: w.player.back(), ("Shift+Space", "PgUp"), why_not=why_not_back),
    Command("next-layer", "Run", "Next layer", lambda w: w.player.step("layer"), ("F10",), why_not=why_not_step),
    Command(
        "next-iteration", "Run", "Next iteration", lambda w: w.player.step("iteration"), ("F11",), why_not=why_not_step
    ),
    Command("train", "Run", "Train or pause", lambda w: w.player.toggle(), ("F5",), why_not=why_not_train),
    *(_step_size(name) for name in ("equation", "layer", "phase", "iteration", "epoch")),
    Command(
        "to-start", "Run", "To the start of the run", lambda w: w.player.to_start(), ("Home",), why_not=why_not_back
    ),
    Command(
        "reset",
        "Run",
        "Reset",
        lambda w: w.player.reset(),
        ("Ctrl+R",),
        "The same start again; the run so far is forgotten.",
    ),
    Command(
        "new-weights",
        "Run",
        "New weights",
        lambda w: w.player.new_weights(),
        ("Ctrl+Shift+R",),
        "Draws other start values.",
    ),
    Command(
        "check-gradients", "Run", "Check gradients", check_gradients, tip=CHECK_TIP, why_not=why_not_train
    ),
    Command("commands", "Help", "All commands…", lambda w: w.show_commands(), ("Ctrl+K",)),
    Command(
        "said",
        "Help",
        "What was said…",
        lambda w: w.show_said(),
        tip="The sentences of the status line, to read them again.",
        why_not=lambda w: "" if w.said else "Nothing was said yet.",
    ),
    Command("keys", "Help", "Keys", lambda w: w.show_keys(), ("?", "F1")),
    Command("about", "Help", "About Undertow", lambda w: w.show_about()),
)
