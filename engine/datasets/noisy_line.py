"""Noisy line: points around a straight line, for linear regression."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import Dataset, curve_table
from engine.knobs import knob
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class NoisyLine(Dataset):
    """y = slope · x + intercept + noise · ε, with x uniform in [−1, 1] and ε standard normal."""

    title: ClassVar[str] = "Noisy line"
    words: ClassVar[str] = "Points scattered around a straight line: one input x, one target y."
    place: ClassVar[int] = 10

    size: int = knob(100, "Examples", low=1, high=100_000)
    noise: float = knob(0.1, "Noise", low=0, high=2, words="Standard deviation of what is added to y.")
    slope: float = knob(0.8, "Slope", low=-10, high=10)
    intercept: float = knob(0.3, "Intercept", low=-10, high=10)

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x and y."""
        x = rng.uniform(-1, 1, self.size)
        return curve_table(x, self.slope * x + self.intercept + self.noise * rng.standard_normal(self.size))
