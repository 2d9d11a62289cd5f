"""Health: what keeps the network from learning at this moment, looked up when somebody shows it, and not too often."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer

if TYPE_CHECKING:
    from engine.saying.health import Checkup, Finding
    from gui.playback.player import Player

# Milliseconds between two looks while training.
_EVERY = 300


class Health:
    """Nothing is computed unless ``findings`` is asked for."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._checkup: Checkup | None = None
        self._findings: dict[str, list[Finding]] = {}
        self._is_due = True
        self._since = QElapsedTimer()
        self._since.start()
        for signal in (player.moved, player.session_changed, player.playing_changed):
            signal.connect(self._on_moved)

    @property
    def findings(self) -> dict[str, list[Finding]]:
        """What is wrong, by node; while training, as it was a moment ago."""
        if self._is_due and not (self._player.is_playing and self._since.elapsed() < _EVERY):
            from engine.saying.health import Checkup

            shown = self._player.shown
            if self._checkup is None or self._checkup.plan is not shown.plan:
                self._checkup = Checkup(shown)
            self._findings = self._checkup.findings(shown) if shown.latest is not None else {}
            self._is_due = False
            self._since.restart()
        return self._findings

    def _on_moved(self, *_: object) -> None:
        self._is_due = True
