"""Run: the commands that step and train."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.actions.command import Command
from gui.checking import TIP as CHECK_TIP
from gui.checking import check_gradients
from gui.playback.walking import STEP_SIZES
from gui.reasons import why_no_derivative, why_not_back, why_not_step, why_not_train
from gui.watch.commands import break_when, watch_here

if TYPE_CHECKING:
    from gui.window import Window


def _step_size(name: str) -> Command:
    def run(window: Window) -> None:
        window.settings.set("step_granularity", name)

    def is_on(window: Window) -> bool:
        return window.player.granularity == name

    return Command(f"step-by-{name}", "Run/Step by", name.capitalize(), run, is_on=is_on)


COMMANDS: tuple[Command, ...] = (
    Command("step", "Run", "Step", lambda w: w.player.step(), ("Space", "PgDown"), why_not=why_not_step),
    Command("back", "Run", "Step back", lambda w: w.player.back(), ("Shift+Space", "PgUp"), why_not=why_not_back),
    Command(
        "next-number",
        "Run",
        "Next number",
        lambda w: w.player.walking.next_number(),
        ("F8",),
        "Of steps by term: finishes the number and begins the next one.",
        why_not=lambda w: w.player.walking.why_not_next,
    ),
    Command("next-layer", "Run", "Next layer", lambda w: w.player.step("layer"), ("F10",), why_not=why_not_step),
    Command(
        "next-iteration", "Run", "Next iteration", lambda w: w.player.step("iteration"), ("F11",), why_not=why_not_step
    ),
    Command("train", "Run", "Train or pause", lambda w: w.player.toggle(), ("F5",), why_not=why_not_train),
    Command(
        "break-when",
        "Run",
        "Break when…",
        break_when,
        ("F9",),
        "Train stops at the iteration after which a condition comes true, such as loss < 0.1.",
    ),
    Command(
        "watch",
        "Run",
        "Watch…",
        watch_here,
        ("Ctrl+Shift+W",),
        "Keeps the number under the pointer, or one of the selected layer, in sight with its curve.",
    ),
    *(_step_size(name) for name in STEP_SIZES),
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
        "derivative",
        "Run",
        "Derivative of … by …",
        lambda w: w.lens.start(),
        ("Ctrl+Shift+D",),
        "Two clicks choose of which number and by what; its pass is stepped like the main one.",
        why_not=why_no_derivative,
    ),
    Command(
        "check-gradients",
        "Run",
        "Check gradients",
        check_gradients,
        ("Ctrl+G",),
        CHECK_TIP,
        why_not=why_not_train,
    ),
)
