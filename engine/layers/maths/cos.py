"""Cos: the cosine of each number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.writer import Writer


@dataclass(frozen=True)
class Cos(Elementwise):
    """y = cos x, x in radians, with slope −sin x."""

    title, family, place, glyph = "Cos", "Maths", 112, "curve:cos"
    words = "The cosine of each number, in radians: the sine, a quarter of a turn ahead."
    formula = "y = cos x"
    torch = "{x}.cos()"
    onnx = "Cos"
    slope_formula = "(−sin x)"
    forward_words = "{node} takes the cosine of each number, a wave that is 1 at 0 and repeats every 2π."
    backward_words = (
        "{node} multiplies the gradient by its own slope −sin x: negative where the wave falls, positive where it"
        " rises, 0 at its top and bottom."
    )

    def compute(self, write: Writer, x: np.ndarray, y: np.ndarray) -> None:
        write.call(np.cos, x, y)

    def compute_slope(self, write: Writer, x: np.ndarray, y: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.sin, x, slope)
        write.call(np.negative, slope, slope)
