"""Multiply: two values, number by number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layer import Layer
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Multiply(Layer):
    """y = a ⊙ b; ∂y/∂a = b and ∂y/∂b = a. A single number multiplies every number of the other input."""

    title, family, place, glyph = "Multiply", "Maths", 50, "×"
    words = "Multiplies two values, number by number."
    formula = "y = a ⊙ b"
    torch = "{a} * {b}"
    onnx = "Mul"
    ports = ("a", "b")

    def forward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = "{node} multiplies its two inputs, number by number."
        with write.equation("y = a ⊙ b", {"y": y.value}, {"a": a.value, "b": b.value}, words):
            write.call(np.multiply, a.value, b.value, y.value)

    def backward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        for x, name, other, other_name in ((a, "a", b, "b"), (b, "b", a, "a")):
            symbols = f"∂L/∂{name} = ∂L/∂y ⊙ {other_name}"
            words = f"For {name}, {{node}} multiplies the gradient by the other input, {other_name}."
            given = {"∂L/∂y": y.grad, other_name: other.value}
            with write.contribution(symbols, x, given, words, like=y) as grad:
                write.call(np.multiply, y.grad, other.value, grad.value)
