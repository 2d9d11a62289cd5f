"""Average pool: the mean of each window."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.pooling import Pooling
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class AveragePool(Pooling):
    """y = the mean of x over each window of k × k pixels; ∂y/∂x = 1/k². LeCun et al. 1989."""

    title, family, place, glyph = "Average pool", "Layers", 40, "AP"
    words = "Gives the mean of each window of an image, which makes the image smaller."
    formula = "y = mean over k × k"
    torch = "F.avg_pool2d({x}, {window}, {stride})"
    onnx, onnx_in_single = "AveragePool", True

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        words = f"{{node}} adds up the {self.window**2} numbers of each window and divides by how many they are."
        total, *others = self.windows(x.shape).views(x.value)
        with write.equation(self.formula, {"y": y.value}, {"x": x.value}, words):
            for view in others:
                write.call(np.add, total, view, y.value)
                total = y.value
            write.call(np.multiply, total, np.array(1 / self.window**2), y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        words = f"{{node}} shares the gradient out evenly: one more in a pixel is 1/{self.window**2} more in the mean."
        share = np.empty_like(y.value)
        with write.contribution("∂L/∂x = Σ ∂L/∂y / k²", x, {"∂L/∂y": y.grad}, words) as grad:
            write.call(np.multiply, y.grad, np.array(1 / self.window**2), share)
            write.call(np.copyto, np.zeros(()), grad.value)
            for view in self.windows(x.shape).views(grad.value):
                write.call(np.add, view, share, view)
