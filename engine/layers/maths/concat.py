"""Concat: two values one after the other."""
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
class Concat(Layer):
    """y = [a ; b] along the first axis: features after features, or channels after channels. ∂L/∂y is cut again."""

    title, family, place, glyph = "Concat", "Maths", 180, "[ ; ]"
    words = "Puts one value after the other: features after features, or channels after channels."
    formula = "y = [a ; b]"
    ports = ("a", "b")

    def shape(self, a: Shape, b: Shape) -> Shape:
        # A single number counts as a list of one.
        one, other = a or (1,), b or (1,)
        if one[1:] != other[1:]:
            raise ShapeError(
                "Concat wants inputs that differ in their first size only but is given"
                f" {shape_words(a)} and {shape_words(b)}; put a Flatten before each, or a Reshape."
            )
        return one[0] + other[0], *one[1:]

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        a, b = (x.text if x.shape else x.as_list for x in inputs)
        if inputs[0].is_per_example != inputs[1].is_per_example:
            many = a if inputs[0].is_per_example else b
            a, b = (f"{x}.expand(len({many}), *{x}.shape[1:])" if x != many else x for x in (a, b))
        return f"torch.cat([{a}, {b}], dim=1)"

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        parts = [x.text if x.shape else write.as_list(x) for x in inputs]
        if inputs[0].is_per_example != inputs[1].is_per_example:
            # Zeros of the shape that both shall have, apart from the axis along which they are joined.
            many = parts[0] if inputs[0].is_per_example else parts[1]
            axes = write.axes(*range(1, 1 + max(1, len(inputs[0].shape))))
            zeros = write.op("Mul", write.op("ReduceSum", many, axes, keepdims=1), 0.0)
            parts = [part if part == many else write.op("Add", part, zeros) for part in parts]
        return write.op("Concat", *parts, axis=1)

    def forward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = "{node} puts the numbers of b after those of a."
        with write.equation(self.formula, {"y": y.value}, {"a": a.value, "b": b.value}, words):
            for x, part in zip((a, b), self._parts(y.value, a), strict=True):
                write.call(np.copyto, x.value.reshape(*part.shape[:-1], x.examples), part)

    def backward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        for x, name, part in zip((a, b), "ab", self._parts(y.grad, a), strict=True):
            words = f"{{node}} gives {name} the part of the gradient that belongs to its numbers."
            like = Value(x.node, x.shape, y.examples)
            symbols = f"∂L/∂{name} = ∂L/∂y where y holds {name}"
            with write.contribution(symbols, x, {"∂L/∂y": y.grad}, words, like) as grad:
                write.call(np.copyto, part.reshape(grad.value.shape), grad.value)

    def _parts(self, array: np.ndarray, a: Value) -> tuple[np.ndarray, np.ndarray]:
        cut = a.shape[0] if a.shape else 1
        return array[:cut], array[cut:]
