"""Checkerboard: squares of two classes in turn, XOR with more corners."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import PlaneClasses, in_turn
from engine.knobs import knob
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class Checkerboard(PlaneClasses):
    """Points spread evenly over the squares of a board on [−1, 1]²; the square at the lower left is white.

    The points of a class go to its squares in turn. Noise moves them, perhaps into the next square; they keep
    their class.
    """

    title: ClassVar[str] = "Checkerboard"
    words: ClassVar[str] = "Squares of two classes in turn, as on a board for chess: each class lies in many places."
    place: ClassVar[int] = 65

    noise: float = knob(0.0, "Noise", low=0, high=1, words="Standard deviation of what is added to each coordinate.")
    cells: int = knob(4, "Squares", low=2, high=16, words="How many squares there are in a row, and how many rows.")

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x1, x2 and class."""
        labels = in_turn(self.size, self.balance, 1)
        column, row = np.indices((self.cells, self.cells)).reshape(2, -1)
        points = rng.uniform(0, 1, (2, self.size))
        for label in (0, 1):
            squares = np.flatnonzero((column + row) % 2 == label)
            mine = np.flatnonzero(labels == label)
            square = np.resize(squares, mine.size)
            points[:, mine] += np.stack([column[square], row[square]])
        points = 2 * points / self.cells - 1 + self.noise * rng.standard_normal((2, self.size))
        return self.table(rng, points, labels, ("white", "black"))
