"""Sine: points around a sine curve, for fitting what no line can fit."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import Dataset, curve_table
from engine.knobs import knob
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class Sine(Dataset):
    """y = sin(π · periods · x) + noise · ε, with x uniform in [−1, 1] and ε standard normal."""

    title: ClassVar[str] = "Sine"
    words: ClassVar[str] = "Points scattered around a sine curve: one input x, one target y."
    place: ClassVar[int] = 20

    size: int = knob(100, "Examples", low=1, high=100_000)
    noise: float = knob(0.1, "Noise", low=0, high=2, words="Standard deviation of what is added to y.")
    periods: float = knob(1.0, "Periods", low=0.1, high=10, words="How many full waves fit between x = −1 and x = 1.")

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x and y."""
        x = rng.uniform(-1, 1, self.size)
        return curve_table(x, np.sin(np.pi * self.periods * x) + self.noise * rng.standard_normal(self.size))
