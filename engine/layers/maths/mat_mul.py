"""MatMul: the matrix product of two values."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.layer import Layer, Shape, ShapeError, shape_words
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor

# Examples lie along the last axis, so the matrices that NumPy multiplies are on the first two.
_AXES: dict[str, Any] = {"axes": [(0, 1), (0, 1), (0, 1)]}


@dataclass(frozen=True)
class MatMul(Layer):
    """y = a b for each example: yᵢⱼ = Σₖ aᵢₖ bₖⱼ; ∂L/∂a = ∂L/∂y bᵀ and ∂L/∂b = aᵀ ∂L/∂y. A list b is one column."""

    title, family, place, glyph = "MatMul", "Maths", 160, "AB"
    words = "Multiplies two matrices, row by column; the second may be a list, which counts as one column."
    formula = "y = a · b"
    ports = ("a", "b")

    def shape(self, a: Shape, b: Shape) -> Shape:
        given = f"{shape_words(a)} and {shape_words(b)}"
        if len(a) != 2 or len(b) not in (1, 2):
            raise ShapeError(
                f"MatMul wants a matrix times a matrix or a list but is given {given}; a Reshape may help."
            )
        if a[1] != b[0]:
            raise ShapeError(
                f"MatMul wants as many columns in a as rows in b but is given {given}; a Transpose may help."
            )
        return a[0], *b[1:]

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        a, b = inputs
        return f"{a} @ {b}" if len(b.shape) == 2 else f"({a} @ {b}[:, :, None])[:, :, 0]"

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        a, b = inputs
        if len(b.shape) == 2:
            return write.op("MatMul", a, b)
        column = write.op("Unsqueeze", b, write.axes(2))
        return write.op("Squeeze", write.op("MatMul", a, column), write.axes(2))

    def forward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = "{node} multiplies each row of a with each column of b, number by number, and adds up."
        with write.equation(self.formula, {"y": y.value}, {"a": a.value, "b": b.value}, words):
            write.call(np.matmul, a.value, _matrix(b.value), _matrix(y.value), **_AXES)

    def backward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        grad_y = _matrix(y.grad)
        words = "For a, {node} multiplies the gradient by b the other way round: each aᵢₖ was weighed by row k of b."
        like, given = Value(a.node, a.shape, y.examples), {"∂L/∂y": y.grad, "b": b.value}
        with write.contribution("∂L/∂a = ∂L/∂y · bᵀ", a, given, words, like) as grad:
            write.call(np.matmul, grad_y, _matrix(b.value).swapaxes(0, 1), grad.value, **_AXES)
        words = "For b, {node} multiplies a the other way round by the gradient: each bₖⱼ was weighed by column k of a."
        like, given = Value(b.node, b.shape, y.examples), {"a": a.value, "∂L/∂y": y.grad}
        with write.contribution("∂L/∂b = aᵀ · ∂L/∂y", b, given, words, like) as grad:
            write.call(np.matmul, a.value.swapaxes(0, 1), grad_y, _matrix(grad.value), **_AXES)


def _matrix(array: np.ndarray) -> np.ndarray:
    """A list for each example as one column for each example."""
    return array if array.ndim == 3 else array[:, None]
