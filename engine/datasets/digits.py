"""Digits: 1,797 real handwritten digits of 8 × 8 pixels, shipped with the app."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import Dataset, read_only
from engine.knobs import knob
from engine.resources import resource
from engine.tables.table import Table

_HIGHEST = {"0 to 1": 1, "0 to 16": 16}


@dataclasses.dataclass(frozen=True)
class Digits(Dataset):
    """Real images in their original order; nothing about them is random.

    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), see resources/datasets.
    """

    title: ClassVar[str] = "Handwritten digits"
    words: ClassVar[str] = "1,797 real handwritten digits of 8 × 8 pixels, with the digit each one shows."
    place: ClassVar[int] = 80

    scale: str = knob(
        "0 to 1", "Pixel values", choices=tuple(_HIGHEST), words="The images hold 0 to 16; 0 to 1 is the same over 16."
    )

    as_images: bool = knob(
        False, "As images of 1 × 8 × 8", words="Gives images, as Conv 2-D wants them, rather than lists of 64 numbers."
    )

    def make(self, rng: np.random.Generator) -> Table:
        """Columns "pixel ROW COLUMN" from the top left, row by row, then digit."""
        with np.load(resource("datasets/digits.npz"), allow_pickle=False) as stored:
            pixels, digits = stored["pixels"], stored["digits"]
        pixels = pixels.T * (_HIGHEST[self.scale] / 16)
        names = tuple(f"pixel {row} {column}" for row in range(8) for column in range(8))
        return Table(
            (*names, "digit"),
            read_only(np.vstack([pixels, digits])),
            features=names,
            targets=("digit",),
            classes={"digit": tuple("0123456789")},
            feature_shape=(1, 8, 8) if self.as_images else (),
        )
