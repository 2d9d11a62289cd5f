"""Log-softmax: turns a list of numbers into the logarithms of probabilities."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layer import Layer, Shape, ShapeError, shape_words
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class LogSoftmax(Layer):
    """aⱼ = zⱼ − log Σᵢ e^zᵢ for each example, the natural logarithm of softmax; ∂aⱼ/∂zᵢ = [i = j] − e^aᵢ."""

    title, family, place, glyph = "Log-softmax", "Activations", 60, "curve:dome"
    words = "The logarithms of the softmax probabilities, exact even where a probability is too small for a number."
    formula = "a = z − log Σ eᶻ"
    torch = "F.log_softmax({z}, dim=1)"
    ports = ("z",)

    def shape(self, z: Shape) -> Shape:
        if len(z) != 1:
            raise ShapeError(
                "Log-softmax wants a list of numbers for each example, one for each class, but is given"
                f" {shape_words(z)}."
            )
        return z

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("LogSoftmax", inputs[0], axis=1)

    def forward(self, write: Writer, y: Value, z: Value) -> None:
        words = (
            "{node} takes the same number, log Σ eᶻ, off all numbers of an example, so that e to their power adds up"
            " to 1: they are logarithms of probabilities, 0 for certain and far below 0 for unlikely."
        )
        with write.equation(self.formula, {"a": y.value}, {"z": z.value}, words):
            most, total, power = np.empty(z.examples), np.empty(z.examples), np.empty_like(z.value)
            # The largest is taken off first: the result stays the same and nothing grows too large for a float64.
            write.call(np.maximum.reduce, z.value, most, axis=0)
            write.call(np.subtract, z.value, most, y.value)
            write.call(np.exp, y.value, power)
            write.dot(np.ones(z.shape[0]), power, total)
            write.call(np.log, total, total)
            write.call(np.subtract, y.value, total, y.value)

    def backward(self, write: Writer, y: Value, z: Value) -> None:
        words = (
            "{node} hands each gradient on and takes from it the sum of all of them, times that class's probability eᵃ:"
            " raising one number raises the total that all are measured against."
        )
        symbols = "∂L/∂z = ∂L/∂a − eᵃ ⊙ Σ ∂L/∂a"
        with write.contribution(symbols, z, {"∂L/∂a": y.grad, "a": y.value}, words) as grad:
            total = np.empty(z.examples)
            write.dot(np.ones(z.shape[0]), y.grad, total)
            write.call(np.exp, y.value, grad.value)
            write.call(np.multiply, grad.value, total, grad.value)
            write.call(np.subtract, y.grad, grad.value, grad.value)
