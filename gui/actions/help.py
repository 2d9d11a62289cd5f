"""Help: the commands that explain."""

from __future__ import annotations

from gui.actions.command import Command

COMMANDS: tuple[Command, ...] = (
    Command("commands", "Help", "All commands…", lambda w: w.show_help("commands"), ("Ctrl+K",)),
    Command(
        "said",
        "Help",
        "What was said…",
        lambda w: w.show_help("said"),
        tip="The sentences of the status line, to read them again.",
        why_not=lambda w: "" if w.said else "Nothing was said yet.",
    ),
    Command("keys", "Help", "Keys", lambda w: w.show_help("keys"), ("?", "F1")),
    Command("about", "Help", "About Undertow", lambda w: w.show_help("about")),
)
