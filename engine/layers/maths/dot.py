"""Dot: two lists of numbers into one number."""
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
class Dot(Layer):
    """y = Σᵢ aᵢ bᵢ for each example; ∂y/∂a = b and ∂y/∂b = a."""

    title, family, place, glyph = "Dot", "Maths", 140, "a·b"
    words = "Multiplies two lists number by number and adds up: one number, large where the lists agree."
    formula = "y = Σ a ⊙ b"
    torch = "({a} * {b}).sum(1)"
    ports = ("a", "b")

    def shape(self, a: Shape, b: Shape) -> Shape:
        if len(a) != 1 or a != b:
            raise ShapeError(
                "Dot wants two lists of the same length for each example but is given"
                f" {shape_words(a)} and {shape_words(b)}; change one of them to match."
            )
        return ()

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("ReduceSum", write.op("Mul", *inputs), write.axes(1), keepdims=0)

    def forward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = (
            "{node} multiplies its two lists number by number and adds up: large where both are large at the same"
            " places, 0 where they stand at right angles, negative where they point apart."
        )
        with write.equation(self.formula, {"y": y.value}, {"a": a.value, "b": b.value}, words):
            products = np.empty(_wider(a, b).value.shape)
            write.call(np.multiply, a.value, b.value, products)
            write.dot(np.ones(len(products)), products, y.value)

    def backward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        for x, name, other, other_name in ((a, "a", b, "b"), (b, "b", a, "a")):
            symbols = f"∂L/∂{name} = ∂L/∂y ⊙ {other_name}"
            words = f"For {name}, {{node}} multiplies the gradient of the one number by the other list, {other_name}."
            given = {"∂L/∂y": y.grad, other_name: other.value}
            with write.contribution(symbols, x, given, words, like=_wider(a, b)) as grad:
                write.call(np.multiply, y.grad, other.value, grad.value)


def _wider(a: Value, b: Value) -> Value:
    """Of two values of one shape, one that has as many examples as the result."""
    return a if a.examples >= b.examples else b
