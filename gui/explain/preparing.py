"""Preparing: the formulas of the steps to come are set in type while nobody waits, so that each is there at once."""
from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, QTimer

from engine.equation import Equation
from engine.session import Session
from gui.explain.lines import Lines
from gui.paint.formula import FormulaStore
from gui.theme import Look


class Preparing(QObject):
    """Takes one equation after the other whenever the app is idle, until another session is shown."""

    def __init__(self, parent: QObject, lines: Lines, store: FormulaStore, look: Look) -> None:
        super().__init__(parent)
        self._lines, self._store, self._look = lines, store, look
        self._session: Session | None = None
        self._form = ""
        self._waiting: deque[Equation] = deque()
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._take_next)

    def begin(self, session: Session, form: str) -> None:
        """The equations of this session's pass, in this form."""
        self._session, self._form, self._waiting = session, form, deque(session.equations)
        self._idle.start()

    def _take_next(self) -> None:
        session = self._session
        if not self._waiting or session is None or self._waiting[-1] is not session.equations[-1]:
            self._session = None
            self._idle.stop()
            return
        for line in self._lines.of(session, [self._waiting.popleft()], self._form):
            self._store.get(line.marked, self._look.theme, inks=line.inks)
