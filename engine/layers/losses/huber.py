"""Huber: squared for small errors, straight for large ones."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.layer import Loss
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Huber(Loss):
    """L = Σ h(ŷ − y) / n with h(e) = ½ e² where |e| ≤ δ and δ (|e| − ½ δ) elsewhere. Huber 1964.

    With c, the error cut off at ±δ, both are h = c (e − ½ c), and its slope is c. The ½ is Huber's: with it, the
    slope for small errors is the error itself.
    """

    title, place, glyph = "Huber", 14, "curve:huber"
    words = "Half the squared error where it is small, and straight on from there, so that outliers don't rule."
    formula = "L = Σ h(ŷ − y) / n"
    torch = "F.huber_loss({ŷ}, {y}, delta={delta!r})"

    delta: float = knob(1.0, "Bend δ", above=0.0, words="From this error on, the loss goes straight on.")

    def forward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        shared = np.broadcast_shapes(prediction.value.shape, target.value.shape)
        (error, cut, half), total = np.empty((3, *shared)), np.empty(())
        y.scratch["c"] = cut
        words = (
            f"{{node}} cuts each error off at ±δ, with δ = {self.delta:g}, to get c. Where nothing is cut off, c (ŷ − y"
            " − ½ c) is half the squared error; beyond, it grows by δ for each 1 that the error does."
        )
        given = {"ŷ": prediction.value, "y": target.value}
        symbols = "c = min(max(ŷ − y, −δ), δ)\nL = Σ c (ŷ − y − ½ c) / n"
        with write.equation(symbols, {"c": cut, "L": y.value}, given, words):
            write.call(np.subtract, prediction.value, target.value, error)
            write.call(np.maximum, error, np.full(shared, -self.delta), cut)
            write.call(np.minimum, cut, np.full(shared, self.delta), cut)
            write.call(np.multiply, cut, np.array(0.5), half)
            write.call(np.subtract, error, half, half)
            write.dot(cut.reshape(-1), half.reshape(-1), total)
            write.call(np.multiply, total, np.array(1 / error.size), y.scalar)

    def backward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        cut = y.scratch["c"]
        wide = prediction if prediction.value.shape == cut.shape else target
        to_prediction = (
            f"{{node}} tells each prediction how far it is off, but never more than δ = {self.delta:g}: an outlier"
            " pulls no harder than that."
        )
        to_truth = "{node} tells the truth, too, how it moves the loss: the opposite way."
        ways = ((prediction, "∂L/∂ŷ = c / n", 1.0, to_prediction), (target, "∂L/∂y = −c / n", -1.0, to_truth))
        for x, symbols, sign, words in ways:
            with write.contribution(symbols, x, {"c": cut}, words, like=wide) as grad:
                write.call(np.multiply, cut, np.array(sign / cut.size), grad.value)
                write.times_gradient(y, grad.value)
