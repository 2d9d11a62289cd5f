"""Linear: every output listens to every input."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.layer import Block, Layer, Shape, ShapeError, shape_words
from engine.start_values import drawn, start_size, start_values
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor
    from engine.saying.said import Said
    from engine.saying.step import Step


@dataclass(frozen=True)
class Linear(Layer):
    """z = W x + b, with W of m × n and b of m: n inputs, m outputs. wⱼᵢ joins input i to output j."""

    title, family, place, glyph = "Linear", "Layers", 10, "curve:line"
    words = "Each output is a weighted sum of all inputs, plus a bias."
    formula = "z = W x + b"
    torch = "self.{it}({x})"

    units: int = knob(4, "Outputs m", low=1, high=100_000, words="How many outputs; the weight matrix W is m × n.")
    start_values: str = start_values("Xavier", "W")
    start_size: float = start_size()

    def shape(self, x: Shape) -> Shape:
        if len(x) != 1:
            raise ShapeError(
                f"Linear wants a list of numbers for each example but is given {shape_words(x)}; put a Flatten before"
                " it."
            )
        return (self.units,)

    def blocks(self, x: Shape) -> tuple[Block, ...]:
        # W and b side by side: the product with [x ; 1] adds the bias, one call less each way.
        everything = slice(None)
        parts = (("W", (everything, slice(x[0]))), ("b", (everything, x[0])))
        return (Block("W | b", (self.units, x[0] + 1), parts),)

    def start(self, rng: np.random.Generator, name: str, shape: Shape) -> np.ndarray:
        """W as its knobs say; b is zero."""
        return np.zeros(shape) if name == "b" else drawn(self, rng, shape, inputs=shape[1], outputs=shape[0])

    def torch_modules(self, it: str, *inputs: Shape) -> dict[str, str]:
        return {it: f"nn.Linear({inputs[0][0]}, {self.units})"}

    def torch_state(self, it: str, name: str, array: np.ndarray, *inputs: Shape) -> tuple[str, np.ndarray]:
        return f"{it}.{'weight' if name == 'W' else 'bias'}", array

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Gemm", inputs[0], parameters["W"], parameters["b"], transB=1)

    def said(self, step: Step) -> Said | None:
        from engine.saying.weighing import said_of_weighing

        block = step.y.parameters["W | b"].value
        return said_of_weighing(step, block[:, :-1], block[:, -1])

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        block = y.parameters["W | b"].value
        given = {"W": block[:, :-1], "x": x.value, "b": block[:, -1:]}
        words = "{node} multiplies its input by its weights and adds its bias: one weighted sum for each output."
        with write.equation("z = W x + b", {"z": y.value}, given, words):
            write.dot(block, x.with_ones, y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        block = y.parameters["W | b"]
        W, dW = block.value[:, :-1], block.grad
        results = {"∂L/∂W": dW[:, :-1], "∂L/∂b": dW[:, -1:]}
        given = {"∂L/∂z": y.grad, "x": x.value}
        words = (
            "How far each weight of {node} moves the loss: the gradient that arrives at its output times the input"
            " it weighs, added up over the examples. For the bias that input is 1."
        )
        with write.gradients("∂L/∂W = ∂L/∂z · xᵀ\n∂L/∂b = Σ ∂L/∂z", y, results, given, words):
            write.dot(y.grad, x.with_ones.T, dW)
        words = "{node} passes the gradient on to its input, through the same weights the other way round."
        with write.contribution("∂L/∂x = Wᵀ · ∂L/∂z", x, {"W": W, "∂L/∂z": y.grad}, words) as grad:
            write.dot(block.value.T, y.grad, grad.with_ones)
