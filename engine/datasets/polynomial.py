"""Polynomial: points around a curve whose coefficients are typed."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import Dataset, curve_table
from engine.knobs import knob
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class Polynomial(Dataset):
    """y = c₀ + c₁ x + c₂ x² + … + noise · ε, with x uniform in [−1, 1] and ε standard normal; no coefficients give 0.

    The default is 4x³ − 3x, which goes from −1 to 1 with a hill and a valley (Chebyshev's T₃).
    """

    title: ClassVar[str] = "Polynomial"
    words: ClassVar[str] = "Points scattered around a polynomial of your own: one input x, one target y."
    place: ClassVar[int] = 22

    size: int = knob(100, "Examples", low=1, high=100_000)
    noise: float = knob(0.1, "Noise", low=0, high=2, words="Standard deviation of what is added to y.")
    coefficients: tuple[float, ...] = knob(
        (0.0, -3.0, 0.0, 4.0), "Coefficients", low=-100, high=100, longest=12,
        words="c₀, c₁, c₂ and so on, the constant first: 0, −3, 0, 4 is y = −3x + 4x³.",
    )

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x and y."""
        x = rng.uniform(-1, 1, self.size)
        y = np.zeros_like(x)
        for coefficient in reversed(self.coefficients):
            y = y * x + coefficient
        return curve_table(x, y + self.noise * rng.standard_normal(self.size))
