"""XOR: four corners of a square, the smallest problem that needs a hidden layer."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import PlaneClasses, in_turn
from engine.knobs import knob
from engine.tables.table import Table

_CORNERS = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])


@dataclasses.dataclass(frozen=True)
class Xor(PlaneClasses):
    """Clouds around (0, 0), (0, 1), (1, 0), (1, 1) in turn; the class is 1 where exactly one coordinate is 1.

    Four examples without noise are the truth table.
    """

    title: ClassVar[str] = "XOR"
    words: ClassVar[str] = "Four clouds at the corners of a square; opposite corners share a class."
    place: ClassVar[int] = 30

    noise: float = knob(0.1, "Noise", low=0, high=1, words="Standard deviation of each cloud.")

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x1, x2 and class."""
        corners = _CORNERS[:, in_turn(self.size, self.balance, 1, 1, self.balance)]
        points = corners + self.noise * rng.standard_normal((2, self.size))
        return self.table(rng, points, corners[0] ^ corners[1], ("0", "1"))
