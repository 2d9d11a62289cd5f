"""Tracing: the origins of what is shown, made when first asked for at a moment, and little by little if it is long."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from engine.document import Document
from engine.moment import Moment
from engine.present import Present
from engine.run import Run
from gui.playback.player import Player

if TYPE_CHECKING:
    # Imported when the first number is opened.
    from engine.inquiry.origins import Origins

# Seconds of work that a question may take at once, and then between two looks at what else the window is asked for.
_AT_ONCE, _SLICE = 0.05, 0.015
# What may delay the frame of a step.
_UNSEEN = 0.008
# Iterations run again between two looks at the clock.
_ITERATIONS = 8


class Tracing(QObject):
    """One question at a time: another one takes its place, and at another moment it is forgotten."""

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self._player = player
        self._run: Run | None = None
        self._document: Document | None = None
        self._moment = Moment(-1)
        self._origins: Origins | None = None
        self._making: Iterator[Origins | None] = iter(())
        self._then: Callable[[Origins], None] | None = None
        self._took = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(lambda: self._go_on(_SLICE))

    @property
    def is_slow(self) -> bool:
        """Whether the last ones took so long that the window had better be painted first."""
        return self._took > _UNSEEN

    @property
    def origins(self) -> Origins | None:
        """Those of this moment, if they are made already."""
        return self._origins if self._is_of_this_moment() else None

    def ask(self, then: Callable[[Origins], None], *, is_urgent: bool = True) -> bool:
        """Call ``then`` with the origins at this moment; gives whether that is done, or only going to be.

        What is not urgent is left for after the next frame.
        """
        if not self._is_of_this_moment():
            session = self._player.shown
            self._run, self._moment, self._document = session.run, session.moment, session.document
            self._origins, self._making, self._took = None, _making(session), 0.0
        self._then = then
        if is_urgent:
            self._go_on(_AT_ONCE)
        elif self._then is not None:
            self._timer.start()
        return self._then is None

    def forget(self) -> None:
        """Nobody wants to know any more."""
        self._then = None
        self._timer.stop()

    def _is_of_this_moment(self) -> bool:
        session = self._player.shown
        return session.run is self._run and session.document is self._document and session.moment == self._moment

    def _go_on(self, seconds: float) -> None:
        """So much work, and the answer if that was the last of it."""
        if not self._is_of_this_moment():
            self.forget()
            return
        start = time.perf_counter()
        while self._origins is None:
            self._origins = next(self._making)
            if time.perf_counter() - start >= seconds:
                break
        self._took += time.perf_counter() - start
        if self._origins is None:
            self._timer.start()
            return
        then, origins = self._then, self._origins
        self.forget()
        if then is not None:
            then(origins)


def _making(present: Present) -> Iterator[Origins | None]:
    """Nothing of it is done before it is asked for the first time."""
    from engine.inquiry.origins import origins_of

    yield from origins_of(present.run, present.again(), _ITERATIONS)
