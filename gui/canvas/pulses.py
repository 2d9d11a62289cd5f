"""Pulses: how far what flows has come since a step was made. One clock for the whole canvas."""
from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QObject, QVariantAnimation, Signal

from gui.canvas.waves import Key, Wave

TRAVEL, MEET, FILL = 220, 130, 110
"""Milliseconds at the usual speed: along the edges, until what met is put together, until the heat map is filled."""
SHORTEST, LONGEST = 150, 600
"""Milliseconds that a step takes at the usual speed, however many waves it has."""
_EASED = QEasingCurve(QEasingCurve.Type.InOutCubic)


@dataclasses.dataclass(frozen=True)
class Stage:
    """How far a wave has come, each from 0 to 1: along the edges, in meeting there, in filling its heat maps."""

    wave: Wave
    travelled: float = 1.0
    met: float = 1.0
    filled: float = 1.0


class Pulses(QObject):
    """Plays waves one after the other; the last one stays. Whatever comes next interrupts at once."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waves: tuple[Wave, ...] = ()
        self._ends: list[float] = []
        self._order: dict[Key, int] = {}
        self._resting: Wave | None = None
        self._cause: object = None
        self.clock = QVariantAnimation(self)
        self.clock.setStartValue(0.0)
        self.clock.setEndValue(1.0)
        self.clock.valueChanged.connect(self.ticked)
        self.clock.finished.connect(self._on_finished)

    @property
    def is_moving(self) -> bool:
        """Whether something is on its way."""
        return self.clock.state() != QAbstractAnimation.State.Stopped

    def play(self, waves: Sequence[Wave], speed: float, cause: object) -> None:
        """Let these waves travel, at a multiple of the usual speed. ``cause`` is what they show: the moment come to."""
        self.clock.stop()
        self._waves, self._cause = tuple(waves), cause
        self._ends = list(accumulate(sum(_lengths(wave)) for wave in waves))
        self._order = {key: place for place, wave in enumerate(waves) for key in wave.fills}
        self.clock.setDuration(round(min(max(self._ends[-1], SHORTEST), LONGEST) / speed))
        if self._ends[-1]:
            self.clock.start()

    def rest(self, wave: Wave | None, cause: object = None) -> None:
        """Stand at the end of this wave, with nothing on its way but what has the same ``cause`` and ends there."""
        self._resting = wave
        if cause is None or cause != self._cause:
            self.finish()
        self.ticked.emit()

    def finish(self) -> None:
        """Be at the end at once."""
        self.clock.stop()
        self._on_finished()

    @property
    def stage(self) -> Stage | None:
        """The wave on its way, or the one that rests, and how far it has come."""
        if not self.is_moving:
            return Stage(self._resting) if self._resting else None
        place, left = self._now()
        shares = []
        for length in _lengths(self._waves[place]):
            shares.append(_EASED.valueForProgress(min(1.0, max(0.0, left / length))) if length else 1.0)
            left -= length
        return Stage(self._waves[place], *shares)

    @property
    def wave(self) -> Wave | None:
        """The wave on its way, or the one that rests."""
        stage = self.stage
        return stage.wave if stage else None

    @property
    def awaited(self) -> dict[Key, float]:
        """The heat maps that are not filled yet, and to which share they are."""
        stage = self.stage
        if stage is None or not self.is_moving:
            return {}
        here, _ = self._now()
        shares = {key: stage.filled * (place == here) for key, place in self._order.items() if place >= here}
        return {key: share for key, share in shares.items() if share < 1.0}

    def _now(self) -> tuple[int, float]:
        """Which wave is on its way, and the milliseconds at the usual speed that it is."""
        at = self.clock.currentTime() / max(1, self.clock.duration()) * self._ends[-1]
        place = min(bisect_right(self._ends, at), len(self._waves) - 1)
        return place, at - (self._ends[place - 1] if place else 0.0)

    def _on_finished(self) -> None:
        self._waves, self._cause, self._order = (), None, {}
        self.ticked.emit()


def _lengths(wave: Wave) -> tuple[int, int, int]:
    """Milliseconds of the three parts of a wave."""
    is_travelling = wave.travels and bool(wave.edges)
    return TRAVEL * is_travelling, MEET * (is_travelling and wave.meets), FILL * bool(wave.fills)
