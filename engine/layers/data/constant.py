"""Constant: numbers that are typed in and never move."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.layer import Layer, Shape, ShapeError
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class Constant(Layer):
    """c: a single number, or a list of features, the same for all examples. Nothing learns it."""

    title, family, place, glyph = "Constant", "Data", 40, "c"
    words = "Numbers of your own that stay as they are, the same for every example."
    formula = "c = numbers"
    ports = ()

    numbers: tuple[float, ...] = knob((1.0,), "Numbers", words="One number, which fits any shape, or a list of them.")

    def shape(self) -> Shape:
        if not self.numbers:
            raise ShapeError("Constant wants at least one number but is given none; type one in its settings.")
        return (len(self.numbers),) if len(self.numbers) > 1 else ()

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        return f"torch.tensor({[list(self.numbers)] if len(self.numbers) > 1 else self.numbers[0]!r})"

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Identity", np.array([self.numbers]) if len(self.numbers) > 1 else self.numbers[0])

    def forward(self, write: Writer, y: Value) -> None:
        words = "{node} gives the numbers typed into it, the same for every example."
        with write.equation(self.formula, {"c": y.value}, {}, words):
            write.call(np.copyto, np.array(self.numbers), y.flat)

    def backward(self, write: Writer, y: Value) -> None:
        """Nothing is behind a constant."""
