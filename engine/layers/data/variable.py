"""Variable: numbers that learn, free of any input."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.layer import Block, Layer, Shape, ShapeError
from engine.start_values import drawn, matrix_sizes, start_size, start_values
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor

MOST_AXES = 4


@dataclass(frozen=True)
class Variable(Layer):
    """w: an array of parameters of any shape, the same for all examples, moved by the optimizer like any weight."""

    title, family, place, glyph = "Variable", "Data", 30, "w"
    words = "A number, or an array of numbers, that the optimizer moves: learn it, or set it yourself."
    formula = "y = w"
    ports = ()

    size: tuple[int, ...] = knob((), "Shape", low=1, words="Its sizes, such as 3 or 3, 2; empty is a single number.")
    start_values: str = start_values("normal")
    start_size: float = start_size()

    def shape(self) -> Shape:
        if len(self.size) > MOST_AXES:
            raise ShapeError(f"Variable wants a shape of at most {MOST_AXES} sizes but is given {len(self.size)}.")
        return self.size

    def blocks(self) -> tuple[Block, ...]:
        return (Block("w", self.size),)

    def start(self, rng: np.random.Generator, name: str, shape: Shape) -> np.ndarray:
        """As its knobs say: the first axis counts outputs, the others inputs; a list weighs inputs for one output."""
        outputs, inputs = matrix_sizes(shape)
        return drawn(self, rng, shape, inputs, outputs)

    def torch_modules(self, it: str, *inputs: Shape) -> dict[str, str]:
        return {it: f"nn.Parameter(torch.empty({', '.join(map(str, self.size)) or '()'}))"}

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        return f"self.{it}[None]" if self.size else f"self.{it}"

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Identity", parameters["w"][None] if self.size else parameters["w"])

    def forward(self, write: Writer, y: Value) -> None:
        held = y.parameters["w"].value
        words = "{node} gives its present numbers w, the same for every example."
        with write.equation(self.formula, {"y": y.value}, {"w": held}, words):
            write.call(np.copyto, held.reshape(y.value.shape), y.value)

    def backward(self, write: Writer, y: Value) -> None:
        grad = y.parameters["w"].grad
        words = "The gradient that arrives at {node} is the gradient of its own numbers: how far each moves the loss."
        with write.gradients("∂L/∂w = ∂L/∂y", y, {"∂L/∂w": grad}, {"∂L/∂y": y.grad}, words):
            write.call(np.copyto, y.grad, grad.reshape(y.value.shape))
