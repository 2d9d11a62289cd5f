"""Divide: one value by another, number by number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layer import Layer
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Divide(Layer):
    """y = a / b; ∂y/∂a = 1 / b and ∂y/∂b = −a / b² = −y / b. A single number stands for as many as needed."""

    title, family, place, glyph = "Divide", "Maths", 60, "÷"
    words = "Divides the first value by the second, number by number."
    formula = "y = a / b"
    torch = "{a} / {b}"
    onnx = "Div"
    ports = ("a", "b")
    domain = "a divisor b that is not 0"

    def forward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = "{node} divides a by b, number by number."
        with write.equation(self.formula, {"y": y.value}, {"a": a.value, "b": b.value}, words):
            write.call(np.divide, a.value, b.value, y.value)

    def backward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = "For a, {node} divides the gradient by b: the larger b is, the less a matters."
        with write.contribution("∂L/∂a = ∂L/∂y / b", a, {"∂L/∂y": y.grad, "b": b.value}, words, like=y) as grad:
            write.call(np.divide, y.grad, b.value, grad.value)
        words = "For b, {node} multiplies the gradient by the slope −y / b: as b grows, y moves towards 0."
        given = {"∂L/∂y": y.grad, "y": y.value, "b": b.value}
        with write.contribution("∂L/∂b = −∂L/∂y ⊙ (y / b)", b, given, words, like=y) as grad:
            write.call(np.divide, y.value, b.value, grad.value)
            write.call(np.multiply, grad.value, y.grad, grad.value)
            write.call(np.negative, grad.value, grad.value)
