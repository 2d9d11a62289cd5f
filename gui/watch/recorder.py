"""Recorder: measures what is watched at every moment shown, and makes up for the rest of the run when there is time."""
from __future__ import annotations

import time

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from engine.watching.curve import Filling, subject
from engine.watching.reading import read
from gui.editor import Editor
from gui.playback.player import Player

# Milliseconds between two measurements while training, and of rest before the gaps are filled.
_EVERY, _REST = 50, 200
# Milliseconds between two slices of filling at least; seconds that a slice takes, but for its last pass; and so many
# times as long as a slice took is left to everything else.
_PAUSE, _SLICE, _SHARE = 16, 0.005, 4


class Recorder(QObject):
    """Puts points into the history of the run. While training it looks in at most 20 times a second.

    ``filled``: there are points now that were not measured when it passed by. Gaps are filled only while ``page`` can
    be seen and nothing else goes on.
    """

    filled = Signal()

    def __init__(self, page: QWidget, editor: Editor, player: Player) -> None:
        super().__init__(page)
        self._page, self._editor, self._player = page, editor, player
        self._filling: Filling | None = None
        self._since = QElapsedTimer()
        self._since.start()
        self._rest, self._work = QTimer(self), QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._begin)
        self._work.setInterval(_PAUSE)
        self._work.timeout.connect(self._go_on)
        player.moved.connect(self.look)
        editor.changed.connect(self.look)

    def look(self, *_: object) -> None:
        """Measure what is watched, if this is a moment between two passes of the run."""
        session, player = self._player.session, self._player
        self._work.stop()
        if player.is_playing and self._since.elapsed() < _EVERY:
            return
        self._since.restart()
        if player.shown is session and not session.moment.done:
            for entry in self._editor.document.watched:
                reading = read(session, subject(entry.tree))
                if reading.is_current and not reading.why_not:
                    session.history.readings.put(subject(entry.tree), session.moment.iteration, reading.numbers)
        if not player.is_playing:
            self._rest.start()

    def _begin(self) -> None:
        session, watched = self._player.session, self._editor.document.watched
        trees = [subject(each.tree) for each in watched]
        self._filling = Filling(session, [tree for tree in trees if not read(session, tree).why_not])
        if not self._player.is_playing and self._page.isVisible():
            self._work.start()

    def _go_on(self) -> None:
        filling, start = self._filling, time.perf_counter()
        while filling is not None and not filling.is_done and time.perf_counter() < start + _SLICE:
            filling.go_on(1)
        self._work.setInterval(max(_PAUSE, round(1000 * _SHARE * (time.perf_counter() - start))))
        if filling is None or filling.is_done:
            self._work.stop()
        self.filled.emit()
