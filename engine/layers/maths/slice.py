"""Slice: a part of a value."""
from __future__ import annotations

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


@dataclass(frozen=True)
class Slice(Layer):
    """y = some features in a row, or some channels, counted from 1 along the first axis. The others get gradient 0."""

    title, family, place, glyph = "Slice", "Maths", 190, "x[:]"
    words = "Takes some of the features of its input, one after the other, and leaves the rest."
    formula = "y = part of x"

    first: int = knob(
        1, "First feature", low=1, high=1_000_000, words="Which feature, or channel, comes first; 1 is the one on top."
    )
    count: int = knob(
        1, "How many", low=1, high=1_000_000, words="How many features, or channels, are taken from there on."
    )

    def shape(self, x: Shape) -> Shape:
        last = self.first + self.count - 1
        if not x or last > x[0]:
            raise ShapeError(
                f"Slice wants at least {last} features but is given {shape_words(x)}; take fewer in its settings."
            )
        return self.count, *x[1:]

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        return f"{inputs[0]}[:, {self.first - 1}:{self.first - 1 + self.count}]"

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        first = self.first - 1
        return write.op("Slice", inputs[0], write.axes(first), write.axes(first + self.count), write.axes(1))

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        words = f"{{node}} takes {self._taken()} of its input and leaves the rest."
        with write.equation(self.formula, {"y": y.value}, {"x": x.value}, words):
            write.call(np.copyto, self._part(x.value), y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        words = "{node} gives what it took its gradient; what it left can't move the loss this way and gets 0."
        symbols = "∂L/∂x = ∂L/∂y where x was taken, else 0"
        with write.contribution(symbols, x, {"∂L/∂y": y.grad}, words) as grad:
            write.call(np.copyto, np.zeros(()), grad.value)
            write.call(np.copyto, y.grad, self._part(grad.value))

    def _part(self, array: np.ndarray) -> np.ndarray:
        return array[self.first - 1 : self.first - 1 + self.count]

    def _taken(self) -> str:
        last = self.first + self.count - 1
        return f"number {last}" if self.count == 1 else f"numbers {self.first} to {last}"
