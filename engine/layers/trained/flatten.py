"""Flatten: the numbers of each example in one list."""
from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layer import Layer, Shape
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class Flatten(Layer):
    """y = x as a list, channel by channel, row by row: the last axis runs fastest. The numbers stay as they are."""

    title, family, place, glyph = "Flatten", "Layers", 50, "▬"
    words = "Lays the numbers of each example out in one list, for layers that want a list."
    formula = "y = flatten x"

    def shape(self, x: Shape) -> Shape:
        return (math.prod(x),)

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        return inputs[0].as_list

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.as_list(inputs[0])

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        words = "{node} lays the numbers of each example out in one list, channel by channel and row by row."
        with write.equation(self.formula, {"y": y.value}, {"x": x.value}, words):
            write.call(np.copyto, x.value.reshape(y.value.shape), y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        words = "{node} puts each gradient back where its number came from; no number changed, so none of them does."
        with write.contribution("∂L/∂x = ∂L/∂y in the shape of x", x, {"∂L/∂y": y.grad}, words) as grad:
            write.call(np.copyto, y.grad.reshape(x.value.shape), grad.value)
