"""Pace: how much training fits between two frames, and how often there is time to measure the test loss."""
from __future__ import annotations

import math
import time

from engine.moment import Moment
from engine.stepping import Stepping

# Seconds from frame to frame: a little less than a 60th. What painting leaves of it is for training, but never less
# than the shortest slice. How long painting takes is a mean over so many frames.
FRAME, SHORTEST, FRAMES = 0.0162, 0.010, 20
# Seconds between two measurements of the test loss: the first and the longest. Most happens at the start of a run.
# At least so many times what one takes.
MEASURE_FIRST, MEASURE_EVERY, MEASURE_SHARE = 0.01, 0.25, 20


class Pace:
    """Learns from how long iterations took. It starts with one iteration, however large the network is."""

    def __init__(self) -> None:
        self.per_slice = 1
        self.measure_due = 0.0
        self._painting = FRAME / 4
        self._ended = -math.inf
        self._wait = MEASURE_FIRST

    def learn(self, made: int, start: float, end: float) -> None:
        """So many iterations ran between two times, in seconds."""
        self._painting += (min(start - self._ended, FRAME) - self._painting) / FRAMES
        self._ended = end
        slice = max(FRAME - self._painting, SHORTEST)
        self.per_slice = max(1, int(min(made * slice / max(end - start, 1e-6), 8 * self.per_slice)))

    def measure(self, shown: Stepping) -> None:
        """Put the test loss into the history, where there is one."""
        start = time.perf_counter()
        if not shown.trouble:
            shown.measure()
        now = time.perf_counter()
        self.measure_due = now + max(self._wait, MEASURE_SHARE * (now - start))
        self._wait = min(1.3 * self._wait, MEASURE_EVERY)

    def measure_start(self, shown: Stepping) -> None:
        """The test curve starts where the run does."""
        if shown.moment == Moment(shown.history.first_iteration):
            self.measure(shown)
            # The first measurement is the dearest, and right after it most happens.
            self.measure_due, self._wait = 0.0, MEASURE_FIRST
