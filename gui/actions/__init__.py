"""Every command of the window, declared once: it feeds menus, keys, tooltips, the command list and the help."""

from __future__ import annotations

from gui.actions import edit, file, help, network, run, view
from gui.actions.command import Command

CANVAS_KEYS = {"Tab", "Del", "F", "Home", "Return"}
MENUS = ("File", "Edit", "View", "Network", "Run", "Help")
COMMANDS: tuple[Command, ...] = (
    *file.COMMANDS,
    *edit.COMMANDS,
    *view.COMMANDS,
    *network.COMMANDS,
    *run.COMMANDS,
    *help.COMMANDS,
)

__all__ = ["CANVAS_KEYS", "COMMANDS", "MENUS", "Command"]
