"""Mean absolute error: the mean of the distances between prediction and truth."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layer import Loss
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """L = Σ |ŷ − y| / n over all n numbers compared; its slope is taken as 0 where ŷ = y. Boscovich 1757."""

    title, place, glyph = "Mean absolute error", 12, "curve:vee"
    words = "The mean of the distances between prediction ŷ and truth y; a far one counts no more than it is far."
    formula = "L = (Σ |ŷ − y|) / n"
    torch = "F.l1_loss({ŷ}, {y})"

    def forward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        shared = np.broadcast_shapes(prediction.value.shape, target.value.shape)
        error, distance = np.empty((2, *shared))
        y.scratch["ŷ − y"] = error
        total = np.empty(())
        words = "{node} is the mean of the distances between what the network said and the truth."
        given = {"ŷ": prediction.value, "y": target.value}
        with write.equation(self.formula, {"L": y.value}, given, words):
            write.call(np.subtract, prediction.value, target.value, error)
            write.call(np.absolute, error, distance)
            write.dot(distance.reshape(-1), np.ones(error.size), total)
            write.call(np.multiply, total, np.array(1 / error.size), y.scalar)

    def backward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        error = y.scratch["ŷ − y"]
        wide = prediction if prediction.value.shape == error.shape else target
        given = {"ŷ": prediction.value, "y": target.value}
        to_prediction = (
            "{node} tells each prediction only on which side of the truth it is, not how far off: too high is 1/n, too"
            " low −1/n."
        )
        to_truth = "{node} tells the truth, too, how it moves the loss: the opposite way."
        ways = (
            (prediction, "∂L/∂ŷ = sign(ŷ − y) / n", 1.0, to_prediction),
            (target, "∂L/∂y = −sign(ŷ − y) / n", -1.0, to_truth),
        )
        for x, symbols, sign, words in ways:
            with write.contribution(symbols, x, given, words, like=wide) as grad:
                write.call(np.sign, error, grad.value)
                write.call(np.multiply, grad.value, np.array(sign / error.size), grad.value)
                write.times_gradient(y, grad.value)
