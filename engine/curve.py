"""Curve: a function of one number and its slope on a grid, by the very calls that the layer runs in the network."""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.equation import Call, Equation
from engine.layer import Layer, ShapeError
from engine.table import Table
from engine.value import Value
from engine.writer import Writer


class Curve:
    """y = f(x) and f′(x) of a layer that works number by number, at ``count`` places at once."""

    def __init__(self, layer: Layer, count: int) -> None:
        writer = Writer({}, Table((), np.empty((0, 1)), (), ()), None)
        self._x, self._y = Value("x", (), count), Value("y", (), count)
        self._x.needs_gradient = True
        writer.at("y", "forward")
        layer.forward(writer, self._y, self._x)
        # The layer multiplies what comes back by its slope: of a gradient of 1, that is the slope itself.
        self._y.gradient = self._y.like()
        self._y.grad.fill(1.0)
        writer.at("y", "backward")
        layer.backward(writer, self._y, self._x)
        self._calls = tuple(call for equation in writer.equations for call in equation.bound)

    def at(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """f(x) and f′(x), of the shape of x, (count,); NaN where the function has no value."""
        self._x.value[...] = x
        with np.errstate(all="ignore"):
            for call in self._calls:
                call()
        return self._y.value.copy(), self._x.contributions[0].value.copy()


def curve_of(layer: Layer, forward: Iterable[Equation], count: int) -> Curve | None:
    """The curve of a layer whose forward equations make each number of the one at its place; None for any other."""
    equations = list(forward)
    if len(equations) != 1 or len(equations[0].given) != 1 or len(equations[0].results) != 1:
        return None
    (given,), (result,), calls = equations[0].given, equations[0].results, equations[0].calls
    if given.array.shape != result.array.shape or not all(_is_by_number(call) for call in calls):
        return None
    try:
        # What works number by number takes a single one too.
        return Curve(layer, count) if layer.shape(()) == () else None
    except ShapeError:
        return None


def _is_by_number(call: Call) -> bool:
    return isinstance(call.function, np.ufunc) and call.function.signature is None
