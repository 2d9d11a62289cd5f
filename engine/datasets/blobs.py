"""Blobs: round Gaussian clouds, two to five classes."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import PlaneClasses, in_turn
from engine.knobs import knob
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class Blobs(PlaneClasses):
    """One Gaussian cloud for each class, their centres evenly spaced on the unit circle, the first at the top."""

    title: ClassVar[str] = "Blobs"
    words: ClassVar[str] = "Round clouds, one for each of two to five classes."
    place: ClassVar[int] = 70

    size: int = knob(150, "Examples", low=1, high=100_000)
    noise: float = knob(0.2, "Noise", low=0, high=2, words="Standard deviation of each cloud.")
    classes: int = knob(3, "Classes", low=2, high=5)

    def make(self, rng: np.random.Generator) -> Table:
        """Columns x1, x2 and class."""
        labels = in_turn(self.size, self.balance, *[1.0] * (self.classes - 1))
        angle = 2 * np.pi * labels / self.classes
        points = np.stack([np.sin(angle), np.cos(angle)]) + self.noise * rng.standard_normal((2, self.size))
        return self.table(rng, points, labels, tuple("ABCDE"[: self.classes]))
