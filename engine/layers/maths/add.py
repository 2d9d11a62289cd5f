"""Add: two values, number by number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layer import Layer
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Add(Layer):
    """y = a + b; ∂y/∂a = ∂y/∂b = 1. A single number is added to every number of the other input."""

    title, family, place, glyph = "Add", "Maths", 30, "+"
    words = "Adds two values, number by number."
    formula = "y = a + b"
    torch = "{a} + {b}"
    onnx = "Add"
    ports = ("a", "b")

    def forward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = "{node} adds its two inputs, number by number."
        with write.equation(self.formula, {"y": y.value}, {"a": a.value, "b": b.value}, words):
            write.call(np.add, a.value, b.value, y.value)

    def backward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        for x, name in ((a, "a"), (b, "b")):
            words = f"{{node}} hands the gradient on to {name} as it is: one more in {name} is one more in the sum."
            with write.contribution(f"∂L/∂{name} = ∂L/∂y", x, {"∂L/∂y": y.grad}, words, like=y) as grad:
                write.call(np.copyto, y.grad, grad.value)
