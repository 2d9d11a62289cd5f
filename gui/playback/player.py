"""Player: pulls steps out of the session for the window: step, back, train in slices, and a session for every edit."""
from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from engine.carry import what_is_computed
from engine.document import Document
from engine.equation import Equation
from engine.moment import Moment
from engine.session import Session
from engine.trained import Trained
from engine.weights import TooLargeError
from gui.editor import Editor
from gui.settings import Settings

# Seconds of training between two frames: long enough to train fast, short enough for 60 frames a second.
SLICE = 0.012
# Test losses are measured at most so often while training, in seconds.
MEASURE_EVERY = 0.25
# Sessions kept so that undoing an edit brings back its weights and history.
KEPT_SESSIONS = 8


class Player(QObject):
    """Holds the session of the open document. The engine knows no time; this is the one place that does."""

    moved = Signal()
    session_changed = Signal()
    stepped = Signal(object, bool)
    playing_changed = Signal(bool)
    stopped = Signal(str)

    def __init__(
        self, editor: Editor, settings: Settings, trained: Trained | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.trained_start = trained
        self._editor, self._settings = editor, settings
        self._sessions: OrderedDict[Document, Session] = OrderedDict()
        self._target: Moment | None = None
        self._measured = 0.0
        self._seconds_each = 1e-4
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._train_a_slice)
        self.session = Session(editor.document, trained)
        self._remember(self.session)
        editor.changed.connect(self._on_changed)
        editor.opened.connect(self._on_opened)

    @property
    def granularity(self) -> str:
        """How far a step goes: equation, layer, phase, iteration or epoch."""
        return str(self._settings.get("step_granularity"))

    @property
    def is_playing(self) -> bool:
        """Whether iterations are running, by Train or by a long step."""
        return self._timer.isActive()

    # moving

    def step(self, by: str = "") -> None:
        """One step forward, or the reason why there is none."""
        self.pause()
        by = by or self.granularity
        if self.session.why_not_step:
            self.stopped.emit(self.session.why_not_step)
        elif by == "epoch" and not self.session.why_not_train:
            self._run_to(self.session.next_stop(by))
        else:
            ran: list[Equation] = []
            self.session.step(by, ran.append)
            self._arrive(tuple(ran), True)

    def back(self, by: str = "") -> None:
        """One step back, or the reason why there is none."""
        self.pause()
        if self.session.why_not_back:
            self.stopped.emit(self.session.why_not_back)
        else:
            self.session.back(by or self.granularity)
            self._arrive(self.just_happened()[0], False)

    def train(self) -> None:
        """Run iterations until paused or in trouble."""
        if self.session.why_not_train:
            self.stopped.emit(self.session.why_not_train)
        elif not self.is_playing:
            self._run_to(None)

    def pause(self) -> None:
        """Stop between two iterations."""
        if self.is_playing:
            self._timer.stop()
            self.session.measure()
            self.playing_changed.emit(False)
            self.moved.emit()

    def toggle(self) -> None:
        """Train, or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.train()

    def goto(self, moment: Moment) -> None:
        """Be at any moment of the run."""
        self.pause()
        first = Moment(self.session.history.first_iteration)
        self.session.goto(max(moment, first))
        self._arrive((), True)

    def to_start(self) -> None:
        """To the first moment of the run, with everything that came after still there."""
        self.goto(Moment(self.session.history.first_iteration))

    def reset(self) -> None:
        """The same start values again; the run so far is forgotten."""
        self.pause()
        self.session.reset()
        self.session_changed.emit()
        self.moved.emit()

    def new_weights(self) -> None:
        """Other start values from the same seed, as an edit that can be undone."""
        self.pause()
        document = self._editor.document
        self._editor.edit(replace(document, weight_draw=document.weight_draw + 1), "New weights")

    def just_happened(self) -> tuple[tuple[Equation, ...], int]:
        """The equations of the step by layer that the last equation belongs to, and its place among them."""
        latest = self.session.latest
        if latest is None:
            return (), -1
        equations = self.session.equations
        start = end = latest
        while start and equations[start - 1].group == equations[latest].group:
            start -= 1
        while end + 1 < len(equations) and equations[end + 1].group == equations[latest].group:
            end += 1
        return equations[start : end + 1], latest - start

    # inside

    def _arrive(self, equations: tuple[Equation, ...], is_forward: bool) -> None:
        if self.session.history.first_iteration < self.session.moment.iteration and not self.session.moment.done:
            self.session.measure()
        if equations:
            self.stepped.emit(equations, is_forward)
        self.moved.emit()
        if self.session.trouble:
            self.stopped.emit(self.session.trouble)

    def _run_to(self, target: Moment | None) -> None:
        self._target = target
        self._timer.start()
        self.playing_changed.emit(True)

    def _train_a_slice(self) -> None:
        start = time.perf_counter()
        count = max(1, int(SLICE / self._seconds_each))
        if self._target is not None:
            count = min(count, self._target.iteration - self.session.moment.iteration)
        made = self.session.train(count)
        took = time.perf_counter() - start
        if made:
            self._seconds_each = took / made
        if start - self._measured > MEASURE_EVERY:
            self._measured = start
            self.session.measure()
        is_there = self._target is not None and self.session.moment >= self._target
        if self.session.trouble or is_there:
            self.pause()
            self._arrive((), True)
        else:
            self.moved.emit()

    def _on_opened(self, document: Document) -> None:
        self.pause()
        self._sessions.clear()
        self.show_session(Session(document, self.trained_start))
        self.trained_start = None

    def _on_changed(self, before: Document, after: Document) -> None:
        if _network_of(before) == _network_of(after):
            if self.is_playing and before.batch_size != after.batch_size:
                self.pause()
            self._sessions.pop(_network_of(before), None)
            self.session.use(after)
            self._remember(self.session)
            self.moved.emit()
            return
        self.pause()
        known = self._sessions.get(_network_of(after))
        try:
            session = known or Session(after, carry=self.session)
        except TooLargeError as error:
            self.stopped.emit(str(error))
            return
        if known is not None:
            known.use(after)
        self.show_session(session)

    def show_session(self, session: Session) -> None:
        """Make this the session that everybody sees."""
        self.session = session
        self._remember(session)
        self.session_changed.emit()
        self.moved.emit()

    def _remember(self, session: Session) -> None:
        key = _network_of(session.document)
        self._sessions[key] = session
        self._sessions.move_to_end(key)
        while len(self._sessions) > KEPT_SESSIONS:
            self._sessions.popitem(last=False)


def _network_of(document: Document) -> Document:
    """What a session is made for: what is computed, but for the settings that a session can change on the way."""
    return replace(what_is_computed(document), optimizer=Document().optimizer, batch_size=0)
