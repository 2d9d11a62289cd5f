"""Window actions: the commands of ``gui/actions/`` as Qt actions of one window, with what is possible now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from gui.actions import CANVAS_KEYS, COMMANDS, Command

if TYPE_CHECKING:
    from gui.window import Window


@dataclass
class Actions:
    """The commands as Qt actions of one window, kept up to date by ``refresh``."""

    window: Window
    by_id: dict[str, QAction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for command in COMMANDS:
            action = QAction(command.words, self.window)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setCheckable(command.is_on is not None)
            if set(command.keys) & CANVAS_KEYS:
                # Elsewhere these keys belong to a text, a list or the way from field to field.
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                self.window.view.addAction(action)
            action.triggered.connect(lambda _checked=False, command=command: self.trigger(command))
            self.by_id[command.id] = action
            self.window.addAction(action)
        self.refresh()

    def trigger(self, command: Command) -> None:
        """Run it, or say why not."""
        reason = command.why_not(self.window)
        if reason:
            self.window.say(reason)
        else:
            command.run(self.window)
        self.refresh()

    def grey(self, menu: str, is_open: bool) -> None:
        """Grey what can't be done now in a menu while it is open; shut, a key pressed in vain still says why."""
        for command in COMMANDS:
            if command.menu == menu:
                self.by_id[command.id].setEnabled(not (is_open and command.why_not(self.window)))

    def refresh(self) -> None:
        """What is possible, and why not, now. A key pressed in vain still says why, so actions stay enabled there."""
        for command in COMMANDS:
            action = self.by_id[command.id]
            reason = command.why_not(self.window)
            action.setToolTip(reason or tip_of(command))
            action.setStatusTip(reason or command.tip)
            if command.is_on is not None:
                action.setChecked(command.is_on(self.window))


def tip_of(command: Command) -> str:
    """Words, key and what it is for, as a tooltip."""
    key = f" ({QKeySequence(command.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)})" if command.keys else ""
    return f"{command.words.rstrip('…')}{key}" + (f"\n{command.tip}" if command.tip else "")
