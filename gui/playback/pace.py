"""Pace: how much training fits between two frames, and how often there is time to measure the test loss."""
from __future__ import annotations

import time

from engine.moment import Moment
from engine.session import Session

# Seconds of training between two frames: long enough to train fast, short enough for 60 frames a second.
SLICE = 0.012
# Seconds between two measurements of the test loss: the first and the longest. Most happens at the start of a run.
# At least so many times what one takes.
MEASURE_FIRST, MEASURE_EVERY, MEASURE_SHARE = 0.01, 0.25, 20


class Pace:
    """Learns from how long iterations took. It starts with one iteration, however large the network is."""

    def __init__(self) -> None:
        self.per_slice = 1
        self.measure_due = 0.0
        self._wait = MEASURE_FIRST

    def learn(self, made: int, seconds: float) -> None:
        """So many iterations took so long."""
        self.per_slice = max(1, int(min(made * SLICE / seconds, 8 * self.per_slice)))

    def measure(self, session: Session) -> None:
        """Put the test loss into the history, where there is one."""
        start = time.perf_counter()
        if not session.trouble:
            session.measure()
        now = time.perf_counter()
        self.measure_due = now + max(self._wait, MEASURE_SHARE * (now - start))
        self._wait = min(1.3 * self._wait, MEASURE_EVERY)

    def measure_start(self, session: Session) -> None:
        """The test curve starts where the run does."""
        if session.moment == Moment(session.history.first_iteration):
            self.measure(session)
