"""Sum: many numbers added up."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.reduction import Reduction
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Sum(Reduction):
    """y = Σ x, over everything, the features or the examples; ∂y/∂x = 1."""

    title, family, place, glyph = "Sum", "Maths", 120, "Σ"
    words = "Adds up the numbers of its input."
    formula = "y = Σ x"
    torch = "{x}.sum({axes})"
    onnx = "ReduceSum"

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        words = f"{{node}} adds up its input over {self.over}."
        with write.equation(self.formula, {"y": y.value}, {"x": x.value}, words):
            self.add_up(write, x, y)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        words = "{node} hands the gradient of the sum to every number in it: one more in any is one more in all."
        with write.contribution("∂L/∂x = ∂L/∂y", x, {"∂L/∂y": y.grad}, words) as grad:
            write.call(np.copyto, y.grad, grad.value)
