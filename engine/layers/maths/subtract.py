"""Subtract: one value from another, number by number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layer import Layer
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Subtract(Layer):
    """y = a − b; ∂y/∂a = 1 and ∂y/∂b = −1. A single number stands for as many as the other input has."""

    title, family, place, glyph = "Subtract", "Maths", 40, "−"
    words = "Subtracts the second value from the first, number by number."
    formula = "y = a − b"
    torch = "{a} - {b}"
    onnx = "Sub"
    ports = ("a", "b")

    def forward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = "{node} subtracts b from a, number by number."
        with write.equation(self.formula, {"y": y.value}, {"a": a.value, "b": b.value}, words):
            write.call(np.subtract, a.value, b.value, y.value)

    def backward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = "{node} hands the gradient on to a as it is: one more in a is one more in the difference."
        with write.contribution("∂L/∂a = ∂L/∂y", a, {"∂L/∂y": y.grad}, words, like=y) as grad:
            write.call(np.copyto, y.grad, grad.value)
        words = "For b, {node} turns the sign of the gradient: one more in b is one less in the difference."
        with write.contribution("∂L/∂b = −∂L/∂y", b, {"∂L/∂y": y.grad}, words, like=y) as grad:
            write.call(np.negative, y.grad, grad.value)
