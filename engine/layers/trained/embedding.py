"""Embedding: a learned list of numbers for each of many names."""
from __future__ import annotations

import math
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


@dataclass(frozen=True)
class Embedding(Layer):
    """y = the column of E whose number x is, counted from 0; E is m × V. Bengio et al. 2003.

    That is E times the one-hot list of x, and so it is computed: ∂L/∂E = ∂L/∂y · (one-hot x)ᵀ. A number that names no
    column gives no number. n names give m × n, a column for each; a list of one gives a list, like a single name.
    """

    title, family, place, glyph = "Embedding", "Layers", 90, "E"
    words = "Looks up a learned list of numbers for each name, given as its number: 0, 1, 2 and so on."
    formula = "y = E · one-hot x"
    domain = "whole numbers from 0 up, each below the size of the vocabulary"

    vocabulary: int = knob(10, "Vocabulary V", low=1, high=1000, words="How many names there are; E is m × V.")
    units: int = knob(4, "Outputs m", low=1, high=1000, words="How many numbers stand for a name.")
    start_values: str = start_values("normal", "E")
    start_size: float = start_size()

    def shape(self, x: Shape) -> Shape:
        if len(x) > 1:
            raise ShapeError(
                f"Embedding wants one number or a list of them for each example but is given {shape_words(x)}; put a"
                " Flatten before it."
            )
        return (self.units,) if math.prod(x) == 1 else (self.units, *x)

    def blocks(self, x: Shape) -> tuple[Block, ...]:
        return (Block("E", (self.units, self.vocabulary)),)

    def scratch(self, x: Shape) -> int:
        """The one-hot list of each name."""
        return self.vocabulary * math.prod(x)

    def start(self, rng: np.random.Generator, name: str, shape: Shape) -> np.ndarray:
        """E as its knobs say, with V inputs and m outputs; by default normal with variance 1, as in PyTorch."""
        return drawn(self, rng, shape, inputs=shape[1], outputs=shape[0])

    def torch_modules(self, it: str, *inputs: Shape) -> dict[str, str]:
        return {it: f"nn.Embedding({self.vocabulary}, {self.units})"}

    def torch_state(self, it: str, name: str, array: np.ndarray, *inputs: Shape) -> tuple[str, np.ndarray]:
        return f"{it}.weight", array.T

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        names = inputs[0]
        if names.is_learned:
            return ""
        one = f"self.{it}({names}.reshape(-1).long())"
        return one if names.features == 1 else f"self.{it}({names}.long()).mT"

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        x = inputs[0]
        names = write.op("Cast", x if x.features > 1 else write.op("Reshape", x, write.axes(-1)), to="INT64")
        found = write.op("Gather", np.ascontiguousarray(parameters["E"].T), names, axis=0)
        return found if x.features == 1 else write.op("Transpose", found, perm=[0, 2, 1])

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        table, names = y.parameters["E"].value, np.arange(float(self.vocabulary))[:, None]
        one_hot, is_known = np.empty((self.vocabulary, x.value.size)), np.empty(x.value.size)
        y.scratch["one-hot x"] = one_hot
        out = y.value.reshape(self.units, -1)
        words = "{node} takes the column of E that each x names: E times a list that is 1 there and 0 elsewhere."
        results, given = {"y": y.value}, {"E": table, "x": x.value}
        with write.equation(self.formula, results, given, words):
            write.call(np.equal, x.value.reshape(1, -1), names, one_hot)
            write.dot(table, one_hot, out)
            # 1 where x names a column and 0 where it names none: 0/0 is not a number, and is found and told.
            write.dot(np.ones(self.vocabulary), one_hot, is_known)
            write.call(np.divide, out, is_known, out)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        one_hot, table_grad = y.scratch["one-hot x"], y.parameters["E"].grad
        words = "Each column of {node} adds up the gradients of all places where its name stood; the others get 0."
        results, given = {"∂L/∂E": table_grad}, {"∂L/∂y": y.grad, "one-hot x": one_hot}
        with write.gradients("∂L/∂E = ∂L/∂y · (one-hot x)ᵀ", y, results, given, words):
            write.dot(y.grad.reshape(self.units, -1), one_hot.T, table_grad)
        words = "A name is no amount: between two names there is no way to move, so {node} passes back 0."
        with write.contribution("∂L/∂x = 0", x, {}, words) as grad:
            write.call(np.copyto, np.zeros(()), grad.value)
