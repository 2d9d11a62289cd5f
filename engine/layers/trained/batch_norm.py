"""Batch norm: gives each feature mean 0 and variance 1 over the batch, then a scale and a shift that it learns."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.layer import Block, Layer, Shape, ShapeError, shape_words
from engine.saying.said import Said, Template
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor
    from engine.saying.step import Step

FEATURE = Template("feature {number}")
EVENED = Template(
    "{node} brings all features to one scale: {feature} had the largest deviation, {deviation}, and the mean {mean}."
)

_IN_TORCH = {"γ": "weight", "β": "bias", "μ̄": "running_mean", "σ̄²": "running_var"}


@dataclass(frozen=True)
class BatchNorm(Layer):
    """y = γ (x − μ) / √(σ² + ε) + β, for each feature, or each channel of an image, over the n numbers of a batch.

    An evaluation takes μ and σ² as they were on average while learning. σ² is Σ (x − μ)² / n in a batch; the average
    that is remembered has n − 1 in its place, as in PyTorch. Ioffe and Szegedy 2015.
    """

    title, family, place, glyph = "Batch norm", "Layers", 75, "BN"
    words = "Gives each feature mean 0 and variance 1 over the batch, then a scale and a shift of its own to learn."
    formula = "y = γ (x − μ) / √(σ² + ε) + β"
    torch, looks_across = "self.{it}({x})", True

    epsilon: float = knob(1e-5, "Floor ε", above=0.0, words="Keeps the divisor above 0.")
    memory: float = knob(
        0.1, "Share of the new m", low=0.0, high=1.0, words="How much of a batch's mean and variance is taken up."
    )

    def shape(self, x: Shape) -> Shape:
        if len(x) not in (1, 3):
            raise ShapeError(f"Batch norm wants a list of features or an image, but is given {shape_words(x)}.")
        return x

    def blocks(self, x: Shape) -> tuple[Block, ...]:
        scale = Block("γ | β", (2, x[0]), (("γ", 0), ("β", 1)))
        return scale, Block("μ̄ | σ̄²", (2, x[0]), (("μ̄", 0), ("σ̄²", 1)), is_trained=False)

    def start(self, rng: np.random.Generator, name: str, shape: Shape) -> np.ndarray:
        return np.ones(shape) if name in ("γ", "σ̄²") else np.zeros(shape)

    def torch_modules(self, it: str, *inputs: Shape) -> dict[str, str]:
        kind = "BatchNorm1d" if len(inputs[0]) == 1 else "BatchNorm2d"
        return {it: f"nn.{kind}({inputs[0][0]}, eps={self.epsilon!r}, momentum={self.memory!r})"}

    def torch_state(self, it: str, name: str, array: np.ndarray, *inputs: Shape) -> tuple[str, np.ndarray]:
        return f"{it}.{_IN_TORCH[name]}", array

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        named = [parameters[name] for name in ("γ", "β", "μ̄", "σ̄²")]
        # The operator has its ε in float32, so it is in the variance already.
        named[3] = named[3] + self.epsilon
        return write.op("BatchNormalization", inputs[0], *named, epsilon=0.0)

    def said(self, step: Step) -> Said | None:
        if step.result.symbol != "x̂":
            return None
        mean, variance = step.y.scratch["μ | σ²"]
        at = int(variance.argmax())
        deviation = float(np.sqrt(variance[at]))
        feature = FEATURE(number=at + 1)
        return EVENED(node=step.node, feature=feature, deviation=deviation, mean=float(mean[at]))

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        rows, remembered = _rows(x.value), y.parameters["μ̄ | σ̄²"].value
        moments = y.scratch["μ | σ²"] = np.zeros_like(remembered) if write.is_training else remembered
        centred, inverse = y.scratch["x − μ"], y.scratch["1/√"] = np.zeros_like(rows), np.zeros(rows.shape[0])
        mean, variance = moments
        if write.is_training:
            self._write_moments(write, rows, moments, centred)
        normal = y.scratch["x̂"] = np.zeros_like(rows)
        given = {"x": x.value, "μ": mean[:, None], "σ²": variance[:, None]}
        words = "{node} takes the mean off and divides by the standard deviation: every feature is now on one scale."
        with write.equation("x̂ = (x − μ) / √(σ² + ε)", {"x̂": normal.reshape(x.value.shape)}, given, words):
            write.call(np.subtract, rows, mean[:, None], centred)
            write.call(np.add, variance, np.array(self.epsilon), inverse)
            write.call(np.sqrt, inverse, inverse)
            write.call(np.reciprocal, inverse, inverse)
            write.call(np.multiply, centred, inverse[:, None], normal)
        scale, shift = y.parameters["γ | β"].value
        given = {"γ": scale[:, None], "x̂": normal.reshape(x.value.shape), "β": shift[:, None]}
        words = "{node} scales and shifts each feature by numbers of its own, which it learns."
        with write.equation("y = γ x̂ + β", {"y": y.value}, given, words):
            write.call(np.multiply, normal, scale[:, None], _rows(y.value))
            write.call(np.add, _rows(y.value), shift[:, None], _rows(y.value))
        if write.is_training:
            self._write_memory(write, moments, remembered, rows.shape[1])

    def _write_moments(self, write: Writer, rows: np.ndarray, moments: np.ndarray, centred: np.ndarray) -> None:
        (mean, variance), ones, share = moments, np.ones(rows.shape[1]), np.array(1 / rows.shape[1])
        words = "{node} takes the mean of each feature over the batch, and the mean squared distance from it."
        results = {"μ": mean[:, None], "σ²": variance[:, None]}
        with write.equation("μ = Σ x / n\nσ² = Σ (x − μ)² / n", results, {"x": rows}, words):
            squares = np.empty_like(rows)
            write.dot(rows, ones, mean)
            write.call(np.multiply, mean, share, mean)
            write.call(np.subtract, rows, mean[:, None], centred)
            write.call(np.square, centred, squares)
            write.dot(squares, ones, variance)
            write.call(np.multiply, variance, share, variance)

    def _write_memory(self, write: Writer, moments: np.ndarray, remembered: np.ndarray, count: int) -> None:
        fresh, shares = np.empty_like(moments), np.array([[1.0], [count / max(count - 1, 1)]]) * self.memory
        words = "{node} remembers the mean and the variance on average, for evaluations, where there is no batch."
        results = {"μ̄": remembered[:1].T, "σ̄²": remembered[1:].T}
        given = {"μ": moments[:1].T, "σ²": moments[1:].T}
        symbols = "μ̄ ← (1 − m) μ̄ + m μ\nσ̄² ← (1 − m) σ̄² + m σ² n / (n − 1)"
        with write.equation(symbols, results, given, words, overwrites=True):
            write.call(np.multiply, moments, shares, fresh)
            write.call(np.multiply, remembered, np.array(1 - self.memory), remembered)
            write.call(np.add, remembered, fresh, remembered)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        grad_rows, normal, inverse = _rows(y.grad), y.scratch["x̂"], y.scratch["1/√"]
        ones, share = np.ones(normal.shape[1]), np.array(1 / normal.shape[1])
        scale, products = y.parameters["γ | β"].value[0], np.empty_like(normal)
        d_scale, d_shift = y.parameters["γ | β"].grad
        results = {"∂L/∂γ": d_scale[:, None], "∂L/∂β": d_shift[:, None]}
        shown = normal.reshape(x.value.shape)
        words = "How far the scale and the shift of each feature move the loss, added up over the batch."
        with write.equation(
            "∂L/∂γ = Σ ∂L/∂y ⊙ x̂\n∂L/∂β = Σ ∂L/∂y", results, {"∂L/∂y": y.grad, "x̂": shown}, words
        ):
            write.call(np.multiply, grad_rows, normal, products)
            write.dot(products, ones, d_scale)
            write.dot(grad_rows, ones, d_shift)
        if not write.is_training:
            self._backward_of_evaluation(write, y, x)
            return
        given = {"∂L/∂y": y.grad, "x̂": shown, "∂L/∂γ": d_scale[:, None], "∂L/∂β": d_shift[:, None]}
        given |= {"γ": scale[:, None], "σ²": y.scratch["μ | σ²"][1][:, None]}
        symbols = "∂L/∂x = γ (∂L/∂y − ∂L/∂β / n − x̂ ∂L/∂γ / n) / √(σ² + ε)"
        words = "Each number moves the mean and the variance of its feature too, so {node} takes those two effects off."
        with write.contribution(symbols, x, given, words) as grad:
            rows, mean_scale, mean_shift, factor = _rows(grad.value), *np.empty((3, normal.shape[0]))
            write.call(np.multiply, d_scale, share, mean_scale)
            write.call(np.multiply, d_shift, share, mean_shift)
            write.call(np.multiply, normal, mean_scale[:, None], products)
            write.call(np.add, products, mean_shift[:, None], products)
            write.call(np.subtract, grad_rows, products, rows)
            write.call(np.multiply, scale, inverse, factor)
            write.call(np.multiply, rows, factor[:, None], rows)

    def _backward_of_evaluation(self, write: Writer, y: Value, x: Value) -> None:
        scale, inverse = y.parameters["γ | β"].value[0], y.scratch["1/√"]
        words = "What {node} remembers stays as it is when a number moves, so it only scales the gradient, as it did x."
        given = {"γ": scale[:, None], "∂L/∂y": y.grad, "σ²": y.scratch["μ | σ²"][1][:, None]}
        with write.contribution("∂L/∂x = γ ∂L/∂y / √(σ² + ε)", x, given, words) as grad:
            factor = np.empty_like(inverse)
            write.call(np.multiply, scale, inverse, factor)
            write.call(np.multiply, _rows(y.grad), factor[:, None], _rows(grad.value))


def _rows(array: np.ndarray) -> np.ndarray:
    """A view (features, numbers of each): an image's rows and columns count as examples of its channel."""
    return array.reshape(array.shape[0], -1)
