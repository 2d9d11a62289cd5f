"""Exp: e to the power of each number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.writer import Writer


@dataclass(frozen=True)
class Exp(Elementwise):
    """y = eˣ, whose slope is eˣ again."""

    title, family, place, glyph = "Exp", "Maths", 90, "curve:exp"
    words = "Raises e = 2.718… to the power of each number."
    formula = "y = eˣ"
    torch = "{x}.exp()"
    onnx = "Exp"
    slope_formula = "y"
    forward_words = "{node} raises e to each number, so the result is above 0 and grows ever faster."
    backward_words = "{node} multiplies the gradient by its own slope, and the slope of eˣ is eˣ itself: y."

    def compute(self, write: Writer, x: np.ndarray, y: np.ndarray) -> None:
        write.call(np.exp, x, y)

    def compute_slope(self, write: Writer, x: np.ndarray, y: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.copyto, y, slope)
