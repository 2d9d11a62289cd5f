"""Sin: the sine of each number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.writer import Writer


@dataclass(frozen=True)
class Sin(Elementwise):
    """y = sin x, x in radians, with slope cos x."""

    title, family, place, glyph = "Sin", "Maths", 110, "curve:sin"
    words = "The sine of each number, in radians: a wave between −1 and 1."
    formula = "y = sin x"
    torch = "{x}.sin()"
    onnx = "Sin"
    slope_formula = "cos x"
    forward_words = "{node} takes the sine of each number, a wave that repeats every 2π."
    backward_words = (
        "{node} multiplies the gradient by its own slope cos x: positive where the wave rises, negative where it falls,"
        " 0 at its top and bottom."
    )

    def compute(self, write: Writer, x: np.ndarray, y: np.ndarray) -> None:
        write.call(np.sin, x, y)

    def compute_slope(self, write: Writer, x: np.ndarray, y: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.cos, x, slope)
