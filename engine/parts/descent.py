"""Descent: what every optimizer with a learning rate shares: its schedule, and gradients that are clipped."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.optimizer import Moving
from engine.parts.clipping import Clipping
from engine.parts.schedule import Scheduled
from engine.writer import Writer


@dataclass(frozen=True, eq=False)
class Descending(Moving):
    """What such an update works on besides: ``rate`` holds α and ``minus_rate`` −α, both 0-d.

    ``gradients`` may be clipped ones; ``symbol`` and ``square`` say what they and their squares are called.
    """

    rate: np.ndarray
    minus_rate: np.ndarray
    symbol: str
    square: str


@dataclass(frozen=True)
class Descent(Scheduled, Clipping):
    """The root of every kind with a learning rate, which says in ``move`` what it does with it."""

    def update(self, write: Writer, moving: Moving) -> None:
        rate, minus_rate = np.array(self.rate), np.array(-self.rate)
        if self.is_scheduled:
            self.write_rate(write, moving.count, rate, minus_rate)
        gradients, names = moving.gradients, ("∂L/∂w", "(∂L/∂w)²")
        if self.clip:
            gradients, names = self.write_clipped(write, gradients), ("g", "g²")
        w, memory = moving.parameters, moving.memory
        self.move(write, Descending(w, gradients, memory, moving.count, rate, minus_rate, *names))

    def move(self, write: Writer, moving: Descending) -> None:
        """Write the equations that change the memory and the parameters."""
        raise NotImplementedError
