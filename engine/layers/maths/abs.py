"""Abs: each number without its sign."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.writer import Writer


@dataclass(frozen=True)
class Abs(Elementwise):
    """y = |x|, with slope 1 where x > 0, −1 where x < 0, and 0 at 0."""

    title, family, place, glyph = "Abs", "Maths", 85, "|x|"
    words = "The absolute value of each number: how far it is from 0."
    formula = "y = |x|"
    torch = "{x}.abs()"
    onnx = "Abs"
    slope_formula = "sign(x)"
    forward_words = "{node} leaves out the sign of each number, so what remains is its distance from 0."
    backward_words = (
        "{node} lets the gradient through as it is where x is above 0 and turns its sign where x is below; at 0, the"
        " tip of the V, it takes the slope as 0."
    )

    def compute(self, write: Writer, x: np.ndarray, y: np.ndarray) -> None:
        write.call(np.absolute, x, y)

    def compute_slope(self, write: Writer, x: np.ndarray, y: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.sign, x, slope)
