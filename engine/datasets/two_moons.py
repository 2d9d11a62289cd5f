"""Two moons: two half circles that reach into each other."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import PlaneClasses, in_turn
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class TwoMoons(PlaneClasses):
    """The upper half of a circle around (−½, −¼) and the lower half of one around (½, ¼), radius 1, plus noise."""

    title: ClassVar[str] = "Two moons"
    words: ClassVar[str] = "Two half circles that reach into each other, one for each class."
    place: ClassVar[int] = 50

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x1, x2 and class."""
        labels = in_turn(self.size, self.balance, 1)
        angle = rng.uniform(0, np.pi, self.size)
        # Half a turn around the origin carries the upper moon exactly onto the lower one.
        points = np.where(labels == 0, 1, -1) * np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
        points += self.noise * rng.standard_normal(points.shape)
        return self.table(rng, points, labels, ("upper", "lower"))
