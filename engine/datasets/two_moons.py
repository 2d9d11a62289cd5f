"""Two moons: two half circles that reach into each other."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import Dataset, alternating, class_table
from engine.knobs import knob
from engine.table import Table


@dataclasses.dataclass(frozen=True)
class TwoMoons(Dataset):
    """The upper half of a circle around (−½, −¼) and the lower half of one around (½, ¼), radius 1, plus noise."""

    title: ClassVar[str] = "Two moons"
    words: ClassVar[str] = "Two half circles that reach into each other, one for each class."
    place: ClassVar[int] = 50

    size: int = knob(200, "Examples", low=1, high=100_000)
    noise: float = knob(0.1, "Noise", low=0, high=1, words="Standard deviation of what is added to each coordinate.")

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x1, x2 and class."""
        labels = alternating(self.size, 2)
        angle = rng.uniform(0, np.pi, self.size)
        # Half a turn around the origin carries the upper moon exactly onto the lower one.
        points = np.where(labels == 0, 1, -1) * np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
        return class_table(points + self.noise * rng.standard_normal(points.shape), labels, ("upper", "lower"))
