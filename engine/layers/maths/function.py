"""Function: any formula in x that a learner types."""
from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.equation import Equation
from engine.export.onnx_calls import OnnxCalls
from engine.expression.expression import Expression
from engine.expression.tokens import ExpressionError
from engine.knobs import knob
from engine.layer import Layer, Shape, ShapeError
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor

_SLOPE = "f′(x)"


@dataclass(frozen=True)
class Function(Layer):
    """y = f(x) for each number, with f as it was typed and f′ found by the rules of calculus; ∂L/∂x = ∂L/∂y ⊙ f′(x).

    At the kinks of abs, sign, step and relu the slope is 0, as in PyTorch.
    """

    title, family, place, glyph = "Function", "Maths", 82, "f(x)"
    words = "Any function of x, typed as a formula, with the derivative that belongs to it."
    formula = "y = f(x)"

    expression: str = knob(
        "x**2", "f(x)", read=Expression.read,
        words="A formula such as (2x² + 1)², x*sin(3*x) or exp(-x**2): numbers, x, e, pi, + − * / and ^ or **,"
        " brackets, and functions such as sin, exp, log, sqrt, abs, tanh, sigmoid and relu.",
    )  # fmt: skip

    @cached_property
    def f(self) -> Expression:
        """What was typed, read. Raises ExpressionError."""
        return Expression.read(self.expression, f"{self.title}: f(x)")

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        try:
            return f"y = {self.f.text}", f"{_SLOPE} = {self.f.derivative.text}"
        except ExpressionError:
            return (self.formula,)

    @cached_property
    def domain(self) -> str:
        """All that must be so for f(x) to have a value."""
        return " and ".join(condition.words for condition in self.f.conditions)

    def wants(self, equation: Equation) -> str:
        x = next((term.array for term in equation.given if term.symbol == "x"), None)
        if x is None:
            return ""
        return (self.f.derivative if equation.phase == "backward" else self.f).broken(x)

    def shape(self, x: Shape) -> Shape:
        try:
            assert self.f
        except ExpressionError as error:
            raise ShapeError(str(error)) from None
        return x

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        told, x = self.f.python("torch", inputs[0].text), inputs[0]
        # Where no slope leads back to x, PyTorch wants one of 0 all the same.
        return f"{told} + 0 * {x}" if self.f.derivative.text == "0" else told

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        x, y = np.empty(2), np.empty(2)
        calls = OnnxCalls(write, inputs[0], x)
        self.f.write_calls(calls, x, y)
        return str(calls.text_of(y))

    def scratch(self, x: Shape) -> int:
        """The parts of f and f′ that are arrays of their own: at most about one for every four signs typed."""
        return len(self.expression) // 4 * math.prod(x)

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        words = "{node} puts each number in the place of x in its formula and works it out."
        with write.equation(self.formulas[0], {"y": y.value}, {"x": x.value}, words):
            self.f.write_calls(write.call, x.value, y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        if not x.needs_gradient:
            return
        slope = x.like()
        words = "The slope of {node} at each x, by the rules of differentiation: how fast y grows there as x grows."
        with write.equation(self.formulas[1], {_SLOPE: slope.value}, {"x": x.value}, words):
            self.f.derivative.write_calls(write.call, x.value, slope.value)
        words = "By the chain rule, {node} multiplies the gradient by its own slope f′(x), number by number."
        given = {"∂L/∂y": y.grad, _SLOPE: slope.value}
        with write.contribution(f"∂L/∂x = ∂L/∂y ⊙ {_SLOPE}", x, given, words) as grad:
            write.call(np.multiply, y.grad, slope.value, grad.value)
