"""Transpose: rows become columns."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layer import Layer, Shape, ShapeError, shape_words
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class Transpose(Layer):
    """y = xᵀ for each example's matrix: yⱼᵢ = xᵢⱼ, and so ∂L/∂x = (∂L/∂y)ᵀ."""

    title, family, place, glyph = "Transpose", "Maths", 170, "xᵀ"
    words = "Turns the rows of a matrix into columns."
    formula = "y = xᵀ"
    torch = "{x}.mT"

    def shape(self, x: Shape) -> Shape:
        if len(x) != 2:
            raise ShapeError(
                f"Transpose wants a matrix for each example but is given {shape_words(x)}; put a Reshape before it."
            )
        return x[1], x[0]

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Transpose", inputs[0], perm=[0, 2, 1])

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        words = "{node} turns rows into columns: what stood in row i and column j now stands in row j and column i."
        with write.equation(self.formula, {"y": y.value}, {"x": x.value}, words):
            write.call(np.copyto, x.value.transpose(1, 0, 2), y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        words = "{node} turns the gradient back the same way, so that each number meets its own."
        with write.contribution("∂L/∂x = (∂L/∂y)ᵀ", x, {"∂L/∂y": y.grad}, words) as grad:
            write.call(np.copyto, y.grad.transpose(1, 0, 2), grad.value)
