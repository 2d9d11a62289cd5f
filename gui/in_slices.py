"""In slices: long work in small pieces while the window stays alive, with a dialog that says how far and stops it."""
from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QProgressDialog

if TYPE_CHECKING:
    from gui.window import Window

# Seconds of work between two looks at what else the window is asked for.
_SLICE = 0.015
SHOW_AFTER_MS = 1000


class InSlices(QObject):
    """One piece of long work. When it is over the window says a sentence, and this object goes.

    The dialog is not seen where the work is over within a second.
    """

    def __init__(self, window: Window, title: str, words: str, total: int) -> None:
        super().__init__(window)
        window.player.pause()
        self._window = window
        self.dialog = QProgressDialog(words, "Stop", 0, total, window)
        self.dialog.setWindowTitle(title)
        self.dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self.dialog.setMinimumWidth(window.look.theme.px(360))
        # Through its bar: a modal dialog's own setValue runs other events in the midst of a slice.
        self._bar = QProgressBar(maximum=total, value=0)
        self.dialog.setBar(self._bar)
        # Heeded only where the bar stands at its start.
        self.dialog.setMinimumDuration(SHOW_AFTER_MS)
        self.dialog.canceled.connect(self._stop)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def advance(self) -> str:
        """Do a little more; gives a sentence once it is over, else ""."""
        raise NotImplementedError

    def so_far(self) -> tuple[int, str]:
        """How much of the total is done, and the same in words."""
        raise NotImplementedError

    def stop(self) -> str:
        """Leave it at that; gives the sentence."""
        raise NotImplementedError

    def _go_on(self) -> None:
        end, sentence = time.perf_counter() + _SLICE, ""
        while not sentence and time.perf_counter() < end:
            sentence = self.advance()
        if sentence:
            self._end(sentence)
        else:
            done, words = self.so_far()
            self.dialog.setLabelText(words)
            self._bar.setValue(done)

    def _stop(self) -> None:
        self._end(self.stop())

    def _end(self, sentence: str) -> None:
        self._timer.stop()
        self.dialog.canceled.disconnect(self._stop)
        self.dialog.reset()
        self.dialog.deleteLater()
        self.deleteLater()
        self._window.say(sentence)
