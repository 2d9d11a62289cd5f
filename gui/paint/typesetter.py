"""Typesetter: lays formulas out in a process of its own, since one takes longer than a frame may."""
from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.paint.typeset import lay_out

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_MILLISECONDS = 8


class Typesetter(QObject):
    """Lays out one formula at a time: ``lay_out`` asks, ``made(text, layout)`` answers; the layout may be None.

    Without the other process, should it not start or not live, formulas are laid out in this one.
    """

    made = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._connection: Connection | None = None
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._timer.isActive()

    def lay_out(self, text: str) -> None:
        """Ask for a formula; not while ``is_busy``."""
        self._text = text
        self._timer.start()
        try:
            if not self._has_failed:
                self._connection = self._connection or _start()
                self._connection.send(text)
        except OSError:
            self._has_failed = True

    def close(self) -> None:
        """Let the other process end."""
        if self._connection is not None:
            self._connection.close()

    def _look(self) -> None:
        """Whether the answer has come; or that it never will."""
        try:
            if self._has_failed or self._connection is None:
                layout = lay_out(self._text)
            elif self._connection.poll():
                layout = self._connection.recv()
            else:
                return
        except (EOFError, OSError):
            self._has_failed = True
            return
        self._timer.stop()
        self.made.emit(self._text, layout)


def _start() -> Connection:
    """A process that answers, at the other end of the connection. It ends with this one. Raises OSError."""
    import multiprocessing

    # Not forked: a copy of a process with windows is good for nothing.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    context.Process(target=_serve, args=(there,), daemon=True, name="typesetter").start()
    there.close()
    return here


def _serve(connection: Connection) -> None:
    """Answer until nobody asks any more."""
    # Ctrl+C is for the process with the window.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            connection.send(lay_out(connection.recv()))
    except (EOFError, OSError):
        return
