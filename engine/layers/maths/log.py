"""Log: the natural logarithm of each number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.writer import Writer


@dataclass(frozen=True)
class Log(Elementwise):
    """y = log x, to the base e, with slope 1 / x."""

    title, family, place, glyph = "Log", "Maths", 100, "curve:log"
    words = "The natural logarithm of each number: the power of e that gives it."
    formula = "y = log x"
    torch = "{x}.log()"
    onnx = "Log"
    slope_formula = "(1 / x)"
    domain = "numbers above 0"
    forward_words = "{node} takes the natural logarithm: 0 for 1, negative below 1, and without end towards 0."
    backward_words = "{node} multiplies the gradient by its own slope 1 / x: the closer x is to 0, the more x matters."

    def compute(self, write: Writer, x: np.ndarray, y: np.ndarray) -> None:
        write.call(np.log, x, y)

    def compute_slope(self, write: Writer, x: np.ndarray, y: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.reciprocal, x, slope)
