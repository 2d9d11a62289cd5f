"""Scale and shift: a learned factor and a learned summand for each feature."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layer import Block, Layer, Shape
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class ScaleAndShift(Layer):
    """y = γ ⊙ x + β, with one γ and one β for each feature, or for each channel of an image.

    The end of a normalization: Ioffe and Szegedy 2015. It starts as y = x, with γ = 1 and β = 0.
    """

    title, family, place, glyph = "Scale and shift", "Layers", 80, "γβ"
    words = "Multiplies each feature by a learned number and adds another; for images, each channel."
    formula = "y = γ ⊙ x + β"

    def shape(self, x: Shape) -> Shape:
        return x

    def blocks(self, x: Shape) -> tuple[Block, ...]:
        return Block("γ", x[:1]), Block("β", x[:1])

    def start(self, rng: np.random.Generator, name: str, shape: Shape) -> np.ndarray:
        return np.ones(shape) if name == "γ" else np.zeros(shape)

    def torch_modules(self, it: str, *inputs: Shape) -> dict[str, str]:
        size = ", ".join(map(str, inputs[0][:1])) or "()"
        return {f"{it}_{part}": f"nn.Parameter(torch.empty({size}))" for part in ("weight", "bias")}

    def torch_state(self, it: str, name: str, array: np.ndarray, *inputs: Shape) -> tuple[str, np.ndarray]:
        return f"{it}_{'weight' if name == 'γ' else 'bias'}", array

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        x = inputs[0]
        column = f"[{', '.join([':', *['None'] * (len(x.shape) - 1)])}]" if len(x.shape) > 1 else ""
        return f"self.{it}_weight{column} * {x} + self.{it}_bias{column}"

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        column = (*inputs[0].shape[:1], *(1,) * (len(inputs[0].shape) - 1))
        scale, shift = (parameters[name].reshape(column) for name in ("γ", "β"))
        return write.op("Add", write.op("Mul", inputs[0], scale), shift)

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        scale, shift = (y.parameters[name].value for name in ("γ", "β"))
        column = (*scale.shape, *(1,) * (x.value.ndim - scale.ndim))
        words = "{node} multiplies each feature by its γ and adds its β, the same for all examples."
        given = {"γ": scale, "x": x.value, "β": shift}
        with write.equation(self.formula, {"y": y.value}, given, words):
            write.call(np.multiply, x.value, scale.reshape(column), y.value)
            write.call(np.add, y.value, shift.reshape(column), y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        scale, scale_grad = y.parameters["γ"].value, y.parameters["γ"].grad
        shift_grad = y.parameters["β"].grad
        rows = max(1, scale.size)
        product = np.empty((rows, y.value.size // rows))
        grads, numbers, ones = y.grad.reshape(product.shape), x.value.reshape(product.shape), np.ones(product.shape[1])
        words = (
            "How far the γ and the β of each feature move the loss, added up over the examples: for γ the gradient that"
            " arrives times the x it weighs, for β the gradient alone."
        )
        results, given = {"∂L/∂γ": scale_grad, "∂L/∂β": shift_grad}, {"∂L/∂y": y.grad, "x": x.value}
        with write.gradients("∂L/∂γ = Σ ∂L/∂y ⊙ x\n∂L/∂β = Σ ∂L/∂y", y, results, given, words):
            write.call(np.multiply, grads, numbers, product)
            write.dot(product, ones, scale_grad.reshape(rows))
            write.dot(grads, ones, shift_grad.reshape(rows))
        words = "{node} passes the gradient on, each feature's multiplied by its γ, as its number was."
        with write.contribution("∂L/∂x = γ ⊙ ∂L/∂y", x, {"γ": scale, "∂L/∂y": y.grad}, words) as grad:
            write.call(np.multiply, grads, scale.reshape(rows, 1), grad.value.reshape(product.shape))
