"""Checking: the gradient check in the window, in slices, with a way to stop where it takes long."""
from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QProgressDialog

from engine.gradient_check import GradientCheck

if TYPE_CHECKING:
    from gui.window import Window

TIP = "Moves each parameter a little, and compares what the loss does with its gradient."
# Seconds of checking between two looks at what else the window is asked for.
_SLICE = 0.015
_SHOW_AFTER_MS = 1000


class Checking(QObject):
    """One gradient check of what a window shows. It says what came out, and goes."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        window.player.pause()
        self._window, self._session = window, window.player.session
        self._check = GradientCheck(self._session)
        self.dialog = QProgressDialog("Moving every parameter a little", "Stop", 0, self._check.total, window)
        self.dialog.setWindowTitle("Check gradients")
        self.dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self.dialog.setMinimumWidth(window.look.theme.px(360))
        # Through its bar: a modal dialog's own setValue runs other events in the midst of a slice.
        self._bar = QProgressBar(maximum=self._check.total, value=0)
        self.dialog.setBar(self._bar)
        # Heeded only where the bar stands at its start.
        self.dialog.setMinimumDuration(_SHOW_AFTER_MS)
        self.dialog.canceled.connect(self._tell)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def _go_on(self) -> None:
        if self._window.player.session is not self._session:
            self._end("The network was changed, so the check of its gradients was given up.")
            return
        end = time.perf_counter() + _SLICE
        self._check.go_on(1)
        while self._check.checked < self._check.total and time.perf_counter() < end:
            self._check.go_on(1)
        if self._check.checked == self._check.total:
            self._tell()
        else:
            self.dialog.setLabelText(f"{self._check.checked:,} of {self._check.total:,} parameters checked")
            self._bar.setValue(self._check.checked)

    def _tell(self) -> None:
        self._end(self._check.why_not or self._check.finding().sentence)

    def _end(self, sentence: str) -> None:
        self._timer.stop()
        self.dialog.canceled.disconnect(self._tell)
        self.dialog.reset()
        self.dialog.deleteLater()
        self.deleteLater()
        self._window.say(sentence)


def check_gradients(window: Window) -> None:
    """Begin a check, unless one is under way."""
    if window.findChild(Checking) is None:
        Checking(window)
