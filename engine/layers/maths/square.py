"""Square: each number times itself."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.elementwise import Elementwise
from engine.writer import Writer


@dataclass(frozen=True)
class Square(Elementwise):
    """y = x², with slope 2 x."""

    title, family, place, glyph = "Square", "Maths", 70, "x²"
    words = "Multiplies each number by itself."
    formula = "y = x²"
    torch = "{x} ** 2"
    slope_formula = "2 x"
    forward_words = "{node} multiplies each number by itself, so none is negative and those far from 0 grow most."
    backward_words = "{node} multiplies the gradient by its own slope 2 x: the further x is from 0, the more x matters."

    def compute(self, write: Writer, x: np.ndarray, y: np.ndarray) -> None:
        write.call(np.square, x, y)

    def compute_slope(self, write: Writer, x: np.ndarray, y: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.multiply, x, np.array(2.0), slope)
