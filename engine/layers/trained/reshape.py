"""Reshape: the same numbers in another shape."""
from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.layer import Layer, Shape, ShapeError, shape_words
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor

MOST_AXES = 4


@dataclass(frozen=True)
class Reshape(Layer):
    """y = x in another shape with as many numbers, read and filled in the same order: the last axis runs fastest."""

    title, family, place, glyph = "Reshape", "Layers", 60, "▦"
    words = "Arranges the numbers of each example in another shape, such as 64 pixels as an image of 8 × 8."
    formula = "y = reshape x"

    size: tuple[int, ...] = knob(
        (1, 8, 8), "Shape", low=1,
        words="The new sizes; 1, 8, 8 makes 64 numbers an image of one channel, 8 rows and 8 columns.",
    )

    def shape(self, x: Shape) -> Shape:
        if len(self.size) > MOST_AXES:
            raise ShapeError(f"Reshape wants a shape of at most {MOST_AXES} sizes but is given {len(self.size)}.")
        if math.prod(self.size) != math.prod(x):
            raise ShapeError(
                f"Reshape wants {math.prod(self.size):,} numbers for the shape {shape_words(self.size)} but is given"
                f" {math.prod(x):,} ({shape_words(x)}); change its shape in its settings."
            )
        return self.size

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        return f"{inputs[0]}.reshape({', '.join(map(str, (-1, *self.size)))})"

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Reshape", inputs[0], write.axes(-1, *self.size))

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        words = f"{{node}} arranges the numbers of each example as {shape_words(y.shape)}, in the same order."
        with write.equation(self.formula, {"y": y.value}, {"x": x.value}, words):
            write.call(np.copyto, x.value.reshape(y.value.shape), y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        words = "{node} arranges the gradient as its input was; no number changed, so no gradient does."
        with write.contribution("∂L/∂x = ∂L/∂y in the shape of x", x, {"∂L/∂y": y.grad}, words) as grad:
            write.call(np.copyto, y.grad.reshape(x.value.shape), grad.value)
