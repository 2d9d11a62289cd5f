"""SiLU: each number times its own sigmoid."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layers.activations.sigmoid import write_sigmoid
from engine.parts.elementwise import Elementwise
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class SiLU(Elementwise):
    """a = z σ(z) with σ(z) = 1 / (1 + e⁻ᶻ) and slope σ(z) + a (1 − σ(z)).

    Elfwing, Uchibe and Doya 2017; also called swish, Ramachandran, Zoph and Le 2017.
    """

    title, family, place, glyph = "SiLU", "Activations", 26, "curve:silu"
    words = "Multiplies each number by its own sigmoid: a smooth ReLU with a small dip below 0."
    formula = "a = z σ(z)"
    torch = "F.silu({z})"
    most_flat = 0.9
    slope_formula = "(σ(z) + a ⊙ (1 − σ(z)))"
    ports = ("z",)
    forward_words = (
        "{node} multiplies each number by its own sigmoid σ(z) = 1 / (1 + e⁻ᶻ): large numbers pass nearly unchanged,"
        " those far below 0 become nearly 0."
    )
    backward_words = (
        "{node} multiplies the gradient by its own slope, which is close to 1 far above 0, ½ at 0, and a little below 0"
        " where the curve dips."
    )

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Mul", inputs[0], write.op("Sigmoid", inputs[0]))

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        write_sigmoid(write, z, a)
        write.call(np.multiply, a, z, a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        sigmoid = np.empty_like(z)
        write_sigmoid(write, z, sigmoid)
        write.call(np.subtract, np.array(1.0), sigmoid, slope)
        write.call(np.multiply, slope, a, slope)
        write.call(np.add, slope, sigmoid, slope)
