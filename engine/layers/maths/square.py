"""Square: each number times itself."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


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

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Mul", inputs[0], inputs[0])

    def compute(self, write: Writer, x: np.ndarray, y: np.ndarray) -> None:
        write.call(np.square, x, y)

    def compute_slope(self, write: Writer, x: np.ndarray, y: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.multiply, x, np.array(2.0), slope)
