"""View: the commands that change how things look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from gui.actions.command import Command, on_canvas
from gui.canvas.inside import travel
from gui.explain.form_switch import next_form
from gui.panes import NAMES as PANES
from gui.theme import MODES

if TYPE_CHECKING:
    from gui.window import Window


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
        why_not=lambda window: window.panes.why_empty(name),
        is_on=lambda window: window.panes.is_shown(name),
    )


def _example(id: str, words: str, by: int, key: str, ends_group: bool = False) -> Command:
    return Command(
        id,
        "View",
        words,
        lambda window: travel.turn(window.view, by),
        (key,),
        "The example of the batch whose numbers open layers show.",
        why_not=lambda window: travel.why_not_turn(window.view, by),
        ends_group=ends_group,
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


def _explain_here(window: Window) -> None:
    from gui.explain.here import ask_here

    ask_here(window)


COMMANDS: tuple[Command, ...] = (
    Command("larger", "View", "Larger", _scale(1), ("Ctrl++", "Ctrl+="), "Every pane at once."),
    Command("smaller", "View", "Smaller", _scale(-1), ("Ctrl+-",)),
    Command("normal-size", "View", "Normal size", _scale(0), ("Ctrl+0",), ends_group=True),
    Command("fit", "View", "Fit the network", lambda w: w.view.fit(), ("F",)),
    Command("zoom-in", "View", "Zoom in", lambda w: w.view.zoom_in(), ("Ctrl+Shift+Up",)),
    Command("zoom-out", "View", "Zoom out", lambda w: w.view.zoom_out(), ("Ctrl+Shift+Down",)),
    Command(
        "open-layer",
        "View",
        "Open the layer",
        on_canvas(travel.open_selected),
        ("Ctrl+Shift+Right",),
        "Zoom into the selected layer, to its neurons; once more, into one neuron, to its sum.",
        why_not=lambda w: travel.why_not_open(w.editor, w.view),
    ),
    Command(
        "leave-layer",
        "View",
        "Leave the layer",
        on_canvas(travel.leave),
        ("Ctrl+Shift+Left",),
        "Zoom out again, from a neuron to its layer, from a layer to the network.",
        why_not=lambda w: travel.why_not_leave(w.editor, w.view),
    ),
    _example("earlier-example", "Earlier example", -1, "Alt+PgUp"),
    _example("later-example", "Later example", 1, "Alt+PgDown", ends_group=True),
    Command(
        "explain-number",
        "View",
        "Explain the number here",
        _explain_here,
        ("Ctrl+E",),
        "Where the number comes from that the pointer is on, or the keyboard.",
        ends_group=True,
    ),
    *(_pane(name) for name in PANES),
    *(_colours(mode) for mode in MODES),
    Command(
        "equation-form",
        "View",
        "Equations: matrix, vector, scalar",
        lambda w: next_form(w.settings),
        ("Ctrl+Shift+M",),
        "The same step for the whole batch, for one example, or number by number.",
    ),
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
)
