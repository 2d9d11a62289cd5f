"""Player: pulls steps out of the session for the window: step, back, train in slices, and a session for every edit."""
from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.document import Document
from engine.equation import Equation
from engine.moment import Moment
from engine.session import Session
from engine.stepping import Stepping
from engine.trained import Trained
from gui.editor import Editor
from gui.playback.health import Health
from gui.playback.pace import Pace
from gui.playback.sessions import Sessions, differ_by_place_only, network_of
from gui.playback.walking import TERM, Walking
from gui.settings import Settings

if TYPE_CHECKING:
    # Imported when there is a condition to stop at.
    from engine.watching.breaking import Breaks

# A way through the run that takes more slices than this is gone slice by slice, so that it can be stopped.
MOST_SLICES = 16


class Player(QObject):
    """Holds the session of the open document. The engine knows no time; this is the one place that does.

    ``shown`` is what everybody sees and what is stepped: the session, or a derivative that stands before it while the
    session stays where it is, until something else is shown or the network is edited.

    ``moved``: the moment or any number is another. ``session_changed``: the arrays are other objects.
    ``stepped``: these equations just ran, forward or back. ``stopped``: a sentence that says why.
    """

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
        self._sessions, self._pace = Sessions(), Pace()
        self._target: Moment | None = None
        self._breaks: Breaks | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._train_a_slice)
        self.session = Session(editor.document, trained)
        self.shown: Stepping = self.session
        self._plan = self.shown.plan
        self.health = Health(self)
        self.walking = Walking(self)
        self._sessions.keep(self.session)
        editor.changed.connect(self._on_changed)
        editor.opened.connect(self._on_opened)

    @property
    def granularity(self) -> str:
        """How far a step goes: term, equation, layer, phase, iteration or epoch."""
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
        if self.walking.takes_step(by):
            self.moved.emit()
        elif self.shown.why_not_step:
            self.stopped.emit(self.shown.why_not_step)
        elif by == "epoch" and not self.shown.why_not_train:
            self._run_to(self.shown.next_stop(by), _breaks_of(self.shown, self._editor.document))
        else:
            ran: list[Equation] = []
            self._pace.measure_start(self.shown)
            self.shown.step("equation" if by == TERM else by, ran.append)
            self.walking.begin(by)
            self._arrive(tuple(ran), True)

    def back(self, by: str = "") -> None:
        """One step back, or the reason why there is none."""
        self.pause()
        by = by or self.granularity
        if self.walking.takes_back(by):
            self.moved.emit()
        elif self.shown.why_not_back:
            self.stopped.emit(self.shown.why_not_back)
        else:
            self.shown.back("equation" if by == TERM else by)
            self._arrive(self.just_happened()[0], False)

    def train(self) -> None:
        """Run iterations until paused, in trouble, or at an iteration after which a condition has come true."""
        if self.shown.why_not_train:
            self.stopped.emit(self.shown.why_not_train)
        elif not self.is_playing:
            self._run_to(None, _breaks_of(self.shown, self._editor.document))

    def pause(self) -> None:
        """Stop between two iterations."""
        if self.is_playing:
            self._timer.stop()
            self._pace.measure(self.shown)
            self.playing_changed.emit(False)
            self._show_moment()

    def toggle(self) -> None:
        """Train, or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.train()

    def goto(self, moment: Moment) -> None:
        """Be at any moment of the run. A long way there can be stopped by pausing."""
        self.pause()
        moment = max(moment, Moment(self.shown.history.first_iteration))
        kept = self.shown.history.nearest(moment.iteration).iteration
        if moment.done or moment.iteration - kept <= MOST_SLICES * self._pace.per_slice:
            self.shown.goto(moment)
            self._arrive((), True)
        else:
            self.shown.goto(Moment(kept))
            self._run_to(moment)

    def to_start(self) -> None:
        """To the first moment of the run, with everything that came after still there."""
        self.goto(Moment(self.shown.history.first_iteration))

    def reset(self) -> None:
        """The same start values again; the run so far is forgotten."""
        self.pause()
        self.session.reset()
        self.show(self.session)

    def new_weights(self) -> None:
        """Other start values from the same seed, as an edit that can be undone."""
        self.pause()
        document = self._editor.document
        self._editor.edit(replace(document, weight_draw=document.weight_draw + 1), "New weights")

    def just_happened(self) -> tuple[tuple[Equation, ...], int]:
        """The equations of the step by layer that the last equation belongs to, and its place among them."""
        latest = self.shown.latest
        if latest is None:
            return (), -1
        equations = self.shown.equations
        start = end = latest
        while start and equations[start - 1].group == equations[latest].group:
            start -= 1
        while end + 1 < len(equations) and equations[end + 1].group == equations[latest].group:
            end += 1
        return equations[start : end + 1], latest - start

    # inside

    def _arrive(self, equations: tuple[Equation, ...], is_forward: bool) -> None:
        if not self.shown.moment.done:
            self._pace.measure(self.shown)
        self._show_moment(equations, is_forward)
        if self.shown.trouble:
            self.stopped.emit(self.shown.trouble)

    def _run_to(self, target: Moment | None, breaks: Breaks | None = None) -> None:
        self._pace.measure_start(self.shown)
        self._target, self._breaks = target, breaks
        self._timer.start()
        self.playing_changed.emit(True)

    def _train_a_slice(self) -> None:
        start, count = time.perf_counter(), self._pace.per_slice
        if self._target is not None:
            count = min(count, self._target.iteration - self.shown.moment.iteration)
        made = self.shown.train(count, self._breaks)
        self._pace.learn(made, start, time.perf_counter())
        if self._target is None and self.shown.plan is not self._plan and not _met(self._breaks):
            # A short last batch has arrays of its own; one more iteration spares everybody the change to and fro.
            self.shown.train(1, self._breaks)
        is_there = self._target is not None and self.shown.moment >= self._target
        why_stopped = self.shown.trouble or _met(self._breaks)
        if why_stopped or is_there:
            self.pause()
        else:
            if start >= self._pace.measure_due:
                self._pace.measure(self.shown)
            self._show_moment()
        if why_stopped:
            self.stopped.emit(why_stopped)

    def _show_moment(self, equations: tuple[Equation, ...] = (), is_forward: bool = True) -> None:
        if self.shown.plan is not self._plan:
            self._plan = self.shown.plan
            self.session_changed.emit()
        if equations:
            self.stepped.emit(equations, is_forward)
        self.moved.emit()

    def _on_opened(self, document: Document) -> None:
        self.pause()
        self._sessions.forget()
        self.show(Session(document, self.trained_start))
        self.trained_start = None

    def _on_changed(self, before: Document, after: Document) -> None:
        if network_of(before) == network_of(after):
            self.session.use(after)
            self._sessions.keep(self.session)
            if self.is_playing and self._target is None:
                self._breaks = _breaks_of(self.shown, self._editor.document)
            if self.shown is self.session or differ_by_place_only(before, after):
                self._show_moment()
            else:
                self.show(self.session)
            return
        self.pause()
        self.show(self._sessions.after(after, self.session))

    def show(self, shown: Stepping) -> None:
        """Make this what everybody sees: another session, or something that stands before the session for a while."""
        self.pause()
        if isinstance(shown, Session):
            self.session = shown
            self._sessions.keep(shown)
        self.shown, self._plan, self._pace = shown, shown.plan, Pace()
        self.session_changed.emit()
        self.moved.emit()


def _breaks_of(shown: Stepping, document: Document) -> Breaks | None:
    """What may stop the training of a run, if the watch list has such conditions."""
    conditions = [each.tree for each in document.watched if each.is_break]
    if not conditions or not isinstance(shown, Session):
        return None
    from engine.watching.breaking import Breaks

    return Breaks(shown, conditions)


def _met(breaks: Breaks | None) -> str:
    """Which condition has just come true, as a sentence."""
    return "" if breaks is None else breaks.words
