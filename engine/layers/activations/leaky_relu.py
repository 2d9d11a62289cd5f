"""Leaky ReLU: lets positive numbers through and a small part of negative ones."""
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
class LeakyReLU(Elementwise):
    """a = max(z, k z) for 0 ≤ k ≤ 1, with slope 1 where z > 0 and k elsewhere. Maas, Hannun and Ng 2013."""

    title, family, place, glyph = "Leaky ReLU", "Activations", 20, "curve:leaky"
    words = "Lets positive numbers through unchanged and a small part of negative ones."
    formula = "a = max(z, k z)"
    torch = "F.leaky_relu({z}, {slope!r})"
    most_flat = 0.9
    slope_formula = "([z > 0] + k [z ≤ 0])"
    ports = ("z",)
    forward_words = "{node} keeps the positive numbers and multiplies the others by k = {slope:g}."
    backward_words = (
        "{node} lets the gradient through where z is above 0; elsewhere it lets the part k = {slope:g} through, so that"
        " no unit stops learning altogether."
    )

    slope: float = knob(0.01, "Slope k below 0", low=0.0, high=1.0, words="How much of a negative number gets through.")

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        # The operator LeakyRelu has its slope in float32.
        return write.op("PRelu", inputs[0], self.slope)

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        write.call(np.multiply, z, np.array(self.slope), a)
        write.call(np.maximum, z, a, a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.heaviside, z, np.array(0.0), slope)
        write.call(np.multiply, slope, np.array(1.0 - self.slope), slope)
        write.call(np.add, slope, np.array(self.slope), slope)
