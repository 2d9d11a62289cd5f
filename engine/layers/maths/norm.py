"""Norm: the length of a list of numbers."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.reduction import Reduction
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Norm(Reduction):
    """y = √(Σ x²), the Euclidean length, over everything, the features or the examples.

    ∂y/∂x = x / y, and 0 where y = 0, as in PyTorch.
    """

    title, family, place, glyph = "Norm", "Maths", 150, "‖x‖"
    words = "The length of its input, as Pythagoras measures it: the root of the sum of the squares."
    formula = "y = √(Σ x²)"
    torch = "torch.linalg.vector_norm({x}, {axes})"
    onnx = "ReduceL2"

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        words = f"{{node}} squares its input, adds the squares up over {self.over}, and takes the root: a length."
        with write.equation(self.formula, {"y": y.value}, {"x": x.value}, words):
            squares = x.like()
            write.call(np.square, x.value, squares.value)
            self.add_up(write, squares, y)
            write.call(np.sqrt, y.value, y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        words = (
            "{node} sends the gradient along x / y, the direction of x with length 1: the length grows fastest that"
            " way. Where the length is 0 there is no direction, and the gradient is 0."
        )
        given = {"∂L/∂y": y.grad, "x": x.value, "y": y.value}
        with write.contribution("∂L/∂x = ∂L/∂y ⊙ (x / y)", x, given, words) as grad:
            is_zero, length = np.empty(y.value.shape, dtype=bool), np.empty_like(y.value)
            write.call(np.equal, y.value, np.array(0.0), is_zero)
            # A length of 0 becomes 1; all x of it are 0, and so is their share.
            write.call(np.add, y.value, is_zero, length)
            write.call(np.divide, x.value, length, grad.value)
            write.call(np.multiply, grad.value, y.grad, grad.value)
