"""Power: each number to the same power."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.parts.elementwise import Elementwise
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class Power(Elementwise):
    """y = xᵖ, with slope p xᵖ⁻¹."""

    title, family, place, glyph = "Power", "Maths", 80, "xᵖ"
    words = "Raises each number to the same power p."
    formula = "y = xᵖ"
    torch = "{x} ** {exponent!r}"
    slope_formula = "p xᵖ⁻¹"
    domain = "numbers above 0, unless the exponent is a whole number; and not 0 where the exponent is negative"
    forward_words = "{node} raises each number to the power p = {exponent:g}."
    backward_words = "{node} multiplies the gradient by its own slope p xᵖ⁻¹, with p = {exponent:g}."

    exponent: float = knob(3.0, "Exponent p", words="Any number: 2 squares, 0.5 is the square root, −1 is 1/x.")

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Pow", inputs[0], self.exponent)

    def compute(self, write: Writer, x: np.ndarray, y: np.ndarray) -> None:
        write.call(np.power, x, np.array(self.exponent), y)

    def compute_slope(self, write: Writer, x: np.ndarray, y: np.ndarray, slope: np.ndarray) -> None:
        # x⁰ is flat everywhere, at 0 too, where 0 · x⁻¹ would not be a number.
        lower = self.exponent - 1.0 if self.exponent else 0.0
        write.call(np.power, x, np.array(lower), slope)
        write.call(np.multiply, slope, np.array(self.exponent), slope)
