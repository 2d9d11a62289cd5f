"""Layer norm: each example with mean 0 and variance 1."""
from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.layer import Layer, Shape
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class LayerNorm(Layer):
    """y = (x − μ) / σ, with μ the mean of an example's features and σ = √(variance + ε). Ba, Kiros and Hinton 2016.

    The variance divides by the number of features. μ and σ depend on x too, hence
    ∂L/∂x = (∂L/∂y − mean of ∂L/∂y − y ⊙ mean of ∂L/∂y ⊙ y) / σ.
    """

    title, family, place, glyph = "Layer norm", "Layers", 70, "μσ"
    words = "Gives the features of each example mean 0 and variance 1; a Scale and shift after it can learn others."
    formula = "y = (x − μ) / σ"

    epsilon: float = knob(
        1e-5, "ε", low=0.0, words="Added to the variance, so that features that are all the same divide by no zero."
    )

    def shape(self, x: Shape) -> Shape:
        return x

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        x = inputs[0]
        # A single number is its own mean.
        return f"F.layer_norm({x}, {x.shape!r}, eps={self.epsilon!r})" if x.shape else f"{x} - {x}"

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        x = inputs[0]
        if not x.shape:
            return write.op("Sub", x, x)
        return write.op("LayerNormalization", x, np.ones(x.shape), axis=1, epsilon=self.epsilon)

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        features, average = math.prod(x.shape), _average(x)
        numbers, out = (each.value.reshape(features, x.examples) for each in (x, y))
        mean, deviation = np.empty((1, x.examples)), np.empty((1, x.examples))
        y.scratch["σ"] = deviation
        squares = np.empty_like(out)
        words = "{node} takes from the features of each example their mean μ, and divides by their deviation σ."
        results = {"μ": mean, "σ": deviation, "y": y.value}
        symbols = f"μ = mean of x\nσ = √(mean of (x − μ)² + ε)\n{self.formula}"
        with write.equation(symbols, results, {"x": x.value}, words):
            write.dot(average, numbers, mean)
            write.call(np.subtract, numbers, mean, out)
            write.call(np.multiply, out, out, squares)
            write.dot(average, squares, deviation)
            write.call(np.add, deviation, np.array(self.epsilon), deviation)
            write.call(np.sqrt, deviation, deviation)
            write.call(np.divide, out, deviation, out)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        average, deviation = _average(x), y.scratch["σ"]
        shape = (math.prod(x.shape), x.examples)
        out, grads = y.value.reshape(shape), y.grad.reshape(shape)
        mean, tilt, product = np.empty_like(deviation), np.empty_like(deviation), np.empty(shape)
        if not x.needs_gradient:
            return
        symbols = "m = mean of ∂L/∂y\nk = mean of ∂L/∂y ⊙ y"
        words = "{node} finds how much of the gradient would only move the mean of an example, and how much stretch it."
        with write.equation(symbols, {"m": mean, "k": tilt}, {"∂L/∂y": y.grad, "y": y.value}, words):
            write.dot(average, grads, mean)
            write.call(np.multiply, grads, out, product)
            write.dot(average, product, tilt)
        words = "{node} takes both from the gradient, for μ and σ undo them, and divides the rest by σ, as x was."
        given = {"∂L/∂y": y.grad, "m": mean, "k": tilt, "y": y.value, "σ": deviation}
        with write.contribution("∂L/∂x = (∂L/∂y − m − k ⊙ y) / σ", x, given, words) as grad:
            found = grad.value.reshape(shape)
            write.call(np.multiply, out, tilt, found)
            write.call(np.subtract, grads, found, found)
            write.call(np.subtract, found, mean, found)
            write.call(np.divide, found, deviation, found)


def _average(x: Value) -> np.ndarray:
    """What a product with gives the mean of each example, shape (1, features)."""
    features = math.prod(x.shape)
    return np.full((1, features), 1 / features)
