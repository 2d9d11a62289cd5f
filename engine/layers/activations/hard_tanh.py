"""Hard tanh: cuts every number off at −1 and 1."""
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
class HardTanh(Elementwise):
    """a = min(max(z, −1), 1), with slope 1 where −1 < z < 1 and 0 elsewhere, at −1 and 1 too. Collobert 2004."""

    title, family, place, glyph = "Hard tanh", "Activations", 42, "curve:hardtanh"
    words = "Cuts each number off at −1 and 1: tanh made of three straight lines."
    formula = "a = min(max(z, −1), 1)"
    torch = "F.hardtanh({z})"
    slope_formula = "[−1 < z < 1]"
    ports = ("z",)
    forward_words = "{node} keeps the numbers between −1 and 1, and puts −1 or 1 for those beyond."
    backward_words = (
        "{node} lets the gradient through where z lies between −1 and 1, for the slope is 1 there, and stops it where z"
        " is cut off, where the slope is 0."
    )

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        # ONNX Runtime joins a ReLU and a Clip after it, and fails to in float64.
        return write.op("Min", write.op("Max", inputs[0], -1.0), 1.0)

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        # Arrays of the limits, because NumPy's maximum is slower against a single number.
        write.call(np.maximum, z, np.full_like(z, -1.0), a)
        write.call(np.minimum, a, np.ones_like(z), a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.absolute, a, slope)
        write.call(np.less, slope, np.array(1.0), slope)
