"""Slopes: the derivative of a function of one number, at each number it was used on, from its own backward pass."""
from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np

from engine.equation import Equation
from engine.layer import Layer
from engine.tables.table import Table
from engine.value import Value
from engine.writer import Writer


class OwnSlopes:
    """f′(x) for each number, where ``layer`` computes y = f(x) number by number; ``at_present`` for those there now.

    It is what the layer's backward equations make of a gradient of 1. The values themselves stay as they are.
    """

    def __init__(self, layer: Layer, y: Value, x: Value) -> None:
        one, source = copy.copy(y), copy.copy(x)
        one.gradient, one.has_unit_gradient = y.like(), False
        one.grad.fill(1.0)
        source.needs_gradient, source.contributions = True, []
        write = Writer({}, Table((), np.empty((0, 1)), (), ()), None)
        write.at(y.node, "backward")
        layer.backward(write, one, source)
        self._calls = tuple(call for equation in write.equations for call in equation.bound)
        self._slopes = source.contributions[0].value

    def at_present(self) -> np.ndarray:
        """The slopes, of x's shape (*shape, examples); the same array each time."""
        with np.errstate(all="ignore"):
            for call in self._calls:
                call()
        return self._slopes


def works_number_by_number(equation: Equation) -> bool:
    """Whether each number of the result comes of the numbers at the same place in what is given."""
    return all(isinstance(call.function, np.ufunc) and call.function.signature is None for call in equation.calls)


def is_function_of_one(equations: Sequence[Equation]) -> bool:
    """Whether a node's forward equations are one, each number of whose result comes of one number at its place."""
    if len(equations) != 1 or len(equations[0].given) != 1 or len(equations[0].results) != 1:
        return False
    first = equations[0]
    return first.given[0].array.shape == first.results[0].array.shape and works_number_by_number(first)
