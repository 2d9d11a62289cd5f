"""Spirals: two arms wound around each other, the hardest of the small problems."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import PlaneClasses, in_turn
from engine.knobs import knob
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class Spirals(PlaneClasses):
    """Two Archimedean spirals half a turn apart, radius growing evenly with the angle up to 1, plus noise."""

    title: ClassVar[str] = "Spirals"
    words: ClassVar[str] = "Two arms wound around each other, one for each class."
    place: ClassVar[int] = 60

    noise: float = knob(0.02, "Noise", low=0, high=1, words="Standard deviation of what is added to each coordinate.")
    turns: float = knob(1.25, "Turns", low=0.25, high=4, words="How often each arm goes around the centre.")

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x1, x2 and class."""
        labels = in_turn(self.size, self.balance, 1)
        # The arms touch at the centre, so neither starts quite there.
        radius = rng.uniform(0.1, 1, self.size)
        angle = 2 * np.pi * self.turns * radius + np.pi * labels
        points = radius * np.stack([np.cos(angle), np.sin(angle)])
        points += self.noise * rng.standard_normal(points.shape)
        return self.table(rng, points, labels, ("first", "second"))
