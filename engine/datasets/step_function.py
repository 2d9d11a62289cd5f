"""Step function: points around a staircase, which a smooth network can only come close to."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import Dataset, curve_table
from engine.knobs import knob
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class StepFunction(Dataset):
    """y climbs from −1 to 1 in equal steps, plus noise · ε, with x uniform in [−1, 1] and ε standard normal.

    With one step, y is −1 left of 0 and 1 from there on.
    """

    title: ClassVar[str] = "Step function"
    words: ClassVar[str] = "Points scattered around a staircase: the jumps are what no smooth curve can follow."
    place: ClassVar[int] = 24

    size: int = knob(100, "Examples", low=1, high=100_000)
    noise: float = knob(0.1, "Noise", low=0, high=2, words="Standard deviation of what is added to y.")
    steps: int = knob(1, "Steps", low=1, high=10, words="How many jumps there are between x = −1 and x = 1.")

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x and y."""
        x = rng.uniform(-1, 1, self.size)
        climbed = np.floor((x + 1) / 2 * (self.steps + 1))
        return curve_table(x, 2 * climbed / self.steps - 1 + self.noise * rng.standard_normal(self.size))
