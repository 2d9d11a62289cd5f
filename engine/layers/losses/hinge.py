"""Hinge: a yes or a no is right only with a margin."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layer import Loss
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class Hinge(Loss):
    """L = Σ max(0, 1 − s ŷ) / n with s = 1 where y > 0 and s = −1 elsewhere.

    So classes may be given as 0 and 1 or as −1 and 1. ŷ is a score of any size, its sign the answer. The slope is
    −s / n where s ŷ < 1 and 0 elsewhere, at 1 too, as in PyTorch's margin losses. Cortes and Vapnik 1995.
    """

    title, place, glyph = "Hinge", 40, "curve:hinge"
    words = "Wants a score ŷ beyond 1 for a yes and below −1 for a no; what is right by that margin costs nothing."
    formula = "L = Σ max(0, 1 − s ŷ) / n"
    torch = "F.relu(1 - (2 * F.relu({y}.sign()) - 1) * {ŷ}).mean()"

    def prediction(self, output: np.ndarray) -> np.ndarray:
        """The score as a share of yes, for the picture of the data: ½ where it is 0, and full from the margin on."""
        return np.asarray(np.clip((output + 1.0) / 2.0, 0.0, 1.0))

    def compared(self, output: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The scores, and what each lacks to the margin on its own side."""
        scores, sides = np.broadcast_arrays(output, np.where(target > 0.0, 1.0, -1.0))
        return scores, np.where(sides * scores < 1.0, scores - sides, 0.0)

    def onnx_prediction(self, write: OnnxWriter, output: Tensor) -> str:
        half = write.op("Mul", write.op("Add", output, 1.0), 0.5)
        return write.op("Min", write.op("Max", half, 0.0), 1.0)

    def correct(self, output: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Every score is on the true side of 0."""
        right = (output > 0.0) == (target > 0.0)
        return np.asarray(right.reshape(-1, right.shape[-1]).all(axis=0))

    def forward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        shared = np.broadcast_shapes(prediction.value.shape, target.value.shape)
        sides, short, total = np.empty(target.value.shape), np.empty(shared), np.empty(())
        y.scratch["s"], y.scratch["1 − s ŷ"] = sides, short
        words = (
            "{node} takes s = 1 for a yes, a truth above 0, and s = −1 for a no. What s ŷ lacks to the margin of 1 is"
            " the loss of that answer, and the mean of these is the loss: right by the margin costs nothing."
        )
        given = {"ŷ": prediction.value, "y": target.value}
        symbols = "s = 1 if y > 0, else −1\nL = Σ max(0, 1 − s ŷ) / n"
        with write.equation(symbols, {"s": sides, "L": y.value}, given, words):
            write.call(np.heaviside, target.value, np.array(0.0), sides)
            write.call(np.multiply, sides, np.array(2.0), sides)
            write.call(np.subtract, sides, np.array(1.0), sides)
            write.call(np.multiply, sides, prediction.value, short)
            write.call(np.subtract, np.array(1.0), short, short)
            write.call(np.maximum, short, np.zeros(shared), short)
            write.dot(short.reshape(-1), np.ones(short.size), total)
            write.call(np.multiply, total, np.array(1 / short.size), y.scalar)

    def backward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        sides, short = y.scratch["s"], y.scratch["1 − s ŷ"]
        wide = prediction if prediction.value.shape == short.shape else target
        words = (
            "{node} pushes each score towards its own side by 1/n while the margin is not reached, and leaves it alone"
            " beyond: what is right for sure teaches nothing more."
        )
        given = {"s": sides, "ŷ": prediction.value}
        with write.contribution("∂L/∂ŷ = −(s / n) ⊙ [s ŷ < 1]", prediction, given, words, like=wide) as grad:
            write.call(np.sign, short, grad.value)
            write.call(np.multiply, grad.value, sides, grad.value)
            write.call(np.multiply, grad.value, np.array(-1 / short.size), grad.value)
            write.times_gradient(y, grad.value)
        words = "Of the truth, {node} sees only the side, and moving it a little changes no side: its gradient is 0."
        with write.contribution("∂L/∂y = 0", target, {}, words, like=wide) as grad:
            write.call(np.copyto, np.zeros(grad.value.shape), grad.value)
            write.times_gradient(y, grad.value)
