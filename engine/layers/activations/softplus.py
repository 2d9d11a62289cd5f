"""Softplus: a ReLU without the kink."""
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
class Softplus(Elementwise):
    """a = log(1 + eᶻ), computed as max(z, 0) + log(1 + e^−|z|), with slope 1 / (1 + e⁻ᶻ). Dugas and others 2001.

    PyTorch gives z itself from z = 20 on, which is off by up to 2·10⁻⁹; this is exact everywhere.
    """

    title, family, place, glyph = "Softplus", "Activations", 28, "curve:softplus"
    words = "A ReLU without the kink: close to z far above 0, close to 0 far below, and always positive."
    formula = "a = log(1 + eᶻ)"
    torch = "F.softplus({z}, threshold=40)"
    most_flat = 0.9
    slope_formula = "(1 / (1 + e⁻ᶻ))"
    ports = ("z",)
    forward_words = "{node} makes each number positive: nearly z far above 0, log 2 at 0, nearly 0 far below."
    backward_words = (
        "{node} multiplies the gradient by its own slope, which is the sigmoid of z: nearly all of it gets through far"
        " above 0, half at 0, nearly nothing far below."
    )

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        small = write.op("Exp", write.op("Neg", write.op("Abs", inputs[0])))
        return write.op("Add", write.op("Relu", inputs[0]), write.op("Log", write.op("Add", small, 1.0)))

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        # log(e⁰ + eᶻ), in which nothing grows too large.
        write.call(np.logaddexp, np.array(0.0), z, a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        write_sigmoid(write, z, slope)
