"""Mean: the average of many numbers."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.reduction import Reduction
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Mean(Reduction):
    """y = Σ x / n over n numbers: everything, the features or the examples; ∂y/∂x = 1 / n."""

    title, family, place, glyph = "Mean", "Maths", 130, "x̄"
    words = "The average of the numbers of its input."
    formula = "y = Σ x / n"
    torch = "{x}.mean({axes})"
    onnx = "ReduceMean"

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        count = x.value.size // y.value.size
        words = f"{{node}} averages its input over {self.over}: the sum of the numbers divided by n = {count}."
        with write.equation(self.formula, {"y": y.value}, {"x": x.value}, words):
            total = y.like()
            self.add_up(write, x, total)
            write.call(np.multiply, total.value, np.array(1 / count), y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        count = x.value.size // y.value.size
        words = f"{{node}} shares the gradient out: each of the n = {count} numbers moves the mean by 1/n of its move."
        with write.contribution("∂L/∂x = ∂L/∂y / n", x, {"∂L/∂y": y.grad}, words) as grad:
            write.call(np.multiply, y.grad, np.array(1 / count), grad.value)
