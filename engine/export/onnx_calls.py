"""ONNX calls: NumPy calls on single numbers, one after the other, as operators of ONNX."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor

_OPERATORS: dict[Any, str] = {
    np.negative: "Neg", np.exp: "Exp", np.add: "Add", np.subtract: "Sub", np.multiply: "Mul", np.divide: "Div",
    np.power: "Pow", np.reciprocal: "Reciprocal", np.maximum: "Max", np.sin: "Sin", np.cos: "Cos", np.tanh: "Tanh",
    np.log: "Log", np.sqrt: "Sqrt", np.abs: "Abs", np.sign: "Sign", np.copyto: "Identity",
}  # fmt: skip
_IN_SINGLE: dict[Any, str] = {np.arcsin: "Asin", np.arccos: "Acos", np.arctan: "Atan"}


class OnnxCalls:
    """Takes calls as ``Writer.call`` does: a ufunc, its operands, and the array that holds the result from then on."""

    def __init__(self, write: OnnxWriter, x: Tensor, array: np.ndarray) -> None:
        self._write = write
        # With the arrays themselves, so that no other one gets the place in memory of one that is gone.
        self._held: dict[int, tuple[np.ndarray, str]] = {id(array): (array, x.text)}

    def text_of(self, array: np.ndarray) -> str | float:
        """What holds these numbers; a single number that no call gave is itself."""
        return self._held[id(array)][1] if id(array) in self._held else float(array)

    def __call__(self, function: Callable[..., Any], *arrays: np.ndarray) -> None:
        *operands, out = arrays
        given = [self.text_of(each) for each in operands]
        self._held[id(out)] = out, self._operators(function, *given)

    def _operators(self, function: Any, *given: str | float) -> str:
        op, x = self._write.op, given[0]
        if function in _OPERATORS:
            return op(_OPERATORS[function], *given)
        if function in _IN_SINGLE:
            return op(_IN_SINGLE[function], x, single=True)
        if function is np.square:
            return op("Mul", x, x)
        if function is np.tan:
            return op("Div", op("Sin", x), op("Cos", x))
        if function in (np.sinh, np.cosh):
            up, down = op("Exp", x), op("Exp", op("Neg", x))
            return op("Mul", op("Sub" if function is np.sinh else "Add", up, down), 0.5)
        if function in (np.log2, np.log10):
            return op("Div", op("Log", x), float(np.log(2.0 if function is np.log2 else 10.0)))
        if function is np.heaviside:
            return op("Relu", op("Sign", x))
        assert function is np.logaddexp, function
        # log(e⁰ + eˣ)
        return op("Add", op("Relu", x), op("Log", op("Add", op("Exp", op("Neg", op("Abs", x))), 1.0)))
