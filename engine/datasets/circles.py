"""Circles: one ring inside another."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import PlaneClasses, in_turn
from engine.knobs import knob
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class Circles(PlaneClasses):
    """Points at uniform angles on a circle of radius 1 (outer) and of a smaller radius (inner), plus noise."""

    title: ClassVar[str] = "Circles"
    words: ClassVar[str] = "A ring of one class around a ring of the other: no straight line parts them."
    place: ClassVar[int] = 40

    noise: float = knob(0.08, "Noise", low=0, high=1, words="Standard deviation of what is added to each coordinate.")
    inner: float = knob(0.5, "Inner radius", low=0.05, high=0.95)

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x1, x2 and class."""
        labels = in_turn(self.size, self.balance, 1)
        angle = rng.uniform(0, 2 * np.pi, self.size)
        radius = np.where(labels == 0, 1.0, self.inner)
        points = radius * np.stack([np.cos(angle), np.sin(angle)])
        points += self.noise * rng.standard_normal(points.shape)
        return self.table(rng, points, labels, ("outer", "inner"))
