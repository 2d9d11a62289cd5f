"""Mean squared error: the mean of the squared distances between prediction and truth."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layer import Loss
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """L = Σ (ŷ − y)² / n over all n numbers compared: no hidden ½. Legendre and Gauss's least squares, as a mean."""

    title, place, glyph = "Mean squared error", 10, "curve:parabola"
    words = "The mean of the squared distances between prediction ŷ and truth y."
    formula = "L = Σ (ŷ − y)² / n"
    torch = "F.mse_loss({ŷ}, {y})"

    def forward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        shared = np.broadcast_shapes(prediction.value.shape, target.value.shape)
        error = y.scratch["ŷ − y"] = np.empty(shared)
        flat, total = error.reshape(-1), np.empty(())
        words = "{node} is the mean of the squared differences between what the network said and the truth."
        given = {"ŷ": prediction.value, "y": target.value}
        with write.equation("L = Σ (ŷ − y)² / n", {"L": y.value}, given, words):
            write.call(np.subtract, prediction.value, target.value, error)
            write.dot(flat, flat, total)
            write.call(np.multiply, total, np.array(1 / error.size), y.scalar)

    def backward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        error = y.scratch["ŷ − y"]
        wide = prediction if prediction.value.shape == error.shape else target
        given = {"ŷ": prediction.value, "y": target.value}
        to_prediction = "{node} tells each prediction how far it is off: too high is positive, too low negative."
        to_truth = "{node} tells the truth, too, how it moves the loss: the opposite way."
        ways = (
            (prediction, "∂L/∂ŷ = 2 (ŷ − y) / n", 2.0, to_prediction),
            (target, "∂L/∂y = −2 (ŷ − y) / n", -2.0, to_truth),
        )
        for x, symbols, sign, words in ways:
            with write.contribution(symbols, x, given, words, like=wide) as grad:
                write.call(np.multiply, error, np.array(sign / error.size), grad.value)
                write.times_gradient(y, grad.value)
