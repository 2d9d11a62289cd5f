"""Refresh: when a page looks at the numbers again: at once after a step, a few times a second while training."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from gui.playback.player import Player

_MILLISECONDS = 100


class Refresh(QObject):
    """Calls ``show`` when the player moved, but not while ``page`` can't be seen, and not too often while it plays."""

    def __init__(self, page: QWidget, player: Player, show: Callable[[], None]) -> None:
        super().__init__(page)
        self._page, self._player, self._show = page, player, show
        self._is_due = True
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_MILLISECONDS)
        self._pause.timeout.connect(self._after_pause)
        page.installEventFilter(self)
        player.moved.connect(self.ask)
        player.session_changed.connect(self.ask)

    def ask(self, *_: object) -> None:
        """Something changed: show it, now or soon."""
        self._is_due = True
        if self._page.isVisible() and not (self._player.is_playing and self._pause.isActive()):
            self._is_due = False
            self._show()
            if self._player.is_playing:
                self._pause.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What was missed while the page was hidden is made up for when it is shown."""
        if event.type() == QEvent.Type.Show and self._is_due:
            self._is_due = False
            self._show()
        return super().eventFilter(watched, event)

    def _after_pause(self) -> None:
        if self._is_due:
            self.ask()
